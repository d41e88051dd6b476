//! Files divided between services: which parts of them went where.

use super::{Few, show};
use crate::display::{counted, percent, short_path};
use crate::wire::{Divided, Document, PlaceShare};

/// The most parts of one place that are listed.
const MAX_PARTS: usize = 12;
/// The most characters of a path.
const MAX_PATH: usize = 90;

/// A file whose parts went to different places.
pub(crate) struct DividedView {
    /// The file.
    pub(crate) path: String,
    /// Where its parts went, most lines first.
    pub(crate) shares: Vec<ShareView>,
}

/// What of a file went to one place.
pub(crate) struct ShareView {
    /// The place.
    pub(crate) place: String,
    /// Its share of the file's lines.
    pub(crate) share: String,
    /// The parts, with their first line.
    pub(crate) parts: Few<String>,
}

/// The divided files, those of most places first.
pub(crate) fn divided(document: &Document, most: usize) -> Few<DividedView> {
    Few::first(document.divided.iter().map(|file| view(document, file)), most)
}

fn view(document: &Document, file: &Divided) -> DividedView {
    let all: u64 = file.shares.iter().map(|share| share.lines).sum();
    let share = |one: &PlaceShare| ShareView {
        place: show(document.place_name(one.place)),
        share: percent(one.lines as f64 / all.max(1) as f64),
        parts: Few::first(one.units.iter().filter_map(|unit| part(document, *unit)), MAX_PARTS),
    };
    DividedView { path: short_path(&file.path, MAX_PATH), shares: file.shares.iter().map(share).collect() }
}

fn part(document: &Document, unit: u32) -> Option<String> {
    let part = document.units[unit as usize].part.as_ref()?;
    let line = part.lines.first().map_or(String::new(), |[first, _]| format!(":{first}"));
    Some(format!("{}{line}", show(&part.name)))
}

/// One divided file in a sentence: `web/order.js: orders 60 % (3 parts), mail 40 % (2 parts)`.
pub(crate) fn sentence(file: &DividedView) -> String {
    let share = |one: &ShareView| format!("{} {} ({})", one.place, one.share, counted(one.parts.total, "part"));
    format!("{}: {}", file.path, file.shares.iter().map(share).collect::<Vec<_>>().join(", "))
}
