//! What has to be known beside a list: what was looked for, and what could not be followed.

use crate::display::{count, counted, percent};
use crate::plan::v1::Remark;
use crate::plan::words::{language, some};
use seamline_analyzer::facts::{Facts, Gap, GapKind};
use seamline_analyzer::plan::treatment::untold;
use seamline_analyzer::plan::unwritten::unwritten;
use std::collections::BTreeMap;

/// The most places in one sentence.
const MAX_PLACES: usize = 6;
/// Where a smaller share of the names was followed, numbers of what crosses are lower bounds.
const HALF: f64 = 0.5;

/// All remarks, by list.
pub(super) fn remarks(facts: &Facts) -> Vec<Remark> {
    let told = |list: &str, text: String| Remark { list: list.to_owned(), text };
    let mut all: Vec<Remark> = borders(facts).into_iter().map(|text| told("borders", text)).collect();
    all.extend(transactions(facts).into_iter().map(|text| told("transactions", text)));
    all.extend(unwritten(facts).map(|(without, tables)| {
        let text = format!(
            "No write was seen for {} of {}: their owners, and the transactions, rest on reads. Writes through helpers of the \
             project's own are not followed.",
            count(without as u64),
            counted(tables as u64, "table")
        );
        told("stores", text)
    }));
    all.extend(untold(facts).into_iter().map(|(id, share)| {
        let text = format!(
            "What nothing uses cannot be told in {} here: {} of its names are not followed.",
            language(id),
            percent(1.0 - share)
        );
        told("treatments", text)
    }));
    all
}

fn gaps(facts: &Facts, kind: GapKind) -> impl Iterator<Item = &Gap> {
    facts.gaps.iter().filter(move |gap| gap.kind == kind)
}

fn borders(facts: &Facts) -> Vec<String> {
    let mut told = Vec::new();
    let share = facts.resolution.share();
    if share < HALF {
        told.push(format!(
            "Only {} of the names could be followed: every number of what crosses a border is a lower bound.",
            percent(share)
        ));
    }
    told.extend(gaps(facts, GapKind::Global).take(MAX_PLACES).map(|gap| {
        format!(
            "The global {} ({}:{}) is mentioned {} times in {} and not followed: what goes through it is in no number.",
            gap.name,
            gap.site.path,
            gap.site.line,
            count(u64::from(gap.mentions)),
            counted(u64::from(gap.files), "file")
        )
    }));
    told
}

fn transactions(facts: &Facts) -> Vec<String> {
    let mut by_rule: BTreeMap<&str, u64> = BTreeMap::new();
    for one in &facts.transactions {
        *by_rule.entry(&one.rule).or_default() += 1;
    }
    let rules: Vec<String> = by_rule.iter().map(|(rule, number)| format!("{rule} {}", count(*number))).collect();
    let seen = match rules.len() {
        0 => "No transaction was seen".to_owned(),
        _ => format!("Transactions seen: {} ({})", count(facts.transactions.len() as u64), some(&rules, 8)),
    };
    let mut told = vec![format!(
        "{seen}; looked for were annotations, blocks and calls that begin or commit one, and Spring's tx:advice in XML. What a \
         container, a filter or a base class of a library puts around a request is not seen."
    )];
    let unread: Vec<String> = gaps(facts, GapKind::Transactions)
        .map(|gap| format!("{}:{} ({})", gap.site.path, gap.site.line, gap.name))
        .collect();
    if !unread.is_empty() {
        told.push(format!(
            "Services may run in transactions that are not listed: {} could not be followed.",
            some(&unread, MAX_PLACES)
        ));
    }
    told
}
