//! A cache for several extractions of one run: what one of them put is there for the next, and is written once at the end.
//!
//! Without a folder it lasts as long as the run, so that two revisions of a project cost what differs between them also where
//! nothing may be kept.

use super::{FactsCache, FolderCache, Key, Saved};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

/// Values of this run, above those that earlier runs kept.
#[derive(Default)]
pub struct Series {
    folder: Option<FolderCache>,
    known: BTreeMap<Key, Vec<u8>>,
    fresh: Mutex<BTreeMap<Key, Vec<u8>>>,
}

impl Series {
    /// Begins with what a folder keeps, if there is one.
    pub fn new(folder: Option<FolderCache>) -> Self {
        Self { folder, ..Self::default() }
    }

    /// Ends an extraction: the next one finds what it put. Tells how many values those were.
    pub fn turn(&mut self) -> usize {
        let fresh = std::mem::take(self.fresh.get_mut().unwrap_or_else(PoisonError::into_inner));
        let count = fresh.len();
        self.known.extend(fresh);
        count
    }

    /// Writes everything to the folder; `None` where there is none.
    ///
    /// # Errors
    /// When the folder cannot be written; it is then as it was, or whole and new.
    pub fn save(mut self) -> io::Result<Option<Saved>> {
        self.turn();
        let Some(folder) = self.folder else { return Ok(None) };
        self.known.into_iter().for_each(|(key, value)| folder.put(key, value));
        folder.save().map(Some)
    }
}

impl FactsCache for Series {
    fn get(&self, key: &Key) -> Option<&[u8]> {
        let kept = || self.folder.as_ref().and_then(|folder| folder.get(key));
        self.known.get(key).map(Vec::as_slice).or_else(kept)
    }

    fn touch(&self, key: &Key) {
        if let Some(folder) = self.folder.as_ref().filter(|_| !self.known.contains_key(key)) {
            folder.touch(key);
        }
    }

    fn put(&self, key: Key, value: Vec<u8>) {
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner).insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_puts_the_next_gets() {
        let (mut series, key) = (Series::default(), Key::of("test", &[b"a"]));
        series.put(key, b"one".to_vec());
        assert_eq!(series.get(&key), None);
        assert_eq!((series.turn(), series.get(&key)), (1, Some(&b"one"[..])));
        assert_eq!(series.turn(), 0);
        assert!(series.save().is_ok_and(|saved| saved.is_none()));
    }

    #[test]
    fn what_is_touched_stays() {
        let place = tempfile::tempdir().expect("a folder can be made");
        let folder = || FolderCache::open(place.path(), std::path::Path::new("p"), 1 << 20).expect("it can be used");
        let [touched, left] = [b"t", b"l"].map(|name| Key::of("test", &[name]));
        for round in 0..12_u8 {
            let series = Series::new(Some(folder()));
            series.touch(&touched);
            let fresh = if round == 0 { vec![touched, left] } else { vec![Key::of("test", &[&[round]])] };
            fresh.into_iter().for_each(|key| series.put(key, b"value".to_vec()));
            assert!(series.save().expect("it can be written").is_some_and(|saved| saved.written));
        }
        let series = Series::new(Some(folder()));
        assert_eq!((series.get(&touched), series.get(&left)), (Some(&b"value"[..]), None));
    }

    #[test]
    fn all_of_it_is_kept() {
        let place = tempfile::tempdir().expect("a folder can be made");
        let folder = || FolderCache::open(place.path(), std::path::Path::new("p"), 1 << 20).expect("it can be used");
        let (one, two) = (Key::of("test", &[b"1"]), Key::of("test", &[b"2"]));
        let mut series = Series::new(Some(folder()));
        series.put(one, b"one".to_vec());
        series.turn();
        series.put(two, b"two".to_vec());
        let saved = series.save().expect("it can be written").expect("there is a folder");
        assert!(saved.written);
        let series = Series::new(Some(folder()));
        assert_eq!((series.get(&one), series.get(&two)), (Some(&b"one"[..]), Some(&b"two"[..])));
    }
}
