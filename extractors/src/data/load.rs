//! Files that are loaded by pattern: which folder a call names, as far as its texts tell.
//!
//! | kind | the call loads |
//! |---|---|
//! | `computed` | what its argument names, unless that is one plain text: then it is an import like others |
//! | `folder` | what lies in the folder that it names |
//!
//! The folder is the part of the first text on the call's lines before a computed or wild part: `../modules/search` of
//! `../modules/search/${key}/engine`. Where no text tells, it is the folder of the file.

use super::rules::Rule;
use super::source::Subjects;
use crate::file::{FileFacts, LoadMention};
use crate::shape::{HOLE, Value};
use serde::Deserialize;

/// At most this many loads of one file are kept.
const MOST: usize = 100;

/// How a call loads files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Loads {
    /// A module whose name is computed.
    Computed,
    /// The files of a folder.
    Folder,
}

/// States what a rule says is loaded.
pub(super) fn state(rule: &Rule, subjects: &Subjects<'_>, facts: &mut FileFacts) {
    let Some(kind) = rule.loads.filter(|_| facts.loads.len() < MOST) else { return };
    let Some(call) = subjects.call() else { return };
    let first = call.arguments.first().map(|argument| &argument.value);
    if kind == Loads::Computed && matches!(first, Some(Value::Text(text)) if !text.contains(HOLE)) {
        return;
    }
    let last = call.last.max(call.line);
    let strings = &subjects.scene.shapes.strings;
    let from = strings.partition_point(|text| text.line < call.line);
    let near = strings[from..].iter().take_while(|text| text.line <= last).map(|text| text.value.as_str());
    let told = match first {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => near.into_iter().find(|text| is_place(text)),
    };
    if told.is_some_and(is_data) {
        return;
    }
    let folder = told.map_or_else(String::new, folder);
    facts.loads.push(LoadMention { folder, rule: rule.id.clone(), line: call.line });
}

/// Whether a text names a place: a path, or a dotted name.
fn is_place(text: &str) -> bool {
    text.len() <= 200 && !text.contains(char::is_whitespace) && text.contains(['/', '.'])
}

/// Whether it is a file that is no code.
fn is_data(text: &str) -> bool {
    [".json", ".yml", ".yaml", ".txt", ".node", ".md"].iter().any(|end| text.ends_with(end))
}

/// The folder that a text names, up to its first computed or wild part.
fn folder(text: &str) -> String {
    let cut = text.find([HOLE.chars().next().unwrap_or('\0'), '*', '{']).unwrap_or(text.len());
    let (known, whole) = (&text[..cut], cut == text.len());
    let dotted = !known.contains('/') && known.contains('.') && !known.starts_with('.');
    let known = if dotted { known.replace('.', "/") } else { known.to_owned() };
    if whole {
        return known.trim_end_matches('/').to_owned();
    }
    known.rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_texts() {
        let check = |text: &str, expected: &str| assert_eq!(folder(&text.replace('$', HOLE)), expected, "{text}");
        check("../modules/search/$/engine", "../modules/search");
        check("./$", ".");
        check("$/index.js", "");
        check("graph/resolvers", "graph/resolvers");
        check("./routes/**/*.js", "./routes");
        check("shop.plugins.$", "shop/plugins");
        check("org.shop", "org/shop");
        assert!(is_data("/package.json") && !is_data("./a.js"));
    }
}
