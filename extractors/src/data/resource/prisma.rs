//! Prisma schemas: models are tables (`@@map` names them), `@relation(fields: ..)` is a foreign key.
//! Rules `prisma.model`, `prisma.relation`. <https://www.prisma.io/docs/orm/reference/prisma-schema-reference>

use crate::file::{FileFacts, StoreLinkMention, StoreMention, StoreTarget, Subject};
use crate::flow::RelationMention;
use seamline_analyzer::facts::{Mode, StoreKind, StoreLinkKind};

/// Reads a schema.
pub(super) fn read(text: &str) -> FileFacts {
    let mut facts = FileFacts { entity: true, ..FileFacts::default() };
    let document = text.lines().any(|line| line.contains("provider") && line.contains("\"mongodb\""));
    let kind = if document { StoreKind::Collection } else { StoreKind::Table };
    let mut model: Option<(String, u32)> = None;
    let mut table: Option<String> = None;
    for (line, text) in (1..).zip(text.lines()) {
        let text = text.trim();
        let mut words = text.split_whitespace();
        match (words.next(), words.next(), &model) {
            (Some("model"), Some(name), None) => model = Some((name.trim_end_matches('{').to_owned(), line)),
            (Some("}"), _, Some((name, line))) => {
                let plain = table.take().unwrap_or_else(|| name.clone());
                let plain = if document { plain } else { plain.to_lowercase() };
                declare(kind, name, plain, *line, &mut facts);
                model = None;
            }
            (Some(first), _, Some(_)) if first.starts_with("@@map(") => table = quoted(text).map(str::to_owned),
            (Some(field), Some(declared), Some((name, _))) if declared.starts_with(char::is_uppercase) => {
                hold(name, field, declared, line, &mut facts);
                if text.contains("@relation") && text.contains("fields:") {
                    relate(name, declared, text, line, &mut facts);
                }
            }
            _ => {}
        }
    }
    facts
}

fn declare(kind: StoreKind, entity: &str, name: String, line: u32, facts: &mut FileFacts) {
    facts.stores.push(StoreMention {
        kind,
        target: StoreTarget::Declares { entity: entity.to_owned(), name },
        mode: Mode::Declare,
        rule: "prisma.model".to_owned(),
        subject: Subject::ThisFile,
        line,
    });
}

/// A field whose type may be another model's.
fn hold(of: &str, field: &str, declared: &str, line: u32, facts: &mut FileFacts) {
    const PLAIN: &[&str] = &["String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes"];
    let to = declared.trim_end_matches(['?', '[', ']']);
    if !PLAIN.contains(&to) {
        let (of, to) = (StoreTarget::Mapped(of.to_owned()), StoreTarget::Mapped(to.to_owned()));
        facts.relations.push(RelationMention { of, field: field.to_owned(), to, line });
    }
}

fn relate(from: &str, declared: &str, text: &str, line: u32, facts: &mut FileFacts) {
    let to = declared.trim_end_matches(['?', '[', ']']);
    let kind = if text.contains(": Cascade") { StoreLinkKind::Cascade } else { StoreLinkKind::ForeignKey };
    if to != from {
        let entity = |name: &str| StoreTarget::EntityType(name.to_owned());
        facts.store_links.push(StoreLinkMention { from: entity(from), to: entity(to), kind, line });
    }
}

fn quoted(text: &str) -> Option<&str> {
    text.split('"').nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_and_relations() {
        let facts = read(
            "model Order {\n id Int @id\n customer Customer @relation(fields: [customerId], references: [id], onDelete: Cascade)\n @@map(\"orders\")\n}\n\
             model Customer {\n orders Order[]\n}\n",
        );
        let declares =
            |entity: &str, name: &str| StoreTarget::Declares { entity: entity.to_owned(), name: name.to_owned() };
        let targets: Vec<_> = facts.stores.iter().map(|mention| (mention.target.clone(), mention.line)).collect();
        assert_eq!(targets, [(declares("Order", "orders"), 1), (declares("Customer", "customer"), 6)]);
        let fields: Vec<&str> = facts.relations.iter().map(|relation| relation.field.as_str()).collect();
        assert_eq!(fields, ["customer", "orders"]);
        assert_eq!(facts.store_links.len(), 1);
        assert_eq!((facts.store_links[0].kind, facts.store_links[0].line), (StoreLinkKind::Cascade, 3));
    }
}
