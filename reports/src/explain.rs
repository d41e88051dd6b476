//! Why a file is where it is, and why two files or services are together or apart, from a stored document.
//!
//! The parts of a weight are those of the document's graph: they add up to it. What speaks against comes last, always.

use crate::display::{count, counted, percent};
use crate::view::seam::{change_view, reference, sentence};
use crate::view::service::layer_name;
use crate::view::show;
use crate::wire::{Document, Place, Unit};
use seamline_analyzer::coupling::Explained;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The most neighbours, references, stores and commits that are told.
const MAX_LIST: usize = 8;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// One file, by its position in `units`.
    Unit(usize),
    /// A file with parts, by the positions of these in `units`.
    File(Vec<usize>),
    /// One service, by its position in `services`.
    Service(usize),
    /// Several files: their paths, the first few.
    Several(Vec<String>),
    /// Nothing; these come close.
    Nothing(Vec<String>),
}

/// Looks a name up: a service, a path, the end of a path, a file name without its extension, a declared type; where units
/// are parts of files, also `path#part`, `Type.method` and a function. A path means all parts of its file.
pub fn find(document: &Document, name: &str) -> Found {
    let name = name.trim_start_matches("./");
    if let Some(service) = document.services.iter().position(|service| service.name == name) {
        return Found::Service(service);
    }
    let units = || document.units.iter().enumerate();
    let all = |which: &dyn Fn(&Unit) -> bool| {
        units().filter(|(_, unit)| which(unit)).map(|(at, _)| at).collect::<Vec<usize>>()
    };
    let file = all(&|unit| unit.path == name);
    match file[..] {
        [] => {}
        [unit] => return Found::Unit(unit),
        _ => return Found::File(file),
    }
    if let [unit] = all(&|unit| unit.part.is_some() && unit.label() == name)[..] {
        return Found::Unit(unit);
    }
    if let [unit] = all(&|unit| unit.part.as_ref().is_some_and(|part| part.name == name))[..] {
        return Found::Unit(unit);
    }
    let ends = |unit: &Unit| {
        let end = |text: &str| text.strip_suffix(name).is_some_and(|before| before.ends_with('/'));
        end(&unit.path) || (unit.part.is_some() && end(&unit.label()))
    };
    let called = |unit: &Unit| {
        let file = unit.path.rsplit('/').next().unwrap_or(&unit.path);
        file.split('.').next() == Some(name) || unit.types.iter().any(|kind| kind.name == name)
    };
    let named = |unit: &Unit| unit.part.as_ref().is_some_and(|part| part.name == name);
    let found: Vec<usize> = all(&|unit| ends(unit) || called(unit) || named(unit));
    let paths = |found: &[usize]| found.iter().take(MAX_LIST).map(|at| show(&document.units[*at].label())).collect();
    let one_file = || found.iter().all(|at| document.units[*at].path == document.units[found[0]].path);
    match found[..] {
        [unit] => Found::Unit(unit),
        [first, _, ..] if one_file() && !named(&document.units[first]) => {
            let path = &document.units[first].path;
            let parts = all(&|unit| unit.path == *path);
            if parts.len() == found.len() { Found::File(parts) } else { Found::Several(paths(&found)) }
        }
        [] => {
            let low = name.to_lowercase();
            let close = units().filter(|(_, unit)| !low.is_empty() && unit.label().to_lowercase().contains(&low));
            Found::Nothing(paths(&close.map(|(at, _)| at).collect::<Vec<_>>()))
        }
        _ => Found::Several(paths(&found)),
    }
}

/// Why a file is where it is. `unit` is a position in `units`.
pub fn why_here(document: &Document, unit: usize) -> String {
    let one = &document.units[unit];
    let mut text = format!("{}\n{}\n", show(&one.label()), placed(document, one));
    if let Some(decision) = one.decided.and_then(|at| document.decisions.get(at as usize)) {
        let (said, why) = (show(&decision.text), show(&decision.reason));
        let _ = writeln!(text, "decided in line {}: {said}, since {why}", decision.line);
    }
    let mut pull: BTreeMap<&str, f64> = BTreeMap::new();
    let mut neighbours = neighbours(document, unit);
    for (other, edge) in &neighbours {
        *pull.entry(document.place_name(document.units[*other].place)).or_default() += document.graph.weight[*edge];
    }
    if neighbours.is_empty() {
        let _ = writeln!(text, "\nNothing ties it to another {}.", document.unit_word());
        return text;
    }
    let total: f64 = pull.values().sum();
    let mut pull: Vec<(&str, f64)> = pull.into_iter().collect();
    pull.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    text.push_str("\nWhere its coupling goes\n");
    for (place, weight) in pull.into_iter().take(MAX_LIST) {
        let _ = writeln!(text, "  {:>6}  {}", percent(weight / total), show(place));
    }
    let weight = |edge: &usize| document.graph.weight[*edge];
    neighbours.sort_by(|a, b| weight(&b.1).total_cmp(&weight(&a.1)).then(a.cmp(b)));
    let all = counted(neighbours.len() as u64, "neighbour");
    let _ = writeln!(text, "\nStrongest of {all}");
    for (other, edge) in neighbours.iter().take(MAX_LIST) {
        let other = &document.units[*other];
        let place = show(document.place_name(other.place));
        let _ = writeln!(text, "  {:>6}  {} ({place})", percent(weight(edge) / total), show(&other.label()));
        let _ = writeln!(text, "          {}", parts(document, *edge));
    }
    against(document, one, &neighbours, &mut text);
    text
}

/// Why two files are together or apart. Both are positions in `units`. What only explains is not in a stored document:
/// `told` is none then.
pub fn why_together(document: &Document, a: usize, b: usize, told: Option<&[Explained]>) -> String {
    let (x, y) = (&document.units[a], &document.units[b]);
    let [here, there] = [x, y].map(|unit| show(document.place_name(unit.place)));
    let verdict = if x.place == y.place { format!("together in {here}") } else { format!("apart: {here}, {there}") };
    let mut text = format!("{}\n{}\n{verdict}\n", show(&x.label()), show(&y.label()));
    match edge(document, a, b) {
        None if (document.graph.a.len() as u64) < document.graph.total => {
            text.push_str("\nNo tie among the edges that are stored (the lightest are not).\n");
        }
        None => text.push_str("\nNothing ties them directly.\n"),
        Some(edge) => {
            let _ = writeln!(text, "\nTie of weight {:.6}", document.graph.weight[edge]);
            for (layer, weight) in contributions(document, edge) {
                let share = percent(weight / document.graph.weight[edge]);
                let _ = writeln!(text, "  {weight:>10.6}  {share:>6}  {layer}");
            }
        }
    }
    references(document, a, b, &mut text);
    stores(document, a, b, &mut text);
    commits(document, a, b, &mut text);
    explaining(told, &mut text);
    for unit in [a, b] {
        against(document, &document.units[unit], &neighbours(document, unit), &mut text);
    }
    text
}

/// Where the parts of a file are. `parts` are positions in `units`.
pub fn why_divided(document: &Document, parts: &[usize]) -> String {
    let Some(first) = parts.first().map(|part| &document.units[*part]) else { return String::new() };
    let mut places: BTreeMap<&str, Vec<&Unit>> = BTreeMap::new();
    for part in parts.iter().map(|part| &document.units[*part]) {
        places.entry(document.place_name(part.place)).or_default().push(part);
    }
    let lines = |parts: &[&Unit]| parts.iter().map(|part| u64::from(part.lines)).sum::<u64>();
    let mut places: Vec<(&str, Vec<&Unit>)> = places.into_iter().collect();
    places.sort_by(|a, b| lines(&b.1).cmp(&lines(&a.1)).then(a.0.cmp(b.0)));
    let count = counted(parts.len() as u64, "part");
    let verdict = if places.len() == 1 { "all in one place" } else { "divided" };
    let mut text = format!("{}\n{count}, {verdict}\n", show(&first.path));
    for (place, parts) in places {
        let _ = writeln!(text, "\n{}: {}", show(place), counted(lines(&parts), "line"));
        for part in parts {
            let Some(what) = &part.part else { continue };
            let ranges: Vec<String> = what.lines.iter().take(3).map(|[a, b]| format!("{a}-{b}")).collect();
            let more = if what.lines.len() > 3 { ", ..." } else { "" };
            let (name, band) = (show(&what.name), show(&part.band));
            let _ = writeln!(text, "  {name}  {band}, lines {}{more}", ranges.join(", "));
        }
    }
    text
}

/// What crosses between two services. Both are positions in `services`; `told` is as for two files.
pub fn why_apart(document: &Document, a: usize, b: usize, told: Option<&[Explained]>) -> String {
    let (a, b) = (a.min(b), a.max(b));
    let seam = document.seams.iter().find(|seam| (seam.a as usize, seam.b as usize) == (a, b));
    let names = [a, b].map(|service| show(&document.services[service].name));
    let Some(seam) = seam else {
        return format!("{} and {}: nothing crosses between them.\n", names[0], names[1]);
    };
    let mut text =
        format!("{}.\n{} of the smaller one's coupling crosses here.\n", sentence(document, seam), percent(seam.share));
    for (user, used, crossing) in [(0, 1, &seam.forward), (1, 0, &seam.backward)] {
        if crossing.references > 0 {
            let _ = writeln!(
                text,
                "\n{} uses {} ({})",
                names[user],
                names[used],
                counted(crossing.references, "reference")
            );
            for at in crossing.evidence.iter().take(MAX_LIST) {
                line(document, *at as usize, &mut text);
            }
        }
    }
    if !seam.stores.is_empty() {
        let _ = writeln!(text, "\nBoth use {}", counted(seam.stores.len() as u64, "store"));
        for store in seam.stores.iter().take(MAX_LIST) {
            let store = &document.stores[*store as usize];
            let _ = writeln!(text, "  {} {}", show(&store.kind), show(&store.name));
        }
    }
    tell_commits(document, seam.changes.items.iter().copied(), seam.changes.total, &mut text);
    explaining(told, &mut text);
    text
}

fn placed(document: &Document, unit: &Unit) -> String {
    match unit.place {
        Place::Service(service) => format!(
            "in {}, {}: {} of its coupling stays inside, stability {:.2}, margin {:.2}",
            show(&document.services[service as usize].name),
            show(&unit.band),
            percent(unit.own_share),
            unit.stability,
            unit.margin
        ),
        Place::Shared => {
            let shared = document
                .shared
                .iter()
                .find(|shared| std::ptr::eq(&raw const document.units[shared.unit as usize], unit));
            let fan_in = shared.map_or(0, |shared| shared.fan_in);
            format!(
                "shared: {} refer to it from many candidates, and none owns it",
                counted(fan_in, document.unit_word())
            )
        }
        Place::Unassigned => "unassigned: no evidence places it".to_owned(),
    }
}

/// The other ends of a file's edges, with the edges.
fn neighbours(document: &Document, unit: usize) -> Vec<(usize, usize)> {
    let graph = &document.graph;
    let ends = graph.a.iter().zip(&graph.b).enumerate();
    ends.filter_map(|(edge, (a, b))| match (*a as usize == unit, *b as usize == unit) {
        (true, _) => Some((*b as usize, edge)),
        (false, true) => Some((*a as usize, edge)),
        (false, false) => None,
    })
    .collect()
}

fn edge(document: &Document, a: usize, b: usize) -> Option<usize> {
    let wanted = (a.min(b), a.max(b));
    let graph = &document.graph;
    graph.a.iter().zip(&graph.b).position(|(a, b)| (*a as usize, *b as usize) == wanted)
}

/// What each layer adds to an edge, largest first.
fn contributions(document: &Document, edge: usize) -> Vec<(String, f64)> {
    let layers = document.graph.layers.iter().map(|layer| (layer_name(&layer.id), layer.weight[edge]));
    let mut parts: Vec<(String, f64)> = layers.filter(|(_, weight)| *weight != 0.0).collect();
    parts.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    parts
}

fn parts(document: &Document, edge: usize) -> String {
    let whole = document.graph.weight[edge];
    let part = |(layer, weight): (String, f64)| format!("{layer} {}", percent(weight / whole));
    contributions(document, edge).into_iter().map(part).collect::<Vec<_>>().join(", ")
}

fn references(document: &Document, a: usize, b: usize, text: &mut String) {
    let columns = &document.references;
    let ends = columns.from.iter().zip(&columns.to).enumerate();
    let between = ends.filter(|(_, (from, to))| {
        let ends = (**from as usize, **to as usize);
        ends == (a, b) || ends == (b, a)
    });
    let found: Vec<usize> = between.map(|(at, _)| at).collect();
    if !found.is_empty() {
        let _ = writeln!(text, "\n{}", counted(found.len() as u64, "reference"));
        for at in found.into_iter().take(MAX_LIST) {
            line(document, at, text);
        }
    }
}

fn line(document: &Document, at: usize, text: &mut String) {
    let one = reference(document, at);
    let times = if one.count > 1 { format!(" ×{}", count(u64::from(one.count))) } else { String::new() };
    let doubt = if one.by_name { ", resolved by name alone" } else { "" };
    let _ = writeln!(text, "  {}  {}{times}{doubt}", one.site, one.what);
}

fn stores(document: &Document, a: usize, b: usize, text: &mut String) {
    let of = |unit: usize| document.accesses.iter().filter(move |access| access.unit as usize == unit);
    let common = of(a).filter(|one| of(b).any(|other| other.store == one.store));
    let mut names: Vec<String> = common
        .map(|access| {
            let store = &document.stores[access.store as usize];
            format!("{} {}", show(&store.kind), show(&store.name))
        })
        .collect();
    names.dedup();
    if !names.is_empty() {
        let _ = writeln!(text, "\nBoth use {}", counted(names.len() as u64, "store"));
        for name in names.iter().take(MAX_LIST) {
            let _ = writeln!(text, "  {name}");
        }
    }
}

fn commits(document: &Document, a: usize, b: usize, text: &mut String) {
    let has = |units: &[u32], unit: usize| units.iter().any(|one| *one as usize == unit);
    let items = document.changes.items.iter().enumerate().rev();
    let both = items.filter(|(_, change)| has(&change.units, a) && has(&change.units, b));
    let found: Vec<u32> = both.filter_map(|(at, _)| u32::try_from(at).ok()).collect();
    let total = found.len() as u64;
    tell_commits(document, found.into_iter(), total, text);
}

fn tell_commits(document: &Document, changes: impl Iterator<Item = u32>, total: u64, text: &mut String) {
    if total == 0 {
        return;
    }
    let verb = if total == 1 { "touches" } else { "touch" };
    let _ = writeln!(text, "\n{} {verb} both", counted(total, "commit"));
    for change in changes.take(MAX_LIST) {
        let view = change_view(document, change);
        let kind = &document.changes.items[change as usize].kind;
        let ignored = if kind == "normal" { String::new() } else { format!(" (no evidence: {})", show(kind)) };
        let files = counted(u64::from(view.files), "file");
        let _ = writeln!(text, "  {} {} {}, {}, {files}{ignored}", view.id, view.date, view.subject, view.author);
    }
}

/// What is measured and did not decide.
fn explaining(told: Option<&[Explained]>, text: &mut String) {
    let Some(told) = told else {
        text.push_str("\nWords and people in common are not in a stored analysis; a fresh one tells them.\n");
        return;
    };
    if !told.is_empty() {
        text.push_str("\nIn common, too; this explains and did not decide where files went\n");
    }
    for one in told {
        let layer = layer_name(one.info.id);
        let strength = match one.strength {
            strength if strength > 0.0 => format!("{strength:.2}"),
            _ => "not among the nearest".to_owned(),
        };
        let evidence = one.evidence.iter().map(|evidence| show(evidence)).collect::<Vec<_>>().join("; ");
        let _ = writeln!(text, "  {layer}, {strength}: {evidence}");
    }
}

/// What speaks against a file's place.
fn against(document: &Document, unit: &Unit, neighbours: &[(usize, usize)], text: &mut String) {
    let Some(other) = &unit.runner_up else { return };
    let name = show(&document.services[other.service as usize].name);
    let _ = writeln!(text, "\nAgainst it: {name} pulls {} with {}", show(&unit.label()), percent(other.share));
    let place = Place::Service(other.service);
    let mut there: Vec<&(usize, usize)> =
        neighbours.iter().filter(|(at, _)| document.units[*at].place == place).collect();
    there.sort_by(|a, b| document.graph.weight[b.1].total_cmp(&document.graph.weight[a.1]).then(a.cmp(b)));
    for (at, edge) in there.into_iter().take(3) {
        let _ = writeln!(text, "  {}: {}", show(&document.units[*at].label()), parts(document, *edge));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn names_are_found() {
        let shop = sample::shop();
        let check = |name: &str, expected: Found| assert_eq!(find(&shop, name), expected, "{name}");
        check("orders", Found::Service(0));
        check("src/main/java/shop/orders/Order.java", Found::Unit(9));
        check("orders/OrderService.java", Found::Unit(12));
        check("OrderService", Found::Unit(12));
        check("InvoiceServ", Found::Nothing(vec!["src/main/java/shop/billing/InvoiceService.java".to_owned()]));
        check("", Found::Nothing(Vec::new()));
    }

    #[test]
    fn a_contested_file() {
        insta::assert_snapshot!(why_here(&sample::shop(), 2));
    }

    #[test]
    fn two_files() {
        insta::assert_snapshot!(why_together(&sample::shop(), 2, 12, None));
    }

    #[test]
    fn two_services() {
        insta::assert_snapshot!(why_apart(&sample::shop(), 1, 0, None));
    }

    #[test]
    fn the_parts_add_up_to_the_tie() {
        let document = sample::large(7, 200);
        for edge in 0..document.graph.a.len() {
            let sum: f64 = contributions(&document, edge).iter().map(|(_, weight)| weight).sum();
            assert!((sum - document.graph.weight[edge]).abs() < 1e-6);
        }
    }

    #[test]
    fn hostile_names_stay_text() {
        let document = sample::hostile();
        for unit in 0..document.units.len() {
            let text =
                why_here(&document, unit) + &why_together(&document, unit, 2, None) + &why_apart(&document, 0, 1, None);
            assert!(text.chars().all(|character| character == '\n' || !character.is_control()));
        }
    }
}
