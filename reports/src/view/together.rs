//! Whether the candidates stand apart: how many pairs share anything, which two would be one first, what the coarser cut
//! joins. In large systems nearly every pair shares something, and a team would start with fewer services than candidates.

use super::show;
use crate::display::{count, counted, percent};
use crate::wire::{Document, Seam};

/// A candidate that keeps at least this share of its coupling inside stands alone.
const ALONE: f64 = 0.9;
/// A pair whose share of the smaller one's coupling is below this is no pair to merge first.
const TIED: f64 = 0.1;
/// The most pairs and joins that are told.
const MAX_LIST: usize = 3;

/// The sentences, without full stops; none for fewer than two candidates.
pub(crate) fn together(document: &Document) -> Vec<String> {
    let services = document.services.len() as u64;
    if services < 2 {
        return Vec::new();
    }
    [Some(apart(document, services)), first_merges(document), coarser(document, services)]
        .into_iter()
        .flatten()
        .collect()
}

fn apart(document: &Document, services: u64) -> String {
    let pairs = services * (services - 1) / 2;
    let alone = document.services.iter().filter(|service| service.cohesion >= ALONE).count() as u64;
    let alone = match alone {
        0 => "none of the candidates keeps".to_owned(),
        1 => format!("1 of {} keeps", counted(services, "candidate")),
        _ => format!("{alone} of {} each keep", counted(services, "candidate")),
    };
    format!(
        "{} of {} share something; {alone} {} of its coupling inside",
        count(document.seams.len() as u64),
        counted(pairs, "pair"),
        percent(ALONE)
    )
}

fn first_merges(document: &Document) -> Option<String> {
    let mut tied: Vec<&Seam> = document.seams.iter().filter(|seam| seam.share >= TIED).collect();
    tied.sort_by(|a, b| b.share.total_cmp(&a.share).then((a.a, a.b).cmp(&(b.a, b.b))));
    let pair = |seam: &&Seam| {
        let [large, small] = [seam.a, seam.b].map(|service| show(&document.services[service as usize].name));
        format!("{small} with {large} ({})", percent(seam.share))
    };
    let pairs: Vec<String> = tied.iter().take(MAX_LIST).map(pair).collect();
    (!pairs.is_empty()).then(|| format!("closest, by share of the smaller one's coupling: {}", pairs.join(", ")))
}

fn coarser(document: &Document, services: u64) -> Option<String> {
    let coarser = document.alternatives.iter().find(|other| other.id == "coarser" && other.cells < services)?;
    let joins: Vec<&str> = coarser.changes.iter().filter_map(|change| change.strip_prefix("joins ")).collect();
    let mut told: Vec<String> = joins.iter().take(MAX_LIST).map(|join| show(join)).collect();
    if joins.len() > MAX_LIST {
        told.push(format!("{} more", joins.len() - MAX_LIST));
    }
    let what = if told.is_empty() { String::new() } else { format!(": it joins {}", told.join("; ")) };
    Some(format!("a coarser cut has {}{what}", counted(coarser.cells, "group")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_shop() {
        insta::assert_snapshot!(together(&sample::shop()).join("\n"));
    }

    #[test]
    fn many_candidates() {
        insta::assert_snapshot!(together(&sample::large(40, 3_000)).join("\n"));
    }

    #[test]
    fn nothing_to_say() {
        assert!(together(&sample::empty()).is_empty());
    }
}
