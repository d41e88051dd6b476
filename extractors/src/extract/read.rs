//! What becomes of one found item: left out, or read and parsed.
//!
//! The order of the questions decides the reason that is shown: what the tree says (link, submodule, ignored), whether
//! it is a source at all, what its path says, its size, and only then its bytes.

use super::ExtractSettings;
use crate::file::FileFacts;
use crate::lang::{self, Language};
use crate::resolve::{SourceFile, manifest};
use crate::source::{Found, SourceTree};
use crate::{data, discover, part, testfile};
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

/// Reads one found item.
pub(super) fn read(tree: &dyn SourceTree, found: &Found, settings: &ExtractSettings) -> Outcome {
    read_or_state(tree, found, settings).unwrap_or_else(Outcome::Out)
}

fn read_or_state(tree: &dyn SourceTree, found: &Found, settings: &ExtractSettings) -> Result<Outcome, State> {
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
    let too_big = (found.bytes > settings.max_bytes).then_some(Code::TooBig);
    if let Some(code) = by_path.or(generated).or(too_big) {
        let tests = code == Code::Test && !found.generated && too_big.is_none() && discover::is_test(path);
        let scanned = language.filter(|_| tests).and_then(|language| test_file(tree, path, language, settings));
        return scanned.ok_or_else(|| state(code));
    }
    let bytes = tree.read(path, settings.max_bytes).map_err(state)?;
    if bytes.len() as u64 > settings.max_bytes {
        return Err(state(Code::TooBig));
    }
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let text = discover::text(bytes).map_err(state)?;
    if language.is_none() && manifest::wanted(path) {
        return Ok(Outcome::Manifest(path.clone(), text));
    }
    let facts = guarded(|| parse(language, path, &text, settings.division())).map_err(state)?;
    if language.is_some() && discover::is_migration(path) {
        return Ok(Outcome::File(Box::new(SourceFile {
            path: path.clone(),
            bytes: size,
            language: None,
            facts: evidence(facts),
        })));
    }
    Ok(Outcome::File(Box::new(SourceFile { path: path.clone(), bytes: size, language, facts })))
}

/// What a migration says: the stores that it makes. It runs once, so that it is no unit and uses nothing.
fn evidence(facts: FileFacts) -> FileFacts {
    let (lines, errors, stores, store_links) = (facts.lines, facts.errors, facts.stores, facts.store_links);
    FileFacts { lines, errors, stores, store_links, ..FileFacts::default() }
}

/// A file of tests, scanned; none when it cannot be read or is nothing that a person wrote.
fn test_file(
    tree: &dyn SourceTree,
    path: &RepoPath,
    language: &'static dyn Language,
    settings: &ExtractSettings,
) -> Option<Outcome> {
    let bytes = tree.read(path, settings.max_bytes).ok().filter(|bytes| bytes.len() as u64 <= settings.max_bytes)?;
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let text = discover::text(bytes).ok()?;
    let facts = guarded(|| Ok(testfile::read(language.info().id, &text))).ok()?;
    Some(Outcome::Test(Box::new(SourceFile { path: path.clone(), bytes: size, language: Some(language), facts })))
}

fn parse(
    language: Option<&'static dyn Language>,
    path: &RepoPath,
    text: &str,
    granularity: Granularity,
) -> Result<FileFacts, Code> {
    let Some(language) = language else { return data::read_resource(path, text).ok_or(Code::NotSource) };
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
        let state = read(&tree, &found[0], &ExtractSettings::default()).state();
        assert_eq!(state, State::Failed(Code::Timeout));
    }
}
