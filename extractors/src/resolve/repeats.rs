//! What is done again and again, across files: a use of a store through something that another file declares is repeated
//! where the call is that tells it.

use super::project::Project;
use crate::data::mode_of_method;
use seamline_analyzer::facts::{Access, Repeat};
use seamline_analyzer::{Id, UnitId};

/// All that is repeated, sorted; `touches` are known by then.
pub(super) fn collect(project: &Project<'_>, touches: &[Access]) -> Vec<Repeat> {
    let mut found: Vec<Repeat> = Vec::new();
    for (index, file) in project.files().iter().enumerate() {
        let unit = UnitId::new(index);
        let mentions = file.facts.repeats.iter();
        found.extend(mentions.map(|one| Repeat { unit, line: one.line, name: one.name.clone() }));
    }
    for touch in touches {
        let facts = &project.files()[touch.unit.index()].facts;
        let repeated = |line: &&u32| {
            let first = facts.repeats.partition_point(|one| one.line < **line);
            let here = facts.repeats[first..].iter().take_while(|one| one.line == **line);
            here.into_iter()
                .any(|one| mode_of_method(&one.name) == Some(touch.mode) && is_called(facts, **line, &one.name))
        };
        let lines = touch.lines.iter().filter(repeated);
        found.extend(lines.map(|line| Repeat { unit: touch.unit, line: *line, name: String::new() }));
    }
    found.sort();
    found.dedup();
    found
}

/// Whether a member of something that can be looked up is called on a line.
fn is_called(facts: &crate::file::FileFacts, line: u32, member: &str) -> bool {
    let first = facts.calls.partition_point(|call| call.line < line);
    facts.calls[first..].iter().take_while(|call| call.line == line).any(|call| call.member == member)
}
