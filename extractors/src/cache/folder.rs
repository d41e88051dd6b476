//! A folder of packs on disk, shared by all runs of one user.
//!
//! One pack a project, read whole when a run first asks for something and replaced whole when it ends: written beside, then
//! renamed. So there is no lock to wait for, several runs at once each see a whole pack, and one that is killed leaves the old
//! pack or the new.
//! A pack of another run that came in between is taken along; of two that end in the same moment the later wins, and what the
//! other kept is found anew.
//!
//! The name of a pack begins with its generation, a number that every use raises above all others. When the folder is
//! larger than its limit, the lowest generations go first. No clock is asked.
//!
//! The folder has to be a real one and the user's own. Whatever is wrong with it or in it costs time and nothing else.

use super::pack::{self, Pack};
use super::{FactsCache, Key, LITTLE};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// A value that was not used in this many writings of its pack is dropped.
const OLDEST: u8 = 8;
/// What was left half-written by a run that was killed is removed after this many generations.
const LEFT_OVER: u64 = 16;
/// How often a pack that another run replaces is looked for again.
const TRIES: usize = 4;
/// Tells backup programs that they need not copy it: <https://bford.info/cachedir/>.
const TAG: (&str, &str) =
    ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# Made by seamline; may be deleted.\n");

/// The cache of one project in a folder.
pub struct FolderCache {
    folder: PathBuf,
    project: String,
    limit: u64,
    read: OnceLock<Read>,
    fresh: Mutex<BTreeMap<Key, Vec<u8>>>,
    asked: AtomicU64,
}

/// The pack that was read.
struct Read {
    /// Its file, if there is one.
    file: Option<String>,
    pack: Pack,
    /// Which of its values were used.
    used: Vec<AtomicBool>,
}

/// Why a folder is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// A link, or no folder.
    #[error("{} is no folder of its own", .0.display())]
    NoFolder(PathBuf),
    /// Someone else's, or open to others.
    #[error("{} belongs to another user or can be written by others", .0.display())]
    Foreign(PathBuf),
    /// The system says no.
    #[error("{}: {message}", .folder.display())]
    Refused {
        /// The folder.
        folder: PathBuf,
        /// What it says.
        message: String,
    },
}

/// What became of the cache at the end of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// How many values were asked for.
    pub asked: u64,
    /// How many of them were there.
    pub found: u64,
    /// Whether the pack was written anew.
    pub written: bool,
}

/// What a folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contents {
    /// Packs, one a project and build.
    pub packs: u64,
    /// Values in them.
    pub values: u64,
    /// Bytes of them, and of what was left half-written.
    pub bytes: u64,
}

impl FolderCache {
    /// Opens a folder, which is made if it is not there, for a project. What a project is, is for the caller to say: values
    /// are never wrong in another, only not there. `limit` bounds the folder, in bytes.
    ///
    /// # Errors
    /// When the folder cannot be used. A pack that is damaged is no error.
    pub fn open(folder: &Path, project: &Path, limit: u64) -> Result<Self, Unusable> {
        make(folder).map_err(|why| refused(folder, &why))?;
        check(folder)?;
        list(folder).map_err(|why| refused(folder, &why))?;
        let project: String = Key::of("project", &[project.as_os_str().as_encoded_bytes()])
            .0
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let (read, fresh, asked) = (OnceLock::new(), Mutex::default(), AtomicU64::new(0));
        Ok(Self { folder: folder.to_owned(), project, limit, read, fresh, asked })
    }

    /// The pack. To read it takes a while, in which others list the files, so it waits until somebody asks.
    fn read(&self) -> &Read {
        self.read.get_or_init(|| {
            // A folder that cannot be listed any more holds nothing.
            let (file, pack) = newest(&self.folder, &self.project, self.limit).unwrap_or_default();
            let used = pack.entries().iter().map(|_| AtomicBool::new(false)).collect();
            Read { file, pack, used }
        })
    }

    /// Writes what is new, and makes the pack the last to go.
    ///
    /// # Errors
    /// When the folder cannot be written. The old pack is still there then, or a new one whole.
    pub fn save(&self) -> io::Result<Saved> {
        let fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        let found = self.read().used.iter().filter(|used| used.load(Ordering::Relaxed)).count() as u64;
        let mut saved = Saved { asked: self.asked.load(Ordering::Relaxed), found, written: false };
        let listed = list(&self.folder)?;
        let generation = listed.last().map_or(0, |last| last.generation).saturating_add(1);
        let name = format!("{generation:016x}-{}.pack", self.project);
        if self.is_worth_it(&fresh) {
            saved.written = self.replace(&fresh, generation, &name)?;
        } else if let Some(newest) = listed.iter().rfind(|listed| listed.is_of(&self.project)) {
            // Another run may have replaced it meanwhile, and that is as good.
            let _ = fs::rename(self.folder.join(&newest.name), self.folder.join(&name));
        }
        self.tidy(generation)?;
        Ok(saved)
    }

    /// Whether there is more that is new than may as well be found once more, or the pack is damaged where it was asked.
    fn is_worth_it(&self, fresh: &BTreeMap<Key, Vec<u8>>) -> bool {
        let pack = &self.read().pack;
        let mut grown = 0_usize;
        for (key, value) in fresh {
            let known = pack.find(key).map(|place| pack.value(&pack.entries()[place]));
            match known {
                Some(None) => return true,
                Some(Some(known)) => grown += value.len().saturating_sub(known.len()),
                None => grown += value.len(),
            }
        }
        !fresh.is_empty() && grown.saturating_mul(LITTLE) >= pack.size()
    }

    /// Writes a pack of what is new, what was used, and what may be used again; `false` when that is too much.
    fn replace(&self, fresh: &BTreeMap<Key, Vec<u8>>, generation: u64, name: &str) -> io::Result<bool> {
        let Read { file: mine, pack, used } = self.read();
        let (file, theirs) = newest(&self.folder, &self.project, self.limit)?;
        let theirs = if file == *mine { Pack::default() } else { theirs };
        let mut values: BTreeMap<Key, (u8, &[u8])> = BTreeMap::new();
        for entry in theirs.entries() {
            values.extend(theirs.value(entry).map(|value| (entry.key, (entry.age, value))));
        }
        for (entry, used) in pack.entries().iter().zip(used) {
            let age = if used.load(Ordering::Relaxed) { 0 } else { entry.age.saturating_add(1) };
            if age <= OLDEST {
                values.extend(pack.value(entry).map(|value| (entry.key, (age, value))));
            }
        }
        values.extend(fresh.iter().map(|(key, value)| (*key, (0, value.as_slice()))));
        let mut values: Vec<(Key, u8, &[u8])> =
            values.into_iter().map(|(key, (age, value))| (key, age, value)).collect();
        for youngest in (0..=OLDEST).rev() {
            if size(&values) > self.limit {
                values.retain(|(_, age, _)| *age < youngest);
            }
        }
        if values.is_empty() {
            return Ok(false);
        }
        let mut beside = tempfile::Builder::new()
            .prefix(&format!("{generation:016x}-"))
            .suffix(".part")
            .tempfile_in(&self.folder)?;
        let mut out = BufWriter::with_capacity(1 << 20, beside.as_file_mut());
        pack::write(&mut out, &values)?;
        out.flush()?;
        drop(out);
        beside.persist(self.folder.join(name)).map_err(|failed| failed.error)?;
        Ok(true)
    }

    /// Removes all packs of the project but the newest, what was left half-written, and the packs that were not used for
    /// longest.
    fn tidy(&self, generation: u64) -> io::Result<()> {
        let mut listed = list(&self.folder)?;
        let newest = listed.iter().rposition(|listed| listed.is_of(&self.project));
        let newest = newest.map(|place| listed.remove(place));
        let mut total = newest.map_or(0, |newest| newest.bytes);
        let mut others = Vec::new();
        for listed in listed {
            let left_over = !listed.pack && listed.generation.saturating_add(LEFT_OVER) < generation;
            if left_over || listed.is_of(&self.project) {
                remove(&self.folder.join(&listed.name))?;
            } else {
                total += listed.bytes;
                others.push(listed);
            }
        }
        for listed in others {
            if total <= self.limit {
                break;
            }
            remove(&self.folder.join(&listed.name))?;
            total -= listed.bytes;
        }
        Ok(())
    }
}

impl FactsCache for FolderCache {
    fn get(&self, key: &Key) -> Option<&[u8]> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let Read { pack, used, .. } = self.read();
        let place = pack.find(key)?;
        let value = pack.value(&pack.entries()[place])?;
        used[place].store(true, Ordering::Relaxed);
        Some(value)
    }

    fn touch(&self, key: &Key) {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let Read { pack, used, .. } = self.read();
        if let Some(place) = pack.find(key) {
            used[place].store(true, Ordering::Relaxed);
        }
    }

    fn put(&self, key: Key, value: Vec<u8>) {
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner).insert(key, value);
    }
}

impl Contents {
    /// What a folder holds; nothing where there is none.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn of(folder: &Path) -> Result<Self, Unusable> {
        let mut contents = Self::default();
        if fs::symlink_metadata(folder).is_err_and(|why| why.kind() == io::ErrorKind::NotFound) {
            return Ok(contents);
        }
        check(folder)?;
        for listed in list(folder).map_err(|why| refused(folder, &why))? {
            contents.bytes += listed.bytes;
            if listed.pack {
                let pack = fs::read(folder.join(&listed.name)).ok().and_then(Pack::parse);
                contents.packs += 1;
                contents.values += pack.map_or(0, |pack| pack.entries().len() as u64);
            }
        }
        Ok(contents)
    }

    /// Removes what a folder holds, and nothing that is not the cache's; says what it was.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn clear(folder: &Path) -> Result<Self, Unusable> {
        let contents = Self::of(folder)?;
        let gone = || -> io::Result<()> {
            for listed in list(folder)? {
                remove(&folder.join(&listed.name))?;
            }
            Ok(())
        };
        if contents != Self::default() {
            gone().map_err(|why| refused(folder, &why))?;
        }
        Ok(contents)
    }
}

/// A file of the folder.
struct Listed {
    generation: u64,
    name: String,
    bytes: u64,
    /// Whether it is a pack, not one that is half-written.
    pack: bool,
}

impl Listed {
    /// Whether it is a pack of a project.
    fn is_of(&self, project: &str) -> bool {
        let ends = self.name.strip_suffix(".pack").and_then(|name| name.split_once('-'));
        ends.is_some_and(|(_, its)| its == project)
    }
}

/// The files of a folder that are the cache's, the lowest generation first.
fn list(folder: &Path) -> io::Result<Vec<Listed>> {
    let mut list = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let Some(generation) = name.split_once('-').filter(|(number, _)| number.len() == 16) else { continue };
        let Ok(generation) = u64::from_str_radix(generation.0, 16) else { continue };
        let pack = name.ends_with(".pack");
        // What is gone by now is not there.
        let Ok(status) = entry.metadata() else { continue };
        if status.is_file() && (pack || name.ends_with(".part")) {
            list.push(Listed { generation, name, bytes: status.len(), pack });
        }
    }
    list.sort_by(|a, b| (a.generation, &a.name).cmp(&(b.generation, &b.name)));
    Ok(list)
}

/// The newest pack of a project and its file; an empty one when there is none, or it is damaged or too large.
fn newest(folder: &Path, project: &str, limit: u64) -> io::Result<(Option<String>, Pack)> {
    for _ in 0..TRIES {
        let mine = list(folder)?.into_iter().rfind(|listed| listed.is_of(project));
        let Some(listed) = mine.filter(|listed| listed.bytes <= limit) else { break };
        match fs::read(folder.join(&listed.name)) {
            Ok(bytes) => return Ok((Some(listed.name), Pack::parse(bytes).unwrap_or_default())),
            // Another run has just given it a new name.
            Err(why) if why.kind() == io::ErrorKind::NotFound => {}
            Err(_) => break,
        }
    }
    Ok((None, Pack::default()))
}

fn size(values: &[(Key, u8, &[u8])]) -> u64 {
    pack::size(values.len(), values.iter().map(|(_, _, value)| value.len()).sum())
}

fn refused(folder: &Path, why: &io::Error) -> Unusable {
    Unusable::Refused { folder: folder.to_owned(), message: why.to_string() }
}

/// Removes a file unless another run has done so.
fn remove(file: &Path) -> io::Result<()> {
    fs::remove_file(file).or_else(|why| if why.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(why) })
}

/// Makes the folder, for the user alone.
fn make(folder: &Path) -> io::Result<()> {
    if fs::symlink_metadata(folder).is_ok() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    fs::write(folder.join(TAG.0), TAG.1)
}

/// Refuses what is no real folder, or another user's.
fn check(folder: &Path) -> Result<(), Unusable> {
    let status = fs::symlink_metadata(folder).map_err(|why| refused(folder, &why))?;
    if !status.is_dir() {
        return Err(Unusable::NoFolder(folder.to_owned()));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if status.uid() != rustix::process::geteuid().as_raw() || status.mode() & 0o022 != 0 {
            return Err(Unusable::Foreign(folder.to_owned()));
        }
    }
    Ok(())
}
