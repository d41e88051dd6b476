//! What is known of commits from earlier runs: what their ids alone decide.
//!
//! A commit's id is a hash over its tree, its message and all its ancestors, so what it says and what it changed never
//! changes. What depends on more is found anew in every run, by the same walk: the order, what counts as too old, where a
//! shallow clone ends, who the people are after the mailmap. So a walk over known commits gives what one over the objects
//! would, from any head. (Only that a commit was damaged after it was read is not noticed.)
//!
//! Not kept: the changes of a commit whose trees or renamed blobs are not all here. They may come.
//!
//! Commits, paths and names have numbers, so that a walk over tens of thousands of commits looks up next to nothing and
//! holds each text once. What is kept of a commit stays the bytes that it is until the walk visits it, and when more is
//! kept those bytes are written as they are: numbers stay what they are.

use super::texts::{Number, Texts};
use crate::cache::{FactsCache, Keep, Key, LITTLE, Reader, Writer, from_bytes, to_bytes};
use crate::git::commit::Commit;
use git2::Oid;
use rustc_hash::FxHashMap;

/// Commits that are no ancestors of the head are kept while they are not more than so many times its ancestors.
const OTHERS: usize = 1;

/// Room for this many commits is made before they are seen.
const FORESEEN: usize = 1 << 16;

/// The number of a commit.
pub(super) type Place = u32;

/// The commits that are known. Without a cache their contents are held only until they are visited.
pub(super) struct Known<'a> {
    cache: Option<(&'a dyn FactsCache, Key)>,
    texts: Texts,
    commits: Vec<Slot<'a>>,
    places: FxHashMap<Oid, Place>,
    /// How many commits were kept, named ones counted.
    kept: usize,
    /// How often something was learned of one.
    learned: usize,
}

/// A commit that is known, or one that is only named so far: as the parent of another one.
struct Slot<'a> {
    id: Oid,
    /// Its time and tree, once it was read.
    head: Option<(i64, Oid)>,
    rest: Rest<'a>,
}

/// The rest of what is known of a commit.
enum Rest<'a> {
    /// Nothing, or it is not needed any more.
    Nothing,
    /// As it was kept.
    Kept(&'a [u8]),
    /// As it was read; apart, since most of tens of thousands are only kept.
    Read(Box<KnownCommit>),
}

/// What is known of one commit besides its time and its tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownCommit {
    /// By the numbers of commits.
    pub(crate) parents: Vec<Place>,
    /// What its message and author say; nothing for a merge.
    pub(crate) said: Option<CommitSays>,
    /// What it changed, if that was asked for and is certain.
    pub(crate) changed: Option<Changes>,
}

/// What one commit says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CommitSays {
    /// The author and then the co-authors, as written: (name, mail).
    pub(crate) people: Vec<(Number, Number)>,
    pub(crate) subject: String,
    pub(crate) reverts: Option<String>,
}

/// What one commit changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Changes {
    /// The paths, sorted.
    pub(crate) paths: Vec<Number>,
    /// Renames among them: (old path, new path).
    pub(crate) renames: Vec<(Number, Number)>,
}

impl<'a> Known<'a> {
    /// What a cache knows.
    pub(super) fn load(cache: Option<(&'a dyn FactsCache, Key)>) -> Self {
        let kept = cache.and_then(|(cache, key)| read(cache.get(&key)?));
        let (texts, commits) = kept.unwrap_or_default();
        let places = commits.iter().enumerate().map(|(at, slot)| (slot.id, at as Place)).collect();
        let kept = commits.len();
        Self { cache, texts, commits, places, kept, learned: 0 }
    }

    /// The number of a commit.
    pub(super) fn place(&mut self, id: Oid) -> Place {
        *self.places.entry(id).or_insert_with(|| {
            self.commits.push(Slot { id, head: None, rest: Rest::Nothing });
            self.commits.len() as Place - 1
        })
    }

    /// How many numbers there are.
    pub(super) fn len(&self) -> usize {
        self.commits.len()
    }

    pub(super) fn id(&self, place: Place) -> Oid {
        self.commits[place as usize].id
    }

    /// The time and the tree of a commit that is known.
    pub(super) fn head(&self, place: Place) -> Option<(i64, Oid)> {
        self.commits[place as usize].head
    }

    /// The number of a path or name.
    pub(super) fn number(&mut self, text: &str) -> Number {
        self.texts.number(text)
    }

    pub(super) fn text(&self, number: Number) -> &str {
        self.texts.get(number)
    }

    /// Notes a commit that was read.
    pub(super) fn add(&mut self, place: Place, commit: &Commit<'_>) {
        let said = (commit.parents.len() < 2).then(|| CommitSays {
            people: commit.people().iter().map(|(name, mail)| (self.number(name), self.number(mail))).collect(),
            subject: commit.subject(),
            reverts: commit.reverts(),
        });
        let parents = commit.parents.iter().map(|parent| self.place(*parent)).collect();
        self.commits[place as usize].head = Some((commit.time, commit.tree));
        self.note(place, KnownCommit { parents, said, changed: None });
    }

    /// What is known of a commit, for the one visit that a walk pays it; `None` where it has to be read (again).
    pub(super) fn visit(&mut self, place: Place) -> Option<KnownCommit> {
        if self.cache.is_some() {
            return self.known(place);
        }
        match std::mem::replace(&mut self.commits[place as usize].rest, Rest::Nothing) {
            Rest::Read(known) => Some(*known),
            _ => None,
        }
    }

    fn known(&self, place: Place) -> Option<KnownCommit> {
        match &self.commits[place as usize].rest {
            Rest::Nothing => None,
            Rest::Kept(bytes) => {
                from_bytes(bytes).filter(|known: &KnownCommit| known.fits(self.len(), self.texts.len()))
            }
            Rest::Read(known) => Some(KnownCommit::clone(known)),
        }
    }

    /// Notes all that is known of a commit by now, where it is to be kept.
    pub(super) fn changed(&mut self, place: Place, known: &KnownCommit) {
        if self.cache.is_some() {
            self.note(place, known.clone());
        }
    }

    fn note(&mut self, place: Place, known: KnownCommit) {
        self.commits[place as usize].rest = Rest::Read(Box::new(known));
        self.learned += 1;
    }

    /// Keeps what is known, if it is more than before and not too little more, and gives the texts. `seen` are the ancestors of
    /// the head.
    pub(super) fn save(self, seen: impl Fn(Place) -> bool) -> Texts {
        let enough = self.learned > 0 && self.learned.saturating_mul(LITTLE) >= self.kept;
        if let Some((cache, key)) = self.cache.filter(|_| enough) {
            let known = |place: &Place| self.head(*place).is_some();
            let all = (0..self.len() as Place).filter(known).count();
            let ancestors = (0..self.len() as Place).filter(known).filter(|place| seen(*place)).count();
            let too_many = all - ancestors > OTHERS * ancestors;
            cache.put(key, if too_many { self.only(seen).written() } else { self.written() });
        }
        self.texts
    }

    /// Some of the commits, with what they name and nothing else.
    fn only(&self, seen: impl Fn(Place) -> bool) -> Known<'static> {
        let mut few = Known::load(None);
        for place in (0..self.len() as Place).filter(|place| seen(*place)) {
            let (Some(head), Some(known)) = (self.head(place), self.known(place)) else { continue };
            let KnownCommit { parents, said, changed } = known;
            let parents = parents.iter().map(|parent| few.place(self.id(*parent))).collect();
            let mut number = |number: &Number| few.texts.number(self.text(*number));
            let said = said.map(|said| {
                let people = said.people.iter().map(|(name, mail)| (number(name), number(mail))).collect();
                CommitSays { people, ..said }
            });
            let changed = changed.map(|Changes { paths, renames }| Changes {
                paths: paths.iter().map(&mut number).collect(),
                renames: renames.iter().map(|(old, new)| (number(old), number(new))).collect(),
            });
            let place = few.place(self.id(place));
            few.commits[place as usize].head = Some(head);
            few.note(place, KnownCommit { parents, said, changed });
        }
        few
    }

    /// Texts, how many commits, and of each its id, whether it was read, its time and tree, and the rest after its length.
    fn written(&self) -> Vec<u8> {
        let mut out = Writer::default();
        self.texts.write(&mut out);
        out.number(self.commits.len() as u64);
        for Slot { id, head, rest } in &self.commits {
            id.write(&mut out);
            head.write(&mut out);
            let read;
            let rest = match rest {
                Rest::Nothing => &[][..],
                Rest::Kept(bytes) => bytes,
                Rest::Read(known) => {
                    read = to_bytes(&**known);
                    &read
                }
            };
            out.number(rest.len() as u64);
            out.raw(rest);
        }
        out.into_bytes()
    }
}

/// Texts and commits, as [`Known::written`] wrote them.
fn read(bytes: &[u8]) -> Option<(Texts, Vec<Slot<'_>>)> {
    let mut from = Reader::new(bytes);
    let texts = Texts::read(&mut from)?;
    let length = from.length()?;
    let mut commits = Vec::with_capacity(length.min(FORESEEN));
    for _ in 0..length {
        let (id, head) = Keep::read(&mut from)?;
        let length = usize::try_from(from.number()?).ok()?;
        commits.push(Slot { id, head, rest: Rest::Kept(from.raw(length)?) });
    }
    from.is_empty().then_some((texts, commits))
}

impl KnownCommit {
    /// Whether all numbers are some of so many commits and texts.
    fn fits(&self, commits: usize, texts: usize) -> bool {
        let text = |number: &Number| (*number as usize) < texts;
        let both = |(a, b): &(Number, Number)| text(a) && text(b);
        self.parents.iter().all(|parent| (*parent as usize) < commits)
            && self.said.iter().all(|said| said.people.iter().all(both))
            && self.changed.iter().all(|changes| changes.paths.iter().all(text) && changes.renames.iter().all(both))
    }
}

impl Keep for Oid {
    fn write<'a>(&'a self, out: &mut Writer<'a>) {
        out.raw(self.as_bytes());
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Oid::from_bytes(from.raw(20)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[derive(Default)]
    struct One(Option<Vec<u8>>, Mutex<Option<Vec<u8>>>);

    impl FactsCache for One {
        fn get(&self, _: &Key) -> Option<&[u8]> {
            self.0.as_deref()
        }

        fn put(&self, _: Key, value: Vec<u8>) {
            *self.1.lock().expect("nobody panics") = Some(value);
        }
    }

    const KEY: Key = Key([0; 16]);

    fn id(number: u16) -> Oid {
        Oid::from_bytes(&number.to_be_bytes().repeat(10)).expect("twenty bytes")
    }

    /// Adds a commit of Ada's that changes two files.
    fn add(known: &mut Known<'_>, number: u16, parents: &[u16]) {
        let parents: String = parents.iter().map(|parent| format!("parent {}\n", id(*parent))).collect();
        let who = format!("Ada <ada{number}@example.org> 7 +0000");
        let raw = format!("tree {}\n{parents}author {who}\ncommitter {who}\n\nsubject {number}\n", id(9));
        let place = known.place(id(number));
        known.add(place, &Commit::parse(raw.as_bytes()).expect("a commit"));
        let mut commit = known.visit(place).expect("it was just added");
        let [old, new] = ["a".to_owned(), format!("{number}/b")].map(|path| known.number(&path));
        commit.changed = Some(Changes { paths: vec![old, new], renames: vec![(old, new)] });
        known.changed(place, &commit);
    }

    /// A commit in words: parents, people, subject, paths, renames.
    fn told(known: &mut Known<'_>, number: u16) -> Option<String> {
        let place = known.place(id(number));
        let (time, tree) = known.head(place)?;
        let KnownCommit { parents, said, changed } = known.visit(place)?;
        let parents: Vec<Oid> = parents.iter().map(|parent| known.id(*parent)).collect();
        let text = |number: &Number| known.text(*number);
        let both = |(a, b): &(Number, Number)| format!("{} {}", text(a), text(b));
        let people: Vec<String> = said.iter().flat_map(|said| &said.people).map(both).collect();
        let paths: Vec<&str> = changed.iter().flat_map(|changes| &changes.paths).map(text).collect();
        let renames: Vec<String> = changed.iter().flat_map(|changes| &changes.renames).map(both).collect();
        let subject = said.as_ref().map(|said| &said.subject);
        Some(format!("{time} {tree} {parents:?} {people:?} {subject:?} {paths:?} {renames:?}"))
    }

    /// What is kept of commits 1 to 4, each the parent of the next; `seen` are the head's ancestors.
    fn kept(seen: &[u16]) -> (Vec<Option<String>>, Vec<u8>) {
        let cache = One::default();
        let mut known = Known::load(Some((&cache, KEY)));
        (1..5).for_each(|number| add(&mut known, number, &[number - 1]));
        let all = (0..5).map(|number| told(&mut known, number)).collect();
        let seen: Vec<Place> = seen.iter().map(|number| known.place(id(*number))).collect();
        known.save(|place| seen.contains(&place));
        (all, cache.1.into_inner().expect("nobody panics").expect("it was put"))
    }

    #[test]
    fn what_was_learned_is_known() {
        let (all, bytes) = kept(&[3, 4]);
        let cache = One(Some(bytes), Mutex::default());
        let mut known = Known::load(Some((&cache, KEY)));
        assert_eq!((0..5).map(|number| told(&mut known, number)).collect::<Vec<_>>(), all);
        known.save(|_| true);
        assert_eq!(*cache.1.lock().expect("nobody panics"), None, "nothing is new");
    }

    #[test]
    fn too_many_others_are_dropped() {
        let (mut all, bytes) = kept(&[4]);
        let cache = One(Some(bytes), Mutex::default());
        let mut known = Known::load(Some((&cache, KEY)));
        all[..4].fill(None);
        assert_eq!((0..5).map(|number| told(&mut known, number)).collect::<Vec<_>>(), all);
        assert!(!known.texts.iter().any(|text| text.starts_with("1/")), "nor what they name");
    }

    #[test]
    fn too_little_more_is_not_kept() {
        let cache = One::default();
        let mut known = Known::load(Some((&cache, KEY)));
        (1..1500).for_each(|number| add(&mut known, number, &[number - 1]));
        known.save(|_| true);
        let cache = One(cache.1.into_inner().expect("nobody panics"), Mutex::default());
        for (news, expected) in [(1, false), (2, true)] {
            let mut known = Known::load(Some((&cache, KEY)));
            (1500..1500 + news).for_each(|number| add(&mut known, number, &[number - 1]));
            known.save(|_| true);
            assert_eq!(cache.1.lock().expect("nobody panics").is_some(), expected, "{news}");
        }
    }

    #[test]
    fn flipped_bits_do_no_harm() {
        let (_, bytes) = kept(&[3, 4]);
        for bit in 0..bytes.len() * 8 {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let cache = One(Some(bytes), Mutex::default());
            let mut known = Known::load(Some((&cache, KEY)));
            (0..5).for_each(|number| drop(told(&mut known, number)));
            add(&mut known, 5, &[4]);
            known.save(|place| place == 4);
        }
    }
}
