//! One pair of services: what crosses between them, as evidence.

use super::{Few, label, show};
use crate::display::{commit, count, counted, date, listed, percent, short_path};
use crate::wire::{Crossing, Document, Seam};

/// The most references of one direction, and the most commits; of pairs behind the first [`FULL`] fewer.
const MAX_LIST: usize = 10;
const MAX_BEHIND: usize = 5;
/// How many pairs, the heaviest, are told in full.
const FULL: usize = 30;
/// The most characters of a path.
const MAX_PATH: usize = 60;

/// A pair of services.
pub(crate) struct SeamView {
    /// Its anchor in the report.
    pub(crate) anchor: String,
    /// Their names.
    pub(crate) names: [String; 2],
    /// Mentions there and back.
    pub(crate) mentions: [u64; 2],
    /// Everything in one sentence.
    pub(crate) sentence: String,
    /// Its share of the smaller one's weight.
    pub(crate) share: String,
    /// References from the first to the second.
    pub(crate) forward: Few<ReferenceView>,
    /// References back.
    pub(crate) backward: Few<ReferenceView>,
    /// Stores that both use.
    pub(crate) stores: Few<String>,
    /// Commits that touch both.
    pub(crate) commits: Few<CommitView>,
}

/// A reference.
pub(crate) struct ReferenceView {
    /// Where it is: file and line.
    pub(crate) site: String,
    /// What it does: `call InvoiceService`.
    pub(crate) what: String,
    /// Where the name is declared.
    pub(crate) target: String,
    /// How often.
    pub(crate) count: u32,
    /// Whether only the name speaks for it.
    pub(crate) by_name: bool,
}

/// A commit.
pub(crate) struct CommitView {
    /// The first digits of its id.
    pub(crate) id: String,
    /// Its day.
    pub(crate) date: String,
    /// Its author.
    pub(crate) author: String,
    /// Its subject.
    pub(crate) subject: String,
    /// How many files it touched.
    pub(crate) files: u32,
}

/// The heaviest seams of a document.
pub(crate) fn seams(document: &Document, most: usize) -> Few<SeamView> {
    let items = document.seams.iter().take(most).enumerate();
    let items = items.map(|(at, seam)| view(document, seam, if at < FULL { MAX_LIST } else { MAX_BEHIND })).collect();
    Few { items, total: document.seams.len() as u64 }
}

fn view(document: &Document, seam: &Seam, most: usize) -> SeamView {
    let ends = [seam.a as usize, seam.b as usize];
    let store = |store: &u32| {
        let store = &document.stores[*store as usize];
        format!("{} {}", show(&store.kind), show(&store.name))
    };
    let commits = seam.changes.items.iter().take(most).map(|change| change_view(document, *change));
    SeamView {
        anchor: anchor(seam),
        names: ends.map(|service| show(&document.services[service].name)),
        mentions: [seam.forward.mentions, seam.backward.mentions],
        sentence: sentence(document, seam),
        share: percent(seam.share),
        forward: references(document, &seam.forward, most),
        backward: references(document, &seam.backward, most),
        stores: Few::first(seam.stores.iter().map(store), MAX_LIST),
        commits: Few { items: commits.collect(), total: seam.changes.total },
    }
}

/// The anchor of a seam.
pub(crate) fn anchor(seam: &Seam) -> String {
    format!("pair-{}-{}", u64::from(seam.a) + 1, u64::from(seam.b) + 1)
}

/// What crosses, in one sentence without a full stop.
pub(crate) fn sentence(document: &Document, seam: &Seam) -> String {
    let [a, b] = [seam.a, seam.b].map(|service| show(&document.services[service as usize].name));
    let mut parts = Vec::new();
    for (user, used, crossing) in [(&a, &b, &seam.forward), (&b, &a, &seam.backward)] {
        if crossing.mentions > 0 {
            let (places, files) = (counted(crossing.mentions, "place"), counted(crossing.files, document.unit_word()));
            parts.push(format!("{user} uses {used} in {places} ({files})"));
        }
    }
    if !seam.stores.is_empty() {
        parts.push(format!("both use {}", counted(seam.stores.len() as u64, "store")));
    }
    if seam.changes.total > 0 {
        let verb = if seam.changes.total == 1 { "touches" } else { "touch" };
        parts.push(format!("{} {verb} both", counted(seam.changes.total, "commit")));
    }
    if parts.is_empty() {
        return format!("{a} and {b} share words and neighbours only: no reference, store or commit was seen");
    }
    if seam.forward.mentions == 0 && seam.backward.mentions == 0 {
        return format!("no reference seen between {a} and {b}, but {}", listed(&parts));
    }
    listed(&parts)
}

/// The references of one direction.
pub(crate) fn references(document: &Document, crossing: &Crossing, most: usize) -> Few<ReferenceView> {
    let items = crossing.evidence.iter().take(most).map(|at| reference(document, *at as usize)).collect();
    Few { items, total: crossing.references }
}

/// One reference, fit to show.
pub(crate) fn reference(document: &Document, at: usize) -> ReferenceView {
    let columns = &document.references;
    let [from, to] = [columns.from[at], columns.to[at]].map(|unit| &document.units[unit as usize]);
    let line = columns.lines[at].first().map_or(String::new(), |line| format!(":{line}"));
    let context = &columns.contexts[columns.context[at] as usize];
    ReferenceView {
        site: format!("{}{line}", short_path(&from.path, MAX_PATH)),
        what: format!("{} {}", show(context), show(&columns.names[columns.name[at] as usize])),
        target: label(to, MAX_PATH),
        count: columns.count[at],
        by_name: columns.tiers[columns.tier[at] as usize] == "name",
    }
}

/// A commit, fit to show.
pub(crate) fn change_view(document: &Document, change: u32) -> CommitView {
    let change = &document.changes.items[change as usize];
    CommitView {
        id: commit(&change.id),
        date: date(change.time),
        author: change.contributors.first().map_or(String::new(), |who| show(&document.contributors[*who as usize])),
        subject: show(&change.subject),
        files: change.files,
    }
}

impl SeamView {
    /// The counts in a few characters: `7 → · ← 4 · 2 stores · 3 commits`.
    pub(crate) fn brief(&self) -> String {
        let mut parts = Vec::new();
        if self.mentions[0] > 0 {
            parts.push(format!("{} →", count(self.mentions[0])));
        }
        if self.mentions[1] > 0 {
            parts.push(format!("← {}", count(self.mentions[1])));
        }
        if self.stores.total > 0 {
            parts.push(counted(self.stores.total, "store"));
        }
        if self.commits.total > 0 {
            parts.push(counted(self.commits.total, "commit"));
        }
        parts.join(" · ")
    }
}
