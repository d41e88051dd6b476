//! The cut's rules for tools that people already run: each states that no file of a service may use a file of another, and
//! allows what does today.
//!
//! ```text
//! Document ┬─▶ Cut -> Borders (files, what crosses today) ┬─▶ areas: folders of one service, else files
//! labels? ─┘                                              └─▶ one file per tool
//! ```
//!
//! These tools know imports and nothing else. What they cannot be told (stores, joins, transactions, changes together) stays
//! with `seamline check`; every export says at its head what was left out, in numbers. A tool that reads other languages than
//! a project has is refused ([`refusal`]): rules about nothing would pass forever.

mod archunit;
mod areas;
mod borders;
mod cut;
mod dependency_cruiser;
mod import_linter;
mod nx;
mod packwerk;
mod python;
mod tach;
#[cfg(test)]
mod tests;

pub(crate) use archunit::ArchUnit;
pub use cut::Cut;
pub(crate) use dependency_cruiser::DependencyCruiser;
pub(crate) use import_linter::ImportLinter;
pub(crate) use nx::Nx;
pub(crate) use packwerk::Packwerk;
pub(crate) use tach::Tach;

use crate::display::{count, counted};
use crate::format::Format;
use crate::wire::Document;
use borders::Borders;
use seamline_analyzer::Info;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The languages of dependency-cruiser and Nx.
const SCRIPTS: &[&str] = &["javascript", "typescript"];

/// Folders and names of tests, generated and foreign code, which are in no service, as one regular expression of JavaScript.
/// It follows `extractors/src/discover.rs`, which this crate may not know.
const NO_SOURCE: &str = r"(^|/)(\.[^/]*|test|tests|testing|__tests__|spec|specs|e2e|it|testfixtures|integrationtest|testing_support|step_definitions|doc|docs|old-docs|example|examples|sandbox|node_modules|vendor|third_party|dist|build|[^/]*-(docs|tests|examples|e2e))/|[._](test|spec)\.[^/]*$|(^|/)(test_|conftest|\.)[^/]*$|\.d\.ts$|\.min\.js$";

/// The rules of one tool. Each is a format, too, which states the cut that a document proposes.
pub trait Rules: Sync {
    /// Its id, a line about it, and the specification it follows.
    fn info(&self) -> &'static Info;

    /// The name of the file it usually becomes.
    fn file_name(&self) -> &'static str;

    /// The extension of that file.
    fn extension(&self) -> &'static str {
        self.file_name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The languages that the tool reads.
    fn languages(&self) -> &'static [&'static str];

    /// Why it can say nothing about this cut, beside what [`refusal`] tells of all; `None` where it can.
    fn refuses(&self, _cut: &Cut<'_>) -> Option<String> {
        None
    }

    /// Writes the rules of a cut.
    ///
    /// # Errors
    /// Only those of `out`.
    fn write(&self, cut: &Cut<'_>, out: &mut dyn Write) -> io::Result<()>;
}

impl<T: Rules> Format for T {
    fn info(&self) -> &'static Info {
        Rules::info(self)
    }

    fn file_name(&self) -> &'static str {
        Rules::file_name(self)
    }

    fn extension(&self) -> &'static str {
        Rules::extension(self)
    }

    fn languages(&self) -> &'static [&'static str] {
        Rules::languages(self)
    }

    fn rules(&self) -> Option<&dyn Rules> {
        Some(self)
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        self.write(&Cut::proposed(document), out)
    }
}

/// Why a tool can be told nothing about a cut; `None` when it can.
pub fn refusal(rules: &dyn Rules, cut: &Cut<'_>) -> Option<String> {
    let (document, languages, id) = (cut.document, rules.languages(), rules.info().id);
    let mut found: BTreeMap<&str, u64> = BTreeMap::new();
    for unit in &document.units {
        *found.entry(&unit.language).or_default() += 1;
    }
    if !languages.iter().any(|language| found.contains_key(language)) {
        let found: Vec<String> = found
            .iter()
            .map(|(language, files)| format!("{} in {language}", counted(*files, document.unit_word())))
            .collect();
        let has = if found.is_empty() { "no source file".to_owned() } else { found.join(", ") };
        return Some(format!("{id} checks {}, and there is none here: {has}", languages.join(" and ")));
    }
    let services = cut.services().len();
    if services < 2 {
        let services = counted(services as u64, "service");
        return Some(format!("{id} keeps services apart, and there is no border here: {services}"));
    }
    let (kept, total) = (document.references.from.len() as u64, document.references.total);
    if kept < total {
        let (kept, total) = (count(kept), count(total));
        return Some(format!(
            "{id} has to allow what crosses today, and this analysis keeps {kept} of {total} references only"
        ));
    }
    rules.refuses(cut)
}

/// The head of an export: lines without the sign of a comment.
fn head(
    document: &Document,
    borders: &Borders<'_>,
    rules: &dyn Rules,
    use_it: &[&str],
    left: &[String],
) -> Vec<String> {
    let origin = &document.origin;
    let revision = origin.revision.as_deref().map_or(String::new(), |id| format!(" at {}", id.get(..10).unwrap_or(id)));
    let services = counted(borders.services().len() as u64, "service");
    let files = counted(borders.placed() as u64, "file");
    let mut lines = vec![
        format!("{}{revision}, seamline {}", plain(&origin.name), plain(&document.tool.version)),
        format!("Borders between {services} in {files}. What crosses them today is allowed, anything else is not:"),
        format!("{} from file to file.", counted(borders.today.len() as u64, "use")),
        String::new(),
    ];
    lines.extend(use_it.iter().map(|line| (*line).to_owned()));
    lines.push(String::new());
    lines.push("Not said here:".to_owned());
    let free = borders.files.len() - borders.placed();
    let other = [
        format!("{} in no service, which all may use", counted(free as u64, "file")),
        format!("{} in other languages", counted(borders.elsewhere as u64, "file")),
    ];
    let some = left.iter().chain(&other).filter(|line| !line.starts_with("0 "));
    lines.extend(some.map(|line| format!("- {line}")));
    lines.push("- stores, joins, transactions and changes together: `seamline check` knows them".to_owned());
    lines.push(format!("Made by `seamline export --format {}`; make it anew when a border moves.", rules.info().id));
    lines
}

/// A name in a comment: letters, digits and what joins words, on one line.
fn plain(name: &str) -> String {
    let safe = |character: char| {
        if character.is_ascii_alphanumeric() || "-_.() ".contains(character) { character } else { '_' }
    };
    name.chars().take(80).map(safe).collect()
}

/// A text as a string of JSON and JavaScript, in ASCII.
fn json(text: &str) -> String {
    let quoted = serde_json::to_string(text).expect("text is JSON");
    let mut ascii = String::with_capacity(quoted.len());
    for character in quoted.chars() {
        if (' '..='~').contains(&character) {
            ascii.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                ascii.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    ascii
}
