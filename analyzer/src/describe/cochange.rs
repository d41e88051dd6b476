//! What changes together: candidates with candidates, inside candidates, and file by file.
//!
//! ```text
//! support    = commits that touch both                      inside one candidate: two files of it at least
//! confidence = support / commits that touch the one of the two that changes less
//! lift       = support * commits / (commits of a * commits of b)
//! trend      = (recent - support * r) / sqrt(support * r * (1 - r))       r: the share of commits in the last third
//! ```
//!
//! Commits that count are normal ones of at most 100 files; those of one file count as changes, so that a file which mostly
//! changes alone is sure of nobody. The trend compares the last third of these commits with the two before: above 1.64 it is
//! growing, below -1.64 shrinking, else stable (the normal approximation of a binomial test, one-sided, 5%), and three common
//! commits are too few for shrinking. Parts of a file count as their file. Two candidates count as changed together as
//! their seam counts it.
//!
//! Agrawal, Imielinski, Swami: Mining association rules between sets of items in large databases (1993). Zimmermann,
//! Weissgerber, Diehl, Zeller: Mining version histories to guide software changes (2004).

mod files;

use self::files::Files;
use crate::analysis::{CoChange, Place, Placement, Seam, Together, Trend};
use crate::coupling::MAX_CHANGE_SET;
use crate::facts::{ChangeKind, ChangeSet, Facts};
use crate::id::{CandidateId, ChangeId, Id, IdVec, UnitId};
use std::collections::BTreeMap;

/// The fewest common commits of a pair of files that is told.
const MIN_SUPPORT: u32 = 3;
/// How many standard deviations make a trend.
const TREND: f64 = 1.64;

/// What changes together. Seams tell which commits touch two candidates.
pub fn cochange(facts: &Facts, placements: &IdVec<UnitId, Placement>, candidates: usize, seams: &[Seam]) -> CoChange {
    let told: Vec<(ChangeId, &ChangeSet)> = facts.changes.iter().filter(|(_, change)| counts(facts, change)).collect();
    let Some(&(split, first_recent)) = told.get(told.len() - told.len().div_ceil(3)) else {
        return CoChange { min_support: MIN_SUPPORT, ..CoChange::default() };
    };
    let when = When { commits: told.len(), recent: told.len().div_ceil(3), split };
    let files = Files::of(facts);
    let touching = files.touching(&told);
    let (touched, inside) = by_candidate(facts, placements, candidates, &told);
    let times = |change: ChangeId| facts.changes[change].time;
    let mut pairs: Vec<Together<CandidateId>> = inside
        .iter()
        .map(|(candidate, commits)| (*candidate, *candidate, commits.as_slice()))
        .chain(seams.iter().map(|seam| (seam.a, seam.b, seam.changes.as_slice())))
        .filter(|(_, _, commits)| !commits.is_empty())
        .map(|(a, b, commits)| {
            let recent = commits.iter().filter(|change| **change >= split).count() as u32;
            let last = commits.iter().copied().max().map_or(0, times);
            let counted = Counted { shared: commits.len() as u32, recent, last };
            when.together((a, b), [touched[a], touched[b]], counted)
        })
        .collect();
    pairs.sort_by_key(|pair| (pair.a, pair.b));
    let (files, file_pairs) = files.pairs(&touching, &when, &times);
    CoChange {
        commits: when.commits,
        recent: when.recent,
        since: Some(first_recent.time),
        min_support: MIN_SUPPORT,
        touched,
        candidates: pairs,
        file_pairs,
        files,
    }
}

fn counts(facts: &Facts, change: &ChangeSet) -> bool {
    change.kind == ChangeKind::Normal && (1..=MAX_CHANGE_SET).contains(&facts.files_of(&change.units))
}

type Inside = BTreeMap<CandidateId, Vec<ChangeId>>;

/// Commits that touch each candidate, and those that touch two files of it.
fn by_candidate(
    facts: &Facts,
    placements: &IdVec<UnitId, Placement>,
    candidates: usize,
    told: &[(ChangeId, &ChangeSet)],
) -> (IdVec<CandidateId, u32>, Inside) {
    let mut touched: IdVec<CandidateId, u32> = vec![0; candidates].into();
    let mut inside = Inside::new();
    for (id, change) in told {
        // Of each candidate the first file that is touched, and whether another is.
        let mut here: BTreeMap<CandidateId, (UnitId, bool)> = BTreeMap::new();
        for unit in &change.units {
            let Place::Candidate(candidate) = placements[*unit].place else { continue };
            let (first, several) = here.entry(candidate).or_insert((*unit, false));
            *several |= facts.units[*first].path != facts.units[*unit].path;
        }
        for (candidate, (_, several)) in here {
            touched[candidate] += 1;
            if several {
                inside.entry(candidate).or_default().push(*id);
            }
        }
    }
    (touched, inside)
}

/// Common commits.
#[derive(Clone, Copy, Default)]
struct Counted {
    shared: u32,
    recent: u32,
    last: i64,
}

/// The commits that count, and where the last third of them begins.
struct When {
    commits: usize,
    recent: usize,
    split: ChangeId,
}

impl When {
    fn together<I: Id>(&self, (a, b): (I, I), touched: [u32; 2], counted: Counted) -> Together<I> {
        let Counted { shared, recent, last } = counted;
        let [first, second] = touched.map(f64::from);
        let both = f64::from(shared);
        Together {
            a,
            b,
            shared,
            recent,
            confidence: both / first.min(second).max(1.0),
            lift: (a != b).then(|| both * self.commits as f64 / (first * second).max(1.0)),
            trend: self.trend(shared, recent),
            last,
        }
    }

    fn trend(&self, shared: u32, recent: u32) -> Trend {
        let (share, shared) = (self.recent as f64 / self.commits as f64, f64::from(shared));
        let deviation = (shared * share * (1.0 - share)).sqrt();
        match (f64::from(recent) - shared * share) / deviation {
            high if high > TREND => Trend::Growing,
            low if low < -TREND => Trend::Shrinking,
            _ => Trend::Stable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Band;
    use crate::facts::{Parse, Unit};
    use crate::path::RepoPath;

    /// Each word is a commit, each letter a file; a candidate per word of the cut.
    fn run(history: &str, cut: &str) -> (Facts, CoChange) {
        let mut letters: Vec<char> = history.chars().chain(cut.chars()).filter(|c| c.is_alphabetic()).collect();
        letters.sort_unstable();
        letters.dedup();
        let id = |letter: char| UnitId::new(letters.binary_search(&letter).expect("listed"));
        let unit = |letter: &char| Unit {
            path: RepoPath::new(&format!("{letter}.py")).expect("a path"),
            part: None,
            language: "python",
            lines: 1,
            bytes: 1,
            package: String::new(),
            types: Vec::new(),
            entity: false,
            parse: Parse::Full,
        };
        let change = |(at, word): (usize, &str)| {
            let mut units: Vec<UnitId> = word.chars().map(id).collect();
            units.sort_unstable();
            ChangeSet {
                id: format!("{at:040x}"),
                time: at as i64,
                contributors: Vec::new(),
                files: units.len() as u32,
                units,
                subject: String::new(),
                kind: ChangeKind::Normal,
            }
        };
        let place = |letter: &char| {
            let at = cut.split_whitespace().position(|word| word.contains(*letter));
            at.map_or(Place::Shared, |at| Place::Candidate(CandidateId::new(at)))
        };
        let placement = |letter: &char| Placement {
            place: place(letter),
            band: Band::Firm,
            stability: 1.0,
            margin: 1.0,
            own_share: 1.0,
            runner_up: None,
            decided: None,
        };
        let facts = Facts {
            units: letters.iter().map(unit).collect(),
            changes: history.split_whitespace().enumerate().map(change).collect(),
            ..Facts::default()
        };
        let placements: IdVec<UnitId, Placement> = letters.iter().map(placement).collect();
        let candidates = cut.split_whitespace().count();
        let mut seams: BTreeMap<(usize, usize), Vec<ChangeId>> = BTreeMap::new();
        for (id, change) in facts.changes.iter() {
            let at = |unit: &UnitId| match placements[*unit].place {
                Place::Candidate(at) => Some(at.index()),
                Place::Shared | Place::Unassigned => None,
            };
            let mut here: Vec<usize> = change.units.iter().filter_map(at).collect();
            here.sort_unstable();
            here.dedup();
            for (at, a) in here.iter().enumerate() {
                here[at + 1..].iter().for_each(|b| seams.entry((*a, *b)).or_default().push(id));
            }
        }
        let seam = |((a, b), changes): ((usize, usize), Vec<ChangeId>)| Seam {
            a: CandidateId::new(a),
            b: CandidateId::new(b),
            forward: Vec::new(),
            backward: Vec::new(),
            stores: Vec::new(),
            changes,
            weight: 0.0,
            share: 0.0,
        };
        let seams: Vec<Seam> = seams.into_iter().map(seam).collect();
        let found = cochange(&facts, &placements, candidates, &seams);
        (facts, found)
    }

    fn row<I: Id>(one: &Together<I>, name: impl Fn(I) -> String) -> String {
        let lift = one.lift.map_or_else(|| "-".to_owned(), |lift| format!("{lift:.2}"));
        let (a, b) = (name(one.a), name(one.b));
        format!("{a}{b} {} {} {:.2} {lift} {} {}", one.shared, one.recent, one.confidence, one.trend.name(), one.last)
    }

    fn check_files(history: &str, expected: &[&str]) {
        let (facts, found) = run(history, "");
        let name = |unit: UnitId| facts.units[unit].path.stem().to_owned();
        let rows: Vec<String> = found.files.iter().map(|one| row(one, name)).collect();
        assert_eq!(rows, expected);
        assert_eq!(found.file_pairs, expected.len());
    }

    fn check_candidates(history: &str, cut: &str, expected: &[&str]) {
        let (_, found) = run(history, cut);
        let name = |candidate: CandidateId| candidate.index().to_string();
        let rows: Vec<String> = found.candidates.iter().map(|one| row(one, name)).collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn less_than_three_common_commits_tell_nothing() {
        check_files("ab ab a b", &[]);
    }

    #[test]
    fn confidence_is_that_of_the_one_that_changes_less_and_single_commits_count() {
        check_files("ab ab ab a a a", &["ab 3 0 1.00 1.00 stable 2"]);
        check_files("ab ab ab a a b", &["ab 3 0 0.75 0.90 stable 2"]);
    }

    #[test]
    fn the_last_third_makes_a_trend() {
        check_files("c c c c c c ab ab ab", &["ab 3 3 1.00 3.00 growing 8"]);
        check_files("ab ab ab ab ab ab c c c", &["ab 6 0 1.00 1.50 shrinking 5"]);
        check_files("ab c ab c ab c", &["ab 3 1 1.00 2.00 stable 4"]);
    }

    #[test]
    fn more_common_commits_come_first() {
        check_files("ab ab ab bc bc bc bc", &["bc 4 3 1.00 1.00 stable 6", "ab 3 0 1.00 1.00 stable 2"]);
    }

    #[test]
    fn inside_a_candidate_two_files_of_it_change() {
        check_candidates("ab ab a bc", "ab c", &["00 2 0 0.50 - stable 1", "01 1 1 1.00 1.00 stable 3"]);
    }

    #[test]
    fn shared_files_belong_to_no_pair_of_candidates() {
        check_candidates("ax ax ax", "a", &[]);
    }

    #[test]
    fn without_history_there_is_nothing() {
        let (_, found) = run("", "a b");
        assert_eq!((found.commits, found.candidates.len(), found.since), (0, 0, None));
    }
}
