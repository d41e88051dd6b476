//! Hotspots as a treemap: area is lines, shade is heat, the frame is the service.
//!
//! Heat is the analyzer's: rank by commits times rank by lines. Places are computed here ([`super::squarify`]). Up to some
//! hundreds of units the picture is drawn here, one tile each; above, a tile is a folder, whose heat is the mean of its
//! lines', and a browser with scripts draws the units.

use super::squarify::{Rect, squarify};
use super::{Few, label, show};
use crate::display::{count, counted, short};
use crate::palette::{Look, looks};
use crate::wire::{Document, Hotspots, Place};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Size of the picture.
pub(crate) const SIZE: (i32, i32) = (1152, 600);
/// The most tiles that are drawn as SVG.
const MAX_TILES: usize = 400;
/// The most rows of the table.
const MAX_ROWS: usize = 50;
/// Height of a service's heading; frames that are too small have none.
const HEADING: i32 = 17;

/// The picture and its table.
pub(crate) struct TreemapView {
    /// Services, shared and unassigned units.
    pub(crate) groups: Vec<Group>,
    /// Tiles that are drawn as SVG.
    pub(crate) tiles: Vec<Tile>,
    /// Labels on tiles: left, baseline, text, whether the ground is dark.
    pub(crate) labels: Vec<(i32, i32, String, bool)>,
    /// What a tile is, and how many are drawn of how many.
    pub(crate) note: String,
    /// Whether tiles are folders.
    pub(crate) folded: bool,
    /// The hottest units.
    pub(crate) rows: Few<HotRow>,
    /// The place of every unit, where the browser draws them.
    pub(crate) places: Vec<Rect>,
}

/// A service in the picture.
pub(crate) struct Group {
    /// Its place.
    pub(crate) rect: Rect,
    /// Position in `services`; none for what is shared or unassigned.
    pub(crate) service: Option<usize>,
    /// Its looks.
    pub(crate) look: Option<Look>,
    /// Its name, as far as there is room.
    pub(crate) name: String,
}

/// A unit, a folder, or what is left of a service.
pub(crate) struct Tile {
    /// Its place.
    pub(crate) rect: Rect,
    /// Its shade: 0 for what never changes, 1 to 4.
    pub(crate) shade: u8,
    /// The unit, where it is one.
    pub(crate) unit: Option<usize>,
    /// Whether it stands for all that has no tile of its own.
    pub(crate) rest: bool,
    /// The last part of its path.
    name: String,
    /// The sentence.
    pub(crate) title: String,
}

/// A hotspot in the table.
pub(crate) struct HotRow {
    /// Position in `units`.
    pub(crate) unit: usize,
    /// Its path.
    pub(crate) path: String,
    /// Its service.
    pub(crate) service: Option<usize>,
    /// Heat, commits, lines.
    pub(crate) cells: [String; 3],
    /// Its shade.
    pub(crate) shade: u8,
}

/// The treemap of a document; none without history.
pub(crate) fn treemap(document: &Document) -> Option<TreemapView> {
    let heat = document.hotspots.as_ref()?;
    let groups = grouped(document);
    let frames = frames(document, &groups);
    let folded = document.units.len() > MAX_TILES;
    let mut places = vec![Rect::default(); if folded { document.units.len() } else { 0 }];
    let mut tiles = Vec::new();
    let (mut drawn, mut all) = (0, 0);
    for ((_, units), (_, inner)) in groups.iter().zip(&frames) {
        let sized = place(document, units, *inner);
        if folded {
            for (unit, rect) in &sized {
                places[*unit] = *rect;
            }
            let (folders, total) = folders(document, heat, units, *inner, room(document, units));
            drawn += folders.iter().filter(|tile| !tile.rest).count();
            all += total;
            tiles.extend(folders);
        } else {
            drawn += sized.len();
            all += sized.len();
            tiles.extend(sized.into_iter().map(|(unit, rect)| tile(document, heat, unit, rect)));
        }
    }
    let what = if folded { "folder" } else { document.unit_word() };
    Some(TreemapView {
        labels: labels(&tiles),
        groups: groups.iter().zip(&frames).map(|(group, frame)| heading(document, group, frame.0)).collect(),
        note: format!(
            "{} of {} shown{}",
            count(drawn as u64),
            counted(all as u64, what),
            if drawn == all { "" } else { ", the largest of each service; the rest of a service is one pale tile" }
        ),
        tiles,
        folded,
        rows: rows(document, heat),
        places,
    })
}

/// The shade of a heat.
pub(crate) fn shade(heat: f64) -> u8 {
    match heat {
        none if none <= 0.0 => 0,
        low if low < 0.25 => 1,
        some if some < 0.5 => 2,
        much if much < 0.75 => 3,
        _ => 4,
    }
}

/// Where units went: services in their order, then what is shared, then what is unassigned.
type Units = (Option<usize>, Vec<usize>);

/// The units of each group, the largest group first; of each the largest unit first.
fn grouped(document: &Document) -> Vec<Units> {
    let mut groups: BTreeMap<(usize, bool), Vec<usize>> = BTreeMap::new();
    for (at, unit) in document.units.iter().enumerate() {
        let key = match unit.place {
            Place::Service(service) => (service as usize, false),
            Place::Shared => (document.services.len(), false),
            Place::Unassigned => (document.services.len(), true),
        };
        groups.entry(key).or_default().push(at);
    }
    let mut groups: Vec<((usize, bool), Vec<usize>)> = groups.into_iter().collect();
    groups.sort_by_key(|(key, units)| (Reverse(lines(document, units)), *key));
    let group = |((service, _), mut units): ((usize, bool), Vec<usize>)| {
        units.sort_by_key(|unit| (Reverse(document.units[*unit].lines), *unit));
        ((service < document.services.len()).then_some(service), units)
    };
    groups.into_iter().map(group).collect()
}

fn lines(document: &Document, units: &[usize]) -> u64 {
    units.iter().map(|unit| u64::from(document.units[*unit].lines)).sum()
}

/// The frame of each group, and what is inside its border and below its heading.
fn frames(document: &Document, groups: &[Units]) -> Vec<(Rect, Rect)> {
    let areas: Vec<u64> = groups.iter().map(|(_, units)| lines(document, units)).collect();
    let frame = Rect { x: 0, y: 0, w: SIZE.0, h: SIZE.1 };
    let inner = |rect: Rect| {
        let top = if has_heading(rect) { HEADING } else { 2 };
        Rect { x: rect.x + 2, y: rect.y + top, w: (rect.w - 4).max(0), h: (rect.h - top - 2).max(0) }
    };
    squarify(&areas, frame).into_iter().map(|rect| (rect, inner(rect))).collect()
}

fn has_heading(rect: Rect) -> bool {
    rect.w >= 56 && rect.h >= 44
}

fn heading(document: &Document, (service, units): &Units, rect: Rect) -> Group {
    let names: Vec<&str> = document.services.iter().map(|one| one.name.as_str()).collect();
    let name = match service {
        Some(at) => names[*at],
        None if units.iter().any(|unit| document.units[*unit].place == Place::Shared) => "(shared)",
        None => "(unassigned)",
    };
    let room = (rect.w - 26) / 8;
    Group {
        rect,
        service: *service,
        look: service.map(|at| looks(&names)[at]),
        name: if has_heading(rect) { short(name, room.max(3) as usize) } else { String::new() },
    }
}

/// The place of each unit of a group.
fn place(document: &Document, units: &[usize], frame: Rect) -> Vec<(usize, Rect)> {
    let areas: Vec<u64> = units.iter().map(|unit| u64::from(document.units[*unit].lines)).collect();
    units.iter().copied().zip(squarify(&areas, frame)).collect()
}

fn tile(document: &Document, heat: &Hotspots, unit: usize, rect: Rect) -> Tile {
    let one = &document.units[unit];
    let (lines, commits) = (counted(u64::from(one.lines), "line"), counted(u64::from(heat.commits[unit]), "commit"));
    Tile {
        rect,
        shade: shade(heat.heat[unit]),
        unit: Some(unit),
        rest: false,
        name: last(&one.label()),
        title: format!("{}: {lines}, {commits}, heat {:.2}", label(one, 90), heat.heat[unit]),
    }
}

/// The last part of a path.
fn last(path: &str) -> String {
    show(path.rsplit('/').next().unwrap_or(path))
}

/// How many tiles a group may have: as many as its share of the lines.
fn room(document: &Document, units: &[usize]) -> usize {
    let all: u64 = document.units.iter().map(|unit| u64::from(unit.lines)).sum();
    let share = lines(document, units) as f64 / all.max(1) as f64;
    ((MAX_TILES as f64 * share) as usize).max(1)
}

/// The largest folders of a group, the rest as one tile that is marked, and how many folders there are.
fn folders(document: &Document, heat: &Hotspots, units: &[usize], frame: Rect, room: usize) -> (Vec<Tile>, usize) {
    let mut folders: BTreeMap<&str, (u64, f64, u64)> = BTreeMap::new();
    for unit in units {
        let one = &document.units[*unit];
        let folder = one.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let (lines, hot, files) = folders.entry(folder).or_default();
        *lines += u64::from(one.lines);
        *hot += f64::from(one.lines) * heat.heat[*unit];
        *files += 1;
    }
    let mut folders: Vec<(&str, (u64, f64, u64))> = folders.into_iter().collect();
    folders.sort_by_key(|(name, (lines, ..))| (Reverse(*lines), *name));
    let total = folders.len();
    let rest = folders.split_off(folders.len().min(room));
    let left: u64 = rest.iter().map(|(_, (lines, ..))| lines).sum();
    let mut tiles: Vec<(u64, Tile)> = folders
        .into_iter()
        .map(|(name, (lines, hot, files))| {
            let mean = if lines > 0 { hot / lines as f64 } else { 0.0 };
            let path = if name.is_empty() { "(top folder)".to_owned() } else { show(name) };
            let (files, said) = (counted(files, document.unit_word()), counted(lines, "line"));
            let title = format!("{path}: {files}, {said}, mean heat {mean:.2}");
            let name = last(&path);
            (lines, Tile { rect: frame, shade: shade(mean), unit: None, rest: false, name, title })
        })
        .collect();
    if !rest.is_empty() {
        let title = format!("{} more, {}", counted(rest.len() as u64, "folder"), counted(left, "line"));
        let name = String::new();
        tiles.push((left, Tile { rect: frame, shade: 0, unit: None, rest: true, name, title }));
        tiles.sort_by_key(|(lines, _)| Reverse(*lines));
    }
    let areas: Vec<u64> = tiles.iter().map(|(lines, _)| *lines).collect();
    let rects = squarify(&areas, frame);
    (tiles.into_iter().zip(rects).map(|((_, tile), rect)| Tile { rect, ..tile }).collect(), total)
}

/// The most labels on tiles.
const MAX_LABELS: usize = 120;

/// The largest tiles get labels where they fit: no large tile is without one beside a smaller tile with one.
fn labels(tiles: &[Tile]) -> Vec<(i32, i32, String, bool)> {
    let fits = |tile: &&Tile| tile.rect.w >= 62 && tile.rect.h >= 17 && !tile.rest;
    let mut order: Vec<&Tile> = tiles.iter().filter(fits).collect();
    order.sort_by_key(|tile| (Reverse(tile.rect.w * tile.rect.h), tile.rect.y, tile.rect.x));
    let text = |tile: &Tile| short(&tile.name, ((tile.rect.w - 8) / 7).max(3) as usize);
    let label = |tile: &Tile| (tile.rect.x + 4, tile.rect.y + 13, text(tile), tile.shade == 4);
    order.into_iter().take(MAX_LABELS).map(label).collect()
}

fn rows(document: &Document, heat: &Hotspots) -> Few<HotRow> {
    let mut units: Vec<usize> = (0..document.units.len()).filter(|unit| heat.heat[*unit] > 0.0).collect();
    units.sort_by(|a, b| heat.heat[*b].total_cmp(&heat.heat[*a]).then(a.cmp(b)));
    let row = |unit: usize| HotRow {
        unit,
        path: label(&document.units[unit], 90),
        service: if let Place::Service(service) = document.units[unit].place { Some(service as usize) } else { None },
        cells: [
            format!("{:.2}", heat.heat[unit]),
            count(u64::from(heat.commits[unit])),
            count(u64::from(document.units[unit].lines)),
        ],
        shade: shade(heat.heat[unit]),
    };
    Few::first(units.into_iter().map(row), MAX_ROWS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_small_project_has_a_tile_for_each_file() {
        let view = treemap(&sample::shop()).expect("it has a history");
        assert_eq!((view.folded, view.tiles.len(), view.places.len()), (false, 13, 0));
        assert_eq!(view.note, "13 of 13 files shown");
        let hottest = &view.rows.items[0];
        assert_eq!(hottest.path, "src/main/java/shop/orders/OrderService.java");
        assert_eq!(hottest.cells, ["0.89", "3", "420"]);
    }

    #[test]
    fn a_large_project_has_a_tile_for_each_folder() {
        let view = treemap(&sample::large(40, 3_000)).expect("it has a history");
        assert!(view.folded && view.tiles.len() <= 2 * MAX_TILES, "{}", view.tiles.len());
        assert_eq!(view.places.len(), sample::large(40, 3_000).units.len());
    }

    #[test]
    fn tiles_stay_in_the_picture() {
        for document in [sample::shop(), sample::hostile(), sample::large(12, 900)] {
            let view = treemap(&document).expect("it has a history");
            for rect in view.tiles.iter().map(|tile| tile.rect).chain(view.places) {
                assert!(rect.x >= 0 && rect.y >= 0 && rect.x + rect.w <= SIZE.0 && rect.y + rect.h <= SIZE.1);
            }
        }
    }
}
