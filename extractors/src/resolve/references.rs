//! From mentions and imports of one file to references.
//!
//! A reference is all mentions of one name in one context that lead to one file. A type's name inside a string or query
//! needs no import: it is found by name alone if at most three files declare it and it is longer than three letters.

use super::project::{LEAST_LENGTH, MOST_DECLARING, Meaning, Project, imports, last_segment};
use crate::file::{Import, LINES_KEPT, Mention};
use seamline_analyzer::UnitId;
use seamline_analyzer::facts::{Context, Reexport, Reference, Resolution, Tier};

/// What one file refers to.
#[derive(Default)]
pub(super) struct OfFile {
    /// Sorted by (to, context, name).
    pub(super) references: Vec<Reference>,
    /// Imports through files that hand on what is imported, sorted by file.
    pub(super) reexports: Vec<Reexport>,
    /// What became of its mentions and imports.
    pub(super) resolution: Resolution,
}

/// Resolves all mentions and imports of a file.
pub(super) fn of_file(project: &Project<'_>, from: UnitId) -> OfFile {
    let mut found = OfFile::default();
    let facts = &project.file(from).facts;
    for mention in &facts.mentions {
        let meaning = meaning(project, from, mention);
        found.add(project, from, mention, meaning);
    }
    for import in imports(project.file(from)) {
        for (name, meaning) in project.import(from, import) {
            found.add_import(project, from, import, name, meaning);
        }
    }
    for (to, line, name) in project.scope(from).parts(from) {
        let (context, tier, lines) = (Context::Inherit, Tier::Package, vec![line]);
        found.references.push(Reference { from, to, context, name, tier, count: 1, lines });
    }
    found.references = merge(found.references);
    found.reexports = reexports(project, from, &found.references);
    found
}

/// The files that imports name and nothing is taken from.
fn reexports(project: &Project<'_>, from: UnitId, references: &[Reference]) -> Vec<Reexport> {
    let used = |unit: UnitId| unit == from || references.binary_search_by(|one| one.to.cmp(&unit)).is_ok();
    let named = |import: &Import| {
        let through = project.scope(from).named(from, import).filter(|through| !used(*through))?;
        Some(Reexport { from, through, line: import.line })
    };
    let mut found: Vec<Reexport> = imports(project.file(from)).filter_map(named).collect();
    found.sort_unstable();
    found.dedup_by_key(|one| one.through);
    found
}

/// Adds counts to counts.
pub(super) fn add(sum: &mut Resolution, more: Resolution) {
    let Resolution { import, package, wildcard, name, ambiguous, blocked, external } = more;
    sum.import += import;
    sum.package += package;
    sum.wildcard += wildcard;
    sum.name += name;
    sum.ambiguous += ambiguous;
    sum.blocked += blocked;
    sum.external += external;
}

fn meaning(project: &Project<'_>, from: UnitId, mention: &Mention) -> Meaning {
    let found = project.find(from, &mention.name, mention.context);
    match (found, mention.context) {
        (Meaning::Unknown, Context::Data | Context::TypeString) => in_string(project, from, &mention.name),
        (found, _) => found,
    }
}

/// A name in a string: qualified in its own strategy's way, else bare.
fn in_string(project: &Project<'_>, from: UnitId, name: &str) -> Meaning {
    if let Some(found) = Meaning::files(Tier::Name, project.qualified(from, name)) {
        return found;
    }
    let declaring = project.declaring_type(from, name);
    if declaring.len() > MOST_DECLARING || name.len() < LEAST_LENGTH {
        return Meaning::Unknown;
    }
    Meaning::files(Tier::Name, declaring.to_vec()).unwrap_or(Meaning::Unknown)
}

impl OfFile {
    fn add(&mut self, project: &Project<'_>, from: UnitId, mention: &Mention, meaning: Meaning) {
        match meaning {
            Meaning::Own => {}
            Meaning::Elsewhere => self.resolution.external += 1,
            Meaning::Unknown => {
                let inside = !project.declaring(from, last_segment(&mention.name)).is_empty();
                *if inside { &mut self.resolution.blocked } else { &mut self.resolution.external } += 1;
            }
            Meaning::Files(tier, files) => {
                let Some(to) = self.choose(project, from, tier, &files) else { return };
                let (name, context, count) = (mention.name.clone(), mention.context, mention.count.max(1));
                let lines = if mention.lines.is_empty() { vec![1] } else { mention.lines.clone() };
                self.references.push(Reference { from, to, context, name, tier, count, lines });
            }
        }
    }

    fn add_import(&mut self, project: &Project<'_>, from: UnitId, import: &Import, name: String, meaning: Meaning) {
        match meaning {
            Meaning::Own => {}
            Meaning::Elsewhere => self.resolution.external += 1,
            Meaning::Unknown => self.resolution.blocked += 1,
            Meaning::Files(tier, files) => {
                let Some(to) = self.choose(project, from, tier, &files) else { return };
                let lines = vec![import.line];
                self.references.push(Reference { from, to, context: Context::Import, name, tier, count: 1, lines });
            }
        }
    }

    /// The one file that is meant; none if it is the file itself. Counts.
    fn choose(&mut self, project: &Project<'_>, from: UnitId, tier: Tier, files: &[UnitId]) -> Option<UnitId> {
        if files.binary_search(&from).is_ok() {
            return None;
        }
        match tier {
            Tier::Import => self.resolution.import += 1,
            Tier::Package => self.resolution.package += 1,
            Tier::Wildcard => self.resolution.wildcard += 1,
            Tier::Name => self.resolution.name += 1,
        }
        self.resolution.ambiguous += u64::from(files.len() > 1);
        Some(project.nearest(&project.file(from).path, files))
    }
}

/// One row per (to, context, name), of the surest tier.
fn merge(mut references: Vec<Reference>) -> Vec<Reference> {
    references.sort_by(|a, b| (a.to, a.context, &a.name, a.tier).cmp(&(b.to, b.context, &b.name, b.tier)));
    references.dedup_by(|next, kept| {
        let same = (next.to, next.context, &next.name) == (kept.to, kept.context, &kept.name);
        if same {
            kept.count = kept.count.saturating_add(next.count);
            kept.lines.append(&mut next.lines);
        }
        same
    });
    for reference in &mut references {
        reference.lines.sort_unstable();
        reference.lines.dedup();
        reference.lines.truncate(LINES_KEPT);
    }
    references
}
