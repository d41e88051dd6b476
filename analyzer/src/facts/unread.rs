//! Files that were not read because no language of theirs is built in, though they look like part of the system.

use super::{Code, Ledger, State};
use std::collections::BTreeMap;

/// Extensions and what files with them are.
const KINDS: &[(&str, &[&str])] = &[
    ("components of the client", &["vue", "svelte", "astro"]),
    ("the schema of the API", &["graphql", "gql", "graphqls", "proto", "raml", "wsdl", "thrift", "avdl", "avsc"]),
    (
        "templates of pages",
        &[
            "cshtml",
            "ejs",
            "erb",
            "ftl",
            "ftlh",
            "haml",
            "handlebars",
            "hbs",
            "j2",
            "jinja",
            "jinja2",
            "jsp",
            "jspx",
            "liquid",
            "mustache",
            "njk",
            "pug",
            "razor",
            "jade",
            "tpl",
            "twig",
            "vm",
            "xhtml",
        ],
    ),
    (
        "code in a language that is not built in",
        &[
            "aspx", "c", "cc", "cfm", "clj", "cljs", "coffee", "cpp", "dart", "erl", "ex", "exs", "fs", "go", "groovy",
            "h", "hpp", "hs", "kt", "kts", "lua", "php", "pl", "pm", "rb", "scala", "swift", "vb",
        ],
    ),
    ("rules and processes", &["bpmn", "bpmn20", "dmn", "drl", "dslr"]),
    ("stored procedures", &["pkb", "pks", "plsql", "prc"]),
];

/// Files of one kind that were not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// What they are.
    pub what: &'static str,
    /// How many there are.
    pub files: u64,
    /// The same by extension, most files first.
    pub extensions: Vec<(&'static str, u64)>,
}

impl Unread {
    /// `94 .vue and 2 .svelte (components of the client)`.
    pub fn told(&self) -> String {
        let each = |(extension, files): &(&str, u64)| format!("{files} .{extension}");
        let all: Vec<String> = self.extensions.iter().map(each).collect();
        let list = match all.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [most @ .., last] => format!("{} and {last}", most.join(", ")),
        };
        format!("{list} ({})", self.what)
    }
}

/// What was not read, by kind in the order of the table.
pub fn unread(ledger: &Ledger) -> Vec<Unread> {
    let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
    let known: BTreeMap<&str, &'static str> =
        KINDS.iter().flat_map(|(_, extensions)| extensions.iter().map(|one| (*one, *one))).collect();
    for item in ledger.items().iter().filter(|item| item.state == State::Skipped(Code::NotSource)) {
        let name = item.path.rsplit('/').next().unwrap_or(&item.path);
        let extension = name.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase());
        // Examples, tests and third-party code are no part of the system, whatever they are written in.
        let aside = |folder: &str| ["test", "tests", "node_modules", "vendor", "docs", "examples"].contains(&folder);
        if let Some(extension) = known.get(extension.as_str()).filter(|_| !item.path.split('/').any(aside)) {
            *counts.entry(extension).or_default() += 1;
        }
    }
    let kind = |(what, extensions): &(&'static str, &'static [&'static str])| {
        let mut extensions: Vec<(&'static str, u64)> =
            extensions.iter().filter_map(|one| Some((*one, *counts.get(one)?))).collect();
        extensions.sort_by_key(|(extension, files)| (std::cmp::Reverse(*files), *extension));
        let files = extensions.iter().map(|(_, files)| files).sum();
        (files > 0).then_some(Unread { what, files, extensions })
    };
    KINDS.iter().filter_map(kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Item;

    #[test]
    fn kinds_of_files() {
        let item = |path: &str, state| Item { path: path.to_owned(), bytes: 1, state };
        let skipped = State::Skipped(Code::NotSource);
        let ledger = Ledger::new(vec![
            item("a/One.vue", skipped),
            item("a/Two.VUE", skipped),
            item("a/x.svelte", skipped),
            item("a/s.graphql", skipped),
            item("test/s.graphql", skipped),
            item("a/x.png", skipped),
            item("a/y.vue", State::Ok),
        ]);
        let told: Vec<String> = unread(&ledger).iter().map(Unread::told).collect();
        assert_eq!(told, ["2 .vue and 1 .svelte (components of the client)", "1 .graphql (the schema of the API)"]);
    }
}
