//! What to look at first: contested files, the ones that change most at the top. A wrong place of a file that nobody
//! touches costs nothing; of one that changes every week it costs every week.

use super::near::{NearView, near, told};
use super::{Few, label};
use crate::display::{count, counted, percent};
use crate::wire::{Document, Place, Unit};
use std::cmp::Reverse;

/// The most rows.
const MAX_ROWS: usize = 60;

/// What to look at first.
pub(crate) struct Queue {
    /// The files.
    pub(crate) rows: Few<Row>,
    /// What share of the changes touches a contested file, in words.
    pub(crate) weight: String,
}

/// One contested file.
pub(crate) struct Row {
    /// The file.
    pub(crate) path: String,
    /// Its service, as a position in `services`; none for what is shared.
    pub(crate) here: Option<usize>,
    /// The service that pulls second most.
    pub(crate) there: Option<usize>,
    /// The share of its coupling that stays, and that goes there.
    pub(crate) shares: [String; 2],
    /// How often perturbed runs agree about its neighbours.
    pub(crate) stability: String,
    /// Commits that touched it.
    pub(crate) changes: String,
    /// Its lines.
    pub(crate) lines: String,
    /// Why it is where it is.
    pub(crate) why: NearView,
}

/// The queue of a document.
pub(crate) fn queue(document: &Document) -> Queue {
    let mut changes = vec![0_u64; document.units.len()];
    let (mut all, mut touching) = (0_u64, 0_u64);
    let contested = |unit: &Unit| unit.band == "contested" && unit.place != Place::Unassigned && unit.decided.is_none();
    for change in document.changes.items.iter().filter(|change| change.kind == "normal") {
        change.units.iter().for_each(|unit| changes[*unit as usize] += 1);
        all += 1;
        touching += u64::from(change.units.iter().any(|unit| contested(&document.units[*unit as usize])));
    }
    let mut units: Vec<usize> = (0..document.units.len()).filter(|at| contested(&document.units[*at])).collect();
    units.sort_by(|a, b| {
        let rank = |at: usize| (Reverse(changes[at]), Reverse(document.units[at].lines));
        let margin = |at: usize| document.units[at].margin;
        rank(*a).cmp(&rank(*b)).then(margin(*a).total_cmp(&margin(*b))).then(a.cmp(b))
    });
    let near = near(document);
    let row = |at: usize| {
        let unit = &document.units[at];
        let other = unit.runner_up.as_ref();
        Row {
            path: label(unit, 80),
            here: if let Place::Service(service) = unit.place { Some(service as usize) } else { None },
            there: other.map(|other| other.service as usize),
            shares: [percent(unit.own_share), other.map_or_else(|| "–".to_owned(), |other| percent(other.share))],
            stability: format!("{:.2}", unit.stability),
            changes: count(changes[at]),
            lines: count(u64::from(unit.lines)),
            why: told(document, at, &near[at]),
        }
    };
    let weight = match all {
        0 => "Without history nobody knows which of them change.".to_owned(),
        all => format!(
            "{} of {} touch at least one of them.",
            percent(touching as f64 / all as f64),
            counted(all, "commit")
        ),
    };
    Queue { rows: Few::first(units.into_iter().map(row), MAX_ROWS), weight }
}
