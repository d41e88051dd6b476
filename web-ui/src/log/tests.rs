use super::*;
use std::sync::{Arc, Mutex};

/// A disk in memory that takes so many bytes and no more.
#[derive(Clone, Default)]
pub(crate) struct Small {
    pub(crate) bytes: Arc<Mutex<Vec<u8>>>,
    pub(crate) room: Arc<Mutex<usize>>,
    /// Whether it cannot even be cut.
    pub(crate) stuck: Arc<Mutex<bool>>,
}

impl Small {
    pub(crate) fn of(room: usize) -> Self {
        Self { room: Arc::new(Mutex::new(room)), ..Self::default() }
    }
}

impl Disk for Small {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let (mut own, room) = (self.bytes.lock().unwrap(), *self.room.lock().unwrap());
        let fits = bytes.len().min(room.saturating_sub(own.len()));
        own.extend(&bytes[..fits]);
        if fits < bytes.len() { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        if *self.stuck.lock().unwrap() {
            return Err(io::Error::other("stuck"));
        }
        self.bytes.lock().unwrap().truncate(length as usize);
        Ok(())
    }
}

fn lines(texts: &[&str]) -> Vec<u8> {
    texts.iter().map(line).collect::<String>().into_bytes()
}

/// The records, and what follows them.
fn all(bytes: &[u8]) -> (Vec<String>, Found) {
    let mut records = Vec::new();
    let found = read(bytes, |record| {
        records.push(record);
        true
    });
    assert_eq!(found.records, records.len());
    (records, found)
}

/// The same of a folder.
fn opened(folder: &Path) -> io::Result<(Vec<String>, Opened)> {
    let mut records = Vec::new();
    let opened = open(folder, |record| {
        records.push(record);
        true
    })?;
    Ok((records, opened))
}

const TEXTS: [&str; 4] = ["one", "zwei\nlines", "três \u{2028}", ""];

/// Killed at every byte.
#[test]
fn whole_lines_survive_a_cut_anywhere() {
    let bytes = lines(&TEXTS);
    for length in 0..=bytes.len() {
        let (records, found) = all(&bytes[..length]);
        let whole = bytes[..length].iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(records, TEXTS[..whole], "{length}");
        assert_eq!(found.rest == Rest::None, found.length == length, "{length}");
        assert!(found.rest != Rest::Damaged, "{length}");
    }
}

/// Every bit of every byte.
#[test]
fn a_changed_bit_ends_what_is_read() {
    let bytes = lines(&TEXTS);
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let (records, _) = all(&changed);
            let before = bytes[..at].iter().filter(|byte| **byte == b'\n').count();
            // The space behind the sum says nothing, and hexadecimal digits may be capital.
            assert!(records == TEXTS || records == TEXTS[..before], "{at} {bit}: {records:?}");
        }
    }
}

#[test]
fn a_full_disk_refuses_and_forgets() {
    let disk = Small::of(40);
    let mut log = Log::new(Box::new(disk.clone()), 0);
    log.write(&"one").unwrap();
    let before = disk.bytes.lock().unwrap().clone();
    log.write(&"two, which is too long for what is left").unwrap_err();
    assert_eq!(*disk.bytes.lock().unwrap(), before);
    log.write(&"three").unwrap();
    assert_eq!(all(&disk.bytes.lock().unwrap()).0, ["one", "three"]);
}

/// A half line that could not be taken away is taken away before anything else is written.
#[test]
fn a_half_line_never_comes_before_a_whole_one() {
    let disk = Small::of(40);
    let mut log = Log::new(Box::new(disk.clone()), 0);
    log.write(&"one").unwrap();
    *disk.stuck.lock().unwrap() = true;
    log.write(&"two, which is too long for what is left").unwrap_err();
    *disk.room.lock().unwrap() = 1000;
    log.write(&"three").unwrap_err();
    *disk.stuck.lock().unwrap() = false;
    log.write(&"four").unwrap();
    assert_eq!(all(&disk.bytes.lock().unwrap()).0, ["one", "four"]);
}

/// What is read, twice, after a change of the file, and how many files there are then.
fn damaged(change: impl FnOnce(&mut Vec<u8>)) -> (Vec<String>, usize) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("a/b");
    let (_, mut first) = opened(&folder).unwrap();
    TEXTS.iter().for_each(|text| first.log.write(text).unwrap());
    drop(first);
    let mut bytes = fs::read(folder.join(FILE_NAME)).unwrap();
    change(&mut bytes);
    fs::write(folder.join(FILE_NAME), bytes).unwrap();
    let (before, mut second) = opened(&folder).unwrap();
    assert_eq!(second.notes.len(), 1);
    second.log.write(&"more").unwrap();
    drop(second);
    let (after, third) = opened(&folder).unwrap();
    assert_eq!((third.notes.len(), after.last().map(String::as_str)), (0, Some("more")));
    assert_eq!(after[..after.len() - 1], before);
    (before, fs::read_dir(&folder).unwrap().count())
}

#[test]
fn what_is_damaged_is_kept_aside() {
    assert_eq!(
        damaged(|bytes| bytes.truncate(bytes.len() - 1)),
        (TEXTS[..3].iter().map(|text| (*text).into()).collect(), 1)
    );
    assert_eq!(damaged(|bytes| bytes[20] ^= 1), (vec!["one".to_owned()], 2));
    assert_eq!(damaged(|bytes| bytes.extend(b"rubbish")).1, 1);
}

#[test]
fn what_is_not_taken_counts_as_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let (_, mut first) = opened(folder.path()).unwrap();
    TEXTS.iter().for_each(|text| first.log.write(text).unwrap());
    drop(first);
    let second = open::<String>(folder.path(), |text| text == "one").unwrap();
    assert_eq!(second.notes.len(), 1);
    drop(second);
    assert_eq!(opened(folder.path()).unwrap().0, ["one"]);
}

#[test]
fn looking_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    look::<String>(&missing, |_| true).unwrap();
    assert!(!missing.exists());
    fs::write(folder.path().join(FILE_NAME), [lines(&TEXTS[..2]), b"rubbish".to_vec()].concat()).unwrap();
    let mut seen = 0;
    look::<String>(folder.path(), |_| {
        seen += 1;
        true
    })
    .unwrap();
    assert_eq!((seen, fs::read_dir(folder.path()).unwrap().count()), (2, 1));
    assert!(fs::read(folder.path().join(FILE_NAME)).unwrap().ends_with(b"rubbish"));
}

#[test]
fn one_program_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let first = opened(folder.path()).unwrap();
    assert_eq!(opened(folder.path()).err().map(|why| why.kind()), Some(io::ErrorKind::WouldBlock));
    drop(first);
    assert!(opened(folder.path()).is_ok());
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("state");
    drop(opened(&folder).unwrap());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&folder.join(FILE_NAME))), (0o700, 0o600));
}
