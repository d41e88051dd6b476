//! Stores and entry points: from shapes, and from files that are not code, to what they say about tables, collections,
//! topics, caches, foreign keys, routes, consumers, schedules and mains.
//!
//! Framework knowledge is data ([`rules`]); SQL has its own readers ([`sql`]); schemas and mappers are [`resource`]s.
//! Everything here looks at one file alone.

mod mains;
mod route;
mod rules;
mod source;
pub(crate) mod sql;
mod strings;
mod witness;

mod resource;

#[cfg(test)]
mod cases;

pub use resource::{is_resource, read_resource};
pub use rules::all as all_rules;

use crate::file::FileFacts;
use crate::shape::Shapes;
use seamline_analyzer::RepoPath;
use seamline_analyzer::facts::Mode;

/// At most this many mentions of one store in one mode by one rule are kept of one file.
const REPEATS: usize = 16;

/// Adds the stores, store links and entry points that a file's shapes show.
pub fn apply(language_id: &str, path: &RepoPath, shapes: &Shapes, facts: &mut FileFacts) {
    let language = family(language_id);
    rules::run(language, path, shapes, facts);
    strings::run(language, shapes, facts);
    mains::run(language, path, shapes, facts);
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

/// Sorts, drops repeats, and drops uses whose direction another mention nearby tells.
fn tidy(facts: &mut FileFacts) {
    facts.stores.sort();
    facts.stores.dedup();
    facts.store_links.sort();
    facts.store_links.dedup();
    facts.entries.sort();
    facts.entries.dedup();
    facts.unparsed_sql.sort_unstable();
    facts.unparsed_sql.dedup();
    let directed: Vec<_> = facts.stores.iter().filter(|m| m.mode != Mode::Use).cloned().collect();
    facts.stores.retain(|mention| {
        let near = |other: &&crate::file::StoreMention| {
            other.kind == mention.kind && other.target == mention.target && other.line.abs_diff(mention.line) <= 5
        };
        mention.mode != Mode::Use || !directed.iter().any(|other| near(&other))
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
