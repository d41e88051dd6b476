//! What the report's script draws from: columns of whole numbers as JSON in the page.
//!
//! Paths are told by what they share with the one before (front coding), references are added up by pair of units. Everything
//! here is data: the page holds it in a `script` element of type `application/json`, where nothing is run, and every `<`, `>`,
//! `&`, `'`, U+2028 and U+2029 is written as an escape, so that no text can end the element.

use super::near::near;
use super::service::{anchor, layer_name};
use super::show;
use super::squarify::Rect;
use super::treemap::shade;
use crate::palette::looks;
use crate::wire::{Document, Place};
use serde::Serialize;
use std::collections::BTreeMap;

/// The most pairs of units with references.
const MAX_REFERENCES: usize = 120_000;

/// What the script draws from.
#[derive(Serialize)]
struct Island<'a> {
    /// `file` or `part`.
    unit: &'a str,
    services: Vec<ServiceColumn>,
    /// Positions of the services in the order of the matrix.
    order: &'a [usize],
    units: Units,
    references: References,
    near: Neighbours,
    cochange: Together,
    /// Positions in `units` and the places of their tiles; empty where every tile is in the page.
    tiles: Tiles,
    /// Anchors of pairs of services with evidence in the page: smaller, larger.
    pairs: Vec<[u32; 2]>,
    /// Stores by name and the services that use them.
    stores: Vec<(String, Vec<u32>)>,
}

#[derive(Serialize)]
struct ServiceColumn {
    name: String,
    anchor: String,
    colour: usize,
    mark: usize,
}

#[derive(Serialize)]
struct Units {
    /// Characters that the label shares with the one before, and the rest of it.
    shared: Vec<u32>,
    rest: Vec<String>,
    /// Labels that are shown otherwise than they are, as they are.
    exact: BTreeMap<usize, String>,
    /// Position of the service, or -1 for shared and -2 for unassigned.
    place: Vec<i32>,
    lines: Vec<u32>,
    commits: Vec<u32>,
    /// Heat in hundredths.
    heat: Vec<u8>,
    /// 0 to 4.
    shade: Vec<u8>,
}

#[derive(Serialize, Default)]
struct References {
    total: u64,
    /// Differences of the first ends, ascending.
    from: Vec<u32>,
    to: Vec<u32>,
    count: Vec<u64>,
    /// The first line.
    line: Vec<u32>,
}

/// Why a file is where it is: see [`mod@super::near`]. One row for each unit, or one for each of its neighbours in turn.
#[derive(Serialize)]
struct Neighbours {
    /// The kinds of coupling, in words.
    kinds: Vec<String>,
    /// How many neighbours each unit has here.
    count: Vec<usize>,
    /// Neighbours.
    to: Vec<usize>,
    /// Their shares in percent.
    share: Vec<u8>,
    /// The kinds that tie them, a bit each.
    by: Vec<u32>,
    /// 0 firm, 1 likely, 2 contested, 3 none.
    band: Vec<u8>,
    /// The share of each unit's coupling that stays inside, in percent.
    own: Vec<u8>,
    /// The service that pulls second most, or -1, and its share in percent.
    other: Vec<i32>,
    pull: Vec<u8>,
}

#[derive(Serialize, Default)]
struct Together {
    total: u64,
    least: u32,
    a: Vec<u32>,
    b: Vec<u32>,
    shared: Vec<u32>,
    /// 0 growing, 1 stable, 2 shrinking.
    trend: Vec<u32>,
}

#[derive(Serialize, Default)]
struct Tiles {
    x: Vec<i32>,
    y: Vec<i32>,
    w: Vec<i32>,
    h: Vec<i32>,
}

/// The data of a document, escaped for a page.
pub(crate) fn island(document: &Document, order: &[usize], places: &[Rect], pairs: usize) -> String {
    let names: Vec<&str> = document.services.iter().map(|service| service.name.as_str()).collect();
    let service = |(at, look): (usize, crate::palette::Look)| ServiceColumn {
        name: show(names[at]),
        anchor: anchor(document, at),
        colour: look.colour,
        mark: look.mark,
    };
    let island = Island {
        unit: document.unit_word(),
        services: looks(&names).into_iter().enumerate().map(service).collect(),
        order,
        units: units(document),
        references: references(document),
        near: neighbours(document),
        cochange: together(document),
        tiles: Tiles {
            x: places.iter().map(|place| place.x).collect(),
            y: places.iter().map(|place| place.y).collect(),
            w: places.iter().map(|place| place.w).collect(),
            h: places.iter().map(|place| place.h).collect(),
        },
        pairs: document.seams.iter().take(pairs).map(|seam| [seam.a, seam.b]).collect(),
        stores: stores(document),
    };
    escaped(&serde_json::to_string(&island).expect("plain values are JSON"))
}

/// JSON that can stand in a page: what could end its element, begin another or break a line is written as an escape.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len() + json.len() / 50);
    for character in json.chars() {
        match character {
            '<' | '>' | '&' | '\'' | '\u{2028}' | '\u{2029}' => text.push_str(&format!("\\u{:04x}", character as u32)),
            other => text.push(other),
        }
    }
    text
}

fn units(document: &Document) -> Units {
    let mut units = Units {
        shared: Vec::new(),
        rest: Vec::new(),
        exact: BTreeMap::new(),
        place: Vec::new(),
        lines: document.units.iter().map(|unit| unit.lines).collect(),
        commits: document.hotspots.as_ref().map_or_else(Vec::new, |hot| hot.commits.clone()),
        heat: document
            .hotspots
            .as_ref()
            .map_or_else(Vec::new, |hot| hot.heat.iter().map(|heat| hundredth(*heat)).collect()),
        shade: document
            .hotspots
            .as_ref()
            .map_or_else(Vec::new, |hot| hot.heat.iter().map(|heat| shade(*heat)).collect()),
    };
    let mut before: Vec<u16> = Vec::new();
    for (at, unit) in document.units.iter().enumerate() {
        let exact = unit.label();
        let shown = show(&exact);
        // In the units of the script's strings.
        let wide: Vec<u16> = shown.encode_utf16().collect();
        let mut shared = before.iter().zip(&wide).take_while(|(a, b)| a == b).count();
        // Not between the halves of one character.
        while shared > 0 && String::from_utf16(&wide[shared..]).is_err() {
            shared -= 1;
        }
        units.shared.push(shared as u32);
        units.rest.push(String::from_utf16(&wide[shared..]).expect("it was whole"));
        before = wide;
        if shown != exact {
            units.exact.insert(at, exact);
        }
        units.place.push(match unit.place {
            Place::Service(service) => service as i32,
            Place::Shared => -1,
            Place::Unassigned => -2,
        });
    }
    units
}

fn hundredth(share: f64) -> u8 {
    (share * 100.0).round().clamp(0.0, 100.0) as u8
}

/// References added up by pair; where there are too many, those of most mentions.
fn references(document: &Document) -> References {
    let columns = &document.references;
    let mut pairs: BTreeMap<(u32, u32), (u64, u32)> = BTreeMap::new();
    for (at, (from, to)) in columns.from.iter().zip(&columns.to).enumerate() {
        let (count, line) = pairs.entry((*from, *to)).or_default();
        *count += u64::from(columns.count[at]);
        if *line == 0 {
            *line = columns.lines[at].first().copied().unwrap_or(0);
        }
    }
    let total = pairs.len() as u64;
    let mut rows: Vec<((u32, u32), (u64, u32))> = pairs.into_iter().collect();
    if rows.len() > MAX_REFERENCES {
        rows.sort_by_key(|(ends, (count, _))| (std::cmp::Reverse(*count), *ends));
        rows.truncate(MAX_REFERENCES);
        rows.sort_by_key(|(ends, _)| *ends);
    }
    let mut built = References { total, ..References::default() };
    let mut before = 0;
    for ((from, to), (count, line)) in rows {
        built.from.push(from - before);
        before = from;
        built.to.push(to);
        built.count.push(count);
        built.line.push(line);
    }
    built
}

fn neighbours(document: &Document) -> Neighbours {
    let near = near(document);
    let all = || near.iter().flatten();
    let band = |band: &str| ["firm", "likely", "contested"].iter().position(|known| *known == band).unwrap_or(3) as u8;
    Neighbours {
        kinds: document.graph.layers.iter().map(|layer| layer_name(&layer.id)).collect(),
        count: near.iter().map(Vec::len).collect(),
        to: all().map(|one| one.unit).collect(),
        share: all().map(|one| hundredth(one.share)).collect(),
        // More kinds than bits are not told.
        by: all().map(|one| one.kinds.iter().filter(|kind| **kind < 31).fold(0, |sum, kind| sum | 1 << kind)).collect(),
        band: document.units.iter().map(|unit| band(&unit.band)).collect(),
        own: document.units.iter().map(|unit| hundredth(unit.own_share)).collect(),
        other: document
            .units
            .iter()
            .map(|unit| unit.runner_up.as_ref().map_or(-1, |other| other.service as i32))
            .collect(),
        pull: document
            .units
            .iter()
            .map(|unit| unit.runner_up.as_ref().map_or(0, |other| hundredth(other.share)))
            .collect(),
    }
}

fn together(document: &Document) -> Together {
    let Some(found) = &document.cochange else { return Together::default() };
    let trend = |at: &u32| match found.trends[*at as usize].as_str() {
        "growing" => 0,
        "shrinking" => 2,
        _ => 1,
    };
    Together {
        total: found.files.total,
        least: found.min_support,
        a: found.files.a.clone(),
        b: found.files.b.clone(),
        shared: found.files.shared.clone(),
        trend: found.files.trend.iter().map(trend).collect(),
    }
}

fn stores(document: &Document) -> Vec<(String, Vec<u32>)> {
    let mut users: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (service, at) in document.services.iter().zip(0..) {
        service.stores.iter().for_each(|used| users.entry(used.store).or_default().push(at));
    }
    users.into_iter().map(|(store, users)| (show(&document.stores[store as usize].name), users)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn read(document: &Document) -> serde_json::Value {
        serde_json::from_str(&island(document, &[], &[], 120)).expect("it is JSON")
    }

    fn labels(island: &serde_json::Value) -> Vec<String> {
        let units = &island["units"];
        let mut before: Vec<u16> = Vec::new();
        let mut labels = Vec::new();
        for (shared, rest) in
            units["shared"].as_array().expect("a list").iter().zip(units["rest"].as_array().expect("one"))
        {
            before.truncate(shared.as_u64().expect("a number") as usize);
            before.extend(rest.as_str().expect("a text").encode_utf16());
            labels.push(String::from_utf16(&before).expect("whole characters"));
        }
        labels
    }

    #[test]
    fn paths_come_back() {
        for document in [sample::shop(), sample::hostile(), sample::large(5, 200)] {
            let island = read(&document);
            let expected: Vec<String> = document.units.iter().map(|unit| show(&unit.label())).collect();
            assert_eq!(labels(&island), expected);
            for (at, unit) in document.units.iter().enumerate() {
                let exact = island["units"]["exact"].get(at.to_string()).and_then(|one| one.as_str());
                assert_eq!(exact.unwrap_or(&expected[at]), unit.label());
            }
        }
    }

    #[test]
    fn nothing_ends_its_element() {
        let text = island(&sample::hostile(), &[], &[], 120);
        assert!(!text.contains(['<', '>', '&', '\'', '\u{2028}', '\u{2029}']), "{text}");
        assert!(text.contains("\\u003cimg src=x onerror=alert(1)\\u003e"));
    }

    #[test]
    fn references_are_added_up_by_pair() {
        let document = sample::shop();
        let island = read(&document);
        let sum: u64 =
            island["references"]["count"].as_array().expect("a list").iter().filter_map(|one| one.as_u64()).sum();
        assert_eq!(sum, document.references.count.iter().map(|one| u64::from(*one)).sum::<u64>());
    }

    #[test]
    fn anchors_of_pairs_are_those_of_the_evidence() {
        for one in &sample::shop().seams {
            assert_eq!(format!("pair-{}-{}", one.a + 1, one.b + 1), crate::view::seam::anchor(one));
        }
    }
}
