//! The baseline: findings that people accepted, in a folder of the project, one file for each service that can do
//! something about them, and the cut that they belong to.
//!
//! ```text
//! seamline-baseline/_cut.txt      src/orders/ <tab> orders
//! seamline-baseline/orders.txt    cross-dependency <tab> FROM <tab> TO <tab> call [<tab> REASON]
//! seamline-baseline/_none.txt     what is nobody's
//! ```
//!
//! An entry is known by rule, from, to and kind. Nothing in it changes with lines, texts, counts, times or machines.

mod cut;
mod line;
mod merge;

use crate::config;
use crate::error::{Failure, Kind, Outcome};
use crate::output::{write_file, write_folder};
use line::{Order, Wrong};
use seamline_analyzer::compare::Labels;
use seamline_analyzer::gate::{Identity, Left};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What the folder is called unless somebody says otherwise.
pub(crate) const FOLDER: &str = "seamline-baseline";

/// The file of the cut.
const CUT: &str = "_cut.txt";
/// The file of what is nobody's.
const NONE: &str = "_none.txt";
/// The largest file that is read.
const LARGEST: u64 = 64 << 20;
/// The most files that are read.
const MOST_FILES: usize = 10_000;

/// An accepted finding: why, and the file that it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Entry {
    /// Why it was accepted, where somebody said so.
    pub(crate) reason: String,
    /// The name of its file.
    pub(crate) file: String,
}

/// What is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Baseline {
    /// Accepted findings.
    pub(crate) entries: BTreeMap<Identity, Entry>,
    /// The service of each path; of folders, with `/` at their end. Empty where no cut was written.
    cut: BTreeMap<String, String>,
}

impl Baseline {
    /// Accepted findings without a cut.
    pub(crate) fn of(entries: BTreeMap<Identity, Entry>) -> Self {
        Self { entries, cut: BTreeMap::new() }
    }

    /// Reads a folder; `None` when there is none.
    pub(crate) fn load(folder: &Path) -> Outcome<Option<Self>> {
        Self::read(folder, Order::Wanted)
    }

    /// Reads a folder to write it again, so that lines may stand in any order, as somebody left them who ended a conflict.
    pub(crate) fn load_to_write(folder: &Path) -> Outcome<Option<Self>> {
        Self::read(folder, Order::Any)
    }

    fn read(folder: &Path, order: Order) -> Outcome<Option<Self>> {
        match folder.symlink_metadata() {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(Failure::usage(format!("{} is no folder", folder.display()))),
            Err(_) => return Ok(None),
        }
        let mut baseline = Self::default();
        for name in files(folder)? {
            let file = folder.join(&name);
            let text = config::text(&file, LARGEST)?;
            let lines = line::read(&text, order).map_err(|wrong| refused(&file, &wrong))?;
            for (at, parts) in lines.into_iter().enumerate() {
                let is_taken =
                    if name == CUT { baseline.add_place(parts) } else { baseline.add_entry(parts, &name, order) };
                is_taken.map_err(|what| refused(&file, &Wrong { line: at + 2, what, ..Wrong::default() }))?;
            }
        }
        Ok(Some(baseline))
    }

    fn add_place(&mut self, parts: Vec<String>) -> Result<(), String> {
        let [path, service] =
            <[String; 2]>::try_from(parts).map_err(|_| "a path and a service are wanted".to_owned())?;
        match self.cut.insert(path.clone(), service.clone()) {
            Some(other) => Err(format!("{path} belongs to {other} and to {service}: remove one of the lines")),
            None => Ok(()),
        }
    }

    fn add_entry(&mut self, parts: Vec<String>, name: &str, order: Order) -> Result<(), String> {
        let (id, reason) = match &parts[..] {
            [rule, from, to, kind] => (Identity::written(rule, from.clone(), to.clone(), kind), ""),
            [rule, from, to, kind, reason] => {
                (Identity::written(rule, from.clone(), to.clone(), kind), reason.as_str())
            }
            _ => return Err("rule, from, to, kind and perhaps a reason are wanted".to_owned()),
        };
        let id =
            id.ok_or_else(|| format!("{:?} has no such findings; a newer seamline may have written this", parts[0]))?;
        let entry = Entry { reason: reason.to_owned(), file: name.to_owned() };
        if let (Order::Any, Some(known)) = (order, self.entries.get_mut(&id)) {
            // As the merge driver does.
            if entry.reason < known.reason {
                known.reason = entry.reason;
            }
            return Ok(());
        }
        match self.entries.insert(id, entry) {
            Some(other) if other.file == name => Err("this finding is there twice, with different reasons".to_owned()),
            _ => Ok(()),
        }
    }

    /// What is accepted, and why.
    pub(crate) fn accepted(&self) -> BTreeMap<Identity, String> {
        self.entries.iter().map(|(id, entry)| (id.clone(), entry.reason.clone())).collect()
    }

    /// What is left of it: entries that are not gone, and what takes the place of those that are.
    pub(crate) fn left(&self, left: Left) -> BTreeMap<Identity, Entry> {
        let kept = left.kept.into_iter().filter_map(|id| Some((id.clone(), self.entries.get(&id)?.clone())));
        let weaker = left.weaker.into_iter().filter_map(|(finding, entry)| {
            let reason = self.entries.get(&entry)?.reason.clone();
            Some((finding.id, Entry { reason, file: file_of(&finding.service) }))
        });
        kept.chain(weaker).collect()
    }

    /// The service of each path; of folders, with `/` at their end. Empty where no cut was written.
    pub(crate) fn cut(&self) -> &BTreeMap<String, String> {
        &self.cut
    }

    /// The services of files, where the cut was written.
    pub(crate) fn labels<'a>(&self, files: impl Iterator<Item = &'a str>) -> Option<Labels> {
        (!self.cut.is_empty()).then(|| cut::unfolded(&self.cut, files))
    }

    /// Takes a cut over: the files that there are, and their services.
    pub(crate) fn set_cut<'a>(&mut self, files: impl Iterator<Item = &'a str>, labels: &'a Labels) {
        self.cut = cut::folded(files, labels).into_iter().map(|(path, label)| (path, label.to_owned())).collect();
    }

    /// Writes the folder: each file that changed, all or nothing each, and files whose last entry is gone go. Whatever
    /// else lies in the folder stays as it is.
    pub(crate) fn save(&self, folder: &Path) -> Outcome {
        let mut lines: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (id, entry) in &self.entries {
            let parts = [id.rule, &id.from, &id.to, id.kind, &entry.reason];
            let kept = if entry.reason.is_empty() { &parts[..4] } else { &parts[..] };
            lines.entry(&entry.file).or_default().push(line::line(kept));
        }
        if !self.cut.is_empty() {
            lines.insert(CUT, self.cut.iter().map(|(path, service)| line::line(&[path, service])).collect());
        }
        if lines.is_empty() {
            // Without a file, git would not keep the folder.
            lines.insert(NONE, Vec::new());
        }
        let old = if folder.is_dir() { files(folder)? } else { Vec::new() };
        let texts = lines.into_iter().map(|(name, lines)| (name, line::written(lines).into_bytes()));
        let is_new = |(name, bytes): &(&str, Vec<u8>)| fs::read(folder.join(name)).ok().as_ref() != Some(bytes);
        let texts: Vec<(&str, Vec<u8>)> = texts.collect();
        let kept: BTreeSet<&str> = texts.iter().map(|(name, _)| *name).collect();
        let changed: Vec<(&str, Vec<u8>)> = texts.iter().filter(|text| is_new(text)).cloned().collect();
        write_folder(folder, &changed)?;
        for name in old.iter().filter(|name| !kept.contains(name.as_str())) {
            let file = folder.join(name);
            fs::remove_file(&file).map_err(|why| Failure::write(&file, &why))?;
        }
        Ok(())
    }
}

/// The names of our files in a folder, ascending: plain files that end in `.txt`.
fn files(folder: &Path) -> Outcome<Vec<String>> {
    let cannot = |why: &dyn std::fmt::Display| Failure::usage(format!("cannot read {}: {why}", folder.display()));
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|why| cannot(&why))? {
        let entry = entry.map_err(|why| cannot(&why))?;
        let is_plain = entry.file_type().is_ok_and(|kind| kind.is_file());
        match entry.file_name().into_string() {
            Ok(name) if name.ends_with(".txt") && is_plain => names.push(name),
            _ => {}
        }
    }
    if names.len() > MOST_FILES {
        return Err(cannot(&format_args!("more than {MOST_FILES} files")));
    }
    names.sort();
    Ok(names)
}

fn refused(file: &Path, wrong: &Wrong) -> Failure {
    let failure = Failure::usage(format!("in {}, line {}: {}", file.display(), wrong.line, wrong.what));
    if wrong.conflict {
        return failure
            .hint("keep the lines of both sides, then `seamline baseline prune`, which puts them in order")
            .hint("or the merge driver, which leaves no conflicts:")
            .hint("`git config merge.seamline-baseline.driver \"seamline baseline merge %O %A %B\"`")
            .hint("`seamline-baseline/*.txt merge=seamline-baseline` in .gitattributes");
    }
    if wrong.order {
        return failure.hint("`seamline baseline prune` puts them in order");
    }
    failure.hint("the version of the file before, or `seamline baseline update` in a folder without it")
}

/// Merges three versions of a file, as git asks a merge driver to: the result takes the place of ours.
pub(crate) fn merge_files(old: &Path, ours: &Path, theirs: &Path) -> Outcome {
    let read = |file: &Path| config::text(file, LARGEST);
    let (old, our, their) = (read(old)?, read(ours)?, read(theirs)?);
    if ![&old, &our, &their].into_iter().all(|text| merge::is_known(text)) {
        return Err(Failure::usage("one of the three files is no baseline of this version"));
    }
    let (merged, open) = merge::merge(&old, &our, &their);
    write_file(ours, merged.as_bytes())?;
    if open {
        Err(Failure::new(Kind::Check, "both sides moved the same path to different services: remove one line of each"))
    } else {
        Ok(())
    }
}

/// Where the baseline of a folder lies.
pub(crate) fn folder_of(named: Option<&Path>, configured: Option<&Path>, target: &Path) -> PathBuf {
    named.or(configured).map_or_else(|| target.join(FOLDER), Path::to_owned)
}

/// The file of a service. Names are anybody's: what a file system may take for something else is written as its bytes.
pub(crate) fn file_of(service: &str) -> String {
    if service.is_empty() {
        return NONE.to_owned();
    }
    let is_plain = |at: usize, byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || (at > 0 && matches!(byte, b'-' | b'.' | b'_'))
    };
    let mut name = String::new();
    for (at, byte) in service.bytes().enumerate() {
        if is_plain(at, byte) { name.push(char::from(byte)) } else { name.push_str(&format!("%{byte:02X}")) }
    }
    let stem = name.split('.').next().unwrap_or_default();
    let device = ["con", "prn", "aux", "nul"].contains(&stem)
        || (stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")));
    if device {
        name = format!("%{:02X}{}", name.as_bytes()[0], &name[1..]);
    }
    if name.len() > LONGEST_NAME {
        let hash = Sha256::digest(service.as_bytes());
        let hash: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        name = format!("{}~{hash}", &name[..LONGEST_NAME]);
    }
    name + ".txt"
}

/// Longer names of files are cut off.
const LONGEST_NAME: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_safe() {
        let names = ["billing", "", "A b", "../x", ".git", "con", "com1.x", "é", "_cut"].map(file_of);
        let expected = [
            "billing.txt",
            "_none.txt",
            "%41%20b.txt",
            "%2E.%2Fx.txt",
            "%2Egit.txt",
            "%63on.txt",
            "%63om1.x.txt",
            "%C3%A9.txt",
            "%5Fcut.txt",
        ];
        assert_eq!(names, expected.map(str::to_owned));
        assert_eq!(file_of(&"x".repeat(500)).len(), LONGEST_NAME + 1 + 16 + 4);
    }

    #[test]
    fn what_is_written_is_read_and_nothing_else_is_touched() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().join(FOLDER);
        assert_eq!(Baseline::load(&folder).expect("readable"), None);
        let id = |from: &str| {
            Identity::written("cross-dependency", from.to_owned(), "b\t".to_owned(), "call")
                .expect("there is such a rule")
        };
        let entry = |file: &str, reason: &str| Entry { reason: reason.into(), file: file.into() };
        let mut baseline = Baseline::default();
        baseline.entries.insert(id("a\n"), entry("orders.txt", "later"));
        baseline.entries.insert(id("c"), entry("_none.txt", ""));
        baseline.save(&folder).expect("written");
        assert_eq!(Baseline::load(&folder).expect("readable"), Some(baseline.clone()));
        fs::write(folder.join("README.md"), "mine").expect("written");
        baseline.entries.clear();
        baseline.save(&folder).expect("written again");
        assert_eq!(Baseline::load(&folder).expect("readable"), Some(baseline));
        let left = fs::read_dir(&folder).expect("readable").map(|entry| entry.expect("readable").file_name());
        assert_eq!(left.collect::<BTreeSet<_>>(), ["README.md", "_none.txt"].map(Into::into).into());
    }

    #[test]
    fn unknown_entries_are_refused_with_file_and_line() {
        let place = tempfile::tempdir().expect("a folder");
        fs::write(place.path().join("a.txt"), "seamline-baseline 1\ncross-dependency\ta\tb\tsing\n").expect("written");
        let failure = Baseline::load(place.path()).expect_err("it is wrong").to_string();
        assert!(failure.contains("a.txt, line 2: \"cross-dependency\" has no such findings"), "{failure}");
    }
}
