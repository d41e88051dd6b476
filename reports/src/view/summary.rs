//! The first screen: what is proposed, how sure it is, what was read, what to mind.

use super::{show, standing};
use crate::display::{commit, count, counted, date, listed, percent};
use crate::wire::{Argument, Document, Place, Speaks, VerdictKind};
use std::collections::BTreeSet;

/// The first screen.
pub(crate) struct Summary {
    /// The name of what was analysed.
    pub(crate) name: String,
    /// Commit, day and program, one each.
    pub(crate) origin: Vec<String>,
    /// `plausible`, `weak`, `unknown` or `none`.
    pub(crate) kind: &'static str,
    /// The answer as one sentence.
    pub(crate) headline: String,
    /// Why, what speaks for a split first.
    pub(crate) reasons: Vec<Reason>,
    /// The numbers to know.
    pub(crate) numbers: Vec<Number>,
    /// What to mind.
    pub(crate) warnings: Vec<String>,
}

/// What speaks for a split or against it.
pub(crate) struct Reason {
    /// Which way it speaks.
    pub(crate) side: Speaks,
    /// The sentence, without full stop.
    pub(crate) text: String,
}

impl Reason {
    /// `for`, `against` or `price`.
    pub(crate) fn side(&self) -> &'static str {
        self.side.name()
    }
}

/// A number to know.
pub(crate) struct Number {
    /// What it is.
    pub(crate) name: &'static str,
    /// The value.
    pub(crate) value: String,
    /// What lies behind it.
    pub(crate) behind: String,
}

/// What stands for a value that there is none of; a percentage of nothing would look like an answer.
const NONE: &str = "–";

impl Summary {
    /// The first screen of a document.
    pub(crate) fn of(document: &Document) -> Self {
        Self {
            name: show(&document.origin.name),
            origin: origin(document),
            kind: match answer(document) {
                VerdictKind::Plausible => "plausible",
                VerdictKind::Weak => "weak",
                VerdictKind::Unknown => "unknown",
                VerdictKind::None => "none",
            },
            headline: headline(document),
            reasons: reasons(document),
            numbers: vec![
                files(document),
                references(document),
                history(document),
                crossing(document),
                stability(document),
            ],
            warnings: document.warnings.iter().map(|warning| show(&warning.message)).collect(),
        }
    }
}

fn origin(document: &Document) -> Vec<String> {
    let origin = &document.origin;
    let mut parts = vec![match &origin.revision {
        Some(revision) if origin.work_tree => format!("files on disk over {}", commit(revision)),
        Some(revision) => format!("commit {}", commit(revision)),
        None => "files on disk".to_owned(),
    }];
    parts.extend(origin.time.map(date));
    parts.push(format!("seamline {}", show(&document.tool.version)));
    parts.push(format!("settings {}", show(&document.settings.digest)));
    parts.push(format!("seed {}", document.settings.seed));
    parts
}

/// The verdict: the plan's where there is one.
fn answer(document: &Document) -> VerdictKind {
    document.plan.as_ref().map_or(document.verdict.kind, |plan| plan.answer(&document.verdict).0)
}

fn headline(document: &Document) -> String {
    let found = standing::found(document);
    if document.services.is_empty() {
        return match document.units.is_empty() {
            true => "Nothing to analyse: no source file of a built-in language".to_owned(),
            false => format!("No service split recommended: {found}"),
        };
    }
    if document.plan.is_some() {
        return match answer(document) {
            VerdictKind::Plausible => format!("Split, one service at a time: {found}"),
            VerdictKind::Weak => format!("A modular monolith first (weak evidence): {found}"),
            VerdictKind::Unknown => format!("Cannot say yet whether to split: {}", standing::candidates(document)),
            VerdictKind::None => format!("Do not split: {}, modules at most", standing::candidates(document)),
        };
    }
    match document.verdict.kind {
        VerdictKind::Plausible => format!("A split looks plausible: {found}"),
        VerdictKind::Weak => format!("The evidence for a split is weak: {found}"),
        VerdictKind::Unknown => format!("Cannot say yet whether to split: {found}"),
        VerdictKind::None => format!("No service split recommended, modules at most: {found}"),
    }
}

/// What speaks for a split, against it, and what it costs: what the clustering says, then what the plan adds.
fn reasons(document: &Document) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    let outlook = document.plan.as_ref().and_then(|plan| plan.outlook.as_ref());
    let planned = outlook.map_or(&[][..], |outlook| &outlook.arguments);
    for Argument { side, text } in document.verdict.arguments.iter().chain(planned) {
        // What the end of the plan costs is told by the plan, and what crosses today stands in the numbers.
        let again = *side == Speaks::Price && planned.iter().any(|one| one.side == *side && one.text != *text);
        if !again && reasons.iter().all(|known| known.text != show(text)) {
            reasons.push(Reason { side: *side, text: show(text) });
        }
    }
    reasons.sort_by_key(|reason| reason.side);
    reasons
}

fn files(document: &Document) -> Number {
    let coverage = &document.coverage;
    let read = coverage.ok.saturating_add(coverage.partial);
    let mut behind = vec![format!("{} of {} files found", count(read), count(coverage.discovered))];
    if coverage.partial > 0 {
        behind.push(format!("{} in part", count(coverage.partial)));
    }
    behind.push(format!("{} left out", count(coverage.skipped)));
    behind.push(format!("{} failed", count(coverage.failed)));
    let nothing = read == 0 && coverage.share >= 1.0;
    let value = if nothing { NONE.to_owned() } else { percent(coverage.share) };
    Number { name: "Source files read", value, behind: behind.join(", ") }
}

fn references(document: &Document) -> Number {
    let found = &document.resolution;
    let resolved = [found.import, found.package, found.wildcard, found.name].into_iter().fold(0, u64::saturating_add);
    let all = resolved.saturating_add(found.blocked);
    if all == 0 {
        let behind = "no mention of one was seen: references are unknown".to_owned();
        return Number { name: "In-project names resolved", value: NONE.to_owned(), behind };
    }
    let all = count(all);
    Number {
        name: "In-project names resolved",
        value: percent(found.share),
        behind: format!("{} of {all}, {} by name alone", count(resolved), count(found.name)),
    }
}

fn history(document: &Document) -> Number {
    let history = &document.history;
    let behind = match history.state.as_str() {
        "none" => "no repository: changing together is unknown".to_owned(),
        "off" => "switched off: changing together is unknown".to_owned(),
        "unborn" => "no commit yet: changing together is unknown".to_owned(),
        state => {
            let span =
                history.span.map_or(String::new(), |[first, last]| format!(", {} to {}", date(first), date(last)));
            let state = if state == "complete" { String::new() } else { format!(", {}", show(state)) };
            format!("of {} walked{span}{state}", count(history.walked))
        }
    };
    Number { name: "Commits as evidence", value: count(history.used), behind }
}

fn crossing(document: &Document) -> Number {
    let (value, mut behind) = match document.references.total {
        0 => (NONE.to_owned(), "no mention was seen".to_owned()),
        _ if document.plan.is_none() => (percent(document.verdict.crossing), "between candidates".to_owned()),
        _ => (percent(document.verdict.crossing), "between candidates, as they are today".to_owned()),
    };
    // The plan counts the stores of several for its end.
    if document.plan.is_none() && !document.stores.is_empty() {
        let used = document.services.iter().flat_map(|service| &service.stores);
        let contested: BTreeSet<u32> = used.filter(|used| used.contested).map(|used| used.store).collect();
        let stores = counted(document.stores.len() as u64, "store");
        behind.push_str(&format!("; {} of {stores} used directly by several", count(contested.len() as u64)));
    }
    Number { name: "Mentions that cross", value, behind }
}

fn stability(document: &Document) -> Number {
    let sum = |band: fn(&crate::wire::Bands) -> u64| {
        count(document.services.iter().map(|service| band(&service.bands)).fold(0, u64::saturating_add))
    };
    let (firm, likely, contested) = (sum(|bands| bands.firm), sum(|bands| bands.likely), sum(|bands| bands.contested));
    Number {
        name: "Agreement of perturbed runs",
        value: if document.services.is_empty() {
            NONE.to_owned()
        } else {
            format!("{:.2}", document.verdict.stability)
        },
        behind: format!("{}s: {firm} firm, {likely} likely, {contested} contested", document.unit_word()),
    }
}

/// Where every file went, in one sentence.
pub(crate) fn places(document: &Document) -> String {
    let of = |place: Place| document.units.iter().filter(|unit| unit.place == place).count() as u64;
    let (shared, unassigned) = (of(Place::Shared), of(Place::Unassigned));
    let placed = document.units.len() as u64 - shared - unassigned;
    listed(&[
        format!("{} in candidates", count(placed)),
        format!("{} shared", count(shared)),
        format!("{} unassigned", count(unassigned)),
    ])
}

/// How many files were read that are no code, as a further clause; empty for none.
pub(crate) fn beside_code(document: &Document) -> String {
    let read = document.coverage.ok.saturating_add(document.coverage.partial);
    match read.saturating_sub(document.files() as u64) {
        0 => String::new(),
        more => format!("; beside these {} of schemas and configuration", counted(more, "file")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_plan_has_the_last_word() {
        let mut document = sample::planned();
        let plan = document.plan.as_mut().expect("it is planned");
        let outlook = plan.outlook.as_mut().expect("it is judged");
        let argument = |side, text: &str| Argument { side, text: text.to_owned() };
        outlook.kind = VerdictKind::Weak;
        outlook.arguments = vec![argument(Speaks::Against, "3 of 4 stores are written by several services")];
        document.verdict.kind = VerdictKind::Plausible;
        document.verdict.arguments = vec![
            argument(Speaks::Price, "43 % would cross"),
            argument(Speaks::For, "9 tables are there to be divided"),
        ];
        let summary = Summary::of(&document);
        assert!(summary.headline.starts_with("A modular monolith first"), "{}", summary.headline);
        assert_eq!(summary.kind, "weak");
        let sides: Vec<&str> = summary.reasons.iter().map(Reason::side).collect();
        assert_eq!(sides, ["for", "against", "price"]);
    }
}
