//! How each step is done, in words: what goes first, what bridges, ways in and out.

use super::{Builder, MAX_PLACES, MAX_ROWS};
use crate::display::{count as count_of, listed};
use crate::plan::v1::{Approach, Doubt, Interim, Way, WayItem};
use crate::wire::Capped;
use seamline_analyzer::UnitId;
use seamline_analyzer::plan::approach::{self, Bridge, First};
use seamline_analyzer::plan::way;

/// The most call sites of one operation: they are the work.
const MAX_SITES: usize = 60;

impl Builder<'_> {
    pub(super) fn at(&mut self, places: &[(UnitId, u32)]) -> Vec<String> {
        let facts = self.facts;
        places.iter().map(|(unit, line)| self.book.cite(facts.units[*unit].path.as_str(), *line)).collect()
    }

    pub(super) fn approach(&mut self, one: &approach::Approach) -> Approach {
        let doubts: Vec<Doubt> = one
            .doubts
            .iter()
            .map(|(doubt, count)| Doubt { kind: doubt.name().to_owned(), count: *count as u64 })
            .collect();
        Approach {
            service: self.name(one.service),
            first: one.first.name().to_owned(),
            why: why(one),
            doubts,
            interim: one.interim.iter().map(|interim| self.interim(interim)).collect(),
        }
    }

    fn interim(&mut self, one: &approach::Interim) -> Interim {
        Interim {
            pattern: one.pattern.name().to_owned(),
            store: self.store_name(one.store),
            why: bridge(one.pattern).to_owned(),
            services: self.names(&one.services),
            places: one.places.len() as u64,
            evidence: self.at(&one.places[..one.places.len().min(MAX_PLACES)]),
        }
    }

    pub(super) fn way(&mut self, at: usize, one: &way::Way) -> Way {
        let row = one.rule.row();
        let items: Vec<WayItem> = one.items.iter().take(MAX_ROWS).map(|item| self.way_item(item)).collect();
        Way {
            id: format!("W{at}"),
            service: self.name(one.service),
            direction: one.direction.name().to_owned(),
            other: one.other.map(|other| self.name(other)),
            pattern: row.pattern.name().to_owned(),
            rule: row.name.to_owned(),
            why: row.because.to_owned(),
            items: Capped { shown: items.len() as u64, total: one.items.len() as u64, items },
        }
    }

    fn way_item(&mut self, item: &way::Item) -> WayItem {
        let mut evidence = self.at(&item.places[..item.places.len().min(MAX_SITES)]);
        evidence.extend(self.book.sites(&item.sites));
        WayItem { what: item.what.clone(), places: u64::from(item.total), evidence }
    }
}

/// The rule of data or code first, with its figures.
fn why(one: &approach::Approach) -> String {
    use approach::Doubt as Of;
    let said = |(doubt, count): &(Of, usize)| {
        let (one, several) = match doubt {
            Of::Transactions => {
                ("transaction writes its data and another's", "transactions write its data and another's")
            }
            Of::Joins => ("statement uses its stores with another's", "statements use its stores with another's"),
            Of::Writers => ("store of it has several writers", "stores of it have several writers"),
            Of::Reactions => (
                "deletion or trigger crosses its border inside the database",
                "deletions and triggers cross its border inside the database",
            ),
        };
        format!("{} {}", count_of(*count as u64), if *count == 1 { one } else { several })
    };
    let doubts: Vec<String> = one.doubts.iter().map(said).collect();
    match one.first {
        First::Data => format!(
            "the integrity or the speed of its data is in doubt: {}. Apart in one database it shows early, and can be turned back",
            listed(&doubts)
        ),
        First::Code => {
            "no transaction, join, second writer or reaction of the database crosses its border: the code brings its \
                        gain sooner, and the data follows"
                .to_owned()
        }
        First::CodeAlone => "it keeps no data of its own".to_owned(),
    }
}

/// An interim pattern, in words.
fn bridge(pattern: Bridge) -> &'static str {
    match pattern {
        Bridge::View => "others only read it: a view with the columns that they need, so that the rest may change",
        Bridge::TracerWrite => {
            "one other service writes it: every write goes to the old and the new table, one of them is the source of truth, \
             and each writer moves on its own day"
        }
        Bridge::WrappingService => {
            "two others or more write it, too many to move at once: a thin service in front of the schema that all of them \
             call, and nobody adds to the schema any more"
        }
        Bridge::ExposingMonolith => {
            "its owner is not out yet: until then the monolith offers it as an interface of its own, not as tables"
        }
    }
}
