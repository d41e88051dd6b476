//! What changes together: a matrix of services, and the pairs of files behind it. Changing together inside a service is what
//! a service is for; across a border it is what the cut costs every week.
//!
//! Counts, shares and trends are the analyzer's; here they get shades and words.

use super::{Few, label, show};
use crate::display::{count, counted, date, percent, short};
use crate::wire::{CoChange, Document, Pairs};
use seamline_analyzer::ticket::tickets;
use std::collections::BTreeMap;

/// The most pairs of files of each list.
const MAX_PAIRS: usize = 50;
/// The most tickets of a pair.
const MAX_TICKETS: usize = 4;

/// What changes together.
pub(crate) struct CoChangeView {
    /// The services; columns are in the same order.
    pub(crate) rows: Vec<Row>,
    /// How many services there are.
    pub(crate) total: u64,
    /// What counts, and since when is recent.
    pub(crate) basis: String,
    /// The fewest common commits that shade a cell and list a pair of files.
    pub(crate) least: u32,
    /// The most common commits that a reader can ask for: of anything shown, at most 100.
    pub(crate) most: u32,
    /// Pairs of files across a border.
    pub(crate) across: Few<FilePair>,
    /// Pairs of files inside a service.
    pub(crate) inside: Few<FilePair>,
    /// How many listed pairs have a file that is shared or unassigned, and how many are known.
    pub(crate) others: String,
}

/// One service's row.
pub(crate) struct Row {
    /// Position of the service.
    pub(crate) service: usize,
    /// One cell per column.
    pub(crate) cells: Vec<Cell>,
}

/// Two services, or one.
pub(crate) struct Cell {
    /// The share below the diagonal and on it, the commits above; empty for none.
    pub(crate) text: String,
    /// Shade, trend, inside.
    pub(crate) class: String,
    /// The whole sentence.
    pub(crate) title: String,
    /// Common commits.
    pub(crate) shared: u32,
}

/// Two files.
pub(crate) struct FilePair {
    /// The files.
    pub(crate) paths: [String; 2],
    /// Their positions in `units`.
    pub(crate) units: [u32; 2],
    /// Their services.
    pub(crate) services: (usize, usize),
    /// Common commits.
    pub(crate) shared: u32,
    /// Of the commits of the one that changes less.
    pub(crate) confidence: String,
    /// How much more often than by chance.
    pub(crate) lift: String,
    /// The trend's word.
    pub(crate) trend: String,
    /// The newest common commit.
    pub(crate) last: String,
    /// Tickets that common commits name.
    pub(crate) tickets: String,
}

/// The services in this order, and the pairs of files; nothing without history or without services.
pub(crate) fn cochange(document: &Document, order: &[usize]) -> Option<CoChangeView> {
    let found = document.cochange.as_ref().filter(|_| !order.is_empty())?;
    let cells = Cells::of(document, found);
    let row = |(at, row): (usize, &usize)| Row {
        service: *row,
        cells: order.iter().enumerate().map(|(to, column)| cells.cell(*row, *column, to > at)).collect(),
    };
    let (across, inside, others) = files(document, found);
    let most = found.services.shared.iter().chain(&found.files.shared).copied().max().unwrap_or(0);
    Some(CoChangeView {
        rows: order.iter().enumerate().map(row).collect(),
        total: document.services.len() as u64,
        basis: format!(
            "{} count, normal ones of at most 100 files; recent are the last {}, since {}",
            counted(found.commits, "commit"),
            count(found.recent),
            date(found.since)
        ),
        least: found.min_support,
        most: most.clamp(found.min_support, found.min_support.max(100)),
        across,
        inside,
        others,
    })
}

/// What is known of every two services, by (smaller, larger).
struct Cells<'a> {
    names: Vec<String>,
    found: &'a CoChange,
    at: BTreeMap<(usize, usize), usize>,
}

impl<'a> Cells<'a> {
    fn of(document: &Document, found: &'a CoChange) -> Self {
        let pairs = &found.services;
        let ends = pairs.a.iter().zip(&pairs.b).map(|(a, b)| (*a.min(b) as usize, *a.max(b) as usize));
        Self {
            names: document.services.iter().map(|service| show(&service.name)).collect(),
            at: ends.zip(0..).collect(),
            found,
        }
    }

    fn cell(&self, row: usize, column: usize, above: bool) -> Cell {
        let own = if row == column { "own" } else { "" };
        let Some(at) = self.at.get(&(row.min(column), row.max(column))) else {
            return Cell { text: String::new(), class: own.to_owned(), title: String::new(), shared: 0 };
        };
        let pairs = &self.found.services;
        let (shared, trend) = (pairs.shared[*at], self.trend(pairs, *at));
        let mut classes = vec![own];
        if shared >= self.found.min_support {
            let shades = ["h1", "h2", "h3", "h4"];
            classes.push(shades[((pairs.confidence[*at] * 4.0).ceil() as usize).clamp(1, 4) - 1]);
            classes.push(if trend == "stable" { "" } else { trend });
        } else {
            classes.push("few");
        }
        classes.retain(|class| !class.is_empty());
        Cell {
            text: if above { count(u64::from(shared)) } else { percent(pairs.confidence[*at]) },
            class: classes.join(" "),
            title: self.title(row, column, *at),
            shared,
        }
    }

    /// The word of a trend; one that this program does not know is none.
    fn trend(&self, pairs: &Pairs, at: usize) -> &'static str {
        match self.found.trends[pairs.trend[at] as usize].as_str() {
            "growing" => "growing",
            "shrinking" => "shrinking",
            _ => "stable",
        }
    }

    fn title(&self, row: usize, column: usize, at: usize) -> String {
        let pairs = &self.found.services;
        let (a, b) = (&self.names[row], &self.names[column]);
        let commits = counted(u64::from(pairs.shared[at]), "commit");
        let share = percent(pairs.confidence[at]);
        let trend = self.trend(pairs, at);
        if row == column {
            return format!("inside {a}: {commits} of two files or more, {share} of its commits; {trend}");
        }
        format!(
            "{a} and {b}: {commits} in common, {share} of those of the one that changes less; {:.1} times as often as by \
             chance; {trend}",
            pairs.lift[at]
        )
    }
}

/// A pair as a position in the columns, and its services.
type Found = (usize, (usize, usize));

/// The pairs of files across borders and inside services, and what is said of the others.
fn files(document: &Document, found: &CoChange) -> (Few<FilePair>, Few<FilePair>, String) {
    let pairs = &found.files;
    let place_of = document.place_of_files();
    let position: BTreeMap<&str, usize> =
        document.services.iter().zip(0..).map(|(service, at)| (service.name.as_str(), at)).collect();
    let service = |unit: u32| position.get(place_of[document.units[unit as usize].path.as_str()]).copied();
    let (mut across, mut inside, mut others) = ((Vec::<Found>::new(), 0_u64), (Vec::<Found>::new(), 0_u64), 0_u64);
    for at in 0..pairs.a.len() {
        let (Some(a), Some(b)) = (service(pairs.a[at]), service(pairs.b[at])) else {
            others += 1;
            continue;
        };
        let list = if a == b { &mut inside } else { &mut across };
        list.1 += 1;
        if list.0.len() < MAX_PAIRS {
            list.0.push((at, (a, b)));
        }
    }
    let said = Tickets::of(document, pairs, across.0.iter().chain(&inside.0).map(|(at, _)| *at));
    let view = |(at, services): Found| FilePair {
        paths: [pairs.a[at], pairs.b[at]].map(|unit| label(&document.units[unit as usize], 64)),
        units: [pairs.a[at], pairs.b[at]],
        services,
        shared: pairs.shared[at],
        confidence: percent(pairs.confidence[at]),
        lift: format!("{:.1}", pairs.lift[at]),
        trend: show(&found.trends[pairs.trend[at] as usize]),
        last: date(pairs.last[at]),
        tickets: said.of_pair(at),
    };
    let few = |(items, total): (Vec<Found>, u64)| Few { items: items.into_iter().map(&view).collect(), total };
    let kept = pairs.a.len() as u64;
    let mut told = format!(
        "{} pairs of files share {} at least: {} across a border, {} inside a service, {} with a shared or unassigned file",
        count(pairs.total),
        counted(u64::from(found.min_support), "commit"),
        count(across.1),
        count(inside.1),
        count(others)
    );
    if pairs.total > kept {
        told.push_str(&format!("; {}, those with the fewest, were not looked at", count(pairs.total - kept)));
    }
    (few(across), few(inside), told)
}

/// Tickets by pair.
struct Tickets(BTreeMap<usize, Vec<String>>);

impl Tickets {
    /// Those of the newest common commits first.
    fn of(document: &Document, pairs: &Pairs, wanted: impl Iterator<Item = usize>) -> Self {
        let mut found: BTreeMap<usize, Vec<String>> = wanted.map(|at| (at, Vec::new())).collect();
        for change in document.changes.items.iter().rev().filter(|change| change.kind == "normal") {
            let named = tickets(&change.subject);
            if named.is_empty() {
                continue;
            }
            let touches = |unit: u32| change.units.contains(&unit);
            for (_, known) in found.iter_mut().filter(|(at, _)| touches(pairs.a[**at]) && touches(pairs.b[**at])) {
                let new = named.iter().filter(|name| !known.iter().any(|one| one == *name)).map(|name| show(name));
                let new: Vec<String> = new.collect();
                known.extend(new);
            }
        }
        Self(found)
    }

    fn of_pair(&self, at: usize) -> String {
        let all = self.0.get(&at).map_or(&[][..], Vec::as_slice);
        let first: Vec<String> = all.iter().take(MAX_TICKETS).map(|one| short(one, 20)).collect();
        match all.len().saturating_sub(MAX_TICKETS) {
            0 => first.join(", "),
            more => format!("{} and {more} more", first.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_shop() {
        let view = cochange(&sample::shop(), &[0, 1, 2]).expect("it has a history");
        let rows: Vec<String> = view
            .rows
            .iter()
            .map(|row| {
                row.cells.iter().map(|cell| format!("{}[{}]", cell.text, cell.class)).collect::<Vec<_>>().join(" ")
            })
            .collect();
        insta::assert_snapshot!(format!("{}\n{}\n{}", view.basis, rows.join("\n"), view.others));
    }

    /// The shop, whose orders change together, with an invoice, and with what is shared.
    fn with_pairs() -> Document {
        let mut document = sample::shop();
        let found = document.cochange.as_mut().expect("it has a history");
        found.files = Pairs {
            total: 9,
            a: vec![9, 2, 7],
            b: vec![12, 12, 12],
            shared: vec![8, 5, 4],
            recent: vec![2, 2, 4],
            confidence: vec![0.8, 0.5, 0.4],
            lift: vec![2.0, 1.25, 1.0],
            trend: vec![1, 2, 0],
            last: vec![1_795_132_800; 3],
        };
        for (change, at) in document.changes.items.iter_mut().zip(1..) {
            change.subject = format!("SHOP-{at}: something (#{})", at % 2);
        }
        document
    }

    #[test]
    fn pairs_are_told_apart_with_their_tickets() {
        let view = cochange(&with_pairs(), &[0, 1, 2]).expect("it has a history");
        let told = |pairs: &Few<FilePair>| {
            let pair = |pair: &FilePair| {
                let FilePair { units, services, shared, confidence, lift, trend, last, tickets, .. } = pair;
                format!("{units:?} {services:?} {shared} {confidence} {lift} {trend} {last} [{tickets}]")
            };
            pairs.items.iter().map(pair).collect::<Vec<_>>().join("; ")
        };
        assert_eq!(told(&view.inside), "[9, 12] (0, 0) 8 80% 2.0 stable 2026-11-20 [SHOP-3, #1, SHOP-1]");
        assert_eq!(told(&view.across), "[2, 12] (1, 0) 5 50% 1.2 shrinking 2026-11-20 [SHOP-5, #1, SHOP-3]");
        assert_eq!(
            view.others,
            "9 pairs of files share 3 commits at least: 1 across a border, 1 inside a service, 1 with a shared or \
             unassigned file; 6, those with the fewest, were not looked at"
        );
    }

    #[test]
    fn no_history_no_picture() {
        assert!(cochange(&sample::empty(), &[]).is_none());
    }
}
