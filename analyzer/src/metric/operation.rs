//! CHM and CHD: whether the operations that a service offers belong together.
//!
//! An interface is a declared type that files of other services mention by name and that has public operations; its
//! operations are those. That approximates "operations called from other services": references know the type's name, not
//! the operation. Top-level functions are interfaces of one operation.
//!
//! * `chm`: per interface the mean over pairs of operations of `(|results & | / |results | | + |parameters & | / |parameters | |) / 2`
//!   on type names;
//! * `chd`: per interface the mean over pairs of `|words & | / |words | |` of their signatures (name, parameters, result).
//!
//! Both are means over all interfaces; two empty sets are alike; an interface of one operation is 1. Of an interface the
//! first 100 operations count.

use super::flow::mean;
use super::{Direction, Formula, Input};
use crate::facts::{Facts, Operation, Reference, TypeDecl};
use crate::id::{Id, UnitId};
use crate::info::Info;
use crate::words::{self, last_name};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;

const FOSCI: &str = "Jin et al.: Service candidate identification from monolithic systems (FoSCI, 2019)";

/// Pairs grow with the square.
const MOST_OPERATIONS: usize = 100;

/// At message level.
pub(super) static CHM: Formula = Formula {
    info: &Info {
        id: "chm",
        summary: "cohesion at message level: how alike parameters and results of a service's offered operations are",
        reference: FOSCI,
    },
    direction: Direction::Higher,
    measure: |input| mean(offered(input).map(|offer| offer.message)),
};

/// At domain level.
pub(super) static CHD: Formula = Formula {
    info: &Info {
        id: "chd",
        summary: "cohesion at domain level: how alike the words of a service's offered operations are",
        reference: FOSCI,
    },
    direction: Direction::Higher,
    measure: |input| mean(offered(input).map(|offer| offer.domain)),
};

/// A type with public operations that other units mention.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    /// The unit that declares it.
    pub(super) unit: u32,
    /// The units that mention it, each once, ascending.
    pub(super) mentioned_by: Vec<u32>,
    /// How alike its operations are at message level.
    message: f64,
    /// How alike they are at domain level.
    domain: f64,
}

/// The offers that another service mentions.
fn offered<'a>(input: &Input<'a>) -> impl ExactSizeIterator<Item = &'a Offer> {
    let offers = &input.evidence.offers;
    input.tables.offered.iter().map(|at| &offers[*at])
}

/// Every type with public operations that another unit mentions, by unit and in the order of its declarations.
pub(super) fn offers(facts: &Facts) -> Vec<Offer> {
    let mention = |reference| {
        let Reference { from, to, name, .. }: &Reference = reference;
        (*to, last_name(name), *from)
    };
    let mut mentions: Vec<(UnitId, &str, UnitId)> = facts.references.iter().map(mention).collect();
    mentions.sort_unstable();
    mentions.dedup();
    let offer = |unit: UnitId, declared: &TypeDecl| {
        let name = declared.name.as_str();
        let start = mentions.partition_point(|mention| (mention.0, mention.1) < (unit, name));
        let by = mentions[start..].iter().take_while(|mention| (mention.0, mention.1) == (unit, name));
        let mentioned_by: Vec<u32> = by.map(|mention| mention.2.index() as u32).collect();
        let public = declared.operations.iter().filter(|operation| operation.public);
        let public: Vec<&Operation> = public.take(MOST_OPERATIONS).collect();
        (!public.is_empty() && !mentioned_by.is_empty()).then(|| Offer {
            unit: unit.index() as u32,
            mentioned_by,
            message: cohesion(&public, message),
            domain: cohesion(&public, domain),
        })
    };
    let of_unit = |unit: UnitId| -> Vec<Offer> {
        facts.units[unit].types.iter().filter_map(|declared| offer(unit, declared)).collect()
    };
    let units: Vec<UnitId> = facts.units.ids().collect();
    units.into_par_iter().flat_map_iter(of_unit).collect()
}

/// What of an operation is compared: several bags of words, each of equal weight.
type Aspects<'a> = Vec<Vec<Cow<'a, str>>>;

fn message(operation: &Operation) -> Aspects<'_> {
    let result = Some(operation.returns.as_str()).filter(|name| !name.is_empty());
    let parameters = operation.parameters.iter().map(|name| name.as_str().into());
    vec![result.map(Into::into).into_iter().collect(), parameters.collect()]
}

fn domain(operation: &Operation) -> Aspects<'_> {
    let names = [operation.name.as_str(), operation.returns.as_str()].into_iter();
    let all = names.chain(operation.parameters.iter().map(String::as_str));
    vec![all.flat_map(words::split).map(Into::into).collect()]
}

/// The mean similarity of two operations. Words are numbered first, since every pair of operations is compared.
fn cohesion<'a>(interface: &[&'a Operation], aspects: fn(&'a Operation) -> Aspects<'a>) -> f64 {
    let mut numbers: BTreeMap<Cow<'a, str>, usize> = BTreeMap::new();
    let mut numbered = |words: Vec<Cow<'a, str>>| {
        let mut set: Vec<usize> = Vec::with_capacity(words.len());
        for word in words {
            let next = numbers.len();
            set.push(*numbers.entry(word).or_insert(next));
        }
        set.sort_unstable();
        set.dedup();
        set
    };
    let aspects: Vec<Vec<Vec<usize>>> =
        interface.iter().map(|operation| aspects(operation).into_iter().map(&mut numbered).collect()).collect();
    let pairs = aspects.iter().enumerate().flat_map(|(at, a)| aspects[..at].iter().map(move |b| alike(a, b)));
    let count = aspects.len() * aspects.len().saturating_sub(1) / 2;
    if count == 0 { 1.0 } else { pairs.sum::<f64>() / count as f64 }
}

/// The mean Jaccard similarity over the aspects.
fn alike(a: &[Vec<usize>], b: &[Vec<usize>]) -> f64 {
    let jaccard = |(a, b): (&Vec<usize>, &Vec<usize>)| {
        let both = common(a, b);
        let either = a.len() + b.len() - both;
        if either == 0 { 1.0 } else { both as f64 / either as f64 }
    };
    a.iter().zip(b).map(jaccard).sum::<f64>() / a.len() as f64
}

/// How many numbers two sorted lists have in common.
fn common(a: &[usize], b: &[usize]) -> usize {
    let (mut at, mut other, mut both) = (0, 0, 0);
    while at < a.len() && other < b.len() {
        both += usize::from(a[at] == b[other]);
        let (ahead, behind) = (a[at] <= b[other], a[at] >= b[other]);
        at += usize::from(ahead);
        other += usize::from(behind);
    }
    both
}

#[cfg(test)]
mod tests {
    use crate::metric::tests::check_operations;

    #[test]
    fn parameters_and_results() {
        // Each word: result name(parameters), of the type of unit b, which unit a mentions.
        check_operations("chm", "Order:find(Id) Order:get(Id)", Some(1.0));
        check_operations("chm", "Order:find(Id) User:get(Id)", Some(0.5));
        check_operations("chm", "Order:find(Id) User:get(Name)", Some(0.0));
    }
    #[test]
    fn nothing_is_like_nothing() {
        check_operations("chm", ":start() :stop()", Some(1.0));
    }
    #[test]
    fn words_of_the_signature() {
        check_operations("chd", "Order:findOrder(Id) Order:getOrder(Id)", Some(0.5));
    }
    #[test]
    fn one_operation_is_cohesive() {
        check_operations("chm", "Order:find(Id)", Some(1.0));
        check_operations("chd", "Order:find(Id)", Some(1.0));
    }
    #[test]
    fn without_operations_no_value() {
        check_operations("chm", "", None);
        check_operations("chd", "", None);
    }
}
