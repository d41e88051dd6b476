//! Hibernate mapping XML: classes with their tables, and relations between them. Rule `hibernate.mapping`.
//! <https://docs.jboss.org/hibernate/orm/5.6/userguide/html_single/appendices/Legacy_Hibernate_Mappings.html>

use super::xml::{Event, attribute, events};
use crate::data::sql::plain_name;
use crate::file::{FileFacts, StoreLinkMention, StoreMention, StoreTarget, Subject};
use seamline_analyzer::facts::{Mode, StoreKind, StoreLinkKind};

/// Reads a mapping; nothing when the file is none.
pub(super) fn read(text: &str) -> Option<FileFacts> {
    if !text.contains("<hibernate-mapping") {
        return None;
    }
    let mut facts = FileFacts::default();
    let mut class: Option<String> = None;
    for event in events(text, 200_000) {
        let Event::Start(name, attributes, line) = event else { continue };
        let get = |key: &str| attribute(attributes, key);
        match name {
            "class" | "joined-subclass" | "union-subclass" => {
                class = get("name").map(simple);
                declare(class.as_deref(), get("table"), line, &mut facts);
            }
            "subclass" => class = get("name").map(simple),
            "many-to-one" | "one-to-one" | "many-to-many" => {
                relate(class.as_deref(), get("class"), false, line, &mut facts)
            }
            "one-to-many" => relate(class.as_deref(), get("class"), true, line, &mut facts),
            _ => {}
        }
    }
    Some(facts)
}

/// The simple name of a class.
fn simple(name: &str) -> String {
    name.rsplit(['.', '$']).next().unwrap_or(name).to_owned()
}

/// A class without a table has its own name, as Hibernate's default says.
fn declare(class: Option<&str>, table: Option<&str>, line: u32, facts: &mut FileFacts) {
    let Some(entity) = class else { return };
    let Some(name) = plain_name(table.unwrap_or(entity)) else { return };
    facts.stores.push(StoreMention {
        kind: StoreKind::Table,
        target: StoreTarget::Declares { entity: entity.to_owned(), name },
        mode: Mode::Declare,
        rule: "hibernate.mapping".to_owned(),
        subject: Subject::Type(entity.to_owned()),
        line,
    });
}

fn relate(from: Option<&str>, to: Option<&str>, reversed: bool, line: u32, facts: &mut FileFacts) {
    let (Some(from), Some(to)) = (from, to.map(simple)) else { return };
    if from == to {
        return;
    }
    let entity = |name: &str| StoreTarget::EntityType(name.to_owned());
    let (from, to) = if reversed { (entity(&to), entity(from)) } else { (entity(from), entity(&to)) };
    facts.store_links.push(StoreLinkMention { from, to, kind: StoreLinkKind::ForeignKey, line });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_and_relations() {
        let facts = read(
            "<hibernate-mapping package=\"org.shop\">\n<class name=\"Order\" table=\"orders\">\n\
             <many-to-one name=\"customer\" class=\"org.shop.Customer\"/>\n<set><one-to-many class=\"Item\"/></set></class></hibernate-mapping>",
        )
        .expect("it is a mapping");
        let target = StoreTarget::Declares { entity: "Order".to_owned(), name: "orders".to_owned() };
        assert_eq!(facts.stores.iter().map(|m| (m.target.clone(), m.line)).collect::<Vec<_>>(), [(target, 2)]);
        let links: Vec<String> =
            facts.store_links.iter().map(|link| format!("{:?}->{:?}", link.from, link.to)).collect();
        assert_eq!(
            links,
            ["EntityType(\"Order\")->EntityType(\"Customer\")", "EntityType(\"Item\")->EntityType(\"Order\")"]
        );
        assert!(read("<mapping/>").is_none());
    }
}
