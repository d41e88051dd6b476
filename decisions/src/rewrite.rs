//! From decisions back to the text of the file: what stays is not touched, comments and order of keys included.
//!
//! Old and new entries are compared; what is the same keeps its bytes, what changed is changed inside of its table, what
//! is gone goes with the comment right above it, and what is new gets a table of its own at its place in the order. The
//! result is read back before it is handed out: it says what was asked for, or nothing is written.

use crate::diff::{From, origins};
use crate::limit::MAX_BYTES;
use crate::patch::{change, lone};
use crate::quote::table;
use crate::read::{Placed, Wrong, placed};
use crate::row::Row;
use seamline_analyzer::decision::Decisions;
use std::collections::BTreeMap;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

/// Decisions that the file cannot hold.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Unwritable {
    /// The old text is no file of decisions.
    #[error("the file cannot be read: {0}")]
    Old(Wrong),
    /// The new one would not be.
    #[error("this cannot be written: {0}")]
    New(Wrong),
    /// It would say something else.
    #[error("this cannot be written: the file would say something else")]
    Other,
}

/// The text of a file that says what these decisions say, and is otherwise the old text.
///
/// # Errors
/// When the old text cannot be read, or the decisions are more than the file can hold.
pub fn rewrite(old: &str, decisions: &Decisions) -> Result<String, Unwritable> {
    let plain = old.strip_prefix('\u{feff}').unwrap_or(old);
    let crlf = plain.contains("\r\n");
    let unix = if crlf { plain.replace("\r\n", "\n") } else { plain.to_owned() };
    let (entries, recluster, services) = placed(&unix).map_err(Unwritable::Old)?;
    let rows: Vec<Row> = decisions.entries.iter().map(Row::of).collect();
    let before: Vec<Row> = entries.iter().map(|placed| Row::of(&placed.entry)).collect();
    if before == rows && recluster == decisions.recluster {
        return Ok(old.to_owned());
    }
    let document: DocumentMut = unix.parse().map_err(|_| Unwritable::Other)?;
    let text = Rewriting::new(document, &entries, &before, &rows).run(decisions.recluster);
    let (entries, now_recluster, now_services) = placed(&text).map_err(Unwritable::New)?;
    // What is written in one line stands before all tables, so that the order can differ, which means nothing.
    let sorted = |mut rows: Vec<Row>| {
        rows.sort_by_cached_key(table);
        rows
    };
    let now = entries.iter().map(|placed| Row::of(&placed.entry)).collect();
    if sorted(now) != sorted(rows) || now_recluster != decisions.recluster || now_services != services {
        return Err(Unwritable::Other);
    }
    let text = if crlf { text.replace('\n', "\r\n") } else { text };
    let text = if plain.len() < old.len() { format!("\u{feff}{text}") } else { text };
    if text.len() as u64 > MAX_BYTES { Err(Unwritable::New(Wrong::Long)) } else { Ok(text) }
}

/// A file while its entries are changed.
struct Rewriting<'a> {
    document: DocumentMut,
    /// The old entries, in the order they are written.
    entries: &'a [Placed],
    before: &'a [Row],
    rows: &'a [Row],
    /// Where each new entry is from.
    origins: Vec<From>,
    /// The tables of the old entries that have tables of their own.
    old: BTreeMap<usize, Table>,
    /// How many old entries stand before `[target]`.
    before_target: usize,
}

impl<'a> Rewriting<'a> {
    fn new(document: DocumentMut, entries: &'a [Placed], before: &'a [Row], rows: &'a [Row]) -> Self {
        let keyed = |rows: &[Row]| rows.iter().map(|row| (row.kind(), table(row))).collect::<Vec<_>>();
        let origins = origins(&keyed(before), &keyed(rows));
        Self { document, entries, before, rows, origins, old: BTreeMap::new(), before_target: 0 }
    }

    fn run(mut self, recluster: bool) -> String {
        self.take();
        let target = self.target();
        let mut sequence = self.sequence(target);
        self.keep_comments(&mut sequence);
        Self::keep_top(&mut sequence);
        self.set_recluster(recluster, &mut sequence);
        self.space(&mut sequence);
        self.put(sequence);
        self.document.to_string()
    }

    /// Takes the tables out of the document. Entries on one line stay where they are as long as nothing about those of
    /// their kind changes.
    fn take(&mut self) {
        let kinds: Vec<String> = self.document.iter().map(|(key, _)| key.to_owned()).collect();
        for kind in kinds.iter().filter(|kind| !["target", "recluster"].contains(&kind.as_str())) {
            let own: Vec<usize> = (0..self.entries.len()).filter(|at| self.entries[*at].kind == kind).collect();
            let item = &mut self.document[kind.as_str()];
            if item.is_value() {
                let kept =
                    self.origins.iter().filter(|from| matches!(from, From::Same(at) if own.contains(at))).count();
                let wanted = self.rows.iter().filter(|row| row.kind() == kind).count();
                if kept == own.len() && wanted == own.len() {
                    continue;
                }
                let item = lone(std::mem::take(item));
                // The key goes too: what stands around it is made for a line.
                self.document.remove(kind);
                self.document.insert(kind, item);
            }
            let Some(tables) = self.document[kind.as_str()].as_array_of_tables_mut() else { continue };
            for (index, table) in std::mem::take(tables).into_iter().enumerate() {
                let at = own.iter().find(|at| self.entries[**at].index == index).expect("each table is an entry");
                self.old.insert(*at, table);
            }
        }
    }

    /// Changes what is said of sizes, and takes the table of it out of the document.
    fn target(&mut self) -> Option<Table> {
        let is_sizes = |row: &Row| matches!(row, Row::Sizes(_));
        let (now, then) = (self.rows.iter().find(|row| is_sizes(row)), self.before.iter().find(|row| is_sizes(row)));
        if now != then
            && let Some(target) = self.document.get_mut("target").and_then(Item::as_table_like_mut)
        {
            change(target, then, now);
            if target.iter().all(|(key, _)| key == "reason") {
                self.document.remove("target");
            }
        }
        let target = self.document.get("target").and_then(Item::as_table).filter(|table| !table.is_dotted()).cloned();
        let position = target.as_ref().and_then(Table::position);
        self.before_target = self.old.values().filter(|table| table.position() < position).count();
        target
    }

    /// The tables in their new order, each with the old entry that it is from.
    fn sequence(&mut self, mut target: Option<Table>) -> Vec<Slot> {
        let mut sequence = Vec::new();
        let inline_target = self.document.get("target").is_some() && target.is_none();
        for (row, from) in self.rows.iter().zip(&self.origins) {
            if matches!(row, Row::Sizes(_)) {
                if !inline_target {
                    let from = from.old();
                    let table = target.take().unwrap_or_else(|| fresh(row));
                    sequence.push(Slot { kind: "target", from, table });
                }
                continue;
            }
            let (from, table) = match *from {
                From::Same(at) => (Some(at), self.old.remove(&at)),
                From::Changed(at) => {
                    let mut table = self.old.remove(&at);
                    table.iter_mut().for_each(|table| change(table, Some(&self.before[at]), Some(row)));
                    (Some(at), table)
                }
                From::Nothing => (None, Some(fresh(row))),
            };
            // Without a table it stands on one line, unchanged.
            sequence.extend(table.map(|table| Slot { kind: row.kind(), from, table }));
        }
        if let Some(table) = target {
            let before = self.before_target;
            let at = sequence.iter().position(|slot| slot.from.is_some_and(|from| from >= before));
            let at = at.unwrap_or(if before == 0 { 0 } else { sequence.len() });
            sequence.insert(at, Slot { kind: "target", from: Some(before), table });
        }
        sequence
    }

    /// What is said above an entry that is gone, and set off from it by an empty line, is about more than that entry; and
    /// what is said so at the top of the file stays there.
    fn keep_comments(&mut self, sequence: &mut [Slot]) {
        for (at, table) in std::mem::take(&mut self.old).into_iter().rev() {
            let prefix = prefix(&table);
            let kept = detached(&prefix);
            match sequence.iter_mut().find(|slot| slot.from.is_some_and(|from| from > at)) {
                Some(next) => {
                    let both = format!("{kept}{}", self::prefix(&next.table));
                    set_prefix(&mut next.table, &both);
                }
                None => {
                    let trailing = format!("{kept}{}", self.document.trailing().as_str().unwrap_or_default());
                    self.document.set_trailing(trailing);
                }
            }
        }
    }

    fn keep_top(sequence: &mut [Slot]) {
        let Some(first) = sequence.iter().position(|slot| slot.from == Some(0)).filter(|at| *at > 0) else { return };
        let own = prefix(&sequence[first].table);
        let top = detached(&own);
        if !top.is_empty() {
            set_prefix(&mut sequence[first].table, &own[top.len()..]);
            let both = format!("{top}{}", prefix(&sequence[0].table));
            set_prefix(&mut sequence[0].table, &both);
        }
    }

    fn set_recluster(&mut self, recluster: bool, sequence: &mut [Slot]) {
        match self.document.get_mut("recluster").and_then(Item::as_value_mut) {
            Some(value) => {
                let decor = value.decor().clone();
                *value = recluster.into();
                *value.decor_mut() = decor;
            }
            None if recluster => {
                self.document["recluster"] = toml_edit::value(true);
                if let Some(first) = sequence.first_mut().filter(|slot| !prefix(&slot.table).starts_with('\n')) {
                    let spaced = format!("\n{}", prefix(&first.table));
                    set_prefix(&mut first.table, &spaced);
                }
            }
            None => {}
        }
    }

    /// Nothing empty stands before the first table, and something before a table that was the first.
    fn space(&self, sequence: &mut [Slot]) {
        let bare = self.document.iter().all(|(_, item)| item.is_table() || item.is_array_of_tables());
        for (at, slot) in sequence.iter_mut().enumerate() {
            let prefix = prefix(&slot.table);
            if at == 0 && bare {
                let start = prefix.trim_start_matches('\n').to_owned();
                set_prefix(&mut slot.table, &start);
            } else if at > 0 && slot.from == Some(0) && !prefix.starts_with('\n') {
                set_prefix(&mut slot.table, &format!("\n{prefix}"));
            }
        }
    }

    fn put(&mut self, sequence: Vec<Slot>) {
        let mut lists: BTreeMap<&str, ArrayOfTables> = BTreeMap::new();
        for (at, Slot { kind, mut table, .. }) in sequence.into_iter().enumerate() {
            table.set_position(Some(at as isize));
            if kind == "target" {
                self.document["target"] = Item::Table(table);
            } else {
                lists.entry(kind).or_default().push(table);
            }
        }
        let empty: Vec<String> =
            self.document.iter().filter(|(_, item)| is_empty(item)).map(|(key, _)| key.into()).collect();
        for kind in empty.iter().filter(|kind| !lists.contains_key(kind.as_str())) {
            self.document.remove(kind);
        }
        for (kind, list) in lists {
            self.document[kind] = Item::ArrayOfTables(list);
        }
    }
}

/// A table of the new file.
struct Slot {
    /// The key that it is under.
    kind: &'static str,
    /// The old entry that it is from.
    from: Option<usize>,
    table: Table,
}

impl From {
    fn old(self) -> Option<usize> {
        match self {
            From::Same(at) | From::Changed(at) => Some(at),
            From::Nothing => None,
        }
    }
}

fn is_empty(item: &Item) -> bool {
    item.as_array_of_tables().is_some_and(ArrayOfTables::is_empty)
}

/// The table of a new entry, an empty line before it.
fn fresh(row: &Row) -> Table {
    let document: DocumentMut = table(row).parse().expect("what is quoted is TOML");
    let (_, item) = document.as_table().iter().next().expect("there is one entry");
    let mut table = match item {
        Item::ArrayOfTables(tables) => tables.get(0).expect("there is one entry").clone(),
        other => other.as_table().expect("an entry is a table").clone(),
    };
    set_prefix(&mut table, "\n");
    table
}

/// What of the comments above a table is set off from it by an empty line.
fn detached(prefix: &str) -> &str {
    let end = prefix.rfind("\n\n").map_or(0, |end| end + 1);
    if prefix[..end].contains('#') { &prefix[..end] } else { "" }
}

/// What stands before a table: empty lines and comments.
fn prefix(table: &Table) -> String {
    table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default().to_owned()
}

fn set_prefix(table: &mut Table, prefix: &str) {
    table.decor_mut().set_prefix(prefix);
}

#[cfg(test)]
mod tests;
