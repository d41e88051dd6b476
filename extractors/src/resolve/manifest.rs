//! What the project's own configuration says about names: packages of a workspace, path aliases, project references,
//! crates.
//!
//! Only what decides where a name leads is read. Files are hostile: size is capped, JSON and TOML readers limit their
//! depth, project XML is searched rather than parsed, and every path stays inside the tree.

use super::modules::{inside, join, outward, parent};
use regex::Regex;
use seamline_analyzer::RepoPath;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Larger configuration files say nothing.
const MOST_BYTES: usize = 1 << 20;

/// More `extends` than this are not followed.
const MOST_EXTENDS: usize = 8;

/// With more build projects than this, all are taken to see each other.
const MOST_PROJECTS: usize = 1000;

/// Whether a file is configuration that [`Manifests::new`] can read.
pub fn wanted(path: &RepoPath) -> bool {
    let name = path.file_name();
    let tsconfig = (name.starts_with("tsconfig") || name.starts_with("jsconfig")) && name.ends_with(".json");
    matches!(name, "package.json" | "Cargo.toml") || tsconfig || path.extension() == "csproj"
}

/// The configuration files of a tree, read.
#[derive(Debug, Clone, Default)]
pub struct Manifests {
    packages: BTreeMap<String, NodePackage>,
    package_names: BTreeMap<String, String>,
    typescript: BTreeMap<String, TypeScript>,
    /// The folders that have one of those.
    typescript_folders: BTreeSet<String>,
    dotnet: BTreeMap<String, Dotnet>,
    dotnet_numbers: BTreeMap<String, usize>,
    dotnet_sees: Vec<BTreeSet<usize>>,
    crates: BTreeMap<String, Crate>,
}

/// A `package.json`.
#[derive(Debug, Clone, Default)]
struct NodePackage {
    /// The files it names as its entry, in order of preference.
    entries: Vec<String>,
}

/// A `tsconfig.json` or `jsconfig.json`.
#[derive(Debug, Clone, Default)]
struct TypeScript {
    extends: Vec<String>,
    /// The folder of `baseUrl`.
    base: Option<String>,
    /// (pattern, the paths it stands for, from the top of the tree).
    paths: Vec<(String, Vec<String>)>,
}

/// The project files of a folder.
#[derive(Debug, Clone, Default)]
struct Dotnet {
    references: Vec<String>,
    usings: Vec<String>,
}

/// A `Cargo.toml` with a package.
#[derive(Debug, Clone, Default)]
pub(super) struct Crate {
    /// The name that other crates use, with underscores.
    pub(super) name: String,
    /// The root file, from the top of the tree.
    pub(super) root: Option<String>,
}

impl Manifests {
    /// Reads configuration files; what cannot be read says nothing.
    pub fn new(files: impl IntoIterator<Item = (RepoPath, String)>) -> Self {
        let mut all = Self::default();
        for (path, text) in files {
            if text.len() > MOST_BYTES || !wanted(&path) {
                continue;
            }
            match path.file_name() {
                "package.json" => all.add_package(&path, &text),
                "Cargo.toml" => all.add_crate(&path, &text),
                _ if path.extension() == "csproj" => all.add_dotnet(&path, &text),
                _ => all.add_typescript(&path, &text),
            }
        }
        all.dotnet_numbers = all.dotnet.keys().cloned().zip(1..).collect();
        all.dotnet_sees = all.see();
        all
    }

    fn add_package(&mut self, path: &RepoPath, text: &str) {
        let Ok(json) = serde_json::from_str::<Value>(text) else { return };
        let folder = path.folder();
        let mut entries = Vec::new();
        if let Some(exports) = json.get("exports") {
            entries.extend(strings(exports.get(".").unwrap_or(exports)));
        }
        let named = ["source", "types", "typings", "module", "main"].iter().filter_map(|key| json.get(*key)?.as_str());
        entries.extend(named);
        let entries = entries.into_iter().filter_map(|entry| join(folder, entry)).collect();
        self.packages.insert(folder.to_owned(), NodePackage { entries });
        if let Some(name) = json.get("name").and_then(Value::as_str) {
            let known = self.package_names.entry(name.to_owned()).or_insert_with(|| folder.to_owned());
            if folder < known.as_str() {
                folder.clone_into(known);
            }
        }
    }

    fn add_typescript(&mut self, path: &RepoPath, text: &str) {
        let Ok(json) = serde_json::from_str::<Value>(&plain_json(text)) else { return };
        let folder = path.folder();
        let extends = json.get("extends").map(strings).unwrap_or_default();
        let extends = extends.into_iter().filter(|path| path.starts_with('.')).filter_map(|path| join(folder, path));
        let options = json.get("compilerOptions");
        let base = options.and_then(|options| options.get("baseUrl")?.as_str()).and_then(|base| join(folder, base));
        let from = base.as_deref().unwrap_or(folder);
        let patterns = options.and_then(|options| options.get("paths")?.as_object()).into_iter().flatten();
        let paths = patterns.map(|(pattern, targets)| {
            let targets = strings(targets).into_iter().filter_map(|target| join(from, target));
            (pattern.clone(), targets.collect())
        });
        let config = TypeScript { extends: extends.collect(), base: base.clone(), paths: paths.collect() };
        self.typescript.insert(path.as_str().to_owned(), config);
        self.typescript_folders.insert(folder.to_owned());
    }

    fn add_dotnet(&mut self, path: &RepoPath, text: &str) {
        let folder = path.folder();
        let project = self.dotnet.entry(folder.to_owned()).or_default();
        for (_, [tag, include]) in INCLUDE.captures_iter(text).map(|found| found.extract()) {
            match tag {
                "Using" => project.usings.push(include.to_owned()),
                _ => project.references.extend(join(folder, include).map(|file| parent(&file).to_owned())),
            }
        }
    }

    fn add_crate(&mut self, path: &RepoPath, text: &str) {
        let Ok(toml) = text.parse::<toml::Table>() else { return };
        let name_of = |table: &str| toml.get(table)?.get("name")?.as_str();
        let Some(name) = name_of("lib").or_else(|| name_of("package")) else { return };
        let root = toml.get("lib").and_then(|lib| lib.get("path")?.as_str());
        let root = root.and_then(|root| join(path.folder(), root));
        self.crates.insert(path.folder().to_owned(), Crate { name: name.replace('-', "_"), root });
    }

    /// The files that `specifier` could be by the path aliases around a folder, from the top of the tree, without
    /// endings; the nearest configuration first.
    pub(super) fn aliased(&self, folder: &str, specifier: &str) -> Vec<String> {
        let mut found = Vec::new();
        for folder in outward(folder).filter(|folder| self.typescript_folders.contains(*folder)) {
            let names = ["tsconfig.json", "tsconfig.base.json", "jsconfig.json", "tsconfig.app.json"];
            for config in names.iter().filter_map(|name| self.typescript.get(&inside(folder, name))) {
                self.add_aliased(config, specifier, &mut found);
            }
        }
        found
    }

    fn add_aliased(&self, config: &TypeScript, specifier: &str, found: &mut Vec<String>) {
        let mut config = Some(config);
        for _ in 0..MOST_EXTENDS {
            let Some(TypeScript { extends, base, paths }) = config else { return };
            for (pattern, targets) in paths {
                let Some(rest) = matching(pattern, specifier) else { continue };
                found.extend(targets.iter().map(|target| target.replace('*', rest)));
            }
            found.extend(base.iter().map(|base| inside(base, specifier)));
            config = extends
                .first()
                .and_then(|path| self.typescript.get(path).or_else(|| self.typescript.get(&format!("{path}.json"))));
        }
    }

    /// The folder of a package of the workspace, and the rest of the specifier.
    pub(super) fn workspace_package<'s>(&self, specifier: &'s str) -> Option<(&str, &'s str)> {
        let words = if specifier.starts_with('@') { 2 } else { 1 };
        let end = specifier.match_indices('/').nth(words - 1).map_or(specifier.len(), |(at, _)| at);
        let folder = self.package_names.get(&specifier[..end])?;
        Some((folder, specifier[end..].trim_start_matches('/')))
    }

    /// The entries of the package in a folder.
    pub(super) fn entries(&self, folder: &str) -> &[String] {
        self.packages.get(folder).map_or(&[], |package| package.entries.as_slice())
    }

    /// The folder of the package around a folder.
    pub(super) fn package_around<'s>(&self, folder: &'s str) -> Option<&'s str> {
        outward(folder).find(|folder| self.packages.contains_key(*folder))
    }

    /// The crates by folder.
    pub(super) fn crates(&self) -> impl Iterator<Item = (&str, &Crate)> {
        self.crates.iter().map(|(folder, of)| (folder.as_str(), of))
    }

    /// The number of the build project around a folder; 0 for none.
    pub(super) fn dotnet_project(&self, folder: &str) -> usize {
        outward(folder).find_map(|folder| self.dotnet_numbers.get(folder)).copied().unwrap_or(0)
    }

    /// The namespaces that project files open for all their files.
    pub(super) fn dotnet_usings(&self) -> impl Iterator<Item = (usize, impl Iterator<Item = &str>)> {
        self.dotnet.values().enumerate().map(|(at, project)| (at + 1, project.usings.iter().map(String::as_str)))
    }

    /// Whether the files of one build project can use those of another.
    pub(super) fn dotnet_sees(&self, here: usize, there: usize) -> bool {
        here == there || here == 0 || self.dotnet_sees.get(here - 1).is_none_or(|sees| sees.contains(&there))
    }

    fn see(&self) -> Vec<BTreeSet<usize>> {
        let projects: Vec<&Dotnet> = self.dotnet.values().collect();
        let sees = |start: usize| {
            let mut seen = BTreeSet::from([start]);
            let mut queue = vec![start];
            while let Some(at) = queue.pop() {
                let next = projects[at - 1].references.iter().filter_map(|folder| self.dotnet_numbers.get(folder));
                queue.extend(next.copied().filter(|next| seen.insert(*next)));
            }
            seen
        };
        if projects.len() > MOST_PROJECTS {
            return Vec::new();
        }
        (1..=projects.len()).map(sees).collect()
    }
}

/// References to projects and opened namespaces in a project file.
static INCLUDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"<\s*(ProjectReference|Using)\s[^>]*?Include\s*=\s*["']([^"']+)["']"#).expect("a valid pattern")
});

/// All strings in a value, to a small depth: an `exports` object nests conditions.
fn strings(value: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    let mut todo = vec![value];
    while let Some(value) = todo.pop() {
        match value {
            Value::String(text) => found.push(text.as_str()),
            Value::Array(items) => todo.extend(items.iter().rev()),
            Value::Object(items) => todo.extend(items.values().rev()),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    found
}

/// What the star of a pattern stands for.
fn matching<'s>(pattern: &str, specifier: &'s str) -> Option<&'s str> {
    match pattern.split_once('*') {
        None => (pattern == specifier).then_some(""),
        Some((before, after)) => specifier.strip_prefix(before)?.strip_suffix(after),
    }
}

/// JSON without comments and trailing commas.
fn plain_json(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '/', ',']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let skipped = match rest.as_bytes() {
            [b'"', ..] => {
                let end = string_end(rest);
                plain.push_str(&rest[..end]);
                end
            }
            [b'/', b'/', ..] => rest.find('\n').unwrap_or(rest.len()),
            [b'/', b'*', ..] => rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
            _ => {
                plain.push_str(&rest[..1]);
                1
            }
        };
        rest = &rest[skipped..];
    }
    plain.push_str(rest);
    without_trailing_commas(&plain)
}

/// The end of the string literal that a text begins with.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn without_trailing_commas(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', ',']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if rest.starts_with('"') { string_end(rest) } else { 1 };
        let trailing = rest.starts_with(',') && rest[1..].trim_start().starts_with(['}', ']']);
        if !trailing {
            plain.push_str(&rest[..end]);
        }
        rest = &rest[end..];
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_with_comments() {
        let check = |text: &str, expected: &str| {
            let found: Value = serde_json::from_str(&plain_json(text)).expect("valid after cleaning");
            assert_eq!(found.to_string(), expected);
        };
        check("{\"a\": 1, // one\n \"b\": [1, 2,], /* two */ }", r#"{"a":1,"b":[1,2]}"#);
        check(r#"{"a//b": "c/*d*/,}", "e": "\",]"}"#, r#"{"a//b":"c/*d*/,}","e":"\",]"}"#);
    }

    #[test]
    fn hostile_files_say_nothing() {
        let deep = "[".repeat(100_000);
        let files = [
            ("package.json", deep.as_str()),
            ("tsconfig.json", "{\"a\": \"\\"),
            ("Cargo.toml", "[["),
            ("a.csproj", "<<"),
        ];
        let files = files.map(|(path, text)| (RepoPath::new(path).expect("a path"), text.to_owned()));
        let found = Manifests::new(files);
        assert!(found.packages.is_empty() && found.typescript.is_empty() && found.crates.is_empty());
    }

    #[test]
    fn patterns() {
        assert_eq!(matching("@app/*", "@app/orders/x"), Some("orders/x"));
        assert_eq!(matching("@app", "@app"), Some(""));
        assert_eq!(matching("@app/*", "@other/x"), None);
    }
}
