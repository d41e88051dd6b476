//! Shared state, with the functions that use it.

use super::project::Project;
use crate::flow::function_at;
use seamline_analyzer::facts::{SharedState, StateUse};
use seamline_analyzer::{Id, UnitId};

/// The state of all files, sorted.
pub(super) fn collect(project: &Project<'_>) -> Vec<SharedState> {
    let mut states: Vec<SharedState> = Vec::new();
    for (index, file) in project.files().iter().enumerate() {
        let unit = UnitId::new(index);
        let function =
            |line: u32| function_at(&file.facts.functions, line).map_or(String::new(), |one| one.name.clone());
        let used =
            |(line, writes): &(u32, bool)| StateUse { unit, line: *line, writes: *writes, function: function(*line) };
        states.extend(file.facts.states.iter().map(|mention| SharedState {
            unit,
            line: mention.line,
            kind: mention.kind,
            name: mention.name.clone(),
            uses: mention.uses.iter().map(used).collect(),
            rule: mention.rule.clone(),
        }));
    }
    states.sort();
    states
}
