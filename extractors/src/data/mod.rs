//! Stores and entry points: from shapes, and from files that are not code, to what they say about tables, collections,
//! topics, caches, foreign keys, routes, consumers, schedules and mains.
//!
//! Framework knowledge is data (`rules`); SQL has its own readers (`sql`); schemas and mappers are `resource`s.
//! Everything here looks at one file alone.

mod columns;
mod globals;
mod guard;
mod hook;
mod inflect;
mod join;
mod load;
mod mains;
mod rails;
mod remote;
mod repeats;
mod request;
mod route;
mod rows;
mod rules;
mod scope;
mod source;
pub(crate) mod sql;
mod state;
mod strings;
mod topics;
mod touch;
mod witness;

mod resource;

#[cfg(test)]
mod cases;

pub(crate) use inflect::plural;
pub use resource::{is_resource, read_resource};
pub(crate) use route::join as join_paths;
pub use rules::all as all_rules;
pub(crate) use rules::{is_pattern, topic_pattern};
pub(crate) use touch::{mode_of as mode_of_method, saves_later};

use crate::file::FileFacts;
use crate::shape::Shapes;
use seamline_analyzer::RepoPath;
use seamline_analyzer::facts::Mode;

/// At most this many mentions of one store in one mode by one rule are kept of one file.
const REPEATS: usize = 16;

/// Adds the stores, store links and entry points that a file's shapes show.
pub fn apply(language_id: &str, path: &RepoPath, shapes: &Shapes, facts: &mut FileFacts) {
    let language = family(language_id);
    scope::begin_with_annotations(shapes, facts);
    rules::run(language, path, shapes, facts);
    strings::run(language, shapes, facts);
    mains::run(language, path, shapes, facts);
    if language == "ruby" {
        rails::run(path, shapes, facts);
    }
    scope::finish(shapes, facts);
    touch::run(language, shapes, facts);
    columns::run(language, shapes, facts);
    repeats::run(shapes, facts);
    remote::run(shapes, facts);
    request::run(shapes, facts);
    topics::run(shapes, facts);
    rows::run(language, shapes, facts);
    state::run(language, shapes, facts);
    globals::run(language, shapes, facts);
    tidy(facts);
}

/// Rules are written for families of languages: TypeScript and JavaScript share theirs.
fn family(language_id: &str) -> &str {
    match language_id {
        "javascript" | "typescript" | "tsx" | "jsx" | "js" | "ts" => "js",
        "csharp" | "c-sharp" | "c_sharp" | "cs" | "c#" => "csharp",
        other => other,
    }
}

/// Sorts, drops repeats, and drops uses whose direction another mention nearby tells; what stands on a type is about all
/// of it, and stays.
fn tidy(facts: &mut FileFacts) {
    facts.stores.sort();
    facts.stores.dedup();
    facts.deletions.sort();
    facts.deletions.dedup();
    facts.store_links.sort();
    facts.store_links.dedup();
    join::tidy(facts);
    facts.columns.sort();
    facts.columns.dedup();
    facts.repeats.sort();
    facts.repeats.dedup();
    facts.guards.sort();
    facts.guards.dedup();
    facts.hooks.sort();
    facts.hooks.dedup();
    facts.gaps.sort();
    facts.gaps.dedup();
    facts.loads.sort();
    facts.loads.dedup();
    facts.finds.sort();
    facts.finds.dedup();
    facts.entries.sort();
    facts.entries.dedup();
    facts.remotes.sort();
    facts.remotes.dedup();
    facts.requests.sort();
    facts.requests.dedup();
    facts.topics.patterns.sort();
    facts.topics.patterns.dedup();
    facts.topics.variables.sort();
    facts.topics.variables.dedup();
    facts.topics.handings.sort();
    facts.topics.handings.dedup();
    facts.topics.constants.sort();
    facts.topics.constants.dedup();
    facts.models.sort();
    facts.models.dedup();
    mentions(facts);
    facts.unparsed_sql.sort_unstable();
    facts.unparsed_sql.dedup();
    let directed: Vec<_> = facts.stores.iter().filter(|m| m.mode != Mode::Use).cloned().collect();
    facts.stores.retain(|mention| {
        let near = |other: &&crate::file::StoreMention| {
            other.kind == mention.kind && other.target == mention.target && other.line.abs_diff(mention.line) <= 5
        };
        let on_type = || facts.types.iter().any(|declared| declared.line == mention.line);
        mention.mode != Mode::Use || !directed.iter().any(|other| near(&other)) || on_type()
    });
    let mut kept = Vec::with_capacity(facts.stores.len());
    let mut repeats = 0;
    for mention in std::mem::take(&mut facts.stores) {
        let same = kept.last().is_some_and(|last: &crate::file::StoreMention| {
            (last.kind, &last.target, last.mode, &last.rule, &last.subject)
                == (mention.kind, &mention.target, mention.mode, &mention.rule, &mention.subject)
        });
        repeats = if same { repeats + 1 } else { 0 };
        if repeats < REPEATS {
            kept.push(mention);
        }
    }
    facts.stores = kept;
}

/// Sorts mentions, and makes one of those of one name and context.
fn mentions(facts: &mut FileFacts) {
    if facts.mentions.is_sorted() {
        return;
    }
    facts.mentions.sort();
    facts.mentions.dedup_by(|next, kept| {
        let same = next.name == kept.name && next.context == kept.context;
        if same {
            kept.count = kept.count.saturating_add(next.count);
            kept.lines.append(&mut next.lines);
            kept.lines.sort_unstable();
            kept.lines.dedup();
            kept.lines.truncate(crate::file::LINES_KEPT);
        }
        same
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::{Annotation, Argument, Assignment, Call, Target, TypeShape, Value};

    /// A file of nothing but shapes that rules look around for.
    fn crowded(size: u32) -> Shapes {
        let text = |value: &str| Argument { key: None, value: Value::Text(value.to_owned()) };
        let mut shapes = Shapes::default();
        for line in 1..=size {
            let name = format!("T{line}");
            shapes.types.push(TypeShape {
                name: name.clone(),
                bases: vec!["models.Model".to_owned()],
                fields: vec![],
                line,
            });
            let of = "Meta".to_owned();
            let value = Value::Name("True".to_owned());
            shapes.assignments.push(Assignment { of, name: "abstract".to_owned(), value, call: None, line });
            for callee in ["db.collection", "db.collection().find", "path", "router.get"] {
                let arguments = vec![text("/x"), text("y")];
                shapes.calls.push(Call { callee: callee.to_owned(), arguments, line, ..Call::default() });
            }
            let target = Target::Method { of: "C".to_owned(), name: "m".to_owned() };
            for name in ["Get", "Path", "GetMapping", "GET"] {
                let (name, arguments, target) = (name.to_owned(), vec![text("/x")], target.clone());
                shapes.annotations.push(Annotation { name, arguments, target, line });
            }
        }
        shapes
    }

    #[test]
    fn crowded_files_end() {
        let shapes = crowded(2_000);
        for language in ["java", "csharp", "python", "typescript", "rust", "ruby"] {
            let import = |path: &str| crate::file::Import {
                path: path.to_owned(),
                form: crate::file::ImportForm::Module,
                names: vec![],
                alias: None,
                reexport: false,
                line: 1,
            };
            let imports = ["django.db", "django.urls", "javax.ws.rs", "@nestjs/common"].map(import).to_vec();
            let mut facts = FileFacts { imports, ..FileFacts::default() };
            apply(language, &RepoPath::new("shop/models.py").expect("a path"), &shapes, &mut facts);
            assert!(facts.stores.len() < 50_000, "{language}");
        }
    }

    #[test]
    fn applying_twice_adds_nothing() {
        let shapes = crowded(3);
        let path = RepoPath::new("shop/models.py").expect("a path");
        let mut once = FileFacts::default();
        apply("typescript", &path, &shapes, &mut once);
        let mut twice = once.clone();
        apply("typescript", &path, &shapes, &mut twice);
        assert_eq!(once, twice);
        assert!(!once.stores.is_empty());
    }
}
