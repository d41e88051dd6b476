//! The baseline of nouns: files whose names share a noun are one service.
//!
//! Of the words of a file's name that are no technical words (`controller`, `service`, ...) and longer than two letters,
//! stemmed, the one that most files of the repository have; ties: the first in the alphabet. A file whose name has none
//! (`models.py`, `index.js`) takes those of the types it declares, and else stays alone. Such a rule with a noun list
//! written by hand beat every published tool on one of the four systems of the tool comparison of 2024.

use super::{Clusterer, Clustering, Input};
use crate::cx::{Cancelled, Cx};
use crate::facts::{Facts, PartKind, Unit};
use crate::info::Info;
use crate::partition::Partition;
use crate::words;
use std::collections::{BTreeMap, BTreeSet};

/// File-name nouns as services.
pub struct Noun;

static INFO: Info = Info {
    id: "noun",
    summary: "baseline: files whose names share their most frequent noun",
    reference: "trivial baseline",
};

impl Clusterer for Noun {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn is_baseline(&self) -> bool {
        true
    }

    fn cluster(&self, cx: Cx<'_>, input: &Input<'_>) -> Result<Clustering, Cancelled> {
        cx.cancel.check()?;
        Ok(Clustering::of(group(input.facts)))
    }
}

fn group(facts: &Facts) -> Partition {
    let nouns: Vec<BTreeSet<String>> = facts.units.values().map(nouns).collect();
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    for noun in nouns.iter().flatten() {
        *files.entry(noun).or_default() += 1;
    }
    let label = |(at, nouns): (usize, &BTreeSet<String>)| {
        let most = nouns.iter().max_by(|a, b| files[a.as_str()].cmp(&files[b.as_str()]).then(b.cmp(a)));
        most.cloned().ok_or(at)
    };
    Partition::from_labels(&nouns.iter().enumerate().map(label).collect::<Vec<_>>())
}

/// The nouns of the file's name, or else of its types; of a part's name where that has one.
fn nouns(unit: &Unit) -> BTreeSet<String> {
    if let Some(part) = unit.part.as_ref().filter(|part| part.kind != PartKind::Rest) {
        return nouns_in(&part.name);
    }
    let own = nouns_in(unit.path.stem());
    if !own.is_empty() && !unit.path.stem().starts_with("__") {
        return own;
    }
    unit.types.iter().flat_map(|declared| nouns_in(&declared.name)).collect()
}

fn nouns_in(name: &str) -> BTreeSet<String> {
    let words = words::split(name).into_iter();
    words.filter(|word| word.chars().count() > 2 && !words::is_role(word)).map(|word| words::stem(&word)).collect()
}

#[cfg(test)]
mod tests {
    use crate::cluster::tests::{check_clusterer, facts};

    fn check(files: &str, expected: &str) {
        check_clusterer(&super::Noun, &facts(files), expected);
    }

    #[test]
    fn technical_words_do_not_count() {
        check("OrderController.java OrderService.java UserService.java", "001");
    }
    #[test]
    fn the_most_frequent_noun_wins() {
        check("LineItem.java OrderLine.java OrderDao.java OrderService.java", "0111");
        check("OrderLine.java LineA.java OrderDao.java OrderService.java", "0100");
    }
    #[test]
    fn plurals_are_the_same_noun() {
        check("Orders.java Order.java", "00");
    }
    #[test]
    fn files_without_a_noun_are_alone() {
        check("index.js main.js", "01");
    }
    #[test]
    fn files_without_a_noun_speak_through_their_types() {
        check("a/models.py=:Basket b/Basket.py c/models.py=:User", "001");
    }
}
