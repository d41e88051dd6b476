//! One service: what it is about, what holds it together, what does not fit.

use super::standing::{Standing, standings};
use super::team::{counts, is_old};
use super::{Few, label, show};
use crate::display::{percent, short_path};
use crate::palette::{Look, looks};
use crate::wire::{Document, Place, Service, StoreUse, Unit};

/// The most entry points, stores and doubtful files of a card.
const MAX_LIST: usize = 8;
/// The most characters of a path.
const MAX_PATH: usize = 40;

/// A service.
pub(crate) struct ServiceView {
    /// Its anchor in the report.
    pub(crate) anchor: String,
    /// Its name.
    pub(crate) name: String,
    /// Its looks.
    pub(crate) look: Look,
    /// The words that tell it from the others.
    pub(crate) words: String,
    /// Files.
    pub(crate) files: u64,
    /// Lines.
    pub(crate) lines: u64,
    /// Firm, likely and contested files.
    pub(crate) bands: [u64; 3],
    /// The same in percent of its files, adding up to 100.
    pub(crate) band_shares: [u64; 3],
    /// Mean stability.
    pub(crate) stability: String,
    /// Share of weight that stays inside.
    pub(crate) cohesion: String,
    /// Of its references, the share that stays inside; a dash where it has none.
    pub(crate) references: String,
    /// The same as a sentence.
    pub(crate) references_said: String,
    /// How much of what holds it are folders; empty for none.
    pub(crate) folders: String,
    /// That it is hardly a service, where it is.
    pub(crate) tag: &'static str,
    /// Entry points: label and site.
    pub(crate) entry_points: Few<(String, String)>,
    /// Stores.
    pub(crate) stores: Few<StoreView>,
    /// How many of them it owns.
    pub(crate) owned: u64,
    /// People and their share.
    pub(crate) owners: Few<(String, String)>,
    /// Of what their share is.
    pub(crate) owners_of: &'static str,
    /// Layers and their share of the weight inside.
    pub(crate) held_by: Vec<(String, String)>,
    /// The files with most weight inside, and the share of their weight that stays.
    pub(crate) core: Vec<(String, String)>,
    /// Contested files.
    pub(crate) doubts: Few<Doubt>,
    /// Services it uses, with mentions.
    pub(crate) uses: Few<(String, u64)>,
    /// Services that use it, with mentions.
    pub(crate) used_by: Few<(String, u64)>,
    /// Shared entities that are its responsibility.
    pub(crate) shared_entities: Vec<String>,
    /// All its files.
    pub(crate) all: Vec<FileView>,
}

/// A file in a list.
pub(crate) struct FileView {
    /// The path.
    pub(crate) path: String,
    /// Its band.
    pub(crate) band: &'static str,
    /// The same in words, with the service that pulls second most.
    pub(crate) note: String,
}

/// A store in a card.
pub(crate) struct StoreView {
    /// Its kind and name.
    pub(crate) name: String,
    /// How it is used.
    pub(crate) modes: String,
    /// Whether the service is proposed as the owner.
    pub(crate) owns: bool,
    /// Whether others use it too.
    pub(crate) contested: bool,
}

/// A file that may belong elsewhere.
pub(crate) struct Doubt {
    /// Its path.
    pub(crate) path: String,
    /// The share of its weight that stays.
    pub(crate) own: String,
    /// What pulls second most, and how much.
    pub(crate) other: String,
    /// Its stability.
    pub(crate) stability: String,
}

/// All services of a document, in its order.
pub(crate) fn services(document: &Document) -> Vec<ServiceView> {
    let names: Vec<&str> = document.services.iter().map(|service| service.name.as_str()).collect();
    let inside = Inside::of(document);
    looks(&names).into_iter().enumerate().map(|(index, look)| view(document, &inside, index, look)).collect()
}

/// The anchor of a service: its name, or its number when the name is no plain word.
pub(crate) fn anchor(document: &Document, index: usize) -> String {
    let name = &document.services[index].name;
    let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if plain && !name.is_empty() && name.len() <= 60 {
        format!("service-{name}")
    } else {
        format!("service--{}", index + 1)
    }
}

/// Edge weight inside services.
struct Inside {
    /// By unit.
    unit: Vec<f64>,
    /// By service and layer.
    layer: Vec<Vec<f64>>,
    /// Mentions by service: inside, and from or to it in all.
    mentions: Vec<[u64; 2]>,
    /// What each service is.
    standings: Vec<Standing>,
}

impl Inside {
    fn of(document: &Document) -> Self {
        let graph = &document.graph;
        let mut unit = vec![0.0; document.units.len()];
        let mut layer = vec![vec![0.0; graph.layers.len()]; document.services.len()];
        for (edge, (a, b)) in graph.a.iter().zip(&graph.b).enumerate() {
            let (a, b) = (*a as usize, *b as usize);
            let (Place::Service(x), Place::Service(y)) = (document.units[a].place, document.units[b].place) else {
                continue;
            };
            if x == y {
                unit[a] += graph.weight[edge];
                unit[b] += graph.weight[edge];
                for (sum, part) in layer[x as usize].iter_mut().zip(&graph.layers) {
                    *sum += part.weight[edge];
                }
            }
        }
        Self { unit, layer, mentions: mentions(document), standings: standings(document) }
    }
}

/// Mentions by service: inside, and from or to it in all. As for what crosses, only what is between candidates counts.
fn mentions(document: &Document) -> Vec<[u64; 2]> {
    let mut sums = vec![[0_u64; 2]; document.services.len()];
    let columns = &document.references;
    for (at, (from, to)) in columns.from.iter().zip(&columns.to).enumerate() {
        let ends = [*from, *to].map(|unit| document.units[unit as usize].place);
        let [Place::Service(from), Place::Service(to)] = ends else { continue };
        let count = u64::from(columns.count[at]);
        let mut add = |service: u32, which: usize| {
            let sum = &mut sums[service as usize][which];
            *sum = sum.saturating_add(count);
        };
        add(from, 1);
        if from == to { add(from, 0) } else { add(to, 1) }
    }
    sums
}

fn view(document: &Document, inside: &Inside, index: usize, look: Look) -> ServiceView {
    let [stay, all] = inside.mentions[index];
    let references = if all == 0 { "–".to_owned() } else { percent(stay as f64 / all as f64) };
    let weight: f64 = inside.layer[index].iter().sum();
    let layers = document.graph.layers.iter().zip(&inside.layer[index]);
    let folders: f64 = layers.filter(|(layer, _)| layer.id.starts_with("path-")).map(|(_, weight)| *weight).sum();
    let service = &document.services[index];
    let bands = [service.bands.firm, service.bands.likely, service.bands.contested];
    ServiceView {
        anchor: anchor(document, index),
        name: show(&service.name),
        look,
        words: service.words.iter().take(8).map(|word| show(word)).collect::<Vec<_>>().join(", "),
        files: service.units.len() as u64,
        lines: service.lines,
        bands,
        band_shares: shares(bands),
        stability: format!("{:.2}", service.stability),
        cohesion: percent(service.cohesion),
        references_said: match all {
            0 => "no reference from or to it was seen".to_owned(),
            _ => format!("{references} of its references stay inside"),
        },
        references,
        folders: if folders > 0.0 { percent(folders / weight) } else { String::new() },
        tag: inside.standings[index].tag(),
        entry_points: Few::first(service.entry_points.iter().map(|at| entry(document, *at)), MAX_LIST),
        stores: Few::first(service.stores.iter().map(|used| store(document, used)), MAX_LIST),
        owned: service.stores.iter().filter(|used| used.owns).count() as u64,
        owners: owners(document, service),
        owners_of: if is_old(service) {
            "of its changes, hardly one in the last two years"
        } else {
            "of its changes of the last two years"
        },
        held_by: held_by(document, &inside.layer[index]),
        core: core(document, &service.units, &inside.unit),
        doubts: doubts(document, service),
        uses: neighbours(document, index, true),
        used_by: neighbours(document, index, false),
        shared_entities: service.shared_entities.iter().map(|unit| path(document, *unit)).collect(),
        all: service.units.iter().map(|unit| file(document, &document.units[*unit as usize])).collect(),
    }
}

fn path(document: &Document, unit: u32) -> String {
    label(&document.units[unit as usize], MAX_PATH)
}

/// Whole percents that add up to 100, the rest going to the largest.
fn shares(counts: [u64; 3]) -> [u64; 3] {
    let total = counts.into_iter().fold(0, u64::saturating_add);
    if total == 0 {
        return [0; 3];
    }
    let mut shares = counts.map(|count| (count as f64 / total as f64 * 100.0) as u64);
    let rest = 100_u64.saturating_sub(shares.iter().sum::<u64>());
    let largest = (0..3).max_by_key(|at| (counts[*at], 3 - at)).expect("there are three");
    shares[largest] += rest;
    shares
}

fn entry(document: &Document, at: u32) -> (String, String) {
    let entry = &document.entry_points[at as usize];
    (show(&entry.label), format!("{}:{}", short_path(&document.units[entry.unit as usize].path, MAX_PATH), entry.line))
}

fn store(document: &Document, used: &StoreUse) -> StoreView {
    let store = &document.stores[used.store as usize];
    StoreView {
        name: format!("{} {}", show(&store.kind), show(&store.name)),
        modes: used.modes.iter().map(|mode| show(mode)).collect::<Vec<_>>().join(", "),
        owns: used.owns,
        contested: used.contested,
    }
}

fn owners(document: &Document, service: &Service) -> Few<(String, String)> {
    let at_work = service.owners.iter().filter(|owner| counts(owner) > 0.0);
    let owner =
        |owner: &crate::wire::Owner| (show(&document.contributors[owner.contributor as usize]), percent(counts(owner)));
    Few::first(at_work.map(owner), 4)
}

fn held_by(document: &Document, layers: &[f64]) -> Vec<(String, String)> {
    let total: f64 = layers.iter().sum();
    let ids = document.graph.layers.iter().map(|layer| layer.id.as_str());
    let mut parts: Vec<(&str, f64)> = ids.zip(layers.iter().copied()).filter(|part| part.1 > 0.0).collect();
    parts.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    parts.into_iter().map(|(id, weight)| (layer_name(id), percent(weight / total))).collect()
}

/// A layer in the reader's words.
pub(crate) fn layer_name(id: &str) -> String {
    match id {
        "structural" => "references".to_owned(),
        "co-use" => "using the same files".to_owned(),
        "data" => "using the same stores".to_owned(),
        "name" => "nouns in names".to_owned(),
        "logical" => "changing together".to_owned(),
        "path-folder" => "folders".to_owned(),
        "path-feature" => "feature folders".to_owned(),
        "semantic" => "vocabulary".to_owned(),
        "contributor" => "the same people".to_owned(),
        other => show(other),
    }
}

fn core(document: &Document, units: &[u32], inside: &[f64]) -> Vec<(String, String)> {
    let mut core: Vec<u32> = units.iter().copied().filter(|unit| inside[*unit as usize] > 0.0).collect();
    core.sort_by(|a, b| inside[*b as usize].total_cmp(&inside[*a as usize]).then(a.cmp(b)));
    let line = |unit: u32| (path(document, unit), percent(document.units[unit as usize].own_share));
    core.into_iter().take(5).map(line).collect()
}

fn doubts(document: &Document, service: &Service) -> Few<Doubt> {
    let units = service.units.iter().map(|unit| &document.units[*unit as usize]);
    let mut units: Vec<&Unit> = units.filter(|unit| unit.band == "contested").collect();
    units.sort_by(|a, b| a.margin.total_cmp(&b.margin).then_with(|| a.label().cmp(&b.label())));
    let doubt = |unit: &Unit| Doubt {
        path: label(unit, MAX_PATH),
        own: percent(unit.own_share),
        other: unit.runner_up.as_ref().map_or_else(
            || "no other".to_owned(),
            |other| format!("{} {}", show(&document.services[other.service as usize].name), percent(other.share)),
        ),
        stability: format!("{:.2}", unit.stability),
    };
    Few::first(units.into_iter().map(doubt), MAX_LIST)
}

fn neighbours(document: &Document, index: usize, outgoing: bool) -> Few<(String, u64)> {
    let mut found: Vec<(u64, u32)> = Vec::new();
    for seam in &document.seams {
        let (other, out, back) = match (seam.a as usize == index, seam.b as usize == index) {
            (true, _) => (seam.b, &seam.forward, &seam.backward),
            (false, true) => (seam.a, &seam.backward, &seam.forward),
            (false, false) => continue,
        };
        let mentions = if outgoing { out.mentions } else { back.mentions };
        if mentions > 0 {
            found.push((mentions, other));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let named = |(mentions, other): (u64, u32)| (show(&document.services[other as usize].name), mentions);
    Few::first(found.into_iter().map(named), 6)
}

fn file(document: &Document, unit: &Unit) -> FileView {
    let band = match unit.band.as_str() {
        "firm" => "firm",
        "likely" => "likely",
        _ => "contested",
    };
    let other = unit.runner_up.as_ref().map_or_else(String::new, |other| {
        format!(", next {} {}", show(&document.services[other.service as usize].name), percent(other.share))
    });
    FileView { path: show(&unit.label()), band, note: format!("{band}{other}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up() {
        assert_eq!(shares([1, 1, 1]), [34, 33, 33]);
        assert_eq!(shares([0, 0, 0]), [0, 0, 0]);
        assert_eq!(shares([5, 0, 0]), [100, 0, 0]);
    }
}
