//! A pack: many values in one file, each with its check.
//!
//! ```text
//! magic (16) | check of the index (16) | entries (4) | index: key (16) check (8) length (4) age (1), sorted by key | values
//! ```
//!
//! Numbers are little-endian, checks the first bytes of BLAKE3 hashes; a value's covers its key too, so that a value in the
//! wrong place is none. The index is checked when a pack is read, a value when it is asked for. A file that is shorter or
//! longer than its index says is none at all. Age: how many times the pack was written since the value was used.

use super::{Key, first_half};
use std::io::{self, Write};

const MAGIC: &[u8; 16] = b"seamline pack 1\n";
const HEAD: usize = 16 + 16 + 4;
const ENTRY: usize = 16 + 8 + 4 + 1;

/// A pack as it was read.
#[derive(Debug, Default)]
pub(super) struct Pack {
    bytes: Vec<u8>,
    /// Sorted by key.
    entries: Vec<Entry>,
}

/// One value of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: Key,
    check: [u8; 8],
    start: usize,
    pub(super) length: usize,
    pub(super) age: u8,
}

impl Pack {
    /// Reads the bytes of a pack; `None` when they are none.
    pub(super) fn parse(bytes: Vec<u8>) -> Option<Self> {
        let (magic, rest) = bytes.split_first_chunk::<16>()?;
        let (check, rest) = rest.split_first_chunk::<16>()?;
        let (count, _) = rest.split_first_chunk::<4>()?;
        let index = usize::try_from(u32::from_le_bytes(*count)).ok()?.checked_mul(ENTRY)?;
        let mut start = HEAD.checked_add(index)?;
        if magic != MAGIC || *check != first_half(blake3::hash(bytes.get(HEAD - 4..start)?)) {
            return None;
        }
        let mut entries = Vec::with_capacity(index / ENTRY);
        for entry in bytes[HEAD..start].chunks_exact(ENTRY) {
            let (key, rest) = entry.split_first_chunk::<16>()?;
            let (check, rest) = rest.split_first_chunk::<8>()?;
            let (length, age) = rest.split_first_chunk::<4>()?;
            let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
            entries.push(Entry { key: Key(*key), check: *check, start, length, age: age[0] });
            start = start.checked_add(length)?;
        }
        (start == bytes.len() && entries.is_sorted_by(|a, b| a.key < b.key)).then_some(Self { bytes, entries })
    }

    /// Its bytes on disk.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The place of a key among the entries.
    pub(super) fn find(&self, key: &Key) -> Option<usize> {
        self.entries.binary_search_by(|entry| entry.key.cmp(key)).ok()
    }

    /// The value of an entry, if it is whole.
    pub(super) fn value(&self, entry: &Entry) -> Option<&[u8]> {
        let value = &self.bytes[entry.start..entry.start + entry.length];
        (check(&entry.key, value) == entry.check).then_some(value)
    }
}

fn check(key: &Key, value: &[u8]) -> [u8; 8] {
    let hash = blake3::Hasher::new().update(&key.0).update(value).finalize();
    *hash.as_bytes().first_chunk().expect("a hash has 32 bytes")
}

/// Writes a pack of values, sorted by key, each with its age.
pub(super) fn write(out: &mut impl Write, values: &[(Key, u8, &[u8])]) -> io::Result<()> {
    let too_much = |_| io::Error::new(io::ErrorKind::InvalidInput, "too much for one pack");
    let mut index = u32::try_from(values.len()).map_err(too_much)?.to_le_bytes().to_vec();
    for (key, age, value) in values {
        index.extend(key.0);
        index.extend(check(key, value));
        index.extend(u32::try_from(value.len()).map_err(too_much)?.to_le_bytes());
        index.push(*age);
    }
    out.write_all(MAGIC)?;
    out.write_all(&first_half(blake3::hash(&index)))?;
    out.write_all(&index)?;
    values.iter().try_for_each(|(_, _, value)| out.write_all(value))
}

/// How many bytes a pack of values of these lengths has.
pub(super) fn size(count: usize, lengths: usize) -> u64 {
    (HEAD + count * ENTRY + lengths) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack() -> Vec<u8> {
        let mut bytes = Vec::new();
        let values = [(Key([1; 16]), 0, &b"one"[..]), (Key([2; 16]), 3, b""), (Key([3; 16]), 0, b"three")];
        write(&mut bytes, &values).expect("memory takes it");
        assert_eq!(bytes.len() as u64, size(3, 8));
        bytes
    }

    fn shown(bytes: Vec<u8>) -> Option<Vec<Option<String>>> {
        let pack = Pack::parse(bytes)?;
        let text = |entry| pack.value(entry).map(|value| String::from_utf8_lossy(value).into_owned());
        Some(pack.entries().iter().map(text).collect())
    }

    #[test]
    fn what_is_written_is_read() {
        let texts = ["one", "", "three"].map(|text| Some(text.to_owned()));
        assert_eq!(shown(pack()), Some(texts.to_vec()));
    }

    #[test]
    fn no_shorter_or_longer_file_is_a_pack() {
        for length in 0..pack().len() {
            assert_eq!(shown(pack()[..length].to_vec()), None, "{length}");
        }
        assert_eq!(shown([pack(), vec![0]].concat()), None);
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let whole = shown(pack());
        for bit in 0..pack().len() * 8 {
            let mut bytes = pack();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let (read, values) = (shown(bytes), HEAD + 3 * ENTRY);
            assert_ne!(read, whole, "{bit}");
            assert_eq!(read.is_some(), bit / 8 >= values, "{bit}");
        }
    }
}
