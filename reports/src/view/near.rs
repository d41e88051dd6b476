//! Why a file is where it is, in short: its strongest neighbours with the kinds that tie them, and who pulls against it. The same
//! figures as `seamline explain` gives for the file, which is the command for the rest.

use super::service::layer_name;
use super::{label, show};
use crate::display::{percent, short_path};
use crate::wire::Document;

/// The most neighbours of a file.
pub(crate) const MAX_NEAR: usize = 5;
/// The coupling of files in one folder.
const FOLDERS: &str = "path-folder";
/// The share of a tie from which on a kind is named.
const NAMED: f64 = 0.1;
/// The most characters of a path.
const MAX_PATH: usize = 70;

/// A neighbour of a file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Near {
    /// Its position in `units`.
    pub(crate) unit: usize,
    /// Its share of all the weight of the file's ties.
    pub(crate) share: f64,
    /// The kinds that make a tenth of the tie at least, as positions in the layers of the graph, the strongest first.
    pub(crate) kinds: Vec<usize>,
}

/// The strongest neighbours of every file: those in its own service first, of both the strongest first. One of its own is
/// among them where there is any.
pub(crate) fn near(document: &Document) -> Vec<Vec<Near>> {
    let graph = &document.graph;
    let mut ties: Vec<Vec<(usize, usize)>> = vec![Vec::new(); document.units.len()];
    for (edge, (a, b)) in graph.a.iter().zip(&graph.b).enumerate() {
        ties[*a as usize].push((*b as usize, edge));
        ties[*b as usize].push((*a as usize, edge));
    }
    let one = |(of, mut ties): (usize, Vec<(usize, usize)>)| {
        let own = |tie: &(usize, usize)| document.units[tie.0].place == document.units[of].place;
        let total: f64 = ties.iter().map(|(_, edge)| graph.weight[*edge]).sum();
        ties.sort_by(|a, b| graph.weight[b.1].total_cmp(&graph.weight[a.1]).then(a.cmp(b)));
        if let Some(at) = ties.iter().position(&own).filter(|at| *at >= MAX_NEAR) {
            ties.swap(at, MAX_NEAR - 1);
        }
        ties.truncate(MAX_NEAR);
        ties.sort_by_key(|tie| !own(tie));
        let near = |(unit, edge): (usize, usize)| Near {
            unit,
            share: if total > 0.0 { graph.weight[edge] / total } else { 0.0 },
            kinds: kinds(document, edge),
        };
        ties.into_iter().map(near).collect()
    };
    ties.into_iter().enumerate().map(one).collect()
}

/// The folder that holds a file where it is: its own, where folders make half of its ties inside its service at least.
fn folder(document: &Document, unit: usize) -> Option<String> {
    let graph = &document.graph;
    let (mut all, mut by_folder) = (0.0, 0.0);
    for (edge, (a, b)) in graph.a.iter().zip(&graph.b).enumerate() {
        let other = match (*a as usize, *b as usize) {
            (from, to) if from == unit => to,
            (from, to) if to == unit => from,
            _ => continue,
        };
        if document.units[other].place == document.units[unit].place {
            all += graph.weight[edge];
            by_folder += graph.layers.iter().filter(|one| one.id == FOLDERS).map(|one| one.weight[edge]).sum::<f64>();
        }
    }
    let path = &document.units[unit].path;
    (all > 0.0 && 2.0 * by_folder >= all).then(|| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned())
}

fn kinds(document: &Document, edge: usize) -> Vec<usize> {
    let graph = &document.graph;
    let weight = |layer: &usize| graph.layers[*layer].weight[edge];
    let mut kinds: Vec<usize> = (0..graph.layers.len())
        .filter(|layer| weight(layer) >= NAMED * graph.weight[edge] && weight(layer) > 0.0)
        .collect();
    kinds.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.cmp(b)));
    kinds
}

/// The same in words for one file, and the command that tells the rest.
pub(crate) struct NearView {
    /// A line for each neighbour: `31% src/Order.java (orders): references, folders`.
    pub(crate) neighbours: Vec<String>,
    /// That its folder holds it, where that is so; else empty.
    pub(crate) folder: String,
    /// Who pulls most from elsewhere; empty where nobody does.
    pub(crate) against: String,
    /// `seamline explain src/Order.java`.
    pub(crate) command: String,
}

/// The words for one file.
pub(crate) fn told(document: &Document, unit: usize, near: &[Near]) -> NearView {
    let line = |one: &Near| {
        let other = &document.units[one.unit];
        let kinds: Vec<String> = one.kinds.iter().map(|kind| layer_name(&document.graph.layers[*kind].id)).collect();
        let place = show(document.place_name(other.place));
        format!("{} {} ({place}): {}", percent(one.share), label(other, MAX_PATH), kinds.join(", "))
    };
    let against = document.units[unit].runner_up.as_ref().map(|other| {
        let name = show(&document.services[other.service as usize].name);
        format!("Against it: {name} pulls with {}", percent(other.share))
    });
    NearView {
        neighbours: near.iter().map(line).collect(),
        folder: folder(document, unit).map_or_else(String::new, |folder| match folder.as_str() {
            "" => "The top folder holds it".to_owned(),
            folder => format!("The folder {} holds it", short_path(folder, MAX_PATH)),
        }),
        against: against.unwrap_or_default(),
        command: format!("seamline explain {}", quoted(&show(&document.units[unit].label()))),
    }
}

/// A word for a shell: in single quotes where it holds anything but plain characters.
fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_./-".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn it_says_what_explain_says() {
        for document in [sample::shop(), sample::large(5, 200)] {
            for (unit, near) in near(&document).iter().enumerate().take(40) {
                let whole = crate::explain::why_here(&document, unit);
                let own = |one: &Near| document.units[one.unit].place == document.units[unit].place;
                let ordered = |two: &[Near]| (!own(&two[0]), two[1].share) <= (!own(&two[1]), two[0].share);
                assert!(near.len() <= MAX_NEAR && near.windows(2).all(ordered));
                // The strongest of its own may be none of the strongest.
                let strongest = near.iter().filter(|one| !own(one)).count() < MAX_NEAR - 1;
                for one in near.iter().filter(|one| strongest || !own(one)) {
                    // The last digit may differ: there the sum is made by service.
                    let other = &document.units[one.unit];
                    let line = format!("%  {} ({})", other.label(), document.place_name(other.place));
                    assert!(whole.contains(&line), "{line} in {whole}");
                }
                let view = told(&document, unit, near);
                assert_eq!(view.against.is_empty(), document.units[unit].runner_up.is_none());
            }
        }
    }

    #[test]
    fn commands_are_one_word_each() {
        assert_eq!(quoted("src/a-b_c.rs"), "src/a-b_c.rs");
        assert_eq!(quoted("it's $(odd).rs"), r"'it'\''s $(odd).rs'");
        assert_eq!(quoted("a.rs#Type.method"), "'a.rs#Type.method'");
    }
}
