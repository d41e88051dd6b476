//! The partition in the form that MonoMorph reads to generate services: classes by their qualified names.
//!
//! `{name, app_name, language, granularity, partitions: [{name, classes}]}`, as its example for Spring PetClinic has it.
//! Of several languages the one with most classes is written; the others have nobody to read them, and functions and
//! constants have no place. The form has no place
//! for a comment, so the draft says what it is in its name.

use super::draft::is_class;
use super::{Artifact, Draft, File, one};
use crate::display::visible;
use seamline_analyzer::Info;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

pub(super) static MONOMORPH: Artifact = Artifact {
    info: Info {
        id: "monomorph",
        summary: "the partition by classes, for MonoMorph",
        reference: "https://github.com/khaledsellami/monomorph",
    },
    files: "monomorph.json",
    derived: "the classes that the files of each service declare, in the language that has most of them",
    make,
};

fn make(draft: &Draft<'_>) -> Vec<File> {
    let mut classes: BTreeMap<&str, BTreeMap<&str, BTreeSet<String>>> = BTreeMap::new();
    for unit in &draft.document.units {
        for place in draft.places.of(&unit.path).into_iter().flatten().filter(|place| draft.names.knows(place)) {
            let list = classes.entry(&unit.language).or_default().entry(place).or_default();
            let types = unit.types.iter().filter(|declared| is_class(&declared.name));
            list.extend(types.map(|declared| qualified(&unit.package, &declared.name)));
        }
    }
    let size = |places: &BTreeMap<&str, BTreeSet<String>>| places.values().map(BTreeSet::len).sum::<usize>();
    let most = classes.iter().max_by(|a, b| size(a.1).cmp(&size(b.1)).then(b.0.cmp(a.0)));
    let (language, places) = most.map_or(("", None), |(language, places)| (*language, Some(places)));
    let partitions: Vec<_> = draft
        .services()
        .map(|(step, name)| {
            let classes: Vec<&String> =
                places.and_then(|places| places.get(step.service.as_str())).into_iter().flatten().collect();
            json!({ "name": name, "classes": classes })
        })
        .collect();
    let document = json!({
        "name": draft.head(),
        "app_name": visible(&draft.document.origin.name),
        "partitions": partitions,
        "language": visible(language),
        "granularity": "class",
    });
    let mut text = serde_json::to_string_pretty(&document).expect("plain values");
    text.push('\n');
    one("monomorph.json", text)
}

fn qualified(package: &str, name: &str) -> String {
    let full = if package.is_empty() { name.to_owned() } else { format!("{package}.{name}") };
    visible(&full).into_owned()
}
