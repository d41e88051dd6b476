//! What changed since an earlier analysis, in words.

use super::decision::price;
use super::{Few, show};
use crate::display::{commit, count, counted, date};
use crate::wire::{Changes, ServiceChange, Side};

/// The most moved files that are told.
const MAX_MOVED: usize = 60;

/// What changed.
pub(crate) struct ChangesView {
    /// What went in then and now.
    pub(crate) sides: [String; 2],
    /// What to mind about the comparison: other settings, another version.
    pub(crate) cautions: Vec<String>,
    /// What became of the services: the ones that are the same in one sentence, then the others.
    pub(crate) services: Vec<String>,
    /// How many files are new, gone and elsewhere.
    pub(crate) files: String,
    /// Files that are elsewhere: file, then, now, decided by.
    pub(crate) moved: Few<[String; 4]>,
    /// The metrics that differ.
    pub(crate) metrics: Vec<String>,
}

/// The words for changes.
pub(crate) fn changes(changes: &Changes) -> ChangesView {
    let (then, now) = (&changes.then, &changes.now);
    let mut cautions = Vec::new();
    if then.version != now.version {
        cautions.push(format!("seamline {} made the first and {} the second", show(&then.version), show(&now.version)));
    }
    if then.settings != now.settings {
        cautions.push("the settings differ: what changed may be theirs and not the code's".to_owned());
    }
    let moved = changes.moved.items.iter().map(|one| {
        let decided = one.decided.as_deref().map(show).unwrap_or_default();
        [show(&one.unit), show(&one.then), show(&one.now), decided]
    });
    let mut moved = Few::first(moved, MAX_MOVED);
    moved.total = changes.moved.total;
    ChangesView {
        sides: [side(then), side(now)],
        cautions,
        services: services(&changes.services),
        files: format!(
            "{} new, {} gone, {} in another service",
            count(changes.added),
            count(changes.removed),
            count(changes.moved.total)
        ),
        moved,
        metrics: changes.metrics.iter().map(price).collect(),
    }
}

fn side(side: &Side) -> String {
    let revision = side.revision.as_deref().map_or_else(|| "files on disk".to_owned(), |id| commit(id).to_string());
    let day = side.time.map(|time| format!(" of {}", date(time))).unwrap_or_default();
    let decisions = match side.decisions {
        0 => String::new(),
        some => format!(", {}", counted(some, "decision")),
    };
    format!(
        "{revision}{day}: {} in {}, {}{decisions}",
        counted(side.units, "file"),
        counted(side.services, "service"),
        counted(side.commits, "commit")
    )
}

fn services(all: &[ServiceChange]) -> Vec<String> {
    let mut told = Vec::new();
    let same = all.iter().filter(|one| one.then.is_some() && one.then == one.now).count() as u64;
    if same > 0 {
        told.push(format!("{} kept", counted(same, "service")));
    }
    for one in all {
        match (&one.then, &one.now) {
            (Some(then), Some(now)) if then != now => told.push(format!(
                "{} is called {} now ({} then, {} now)",
                show(then),
                show(now),
                counted(one.files_then, "file"),
                count(one.files_now)
            )),
            (None, Some(now)) => told.push(format!("{} is new ({})", show(now), counted(one.files_now, "file"))),
            (Some(then), None) => told.push(format!("{} is gone ({})", show(then), counted(one.files_then, "file"))),
            _ => {}
        }
    }
    told
}
