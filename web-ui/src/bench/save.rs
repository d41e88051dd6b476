//! Saving: a scenario becomes the file of decisions, which is otherwise left as it is.

use super::{Bench, Filed};
use crate::books::{Record, digest};
use crate::denial::{Denial, Kind};
use crate::scenario;
use seamline_decisions::{Read, parse, rewrite};

impl Bench {
    /// The text of the file, as it was last read or written.
    pub(crate) fn file(&self, n: u64) -> Result<String, Denial> {
        let desk = self.desk();
        desk.work(n)?;
        Ok(desk.file.text.clone())
    }

    /// The text that saving a scenario would write, with what it says.
    pub(crate) fn text(&self, n: u64, m: u64) -> Result<(String, Read), Denial> {
        let (text, lines) = {
            let desk = self.desk();
            (desk.file.text.clone(), desk.scenario(n, m)?.lines().to_vec())
        };
        written(&text, &lines)
    }

    /// Writes a scenario into the file and returns how many entries it has. A file that somebody changed since the scenario
    /// saw it is written over only when that is asked for; what the file says beside its entries stays even then.
    pub(crate) fn save(&self, n: u64, m: u64, revision: u64, over: bool) -> Result<usize, Denial> {
        let disk = |why: String| Denial::new(Kind::Disk, why);
        let mut desk = self.desk();
        desk.work(n)?;
        let scenario = desk.at(n, m, revision)?;
        let (seen, lines) = (scenario.seen.clone(), scenario.lines().to_vec());
        let there = self.analyst.read().map_err(disk)?;
        if digest(&there) != seen && !over {
            return Err(Denial::new(
                Kind::Stale,
                "the file was changed since it was read; start again to see how, or write over its entries",
            ));
        }
        // A file that is none any more has nothing to be kept.
        let old = if over && parse(&there).is_err() { "" } else { there.as_str() };
        let (text, read) = written(old, &lines)?;
        if text != there {
            self.analyst.write(&text).map_err(disk)?;
        }
        desk.file = Filed::new(text)?;
        let (to, clean) = desk.file.digests();
        if seen != digest(&there) {
            desk.write(Record::Seen { n, m, seen: digest(&there), clean: clean.clone() })?;
        }
        desk.write(Record::Saved { from: digest(&there), to, clean })?;
        Ok(read.decisions.entries.len())
    }
}

fn written(old: &str, lines: &[String]) -> Result<(String, Read), Denial> {
    let decisions = scenario::decisions(lines).map_err(|why| Denial::new(Kind::Disk, why))?;
    let text = rewrite(old, &decisions).map_err(|why| Denial::new(Kind::Limit, why.to_string()))?;
    let read = parse(&text).map_err(|why| Denial::new(Kind::Limit, why.to_string()))?;
    Ok((text, read))
}
