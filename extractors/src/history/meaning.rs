//! What a walk over the history means for the units: change sets under today's names, people, and what is no evidence.
//!
//! From the newest commit to the oldest each rename maps the old path to its newest name, so a change counts for the
//! unit that the file is today. Paths that are no unit (deleted files, tests) are dropped. Not evidence, but counted:
//! commits above [`MeaningSettings::bulk`] files (reformats, imports), commits by programs, reverts and what they
//! revert. Two (name, mail) pairs are one person when the mails or the full names are equal.

use super::Walk;
use super::texts::{Number, Texts};
use super::walk::Numbered;
use rustc_hash::FxHashMap;
use seamline_analyzer::facts::{ChangeKind, ChangeSet, Contributor, HistorySummary};
use seamline_analyzer::{ChangeId, ContributorId, Id, IdVec, RepoPath, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// Change sets with more units than this keep none of them.
const MAX_UNITS: usize = 1000;

/// Parts of names and mail addresses of programs, lower case.
const BOTS: &[&str] = &[
    "[bot]",
    "dependabot",
    "renovate",
    "github-actions",
    "github actions",
    "greenkeeper",
    "snyk-bot",
    "snyk bot",
    "jenkins@",
    "jenkins-ci",
    "travis-ci",
    "travis@",
    "circleci",
    "semantic-release",
    "release-bot",
    "pre-commit-ci",
    "allcontributors",
    "mergify",
    "codecov",
    "imgbot",
    "weblate",
    "crowdin",
    "transifex",
    "gitlocalize",
    "bors@",
    "pyup-bot",
    "lerna-bot",
    "web-flow@",
];

/// Whole names of programs, lower case.
const BOT_NAMES: &[&str] = &[
    "bors",
    "copilot",
    "copilot-swe-agent",
    "jenkins",
    "travis",
    "travis ci",
    "bot",
    "ci",
    "hudson",
    "snyk",
    "buildmaster",
    "build",
];

/// What counts as evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeaningSettings {
    /// Commits that touch more source files than this are bulk.
    pub bulk: usize,
    /// Further parts of names and mail addresses of programs; case does not matter.
    pub bots: Vec<String>,
}

impl Default for MeaningSettings {
    fn default() -> Self {
        Self { bulk: 100, bots: Vec::new() }
    }
}

/// What a walk means: the parts of [`seamline_analyzer::Facts`] that the history decides, each sorted as told there.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Meant {
    /// What was read and what was left out.
    pub history: HistorySummary,
    /// The people.
    pub contributors: IdVec<ContributorId, Contributor>,
    /// The commits that touched units.
    pub changes: IdVec<ChangeId, ChangeSet>,
}

/// What a walk means for units of these paths.
pub fn mean(walk: Walk, settings: &MeaningSettings, units: &IdVec<UnitId, RepoPath>) -> Meant {
    let people = Persons::of(&walk, settings);
    let reverted = reverted(&walk.commits);
    let mut names = Names::new(units, &walk.texts);
    let mut summary = summary(&walk);
    let mut changes = Vec::with_capacity(walk.commits.len());
    for (commit, reverted) in walk.commits.into_iter().zip(reverted) {
        let units = names.units(&commit);
        if units.is_empty() {
            summary.elsewhere += 1;
            continue;
        }
        let kind = kind(&commit, reverted, &people, settings);
        count(&mut summary, kind, commit.time);
        changes.push((commit, units, kind));
    }
    changes.sort_by(|a, b| (a.0.time, &a.0.id).cmp(&(b.0.time, &b.0.id)));
    let (contributors, ids) = people.contributors(changes.iter().map(|(commit, ..)| commit));
    let changes = changes.into_iter().map(|change| change_set(change, &ids)).collect();
    Meant { history: summary, contributors, changes }
}

/// `ids` are those of the contributors, by the place of each person of the walk.
fn change_set((commit, units, kind): (Numbered, Vec<UnitId>, ChangeKind), ids: &[Option<ContributorId>]) -> ChangeSet {
    let mut contributors = Vec::new();
    for id in commit.people.iter().filter_map(|person| ids[*person as usize]) {
        if !contributors.contains(&id) {
            contributors.push(id);
        }
    }
    ChangeSet {
        id: commit.id,
        time: commit.time,
        contributors,
        units: if units.len() > MAX_UNITS { Vec::new() } else { units },
        files: u32::try_from(commit.paths.len()).unwrap_or(u32::MAX),
        subject: commit.subject,
        kind,
    }
}

fn summary(walk: &Walk) -> HistorySummary {
    HistorySummary {
        state: walk.state,
        walked: walk.walked,
        merges: walk.merges,
        boundary: walk.boundary,
        too_old: walk.too_old,
        unreadable: walk.unreadable,
        renames: walk.commits.iter().map(|commit| commit.renames.len() as u64).sum(),
        first_unreadable: walk.first_unreadable.clone(),
        ..HistorySummary::default()
    }
}

fn kind(commit: &Numbered, reverted: bool, people: &Persons, settings: &MeaningSettings) -> ChangeKind {
    if commit.people.first().is_some_and(|author| people.is_bot(*author)) {
        ChangeKind::Bot
    } else if reverted || commit.reverts.is_some() {
        ChangeKind::Revert
    } else if commit.paths.len() > settings.bulk {
        ChangeKind::Bulk
    } else {
        ChangeKind::Normal
    }
}

fn count(summary: &mut HistorySummary, kind: ChangeKind, time: i64) {
    match kind {
        ChangeKind::Bot => summary.bots += 1,
        ChangeKind::Revert => summary.reverts += 1,
        ChangeKind::Bulk => summary.bulk += 1,
        ChangeKind::Normal => {
            summary.used += 1;
            let (first, last) = summary.span.unwrap_or((time, time));
            summary.span = Some((first.min(time), last.max(time)));
        }
    }
}

/// For each commit whether another one says it reverts it: by the start of its id, if no other commit's starts so.
fn reverted(commits: &[Numbered]) -> Vec<bool> {
    let targets: BTreeSet<&str> = commits.iter().filter_map(|commit| commit.reverts.as_deref()).collect();
    let shortest = targets.iter().map(|target| target.len()).min().unwrap_or(0);
    let mut by_start: FxHashMap<&[u8], Vec<&str>> = FxHashMap::default();
    for target in targets {
        by_start.entry(&target.as_bytes()[..shortest]).or_default().push(target);
    }
    let mut meant: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, commit) in commits.iter().enumerate() {
        let start = commit.id.as_bytes().get(..shortest);
        let targets = start.and_then(|start| by_start.get(start)).into_iter().flatten();
        for target in targets.filter(|target| commit.id.starts_with(**target)) {
            meant.entry(target).or_default().push(index);
        }
    }
    let mut reverted = vec![false; commits.len()];
    for commits in meant.into_values() {
        if let [index] = commits[..] {
            reverted[index] = true;
        }
    }
    reverted
}

/// From the paths of a commit to the units they are today, all by numbers. Commits must come newest first.
struct Names {
    units: Vec<Option<UnitId>>,
    newest: Vec<Number>,
}

impl Names {
    fn new(units: &IdVec<UnitId, RepoPath>, texts: &Texts) -> Self {
        let by_path: FxHashMap<&str, UnitId> = units.iter().map(|(id, path)| (path.as_str(), id)).collect();
        let units = texts.iter().map(|path| by_path.get(path).copied()).collect();
        Self { units, newest: (0..texts.len() as Number).collect() }
    }

    fn units(&mut self, commit: &Numbered) -> Vec<UnitId> {
        let unit = |path: &Number| self.units[self.newest[*path as usize] as usize];
        let mut units: Vec<UnitId> = commit.paths.iter().filter_map(unit).collect();
        units.sort_unstable();
        units.dedup();
        // All at once: one commit may swap two names.
        let renames = commit.renames.iter().map(|(old, new)| (*old, self.newest[*new as usize]));
        for (old, newest) in renames.collect::<Vec<_>>() {
            self.newest[old as usize] = newest;
        }
        units
    }
}

/// Who the people of a walk are, by their places in it.
struct Persons {
    /// Each one's person: the rank of one of its names.
    person: Vec<usize>,
    /// By person: who it is shown as.
    shown: BTreeMap<usize, Contributor>,
}

impl Persons {
    fn of(walk: &Walk, settings: &MeaningSettings) -> Self {
        let mut counts = vec![0_u32; walk.people.len()];
        for person in walk.commits.iter().flat_map(|commit| &commit.people) {
            counts[*person as usize] += 1;
        }
        // The rank is by name and mail address: in which order a walk met people means nothing.
        let mut ranked: Vec<usize> = (0..walk.people.len()).collect();
        ranked.sort_by_key(|place| &walk.people[*place]);
        let pairs: Vec<&(String, String)> = ranked.iter().map(|place| &walk.people[*place]).collect();
        let groups = same_person(&pairs);
        let mut best: BTreeMap<usize, (u32, usize)> = BTreeMap::new();
        let mut person = vec![0; walk.people.len()];
        for (rank, place) in ranked.into_iter().enumerate() {
            person[place] = groups[rank];
            let best = best.entry(groups[rank]).or_insert((counts[place], rank));
            if counts[place] > best.0 {
                *best = (counts[place], rank);
            }
        }
        let shown = best.into_iter().map(|(group, (_, rank))| (group, contributor(pairs[rank], settings))).collect();
        Self { person, shown }
    }

    fn is_bot(&self, place: u32) -> bool {
        self.shown[&self.person[place as usize]].bot
    }

    /// The people of these commits, sorted, and the id of each of the walk's people that is among them.
    fn contributors<'a>(
        &self,
        commits: impl Iterator<Item = &'a Numbered>,
    ) -> (IdVec<ContributorId, Contributor>, Vec<Option<ContributorId>>) {
        let mut named = vec![false; self.person.len()];
        commits.flat_map(|commit| &commit.people).for_each(|place| named[*place as usize] = true);
        let persons: BTreeSet<usize> =
            named.iter().zip(&self.person).filter(|(named, _)| **named).map(|(_, person)| *person).collect();
        let mut persons: Vec<usize> = persons.into_iter().collect();
        persons.sort_by(|a, b| self.shown[a].cmp(&self.shown[b]));
        let ids: BTreeMap<usize, ContributorId> =
            persons.iter().enumerate().map(|(index, person)| (*person, ContributorId::new(index))).collect();
        let ids = self.person.iter().map(|person| ids.get(person).copied()).collect();
        (persons.iter().map(|person| self.shown[person].clone()).collect(), ids)
    }
}

fn contributor((name, mail): &(String, String), settings: &MeaningSettings) -> Contributor {
    let mail = mail.to_lowercase();
    let lower = name.to_lowercase();
    let says = |part: &str| lower.contains(part) || mail.contains(part);
    let told = settings.bots.iter().any(|part| !part.is_empty() && says(&part.to_lowercase()));
    let bot =
        told || BOTS.iter().any(|part| says(part)) || BOT_NAMES.contains(&lower.as_str()) || lower.ends_with("-bot");
    Contributor { name: name.clone(), mail, bot }
}

/// Groups (name, mail) pairs: equal mails, or equal names of at least two words. The group is its smallest index.
fn same_person(pairs: &[&(String, String)]) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..pairs.len()).collect();
    let mut first: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for (index, (name, mail)) in pairs.iter().enumerate() {
        let full_name = name.split_whitespace().nth(1).is_some();
        let keys =
            [(!mail.is_empty()).then(|| (true, mail.to_lowercase())), full_name.then(|| (false, name.to_lowercase()))];
        for key in keys.into_iter().flatten() {
            let other = *first.entry(key).or_insert(index);
            let (a, b) = (root(&parent, index), root(&parent, other));
            parent[a.max(b)] = a.min(b);
        }
    }
    (0..pairs.len()).map(|index| root(&parent, index)).collect()
}

fn root(parent: &[usize], mut index: usize) -> usize {
    while parent[index] != index {
        index = parent[index];
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::RawCommit;

    fn units(paths: &[&str]) -> IdVec<UnitId, RepoPath> {
        paths.iter().map(|path| RepoPath::new(path).expect("a valid path")).collect()
    }

    /// `author: path path old>new, reverts ID`; the newest commit first, ids `c9`, `c8`... in that order.
    fn commits(history: &[&str]) -> Vec<RawCommit> {
        let commits = history.iter().enumerate().map(|(index, line)| {
            let (author, rest) = line.split_once(": ").expect("an author");
            let (paths, reverts) = rest.split_once(", reverts ").map_or((rest, None), |(paths, id)| (paths, Some(id)));
            let words = || paths.split_whitespace();
            let renames = words().filter_map(|word| word.split_once('>'));
            RawCommit {
                id: format!("c{}", 9 - index),
                time: 9 - index as i64,
                people: vec![(author.to_owned(), format!("{}@example.org", author.replace(' ', ".")))],
                subject: String::new(),
                reverts: reverts.map(str::to_owned),
                paths: words().map(|word| word.split_once('>').map_or(word, |(_, new)| new).to_owned()).collect(),
                renames: renames.map(|(old, new)| (old.to_owned(), new.to_owned())).collect(),
            }
        });
        commits.collect()
    }

    /// Units are `A` and `B`; expected are the change sets, oldest first: `id:units kind`.
    fn check(history: &[&str], expected: &[&str]) {
        let units = units(&["A", "B"]);
        let settings = MeaningSettings { bulk: 3, ..MeaningSettings::default() };
        let meant = mean(Walk::of(commits(history)), &settings, &units);
        let name = |id: &UnitId| units[*id].as_str().to_owned();
        let line = |change: &ChangeSet| {
            let units: Vec<String> = change.units.iter().map(name).collect();
            format!("{}:{} {}", change.id, units.concat(), change.kind.name())
        };
        assert_eq!(meant.changes.values().map(line).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn oldest_first() {
        check(&["ada: A", "ada: A B"], &["c8:AB normal", "c9:A normal"]);
    }

    #[test]
    fn other_files_are_dropped() {
        check(&["ada: X", "ada: A X"], &["c8:A normal"]);
    }

    #[test]
    fn renames_lead_to_the_newest_name() {
        check(&["ada: Y>A", "ada: X>Y", "ada: X B"], &["c7:AB normal", "c8:A normal", "c9:A normal"]);
    }

    #[test]
    fn two_names_can_be_swapped() {
        check(&["ada: A>B B>A", "ada: A"], &["c8:B normal", "c9:AB normal"]);
    }

    #[test]
    fn bulk_bots_and_reverts_are_marked() {
        check(&["ada: A X Y Z"], &["c9:A bulk"]);
        check(&["dependabot[bot]: A"], &["c9:A bot"]);
        check(&["ada: A, reverts c8", "ada: A", "ada: A"], &["c7:A normal", "c8:A revert", "c9:A revert"]);
    }

    #[test]
    fn people_are_unified_by_mail_and_full_name() {
        let mut commits = commits(&["Ada King: A", "ada: A", "ada: A", "Ada King: A", "bob: A"]);
        commits[1].people[0].1 = "ADA.KING@example.org".to_owned();
        commits[2].people[0].1 = "ada.king@example.org".to_owned();
        commits[3].people[0].1 = "ada@home".to_owned();
        let meant = mean(Walk::of(commits), &MeaningSettings::default(), &units(&["A"]));
        let names: Vec<&str> = meant.contributors.values().map(|person| person.name.as_str()).collect();
        assert_eq!(names, ["Ada King", "bob"]);
        assert_eq!(meant.history.used, 5);
        assert_eq!(meant.history.span, Some((5, 9)));
    }
}
