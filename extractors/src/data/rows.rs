//! Methods called on variables that may hold rows: `user.limits()`, `req.user.limits()`.
//!
//! Only in languages without declared types, and only on variables that no import and no assignment at the top of the file
//! explains. Whether the variable is called like an entity that declares the method, all files together tell
//! (`resolve::rows`).

use crate::file::{FileFacts, RowCallMention};
use crate::shape::Shapes;
use std::collections::BTreeSet;

/// Calls of one file that are kept, each pair of variable and method on its first lines.
const MOST: usize = 500;
/// Shorter names are said of anything.
const LEAST_LENGTH: usize = 3;

/// Keeps the calls of a file that may be of rows.
pub(super) fn run(language: &str, shapes: &Shapes, facts: &mut FileFacts) {
    if !matches!(language, "js" | "python") {
        return;
    }
    let imported =
        facts.imports.iter().flat_map(|import| import.alias.iter().chain(import.names.iter().map(|(_, here)| here)));
    let assigned = shapes.assignments.iter().filter(|assignment| assignment.of.is_empty()).map(|one| &one.name);
    let explained: BTreeSet<&str> = imported.chain(assigned).map(String::as_str).collect();
    let mut found = BTreeSet::new();
    for call in shapes.calls.iter().filter(|call| call.receiver_type.is_empty()) {
        let Some((receiver, method)) = call.callee.rsplit_once('.') else { continue };
        let variable = receiver.rsplit('.').next().unwrap_or(receiver);
        let plain = variable.len() >= LEAST_LENGTH
            && variable.starts_with(|c: char| c.is_ascii_lowercase())
            && variable.chars().all(|c| c.is_alphanumeric() || c == '_')
            && !receiver.contains(['(', '?']);
        let root = receiver.split('.').next().unwrap_or(receiver);
        if plain && !explained.contains(root) && found.len() < MOST {
            let (variable, method) = (variable.to_owned(), method.to_owned());
            found.insert(RowCallMention { variable, method, line: call.line });
        }
    }
    facts.row_calls = found.into_iter().collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::{Assignment, Call, Value};

    fn check(language: &str, callees: &str, expected: &str) {
        let call = |callee: &str| Call { callee: callee.to_owned(), line: 1, ..Call::default() };
        let assignment =
            Assignment { of: String::new(), name: "router".to_owned(), value: Value::Other, call: None, line: 1 };
        let calls = callees.split(' ').map(call).collect();
        let mut facts = FileFacts::default();
        run(language, &Shapes { calls, assignments: vec![assignment], ..Shapes::default() }, &mut facts);
        let shown = facts.row_calls.iter().map(|one| format!("{}.{}", one.variable, one.method));
        assert_eq!(shown.collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn variables_that_may_hold_rows() {
        check("js", "user.limits req.user.name user.limits", "user.limits user.name");
    }
    #[test]
    fn what_is_explained_otherwise() {
        check("js", "router.get id.x User.find find all().map users[0].x a?.b.c", "");
        check("java", "user.limits", "");
    }
}
