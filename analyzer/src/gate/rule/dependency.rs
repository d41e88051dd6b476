//! A file of one service that uses a file of another.

use super::{NEWMAN, every, identity};
use crate::facts::{Context, Reference, Tier};
use crate::gate::{Card, Finding, Limits, Rule, Severity, Side};
use crate::id::{IdVec, ServiceId, UnitId};
use crate::info::Info;

pub(in crate::gate) struct CrossDependency;

pub(in crate::gate) static CARD: Card = Card {
    info: Info {
        id: "cross-dependency",
        summary: "a file uses a file of another service that it did not use before",
        reference: NEWMAN,
    },
    why: "each of these becomes a request over the network, a copy or a shared library when the services part",
    fix: "ask through an operation that the other service already offers, move the code to the service that needs it, or take \
          what is needed as an argument",
    severity: Severity::Error,
    example: "orders/Checkout.java starts to call billing/Invoice.java",
    passing: false,
    kinds: &KINDS,
};

/// Ways to use, weakest first.
const KINDS: [&str; 4] = ["use", "call", "data", "inherit"];

fn kind(context: Context) -> &'static str {
    match context {
        Context::Inherit => "inherit",
        Context::Data => "data",
        Context::New | Context::Call | Context::Constructor => "call",
        _ => "use",
    }
}

impl Rule for CrossDependency {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn state(&self, side: &Side<'_>, _: &Limits) -> Vec<Finding> {
        let all: Vec<&Reference> = side.references().collect();
        let common = common(side, &all);
        let pairs = all.chunk_by(|a, b| (a.from, a.to) == (b.from, b.to));
        pairs.filter_map(|same| finding(side, same, common[same[0].to])).collect()
    }

    fn strength(&self, kind: &str) -> u8 {
        KINDS.iter().position(|known| *known == kind).unwrap_or(0) as u8
    }
}

/// The fewest other services that make a file common.
const FEW: usize = 5;

/// The files that are common in fact, whoever owns them: besides the service that one looks at, at least half of the others import
/// them, and five do: in a cut of few services every border is decided.
fn common(side: &Side<'_>, references: &[&Reference]) -> IdVec<UnitId, bool> {
    let across = |one: &&&Reference| one.tier == Tier::Import && side.across(one.from, one.to).is_some();
    let user = |one: &&Reference| Some((one.to, side.cut.service(one.from)?));
    let mut users: Vec<(UnitId, ServiceId)> = references.iter().filter(across).filter_map(user).collect();
    users.sort_unstable();
    users.dedup();
    let mut counts: IdVec<UnitId, usize> = side.facts.units.values().map(|_| 0).collect();
    users.into_iter().for_each(|(file, _)| counts[file] += 1);
    let rest = side.cut.services.len().saturating_sub(2);
    counts.values().map(|count| *count > FEW && 2 * (count - 1) >= rest).collect()
}

fn finding(side: &Side<'_>, same: &[&Reference], common: bool) -> Option<Finding> {
    let (from, to) = (same[0].from, same[0].to);
    let (user, used) = side.across(from, to)?;
    let strength = |one: &&Reference| KINDS.iter().position(|known| *known == kind(one.context));
    let strongest = same.iter().copied().max_by_key(|one| (strength(one), std::cmp::Reverse(one.tier)))?;
    let kind = kind(strongest.context);
    let best = same.iter().map(|one| one.tier).min()?;
    let lines = same.iter().filter(|one| self::kind(one.context) == kind).flat_map(|one| &one.lines);
    let verb = match kind {
        "inherit" => "extends a type of",
        "data" => "queries rows of",
        "call" => "calls",
        _ => "uses",
    };
    let (name, here, there) = (strongest.name.as_str(), side.path(from), side.path(to));
    Some(Finding {
        id: identity(CARD.info.id, here, there, kind),
        service: user.to_owned(),
        // There are tens of thousands of these.
        what: [user, " ", verb, " ", used, ": ", here, " uses ", name, " of ", there].concat(),
        sites: every(lines.map(|line| side.site(from, *line)).collect()),
        partners: vec![side.site(to, 1)],
        firm: best == Tier::Import && !common && !side.is_common(to),
    })
}
