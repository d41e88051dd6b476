//! What was done, one line each, in a file that only grows: whoever is told that an edit was made finds it after a crash.
//!
//! A line is the CRC-32 of its record as eight hexadecimal digits, a space, the record as JSON, and a line end. It is on the
//! disk (`fdatasync`) before anybody is told. A last line that is not whole was never acknowledged: it is cut off. A line
//! that is damaged further up ends what is read, since what follows may rest on it; the rest is kept aside.

use crc32fast::hash;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The file in the folder of the state.
pub(crate) const FILE_NAME: &str = "edits.log";

/// Where lines end up.
pub(crate) trait Disk: Send {
    /// Writes bytes behind the others, and is done when they would survive a crash.
    ///
    /// # Errors
    /// When they would not.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Makes it so long again.
    ///
    /// # Errors
    /// When that fails.
    fn cut(&mut self, length: u64) -> io::Result<()>;
}

impl Disk for File {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)?;
        self.sync_data()
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)?;
        self.seek(SeekFrom::Start(length))?;
        self.sync_data()
    }
}

/// Nothing is kept.
pub(crate) struct Nowhere;

impl Disk for Nowhere {
    fn append(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn cut(&mut self, _: u64) -> io::Result<()> {
        Ok(())
    }
}

/// A log that can be written.
pub(crate) struct Log {
    disk: Box<dyn Disk>,
    /// How long it is up to the last whole line.
    length: u64,
    /// Whether a half line may lie behind that.
    torn: bool,
}

impl Log {
    pub(crate) fn new(disk: Box<dyn Disk>, length: u64) -> Self {
        Self { disk, length, torn: false }
    }

    /// Writes a record. After an error it is as if nothing had been written.
    ///
    /// # Errors
    /// When the record is not safe on the disk.
    pub(crate) fn write(&mut self, record: &impl Serialize) -> io::Result<()> {
        if self.torn {
            self.disk.cut(self.length)?;
            self.torn = false;
        }
        let line = line(record);
        if let Err(why) = self.disk.append(line.as_bytes()) {
            self.torn = self.disk.cut(self.length).is_err();
            return Err(why);
        }
        self.length += line.len() as u64;
        Ok(())
    }
}

/// A record as a line.
pub(crate) fn line(record: &impl Serialize) -> String {
    let json = serde_json::to_string(record).expect("records are plain JSON");
    format!("{:08x} {json}\n", hash(json.as_bytes()))
}

/// What was found in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// How many records were taken.
    pub(crate) records: usize,
    /// How many bytes they take.
    pub(crate) length: usize,
    /// What follows.
    pub(crate) rest: Rest,
}

/// What follows the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    /// Nothing.
    None,
    /// A last line that was not written to its end.
    Torn,
    /// A line that is not what was written, and maybe others.
    Damaged,
}

/// Reads the bytes of a log and hands over its records, up to the first line that is damaged or whose record is not taken.
pub(crate) fn read<R: DeserializeOwned>(bytes: &[u8], mut take: impl FnMut(R) -> bool) -> Found {
    let (mut records, mut length) = (0, 0);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let whole = line.strip_suffix(b"\n");
        if !whole.and_then(record).is_some_and(&mut take) {
            let rest = if whole.is_none() { Rest::Torn } else { Rest::Damaged };
            return Found { records, length, rest };
        }
        (records, length) = (records + 1, length + line.len());
    }
    Found { records, length, rest: Rest::None }
}

fn record<R: DeserializeOwned>(line: &[u8]) -> Option<R> {
    let (sum, json) = (line.get(..8)?, line.get(9..)?);
    let sum = u32::from_str_radix(std::str::from_utf8(sum).ok()?, 16).ok()?;
    if hash(json) == sum { serde_json::from_slice(json).ok() } else { None }
}

/// The log of a folder, and what had to be left out of it.
pub(crate) struct Opened {
    pub(crate) log: Log,
    /// What a person should know.
    pub(crate) notes: Vec<String>,
}

/// Opens the log of a folder, which is made when missing, for this program alone, and hands over what it holds.
///
/// # Errors
/// When it cannot be read or written, or another program has it ([`io::ErrorKind::WouldBlock`]).
pub(crate) fn open<R: DeserializeOwned>(folder: &Path, take: impl FnMut(R) -> bool) -> io::Result<Opened> {
    private_folder(folder)?;
    let path = folder.join(FILE_NAME);
    let mut file = private().read(true).write(true).create(true).truncate(false).open(&path)?;
    file.try_lock().map_err(|why| match why {
        TryLockError::WouldBlock => io::Error::from(io::ErrorKind::WouldBlock),
        TryLockError::Error(why) => why,
    })?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let Found { records, length, rest } = read(&bytes, take);
    let mut notes = Vec::new();
    match rest {
        Rest::None => {}
        Rest::Torn => notes.push("the last edit was not written to its end, and is left out".to_owned()),
        Rest::Damaged => {
            let aside = keep_aside(folder, &bytes[length..])?;
            notes.push(format!(
                "the log of edits is damaged after {records} lines; what follows is left out and kept in {}",
                aside.display()
            ));
        }
    }
    file.cut(length as u64)?;
    sync_folder(folder);
    Ok(Opened { log: Log::new(Box::new(file), length as u64), notes })
}

/// Hands over what the log of a folder holds, without touching it.
///
/// # Errors
/// When it is there and cannot be read.
pub(crate) fn look<R: DeserializeOwned>(folder: &Path, take: impl FnMut(R) -> bool) -> io::Result<()> {
    match fs::read(folder.join(FILE_NAME)) {
        Ok(bytes) => {
            read(&bytes, take);
            Ok(())
        }
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(why) => Err(why),
    }
}

/// Writes what is left out under the first name that is free.
fn keep_aside(folder: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    for number in 1_u32.. {
        let path = folder.join(format!("{FILE_NAME}.damaged-{number}"));
        match private().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(bytes)?;
                file.sync_all()?;
                return Ok(path);
            }
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {}
            Err(why) => return Err(why),
        }
    }
    Err(io::Error::other("no name is free"))
}

/// For this user alone: what people decide is nobody else's.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A new file is found after a crash when its folder was written too; not every system can.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
pub(crate) mod tests;
