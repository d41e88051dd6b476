//! Liquibase changelogs, XML and YAML: tables they create or change, foreign keys, and SQL inside.
//! Rule `liquibase.change`. <https://docs.liquibase.com/change-types/home.html>

use super::xml::{Event, attribute, events};
use crate::data::sql::plain_name;
use crate::file::{FileFacts, StoreLinkMention, StoreMention, StoreTarget, Subject};
use seamline_analyzer::RepoPath;
use seamline_analyzer::facts::{Mode, StoreKind, StoreLinkKind};

/// Changes that declare the shape of `tableName`.
const DECLARES: &[&str] =
    &["createTable", "addColumn", "addUniqueConstraint", "addPrimaryKey", "addNotNullConstraint", "modifyDataType"];
/// Changes that write into `tableName`.
const WRITES: &[&str] = &["insert", "update", "delete", "loadData", "loadUpdateData"];

/// Whether a YAML file can be a changelog, by its name.
pub(super) fn is_yaml(path: &RepoPath) -> bool {
    let yaml = matches!(path.extension(), "yaml" | "yml");
    let lower = path.as_str().to_ascii_lowercase();
    yaml && (lower.contains("changelog") || lower.contains("liquibase"))
}

/// Reads an XML changelog.
pub(super) fn read_xml(text: &str) -> Option<FileFacts> {
    if !text.contains("<databaseChangeLog") {
        return None;
    }
    let mut facts = FileFacts::default();
    let (mut table, mut sql) = (None, None);
    for event in events(text, 200_000) {
        match event {
            Event::Start("sql", _, line) => sql = Some(line),
            Event::Text(text) => {
                if let Some(line) = sql.take() {
                    super::script::state(&text, line, &mut facts);
                }
            }
            Event::Start(name, attributes, line) => {
                let get = |key: &str| attribute(attributes, key).map(str::to_owned);
                if name == "createTable" || name == "addColumn" {
                    table = get("tableName");
                }
                change(name, &get, table.as_deref(), line, &mut facts);
            }
            Event::End("sql") => sql = None,
            Event::End(_) => {}
        }
    }
    Some(facts)
}

/// Reads a YAML changelog by its lines: `- createTable:` and the keys below it.
pub(super) fn read_yaml(text: &str) -> Option<FileFacts> {
    if !text.contains("databaseChangeLog") {
        return None;
    }
    let mut facts = FileFacts::default();
    let lines: Vec<&str> = text.lines().take(100_000).collect();
    for (at, line) in lines.iter().enumerate() {
        let name = line.trim_start().trim_start_matches("- ").trim_end().trim_end_matches(':');
        let depth = indent(line);
        let below =
            lines[at + 1..].iter().take_while(|below| below.trim().is_empty() || indent(below) > depth).take(200);
        let below: Vec<&str> = below.copied().collect();
        let get = |key: &str| below.iter().find_map(|line| value(line, key));
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        change(name, &get, None, number, &mut facts);
    }
    Some(facts)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-']).len()
}

fn value(line: &str, key: &str) -> Option<String> {
    let (name, value) = line.trim_start().trim_start_matches("- ").split_once(':')?;
    (name == key).then(|| value.trim().trim_matches(['"', '\'']).to_owned()).filter(|value| !value.is_empty())
}

/// States what one change says.
fn change(name: &str, get: &dyn Fn(&str) -> Option<String>, table: Option<&str>, line: u32, facts: &mut FileFacts) {
    let mode =
        if DECLARES.contains(&name) { Some(Mode::Declare) } else { WRITES.contains(&name).then_some(Mode::Write) };
    if let (Some(mode), Some(table)) = (mode, get("tableName").as_deref().and_then(plain_name)) {
        facts.stores.push(StoreMention {
            kind: StoreKind::Table,
            target: StoreTarget::Name(table),
            mode,
            rule: "liquibase.change".to_owned(),
            subject: Subject::ThisFile,
            line,
        });
    }
    let ends = match name {
        "addForeignKeyConstraint" => (get("baseTableName"), get("referencedTableName")),
        "constraints" => (table.map(str::to_owned), get("references").or_else(|| get("referencedTableName"))),
        _ => return,
    };
    if let (Some(from), Some(to)) = ends {
        let to = to.split('(').next().unwrap_or("").rsplit('.').next().and_then(plain_name);
        let cascade = [get("onDelete"), get("onUpdate")].into_iter().flatten().any(|action| action == "CASCADE");
        let cascade = cascade || get("deleteCascade").as_deref() == Some("true");
        let kind = if cascade { StoreLinkKind::Cascade } else { StoreLinkKind::ForeignKey };
        if let (Some(from), Some(to)) = (plain_name(&from), to) {
            facts.store_links.push(StoreLinkMention {
                from: StoreTarget::Name(from),
                to: StoreTarget::Name(to),
                kind,
                line,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(facts: Option<FileFacts>) -> String {
        let Some(facts) = facts else { return "no".to_owned() };
        let stores = facts.stores.iter().map(|m| format!("{:?} {} {}", m.target, m.mode.name(), m.line));
        let links = facts.store_links.iter().map(|l| format!("{:?}->{:?} {} {}", l.from, l.to, l.kind.name(), l.line));
        stores.chain(links).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn xml() {
        let text = "<databaseChangeLog>\n<createTable tableName=\"Orders\"><column name=\"c\"><constraints references=\"customer(id)\"/></column></createTable>\n\
             <addForeignKeyConstraint baseTableName='a1' referencedTableName='b1' onDelete='CASCADE'/>\n<sql>INSERT INTO x1 VALUES (1)</sql></databaseChangeLog>";
        assert_eq!(
            show(read_xml(text)),
            "Name(\"orders\") declare 2; Name(\"x1\") write 4; \
             Name(\"orders\")->Name(\"customer\") foreign-key 2; Name(\"a1\")->Name(\"b1\") cascade 3"
        );
    }

    #[test]
    fn yaml() {
        let text = "databaseChangeLog:\n  - changeSet:\n      changes:\n        - createTable:\n            tableName: orders\n        - addForeignKeyConstraint:\n            baseTableName: orders\n            referencedTableName: customer\n";
        assert_eq!(
            show(read_yaml(text)),
            "Name(\"orders\") declare 4; Name(\"orders\")->Name(\"customer\") foreign-key 6"
        );
    }

    #[test]
    fn others() {
        assert_eq!(show(read_xml("<project/>")), "no");
        assert_eq!(show(read_yaml("a: b")), "no");
    }
}
