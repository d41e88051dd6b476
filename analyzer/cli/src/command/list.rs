//! `seamline list`: what is built in, read off the registries, so that it cannot lag behind.

use crate::args::{Family, List, Shape};
use crate::error::Outcome;
use seamline_analyzer::{Info, cluster, coupling, gate, metric, settings};
use seamline_extractors::lang;
use seamline_reports::plan::artifact;
use serde_json::{Value, json};
use std::io::Write;

pub(crate) fn run(args: &List) -> Outcome {
    let families: Vec<Family> = args.family.map_or_else(|| FAMILIES.to_vec(), |family| vec![family]);
    let text = match args.format {
        Shape::Text => families.into_iter().map(table).collect::<Vec<_>>().join("\n"),
        Shape::Json => as_json(&families),
    };
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

const FAMILIES: [Family; 8] = [
    Family::Languages,
    Family::Couplings,
    Family::Clusterers,
    Family::Metrics,
    Family::Formats,
    Family::Artifacts,
    Family::Rules,
    Family::Samples,
];

fn name(family: Family) -> &'static str {
    match family {
        Family::Languages => "languages",
        Family::Couplings => "couplings",
        Family::Clusterers => "clusterers",
        Family::Metrics => "metrics",
        Family::Formats => "formats",
        Family::Artifacts => "artifacts",
        Family::Rules => "rules",
        Family::Samples => "samples",
    }
}

fn cards(family: Family) -> Vec<Info> {
    match family {
        Family::Languages => lang::ALL.iter().map(|language| *language.info()).collect(),
        Family::Couplings => coupling::ALL.iter().map(|coupling| *coupling.info()).collect(),
        Family::Clusterers => {
            std::iter::once(settings::PIPELINE).chain(cluster::ALL.iter().map(|method| *method.info())).collect()
        }
        Family::Metrics => metric::ALL.iter().map(|metric| *metric.info()).collect(),
        Family::Formats => seamline_reports::format::ALL.iter().map(|format| *format.info()).collect(),
        Family::Artifacts => artifact::ALL.iter().map(|artifact| artifact.info).collect(),
        Family::Rules => gate::ALL.iter().map(|rule| rule.card().info).collect(),
        Family::Samples => seamline_fixtures::ALL
            .iter()
            .map(|sample| Info { id: sample.id, summary: sample.summary, reference: "" })
            .collect(),
    }
}

fn table(family: Family) -> String {
    let cards = cards(family);
    let width = cards.iter().map(|card| card.id.len()).max().unwrap_or(0);
    let mut text = format!("{}\n", name(family));
    for card in cards {
        text.push_str(&format!("  {:width$}  {}\n", card.id, card.summary));
        if !card.reference.is_empty() {
            text.push_str(&format!("  {:width$}  [{}]\n", "", card.reference));
        }
    }
    text
}

fn as_json(families: &[Family]) -> String {
    let one = |card: Info| json!({ "id": card.id, "summary": card.summary, "reference": card.reference });
    let all: serde_json::Map<String, Value> = families
        .iter()
        .map(|family| (name(*family).to_owned(), cards(*family).into_iter().map(one).collect()))
        .collect();
    let mut text = serde_json::to_string_pretty(&all).expect("cards are plain text");
    text.push('\n');
    text
}
