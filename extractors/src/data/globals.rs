//! Objects that one file makes known everywhere: `global.SHOP = app`. What other files mention of them leads to no file, so
//! that it is not followed; how often, all files together tell.

use crate::file::{FileFacts, GapMention};
use crate::shape::Shapes;
use seamline_analyzer::facts::GapKind;

/// What stands for everything that is known everywhere.
const OBJECTS: &[&str] = &["global", "globalThis", "GLOBAL", "window", "builtins", "__builtin__"];
/// At most this many names of one file are kept.
const MOST: usize = 200;

/// Adds the names that the file makes known everywhere.
pub(super) fn run(language: &str, shapes: &Shapes, facts: &mut FileFacts) {
    if !matches!(language, "js" | "python") {
        return;
    }
    let made = shapes.sets.iter().filter(|set| OBJECTS.contains(&set.variable.as_str()) && set.field.len() > 1);
    let gap =
        |set: &crate::shape::FieldSet| GapMention { kind: GapKind::Global, name: set.field.clone(), line: set.line };
    facts.gaps.extend(made.take(MOST).map(gap));
}
