//! What the repository says about its own files: `.gitattributes` and `.seamlineignore`.
//!
//! Of the attributes only `linguist-generated`, `linguist-vendored` and `linguist-documentation` count; filters, diff
//! drivers and encodings are never applied. A pattern is read as in `.gitignore` (the same matcher), the last matching
//! line of the deepest file wins. Attribute macros are not expanded.
//! `.seamlineignore` at the top of the analysed folder has the syntax of `.gitignore`.
//!
//! Source: gitattributes(5), gitignore(5), github-linguist "Overrides".

use super::Found;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rayon::prelude::*;
use seamline_analyzer::RepoPath;
use seamline_analyzer::facts::Code;
use std::collections::BTreeMap;

/// Larger files of patterns are not read, in bytes.
pub(super) const MAX_BYTES: u64 = 256 << 10;
/// More files of attributes than these are not read.
const MAX_FILES: usize = 2_000;
/// Where patterns are listed that this tool leaves out.
const IGNORE: &str = ".seamlineignore";
const ATTRIBUTES: &str = ".gitattributes";

/// Marks the files of a sorted list that `.gitattributes` or `.seamlineignore` speak about. `read` gives the text of a
/// listed file.
pub(super) fn mark(list: &mut [Found], read: impl Fn(&RepoPath) -> Option<Vec<u8>>) {
    let named = |name: &'static str| {
        let fits = move |found: &&Found| found.barred.is_none() && found.bytes <= MAX_BYTES;
        list.iter()
            .filter(fits)
            .filter_map(|found| found.path.as_ref().ok())
            .filter(move |path| path.file_name() == name)
    };
    let text = |path: &RepoPath| read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let folders: BTreeMap<String, Attributes> = named(ATTRIBUTES)
        .take(MAX_FILES)
        .filter_map(|path| Some((path.folder().to_owned(), Attributes::parse(&text(path)?)?)))
        .collect();
    let ignored = named(IGNORE).find(|path| path.folder().is_empty()).and_then(text).map(|text| matcher(text.lines()));
    list.par_iter_mut().for_each(|found| {
        let Ok(path) = &found.path else { return };
        found.generated = says(&folders, path, |attributes| &attributes.generated);
        let code = if ignored.as_ref().is_some_and(|ignored| is_ignored(ignored, path)) {
            Some(Code::Ignored)
        } else if says(&folders, path, |attributes| &attributes.vendored) {
            Some(Code::Vendored)
        } else if says(&folders, path, |attributes| &attributes.documentation) {
            Some(Code::Test)
        } else {
            None
        };
        found.barred = found.barred.or(code);
    });
}

/// The lines of one file that speak about one of the three attributes, each as patterns of a `.gitignore`.
struct Attributes {
    generated: Gitignore,
    vendored: Gitignore,
    documentation: Gitignore,
}

impl Attributes {
    /// `None` when no line speaks about any of them.
    fn parse(text: &str) -> Option<Self> {
        let of = |name: &str| {
            let name = format!("linguist-{name}");
            let lines: Vec<String> = text.lines().filter_map(|line| pattern(line, &name)).collect();
            matcher(lines.iter().map(String::as_str))
        };
        let [generated, vendored, documentation] = ["generated", "vendored", "documentation"].map(of);
        let speaks = [&generated, &vendored, &documentation].iter().any(|patterns| !patterns.is_empty());
        speaks.then_some(Self { generated, vendored, documentation })
    }
}

/// `*.pb.go linguist-generated=true` -> `*.pb.go`; with `-linguist-generated` or `=false`: `!*.pb.go`.
fn pattern(line: &str, name: &str) -> Option<String> {
    let mut words = line.trim_start_matches('\u{feff}').split_whitespace();
    let pattern = words.next().filter(|pattern| !pattern.starts_with(['#', '!', '"', '[']))?;
    let unset = words.filter_map(|word| value(word, name)).next_back()?;
    Some(format!("{}{pattern}", if unset { "!" } else { "" }))
}

/// Whether a word unsets the attribute; `None` when it is about another one.
fn value(word: &str, name: &str) -> Option<bool> {
    let (sign, bare) = word.strip_prefix(['-', '!']).map_or((false, word), |rest| (true, rest));
    let (key, value) = bare.split_once('=').unwrap_or((bare, "true"));
    (key == name).then_some(sign || matches!(value, "false" | "0"))
}

fn matcher<'a>(lines: impl Iterator<Item = &'a str>) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for line in lines {
        // A pattern that is no pattern matches nothing, as in git.
        let _ = builder.add_line(None, line.trim_start_matches('\u{feff}'));
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// The deepest file that says something decides.
fn says(folders: &BTreeMap<String, Attributes>, path: &RepoPath, of: impl Fn(&Attributes) -> &Gitignore) -> bool {
    if folders.is_empty() {
        return false;
    }
    let mut folder = path.folder();
    loop {
        let below = if folder.is_empty() { path.as_str() } else { &path.as_str()[folder.len() + 1..] };
        let verdict = folders.get(folder).map(|attributes| of(attributes).matched(below, false));
        if let Some(verdict) = verdict.filter(|verdict| !verdict.is_none()) {
            return verdict.is_ignore();
        }
        if folder.is_empty() {
            return false;
        }
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
    }
}

fn is_ignored(ignored: &Gitignore, path: &RepoPath) -> bool {
    ignored.matched_path_or_any_parents(path.as_str(), false).is_ignore()
}
