//! Names that survive: services are matched to those of an earlier analysis by the files they have in common.
//!
//! Of all pairs of a service now and a service then, the one with the largest Jaccard overlap of files is matched first
//! (ties by name), down to an overlap of [`LEAST`]. A matched service keeps its name, and with it its looks in reports and
//! what was decided about it; the others get theirs, numbered where it is taken.

use crate::compare::{Labels, matched};
use crate::facts::Facts;
use crate::id::UnitId;
use std::collections::{BTreeMap, BTreeSet};

/// Services that have less in common are not the same service.
const LEAST: f64 = 1.0 / 3.0;

/// Who was where in an earlier analysis: the service of each unit, by its path (and part, behind `#`). What was shared or
/// unassigned is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Previous(pub BTreeMap<String, String>);

impl Previous {
    /// The names of services, with those kept that they had before.
    pub(crate) fn names(&self, facts: &Facts, services: &[(String, Vec<UnitId>)]) -> Vec<String> {
        // A unit that was not there by itself may have been there with its file.
        let label = |unit: &UnitId| {
            let unit = &facts.units[*unit];
            let label = unit.label();
            if self.0.contains_key(&label) { label } else { unit.path.as_str().to_owned() }
        };
        let of = |(at, (_, units)): (usize, &(String, Vec<UnitId>))| {
            units.iter().map(|unit| (label(unit), at.to_string())).collect::<Vec<_>>()
        };
        let now: Labels = services.iter().enumerate().flat_map(of).collect();
        let found = matched(&self.0, &now, LEAST);
        let kept: Vec<Option<String>> = (0..services.len())
            .map(|at| found.get(at.to_string().as_str()).map(|(name, _)| (*name).to_owned()))
            .collect();
        let mut taken: BTreeSet<String> = kept.iter().flatten().cloned().collect();
        let mut name = |(kept, (own, _)): (Option<String>, &(String, Vec<UnitId>))| {
            kept.unwrap_or_else(|| {
                let numbered = (2_usize..).map(|number| format!("{own}-{number}"));
                let mut names = std::iter::once(own.clone()).chain(numbered);
                let free = names.find(|name| !taken.contains(name)).expect("numbers do not run out");
                taken.insert(free.clone());
                free
            })
        };
        kept.into_iter().zip(services).map(&mut name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::bind::tests::facts;
    use crate::id::Id;

    /// Services as `name:files`, then and now.
    fn check(then: &str, now: &str, expected: &str) {
        let facts = facts("a b c d e f");
        let parse = |text: &str| -> Vec<(String, Vec<UnitId>)> {
            let service = |word: &str| {
                let (name, files) = word.split_once(':').expect("name:files");
                (name.to_owned(), files.bytes().map(|letter| UnitId::new(usize::from(letter - b'a'))).collect())
            };
            text.split(' ').map(service).collect()
        };
        let then = parse(then).into_iter().flat_map(|(name, units)| {
            let facts = &facts;
            units.into_iter().map(move |unit| (facts.units[unit].label(), name.clone()))
        });
        assert_eq!(Previous(then.collect()).names(&facts, &parse(now)).join(" "), expected);
    }

    #[test]
    fn names_stay_with_the_files() {
        check("x:abc y:def", "p:abc q:def", "x y");
        check("x:abc y:def", "y:abc x:def", "x y");
        check("x:abc y:def", "p:abcd q:ef", "x y");
        check("x:abcdef", "p:abcd q:ef", "x q");
        check("x:abcdef", "x:ef p:abcd", "x-2 x");
        check("x:abcdef", "p:a q:bc", "p x");
    }
}
