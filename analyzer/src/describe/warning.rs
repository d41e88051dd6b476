//! What the reader should know before believing anything.

use super::verdict::HALF;
use crate::analysis::{Band, Placement, Warning};
use crate::facts::{EntryKind, Facts, GapKind, HistoryState, Unread, unread as unread_files};
use crate::id::{IdVec, UnitId};
use crate::plan::unwritten::unwritten;
use std::cmp::Reverse;

/// Fewer usable commits than this say little about what changes together.
const SHORT_HISTORY: u64 = 50;

/// Fewer files of one kind that were not read are not worth a warning.
const FEW: u64 = 3;

/// Below this share of resolved references, structure is thin.
const THIN_RESOLUTION: f64 = 0.85;

/// All warnings, most important first.
pub(crate) fn warnings(facts: &Facts, placements: &IdVec<UnitId, Placement>) -> Vec<Warning> {
    let all = [
        coverage(facts),
        resolution(facts),
        globals(facts),
        unread(facts),
        transactions(facts),
        writes(facts),
        history(facts),
        size(facts),
        contested(facts, placements),
        reflection(facts),
        sql(facts),
    ];
    all.into_iter().flatten().collect()
}

fn warn(code: &'static str, message: String) -> Option<Warning> {
    Some(Warning { code, message })
}

fn coverage(facts: &Facts) -> Option<Warning> {
    let coverage = facts.ledger.coverage();
    let message = format!("only {:.1}% of the source files could be read; what they say is missing", 100.0 * coverage);
    if coverage < 0.995 { warn("coverage", message) } else { None }
}

fn resolution(facts: &Facts) -> Option<Warning> {
    let share = facts.resolution.share();
    let bound = match share < HALF {
        true => ", and every number of what crosses is a lower bound",
        false => "",
    };
    let message = format!(
        "only {:.0}% of the names of this project could be followed to a file; references are missing{bound}",
        100.0 * share
    );
    if share < THIN_RESOLUTION { warn("resolution", message) } else { None }
}

/// Objects that are known everywhere, whose mentions lead nowhere.
fn globals(facts: &Facts) -> Option<Warning> {
    let globals = facts.gaps.iter().filter(|gap| gap.kind == GapKind::Global);
    let worst = globals.clone().max_by_key(|gap| (gap.mentions, Reverse(&gap.name)))?;
    let more = match globals.count() - 1 {
        0 => String::new(),
        more => format!(" (and {more} other {})", if more == 1 { "global" } else { "globals" }),
    };
    warn(
        "globals",
        format!(
            "the global {} ({}:{}) is mentioned {} times in {} files, which is not followed{more}: what crosses is a lower bound",
            worst.name, worst.site.path, worst.site.line, worst.mentions, worst.files
        ),
    )
}

/// Files that look like code of the system.
fn unread(facts: &Facts) -> Option<Warning> {
    let kinds = unread_files(&facts.ledger);
    let said: Vec<String> = kinds.iter().filter(|kind| kind.files >= FEW).map(Unread::told).collect();
    if said.is_empty() {
        return None;
    }
    warn(
        "unread",
        format!("not read, though they look like part of the system: {}; what they say is missing", said.join("; ")),
    )
}

/// Transactions that were declared in a way that is not followed.
fn transactions(facts: &Facts) -> Option<Warning> {
    let mut gaps = facts.gaps.iter().filter(|gap| gap.kind == GapKind::Transactions);
    let first = gaps.next()?;
    let more = match gaps.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    warn(
        "transactions",
        format!(
            "services may run in transactions that are not listed: {}:{} ({}){more} could not be followed",
            first.site.path, first.site.line, first.name
        ),
    )
}

/// Tables that nobody was seen to write.
fn writes(facts: &Facts) -> Option<Warning> {
    let (without, all) = unwritten(facts)?;
    let message = format!("no write was seen for {without} of {all} tables: owners and transactions rest on reads");
    warn("no-writes", message)
}

fn history(facts: &Facts) -> Option<Warning> {
    let history = &facts.history;
    match history.state {
        HistoryState::None => warn("no-history", "no git repository: what changes together is unknown".to_owned()),
        HistoryState::Off => {
            warn("history-off", "history was switched off: what changes together is unknown".to_owned())
        }
        HistoryState::Unborn => warn("no-commits", "the repository has no commit yet".to_owned()),
        HistoryState::Shallow => warn(
            "shallow",
            format!(
                "shallow clone: only {} commits are here, older ones are cut off; fetch the rest with `git fetch --unshallow`",
                history.walked
            ),
        ),
        HistoryState::Damaged => warn(
            "damaged",
            format!(
                "{} commits or trees could not be read (the first: {}); what they changed is missing",
                history.unreadable,
                history.first_unreadable.as_deref().unwrap_or("unknown")
            ),
        ),
        HistoryState::Complete if history.used < SHORT_HISTORY => {
            warn("short-history", format!("history too short to say much: {} usable commits", history.used))
        }
        HistoryState::Complete => None,
    }
}

fn size(facts: &Facts) -> Option<Warning> {
    let files = facts.files_of(&facts.units.ids().collect::<Vec<_>>());
    let message = format!("only {files} source files: one misplaced file changes the picture");
    if files < 30 { warn("small", message) } else { None }
}

fn contested(facts: &Facts, placements: &IdVec<UnitId, Placement>) -> Option<Warning> {
    let contested = placements.values().filter(|placement| placement.band == Band::Contested).count();
    let (all, units) = (placements.len(), facts.granularity.units());
    let message = format!("{contested} of {all} {units} are contested: look at them before you believe a border");
    if contested * 4 > placements.len() { warn("contested", message) } else { None }
}

/// Routes of which only run time knows the first part: what finds them that way may find more.
fn reflection(facts: &Facts) -> Option<Warning> {
    let paths = facts.entry_points.iter().filter_map(|entry| match &entry.kind {
        EntryKind::Http { path, .. } => Some(path),
        EntryKind::Rpc { .. } | EntryKind::Message { .. } | EntryKind::Schedule { .. } | EntryKind::Main => None,
    });
    let (unknown, known): (Vec<_>, Vec<_>) = paths.partition(|path| path.starts_with("/{}"));
    let message = format!(
        "{} of {} routes start with a part that only run time knows: a framework finds them by reflection, and may find \
         classes, views and plug-ins that nothing here refers to",
        unknown.len(),
        unknown.len() + known.len()
    );
    if unknown.len() > known.len() { warn("reflection", message) } else { None }
}

fn sql(facts: &Facts) -> Option<Warning> {
    let unparsed = facts.unparsed_sql.len();
    let message = match unparsed {
        1 => "1 string looks like SQL and could not be parsed; tables in it are missing".to_owned(),
        more => format!("{more} strings look like SQL and could not be parsed; tables in them are missing"),
    };
    if unparsed > 0 { warn("unparsed-sql", message) } else { None }
}
