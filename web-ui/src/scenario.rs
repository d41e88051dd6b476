//! A scenario: entries of decisions under a name, with everything that was done to them, back and forth without limit.
//!
//! The entries are kept as the lines of their JSON. An edit is a splice of lines: so an entry that gains the thousandth
//! file costs one line and not a thousand, and whoever replays edits needs to know nothing about entries.

use seamline_analyzer::decision::Decisions;
use seamline_decisions::Row;
use serde::{Deserialize, Serialize};

/// What a scenario holds, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    recluster: bool,
    entries: Vec<Row>,
}

/// Decisions as lines.
pub(crate) fn lines(decisions: &Decisions) -> Vec<String> {
    let entries = decisions.entries.iter().map(Row::of).collect();
    let kept = Kept { recluster: decisions.recluster, entries };
    let text = serde_json::to_string_pretty(&kept).expect("entries are plain JSON");
    text.split('\n').map(str::to_owned).collect()
}

/// Decisions from lines; none of them is in a file, so that all have the line 0.
///
/// # Errors
/// When the lines say something else.
pub(crate) fn decisions(lines: &[String]) -> Result<Decisions, String> {
    let kept: Kept = serde_json::from_str(&lines.join("\n")).map_err(|why| why.to_string())?;
    let entries = kept.entries.iter().map(|row| row.read(0)).collect::<Result<_, _>>()?;
    Ok(Decisions { recluster: kept.recluster, entries })
}

/// Some lines instead of others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Splice {
    /// Before which line.
    pub(crate) at: usize,
    /// The lines that go.
    pub(crate) out: Vec<String>,
    /// The lines that come.
    pub(crate) put: Vec<String>,
}

impl Splice {
    /// From some lines to others: what is the same at both ends stays.
    pub(crate) fn between(old: &[String], new: &[String]) -> Self {
        let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
        Self { at: head, out: old[head..old.len() - tail].to_vec(), put: new[head..new.len() - tail].to_vec() }
    }

    /// The same lines back.
    fn back(self) -> Self {
        Self { at: self.at, out: self.put, put: self.out }
    }

    fn apply(&self, lines: &mut Vec<String>) {
        lines.splice(self.at..self.at + self.out.len(), self.put.iter().cloned());
    }
}

/// A scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scenario {
    /// What it is called.
    pub(crate) name: String,
    /// Its entries.
    lines: Vec<String>,
    /// What was done, oldest first.
    past: Vec<Splice>,
    /// What was undone, the last to be undone last.
    future: Vec<Splice>,
    /// How often it changed.
    revision: u64,
    /// The digest of the text of the file that it has seen.
    pub(crate) seen: String,
    /// The entries that are in the file, by digest, as far as this scenario knows.
    pub(crate) clean: String,
}

impl Scenario {
    /// A new one.
    pub(crate) fn new(name: String, lines: Vec<String>, seen: String, clean: String) -> Self {
        Self { name, lines, past: Vec::new(), future: Vec::new(), revision: 0, seen, clean }
    }

    /// Its entries as lines.
    pub(crate) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// How often it changed.
    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }

    /// Whether something can be undone, and whether something can be done again.
    pub(crate) fn can(&self) -> (bool, bool) {
        (!self.past.is_empty(), !self.future.is_empty())
    }

    /// Whether nothing was ever done to it.
    pub(crate) fn is_untouched(&self) -> bool {
        self.revision == 0
    }

    /// Does an edit: lines go and others come. What was undone before is gone.
    ///
    /// # Errors
    /// When there are no such lines.
    pub(crate) fn edit(&mut self, at: usize, out: usize, put: Vec<String>) -> Result<(), Misfit> {
        let end = at.checked_add(out).filter(|end| *end <= self.lines.len()).ok_or(Misfit)?;
        let splice = Splice { at, out: self.lines[at..end].to_vec(), put };
        splice.apply(&mut self.lines);
        self.past.push(splice);
        self.future.clear();
        self.revision += 1;
        Ok(())
    }

    /// Takes the last edit back.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn undo(&mut self) -> Result<(), Misfit> {
        let back = self.past.pop().ok_or(Misfit)?.back();
        back.apply(&mut self.lines);
        self.future.push(back.back());
        self.revision += 1;
        Ok(())
    }

    /// Does the last edit again that was undone.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn redo(&mut self) -> Result<(), Misfit> {
        let splice = self.future.pop().ok_or(Misfit)?;
        splice.apply(&mut self.lines);
        self.past.push(splice);
        self.revision += 1;
        Ok(())
    }
}

/// There is nothing that this could be done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Misfit;

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(lines: &str) -> Scenario {
        Scenario::new("s".into(), words(lines), String::new(), String::new())
    }

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn step(scenario: &mut Scenario, to: &str) {
        let Splice { at, out, put } = Splice::between(scenario.lines(), &words(to));
        scenario.edit(at, out.len(), put).unwrap();
        assert_eq!(scenario.lines(), words(to));
    }

    #[test]
    fn only_what_differs_is_kept() {
        let check = |old: &str, new: &str, at: usize, out: &str, put: &str| {
            let splice = Splice { at, out: words(out), put: words(put) };
            assert_eq!(Splice::between(&words(old), &words(new)), splice, "{old} to {new}");
        };
        check("a b c", "a x c", 1, "b", "x");
        check("a b", "a b c", 2, "", "c");
        check("a a", "a a a", 2, "", "a");
        check("a b c", "", 0, "a b c", "");
        check("a", "a", 1, "", "");
    }

    #[test]
    fn back_and_forth() {
        let mut scenario = scenario("a b");
        step(&mut scenario, "a c b");
        step(&mut scenario, "c");
        scenario.undo().unwrap();
        assert_eq!(scenario.lines(), words("a c b"));
        scenario.redo().unwrap();
        assert_eq!(scenario.lines(), words("c"));
        scenario.undo().unwrap();
        step(&mut scenario, "new");
        assert_eq!(scenario.redo(), Err(Misfit));
        assert_eq!(scenario.revision(), 6);
        assert_eq!(scenario.edit(1, 2, vec![]), Err(Misfit));
        assert_eq!(scenario.edit(usize::MAX, 2, vec![]), Err(Misfit));
    }

    /// W46.
    #[test]
    fn ten_thousand_edits_undone_are_none() {
        let mut scenario = scenario("start");
        let first = scenario.clone();
        for number in 0..10_000_u32 {
            let mut lines = scenario.lines().to_vec();
            let at = (number * 7919) as usize % (lines.len() + 1);
            if number % 3 == 2 && at < lines.len() {
                drop(lines.remove(at))
            } else {
                lines.insert(at, number.to_string())
            }
            let Splice { at, out, put } = Splice::between(scenario.lines(), &lines);
            scenario.edit(at, out.len(), put).unwrap();
        }
        let last = scenario.lines().to_vec();
        while scenario.undo().is_ok() {}
        assert_eq!((scenario.lines(), scenario.can()), (first.lines(), (false, true)));
        while scenario.redo().is_ok() {}
        assert_eq!((scenario.lines(), scenario.revision()), (last.as_slice(), 30_000));
    }

    #[test]
    fn entries_survive_as_lines() {
        let text = "recluster = true\n[[pin]]\nfiles = [\"a\\n\\u2028b\", 'c']\nservice = 's'\nreason = 'r'\n\
                    [target]\nlargest = 3\nreason = 'r'\n[[apart]]\ngroups = [['a'], ['b']]\nreason = 'r'";
        let read = seamline_decisions::parse(text).unwrap().decisions;
        let kept = decisions(&lines(&read)).unwrap();
        assert_eq!(lines(&kept), lines(&read));
        let sentences = |decisions: &Decisions| -> Vec<String> {
            decisions.entries.iter().map(|entry| entry.decision.sentence()).collect()
        };
        assert_eq!((sentences(&kept), kept.recluster), (sentences(&read), true));
        assert!(decisions(&["{".to_owned()]).is_err());
    }
}
