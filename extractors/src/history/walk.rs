//! What a walk over the history gives: its commits, with what they name as numbers.

use super::texts::{Number, Texts};
use rustc_hash::FxHashMap;
use seamline_analyzer::facts::HistoryState;

/// One commit as the history shows it: what changed, not yet what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawCommit {
    /// Its id in hexadecimal.
    pub id: String,
    /// The committer time, seconds since 1970.
    pub time: i64,
    /// The author and then the co-authors, each after the mailmap: (name, mail).
    pub people: Vec<(String, String)>,
    /// The first line of its message.
    pub subject: String,
    /// The id it says it reverts, if any.
    pub reverts: Option<String>,
    /// The changed paths, sorted; only those the caller asked to keep.
    pub paths: Vec<String>,
    /// Renames among them: (old path, new path).
    pub renames: Vec<(String, String)>,
}

/// What a walk over the history gave.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    /// The commits without merges, newest first.
    pub(super) commits: Vec<Numbered>,
    /// The paths, and more.
    pub(super) texts: Texts,
    /// The people, each once: (name, mail).
    pub(super) people: Vec<(String, String)>,
    /// Whether it is all there.
    pub state: HistoryState,
    /// Commits walked, merges included.
    pub walked: u64,
    /// Of these, merges.
    pub merges: u64,
    /// Commits whose parents are cut off.
    pub boundary: u64,
    /// Commits older than asked for.
    pub too_old: u64,
    /// Commits or trees that could not be read.
    pub unreadable: u64,
    /// The first id that could not be read.
    pub first_unreadable: Option<String>,
}

/// A [`RawCommit`] that names people and paths by their numbers, as a walk holds thousands of them.
#[derive(Debug, Clone)]
pub(super) struct Numbered {
    pub(super) id: String,
    pub(super) time: i64,
    /// By their places in [`Walk::people`].
    pub(super) people: Vec<u32>,
    pub(super) subject: String,
    pub(super) reverts: Option<String>,
    pub(super) paths: Vec<Number>,
    pub(super) renames: Vec<(Number, Number)>,
}

impl Walk {
    /// A walk that gives these commits, newest first.
    pub fn of(commits: impl IntoIterator<Item = RawCommit>) -> Self {
        let mut walk = Self::default();
        let mut people = FxHashMap::default();
        for commit in commits {
            let RawCommit { id, time, people: persons, subject, reverts, paths, renames } = commit;
            let persons = persons.into_iter().map(|person| one_more(&mut walk.people, &mut people, person)).collect();
            let mut number = |path: String| walk.texts.number(&path);
            let renames = renames.into_iter().map(|(old, new)| (number(old), number(new))).collect();
            let paths = paths.into_iter().map(number).collect();
            walk.commits.push(Numbered { id, time, people: persons, subject, reverts, paths, renames });
        }
        walk
    }

    /// The commits in words.
    pub fn commits(&self) -> Vec<RawCommit> {
        let text = |number: Number| self.texts.get(number).to_owned();
        let told = |commit: &Numbered| RawCommit {
            id: commit.id.clone(),
            time: commit.time,
            people: commit.people.iter().map(|person| self.people[*person as usize].clone()).collect(),
            subject: commit.subject.clone(),
            reverts: commit.reverts.clone(),
            paths: commit.paths.iter().map(|path| text(*path)).collect(),
            renames: commit.renames.iter().map(|(old, new)| (text(*old), text(*new))).collect(),
        };
        self.commits.iter().map(told).collect()
    }
}

/// Walks are equal that say the same, whatever the numbers.
impl PartialEq for Walk {
    fn eq(&self, other: &Self) -> bool {
        let figures = |walk: &Self| [walk.walked, walk.merges, walk.boundary, walk.too_old, walk.unreadable];
        self.state == other.state
            && figures(self) == figures(other)
            && self.first_unreadable == other.first_unreadable
            && self.commits() == other.commits()
    }
}

impl Eq for Walk {}

/// The place of a person among all, at the end where there was none.
pub(super) fn one_more(
    people: &mut Vec<(String, String)>,
    places: &mut FxHashMap<(String, String), u32>,
    person: (String, String),
) -> u32 {
    *places.entry(person).or_insert_with_key(|person| {
        people.push(person.clone());
        people.len() as u32 - 1
    })
}
