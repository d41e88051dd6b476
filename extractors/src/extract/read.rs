//! What becomes of one found item: left out, or read and parsed.
//!
//! The order of the questions decides the reason that is shown: what the tree says (link, submodule, ignored), whether
//! it is a source at all, what its path says, its size, and only then its bytes. What they say may come from a cache.

use super::ExtractSettings;
use crate::cache::{self, Content, FactsCache, Key, Said};
use crate::file::FileFacts;
use crate::lang::{self, Language};
use crate::resolve::{SourceFile, manifest};
use crate::source::{Found, SourceTree};
use crate::{allow, data, discover, part, testfile};
use seamline_analyzer::RepoPath;
use seamline_analyzer::facts::{Code, Granularity, Parse, State};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What became of one item.
pub(super) enum Outcome {
    /// Not read, or read in vain.
    Out(State),
    /// A source file, or one that speaks about stores.
    File(Box<SourceFile>),
    /// A file of tests: no unit, but it refers to units.
    Test(Box<SourceFile>),
    /// Configuration that says what names mean; no source file itself.
    Manifest(RepoPath, String),
}

impl Outcome {
    /// Its state in the ledger.
    pub(super) fn state(&self) -> State {
        match self {
            Outcome::Out(state) => *state,
            Outcome::Test(_) => State::Skipped(Code::Test),
            Outcome::Manifest(..) => State::Skipped(Code::NotSource),
            Outcome::File(file) => match file.facts.parse() {
                Parse::Full => State::Ok,
                Parse::Partial { .. } => State::Partial(Code::Syntax),
            },
        }
    }
}

/// Reads found items.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) tree: &'a dyn SourceTree,
    pub(super) settings: &'a ExtractSettings,
    pub(super) cache: Option<&'a dyn FactsCache>,
}

const TEST: &str = "test";

/// What is read in a file.
#[derive(Clone, Copy)]
enum Reading {
    /// What source code says.
    Source(&'static dyn Language),
    /// What is no source and speaks about stores.
    Resource,
    /// What a file of tests refers to.
    Test(&'static dyn Language),
}

impl Reader<'_> {
    /// Reads one found item.
    pub(super) fn read(&self, found: &Found) -> Outcome {
        self.read_or_state(found).unwrap_or_else(Outcome::Out)
    }

    fn read_or_state(&self, found: &Found) -> Result<Outcome, State> {
        let path = match &found.path {
            Ok(path) => path,
            Err(shown) if lang::is_source(shown) => return Err(state(Code::NameNotUtf8)),
            Err(_) => return Err(state(Code::NotSource)),
        };
        if let Some(code) = found.barred {
            return Err(state(code));
        }
        let language = lang::of(path);
        let by_path = match language {
            Some(_) => discover::by_path(path),
            None if data::is_resource(path) || manifest::wanted(path) => discover::resource_by_path(path),
            None => Some(Code::NotSource),
        };
        let generated = found.generated.then_some(Code::Generated);
        let too_big = (found.bytes > self.settings.max_bytes).then_some(Code::TooBig);
        if let Some(code) = by_path.or(generated).or(too_big) {
            let tests = code == Code::Test && !found.generated && too_big.is_none() && discover::is_test(path);
            let language = language.filter(|_| tests && self.wants_test(path));
            // A file of tests that cannot be read, or is nothing that a person wrote, is a file of tests.
            let scanned = language.and_then(|language| self.file(path, Reading::Test(language)).ok());
            return scanned.map(Outcome::Test).ok_or_else(|| state(code));
        }
        if language.is_none() && manifest::wanted(path) {
            let text = self.bytes(path).and_then(discover::text).map_err(state)?;
            return Ok(Outcome::Manifest(path.clone(), text));
        }
        let reading = language.map_or(Reading::Resource, Reading::Source);
        self.file(path, reading).map(Outcome::File).map_err(state)
    }

    /// Whether a file of tests is read. Where it is not, what is kept of it counts as used: the next analysis wants it.
    fn wants_test(&self, path: &RepoPath) -> bool {
        let unwanted = self.cache.filter(|_| !self.settings.analysed);
        if let (Some(cache), Some(id)) = (unwanted, self.tree.blob(path)) {
            cache.touch(&cache::key_of_file(path, TEST, self.settings.division(), Content::Blob(id)));
        }
        self.settings.analysed
    }

    fn bytes(&self, path: &RepoPath) -> Result<Vec<u8>, Code> {
        let limit = self.settings.max_bytes;
        let bytes = self.tree.read(path, limit)?;
        if bytes.len() as u64 > limit { Err(Code::TooBig) } else { Ok(bytes) }
    }

    fn file(&self, path: &RepoPath, reading: Reading) -> Result<Box<SourceFile>, Code> {
        let (bytes, mut facts) = match self.cache {
            Some(cache) => self.kept(cache, path, reading)?,
            None => said(path, reading, self.bytes(path)?, self.settings.division())?,
        };
        if !self.settings.analysed {
            cache::leave_out(&mut facts);
        }
        let language = match reading {
            // A migration is evidence about stores, no unit.
            Reading::Source(_) if discover::is_migration(path) => None,
            Reading::Source(language) | Reading::Test(language) => Some(language),
            Reading::Resource => None,
        };
        Ok(Box::new(SourceFile { path: path.clone(), bytes, language, facts }))
    }

    /// What a file says, from the cache if it is there. A blob whose id is known is not read for that.
    fn kept(&self, cache: &dyn FactsCache, path: &RepoPath, reading: Reading) -> Said {
        let known = |key: &Key| cache.get(key).and_then(|bytes| cache::said_of(bytes, self.settings.analysed));
        let division = self.settings.division();
        let key = |content| cache::key_of_file(path, reading.name(), division, content);
        let blob = |id| key(Content::Blob(id));
        if let Some(said) = self.tree.blob(path).map(blob).as_ref().and_then(known) {
            return said;
        }
        let bytes = self.bytes(path)?;
        let key = match self.tree.blob_of(path, &bytes) {
            Some(id) => blob(id),
            None => {
                let key = key(Content::Bytes(&bytes));
                if let Some(said) = known(&key) {
                    return said;
                }
                key
            }
        };
        let said = said(path, reading, bytes, division);
        if said.as_ref().map_or_else(|code| decided_by_content(*code), |_| true) {
            cache.put(key, cache::bytes_of(&said));
        }
        said
    }
}

impl Reading {
    fn name(self) -> &'static str {
        match self {
            Reading::Source(_) => "source",
            Reading::Resource => "resource",
            Reading::Test(_) => TEST,
        }
    }
}

/// A pure function of what it is given.
fn said(path: &RepoPath, reading: Reading, bytes: Vec<u8>, division: Granularity) -> Said {
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let text = discover::text(bytes)?;
    let mut facts = guarded(|| match reading {
        Reading::Source(language) => {
            let facts = parse(language, path, &text, division)?;
            Ok(if discover::is_migration(path) { evidence(facts) } else { facts })
        }
        Reading::Resource => data::read_resource(path, &text).ok_or(Code::NotSource),
        Reading::Test(language) => Ok(testfile::read(language.info().id, &text)),
    })?;
    if !matches!(reading, Reading::Test(_)) {
        facts.allows = allow::find(&text);
    }
    Ok((size, facts))
}

/// What a file that runs once says: the stores that a migration makes, the entry points that routes name. It is no unit
/// and uses nothing.
fn evidence(facts: FileFacts) -> FileFacts {
    let (lines, errors, stores, store_links) = (facts.lines, facts.errors, facts.stores, facts.store_links);
    FileFacts { lines, errors, stores, store_links, entries: facts.entries, ..FileFacts::default() }
}

/// Whether a later run with the same bytes must fail the same way.
fn decided_by_content(code: Code) -> bool {
    !matches!(state(code), State::Failed(_))
}

fn parse(
    language: &'static dyn Language,
    path: &RepoPath,
    text: &str,
    granularity: Granularity,
) -> Result<FileFacts, Code> {
    let (mut facts, shapes) = match granularity {
        Granularity::File => language.read(path, text)?,
        Granularity::Type | Granularity::Function => language.read_outlined(path, text)?,
    };
    data::apply(language.info().id, path, &shapes, &mut facts);
    if let Some(outline) = facts.outline.take() {
        facts.division = Some(Box::new(part::divide(&facts, *outline, granularity)));
    }
    Ok(facts)
}

/// Runs a parser; its panic is the failure of one file.
fn guarded<T>(work: impl FnOnce() -> Result<T, Code>) -> Result<T, Code> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Code::Crash))
}

/// Failed is what went wrong here and now; skipped is what the file is.
fn state(code: Code) -> State {
    match code {
        Code::Missing | Code::Permission | Code::Io | Code::Crash | Code::Timeout => State::Failed(code),
        Code::NotSource | Code::Test | Code::Vendored | Code::Ignored | Code::Generated | Code::Minified => {
            State::Skipped(code)
        }
        Code::Migration => State::Skipped(code),
        Code::TooBig | Code::TooDeep | Code::Syntax | Code::Binary | Code::NotUtf8 | Code::NameNotUtf8 => {
            State::Skipped(code)
        }
        Code::LfsPointer | Code::SpecialFile | Code::Symlink | Code::Submodule | Code::NestedRepository => {
            State::Skipped(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::MemoryTree;
    use seamline_analyzer::{Cancel, Cx, Silent};

    #[test]
    fn a_file_that_the_parser_cannot_get_through_is_in_the_ledger() {
        let text = "`{(<\\`${`{(<\\`${\n".repeat(12_500);
        let tree = MemoryTree::new([("Hard.java", text.as_str())]);
        let found = tree.list(Cx { progress: &Silent, cancel: &Cancel::default() }).expect("nobody cancels");
        let settings = ExtractSettings::default();
        let state = Reader { tree: &tree, settings: &settings, cache: None }.read(&found[0]).state();
        assert_eq!(state, State::Failed(Code::Timeout));
    }
}
