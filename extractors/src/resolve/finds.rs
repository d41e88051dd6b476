//! What frameworks find by what stands on it, of all files.

use super::project::Project;
use seamline_analyzer::facts::Find;
use seamline_analyzer::{Id, UnitId};

/// Everything that is found, sorted.
pub(super) fn collect(project: &Project<'_>) -> Vec<Find> {
    let of_file = |(index, file): (usize, &super::SourceFile)| {
        let find =
            move |(line, rule): &(u32, String)| Find { unit: UnitId::new(index), line: *line, rule: rule.clone() };
        file.facts.finds.iter().map(find).collect::<Vec<_>>()
    };
    project.files().iter().enumerate().flat_map(of_file).collect()
}
