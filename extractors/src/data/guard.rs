//! Guards: what a rule says checks who calls, and what it guards.
//!
//! | reach | what is guarded |
//! |---|---|
//! | `target` | the annotated function or type, or the call that an annotated function without a name is handed to; the type around an assignment or base; the function around a call, or the file |
//! | `line` | the entry points of the call's line |
//! | `router` | what the file declares and mounts from the call's line on; with a router in the same call only that |
//! | `file` | the whole file |
//! | `paths` | the paths that match a pattern |
//! | `application` | everything |
//!
//! Frameworks of JavaScript do not tell a guard from other middleware: there the name does ([`is_guard`]).

use super::rules::{Rule, Seen};
use super::source::{Subjects, snake};
use super::witness::segments;
use crate::file::FileFacts;
use crate::flow::{Covers, GuardMention, function_at};
use crate::shape::Target;
use serde::Deserialize;

/// At most this many guards of one file are kept.
const MOST: usize = 5_000;

/// What a rule's guard guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Reaches {
    /// What the shape stands on or in.
    Target,
    /// The line of the call.
    Line,
    /// What comes behind the call.
    Router,
    /// The file.
    File,
    /// What a pattern says.
    Paths,
    /// Everything.
    Application,
}

/// States the guards that a rule sees in a shape.
pub(super) fn state(rule: &Rule, subjects: &Subjects<'_>, facts: &mut FileFacts) {
    let Some(reach) = rule.guards.filter(|_| facts.guards.len() < MOST) else { return };
    let all = rule.guard.iter().map(|source| subjects.words(std::slice::from_ref(source)));
    // Where a name decides, every source may give one; else the first that gives something does.
    let mut names: Vec<String> = if rule.by_name {
        let all = all.flatten().map(|name| segments(&name).last().copied().unwrap_or_default().to_owned());
        all.filter(|name| is_guard(name)).collect()
    } else {
        all.into_iter().find(|names| !names.is_empty()).unwrap_or_default()
    };
    names.dedup();
    if names.is_empty() {
        return;
    }
    let open =
        |name: &str| rule.open || rule.opens.iter().any(|glob| glob.matches(segments(name).last().unwrap_or(&"")));
    let (openers, closers): (Vec<String>, Vec<String>) = names.into_iter().partition(|name| open(name));
    for (names, open) in [(closers, false), (openers, true)] {
        if names.is_empty() {
            continue;
        }
        for (covers, line) in covers(reach, rule, subjects, facts) {
            let (name, rule) = (names.join(", "), rule.id.clone());
            facts.guards.push(GuardMention { line, name, open, covers, rule });
        }
    }
}

/// What is guarded, and the line that says so.
fn covers(reach: Reaches, rule: &Rule, subjects: &Subjects<'_>, facts: &FileFacts) -> Vec<(Covers, u32)> {
    let line = subjects.line();
    match reach {
        Reaches::Line => vec![(Covers::Lines(line, line), line)],
        Reaches::Router => vec![(Covers::Behind, line)],
        Reaches::File => vec![(Covers::File, line)],
        Reaches::Application => vec![(Covers::Application, line)],
        Reaches::Target => {
            target(subjects, facts).map(|(first, last)| (Covers::Lines(first, last), line)).into_iter().collect()
        }
        Reaches::Paths => {
            let patterns = subjects.names(&rule.pattern);
            patterns
                .into_iter()
                .take(64)
                .map(|pattern| (Covers::Paths(pattern.clone()), said_at(subjects, &pattern)))
                .collect()
        }
    }
}

/// The line of a text inside a call; the calls of a long chain all begin on its first line.
fn said_at(subjects: &Subjects<'_>, text: &str) -> u32 {
    let line = subjects.line();
    let last = subjects.call().map_or(line, |call| call.last.max(line));
    let strings = &subjects.scene.shapes.strings;
    let from = strings.partition_point(|string| string.line < line);
    let mut inside = strings[from..].iter().take_while(|string| string.line <= last);
    inside.find(|string| string.value == text).map_or(line, |string| string.line)
}

/// The lines of what a shape stands on or in.
fn target(subjects: &Subjects<'_>, facts: &FileFacts) -> Option<(u32, u32)> {
    let line = subjects.line();
    match subjects.seen {
        Seen::Annotation(annotation) => match &annotation.target {
            Target::Type { name } => type_lines(facts, name, line),
            Target::Method { of, name } => {
                let method = super::scope::method_of(facts, of, name, line);
                method.map(|function| (function.first, function.last))
            }
            // A function without a name: what it is handed to.
            Target::Other => handed_to(subjects, line),
            Target::Field { .. } => None,
        },
        Seen::Call(..) => {
            let around = function_at(&facts.functions, line);
            Some(around.map_or((1, facts.lines.max(1)), |function| (function.first, function.last)))
        }
        Seen::Base(shape, _) | Seen::Field(shape, _) => type_lines(facts, &shape.name, line),
        Seen::Assignment(_) => type_lines(facts, &subjects.owner(), line),
        Seen::Method(_, method) => {
            function_at(&facts.functions, method.line).map(|function| (function.first, function.last))
        }
    }
}

/// The lines of the innermost call around a line.
fn handed_to(subjects: &Subjects<'_>, line: u32) -> Option<(u32, u32)> {
    let around = subjects.scene.shapes.calls.iter().filter(|call| call.line <= line && line <= call.last);
    around.map(|call| (call.line, call.last)).max_by_key(|(first, last)| (*first, std::cmp::Reverse(*last)))
}

/// The lines of a type, from what stands on it.
fn type_lines(facts: &FileFacts, name: &str, line: u32) -> Option<(u32, u32)> {
    let near = |end: u32| end >= line;
    let declared = facts.types.iter().find(|declared| declared.name == name && near(declared.end_line));
    declared.map(|declared| (declared.line.min(line), declared.end_line))
}

/// Whether middleware of a name checks who calls.
pub(super) fn is_guard(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "auth",
        "authed",
        "authenticate",
        "authenticated",
        "authenticator",
        "authentication",
        "authorize",
        "authorized",
        "authorise",
        "authorised",
        "authorization",
        "authorisation",
        "login",
        "logged",
        "signed",
        "permission",
        "permissions",
        "permitted",
        "role",
        "roles",
        "admin",
        "protect",
        "protected",
        "jwt",
        "passport",
        "acl",
        "secured",
        "restrict",
        "restricted",
        "privileges",
        "guard",
        "superuser",
        "staff",
        "scopes",
    ];
    const ASKS: &[&str] = &[
        "require", "requires", "required", "ensure", "verify", "check", "validate", "current", "get", "is", "has",
        "needs", "only",
    ];
    const OF: &[&str] =
        &["user", "session", "token", "account", "bearer", "key", "owner", "member", "tenant", "identity"];
    const NEVER: &[&str] = &[
        "limit", "limiter", "rate", "optional", "log", "logger", "render", "parse", "redirect", "no", "not", "guest",
        "agent", "strategy",
    ];
    let snake = snake(name, '_');
    let words: Vec<&str> = snake.split(['_', '-']).filter(|word| !word.is_empty()).collect();
    let any = |list: &[&str]| words.iter().any(|word| list.contains(word));
    !any(NEVER) && (any(WORDS) || any(ASKS) && any(OF))
}

#[cfg(test)]
mod tests {
    use super::is_guard;

    #[test]
    fn guards_are_told_by_their_names() {
        for name in [
            "requireUser",
            "isAuthenticated",
            "auth",
            "passport",
            "checkToken",
            "ensure_logged_in",
            "get_current_user",
            "adminOnly",
            "verifyApiKey",
        ] {
            assert!(is_guard(name), "{name}");
        }
        for name in [
            "limitLogins",
            "json",
            "wrap",
            "upload",
            "asyncHandler",
            "redirectIfLoggedIn",
            "optionalAuth",
            "user",
            "token",
        ] {
            assert_eq!(is_guard(name), name == "{name}");
        }
    }
}
