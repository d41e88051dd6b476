//! SQL scripts: schemas, migrations, seed data. Rule `sql.script`; `sql.unparsed` for what no dialect parses.

use crate::data::sql::{Use, read_script};
use crate::file::{FileFacts, StoreLinkMention, StoreMention, StoreTarget, Subject};
use seamline_analyzer::facts::StoreKind;

/// Reads a script.
pub(super) fn read(text: &str) -> FileFacts {
    let mut facts = FileFacts::default();
    state(text, 1, &mut facts);
    facts
}

/// Adds what a script that starts at `line` says.
pub(super) fn state(text: &str, line: u32, facts: &mut FileFacts) {
    let sql = read_script(text);
    let mut push = |uses: &[Use], rule: &str| {
        facts.stores.extend(uses.iter().map(|used| StoreMention {
            kind: StoreKind::Table,
            target: StoreTarget::Name(used.name.clone()),
            mode: used.mode,
            rule: rule.to_owned(),
            subject: Subject::ThisFile,
            line: line + used.line,
        }));
    };
    push(&sql.tables, "sql.script");
    push(&sql.unsure, "sql.unparsed");
    facts.store_links.extend(sql.links.iter().map(|link| StoreLinkMention {
        from: StoreTarget::Name(link.from.clone()),
        to: StoreTarget::Name(link.to.clone()),
        kind: link.kind,
        line: line + link.line,
    }));
    facts.unparsed_sql.extend(sql.unparsed.iter().map(|before| line + before));
}
