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
    let (mut class, mut package): (Option<String>, String) = Default::default();
    for event in events(text, 200_000) {
        let Event::Start(name, attributes, line) = event else { continue };
        let get = |key: &str| attribute(attributes, key);
        let qualified = |name: &str| qualified(&package, name);
        match name {
            "hibernate-mapping" => package = get("package").unwrap_or_default().to_owned(),
            "class" | "joined-subclass" | "union-subclass" => {
                class = get("name").map(qualified);
                declare(class.as_deref(), get("table"), line, &mut facts);
            }
            "subclass" => class = get("name").map(qualified),
            "many-to-one" | "one-to-one" | "many-to-many" => {
                relate(class.as_deref(), get("class").map(qualified), false, line, &mut facts)
            }
            "one-to-many" => relate(class.as_deref(), get("class").map(qualified), true, line, &mut facts),
            _ => {}
        }
    }
    Some(facts)
}

/// The name of a class with its package, as far as the mapping says one: a short name alone would lead nowhere. A class inside
/// another one has the other's name before its own.
fn qualified(package: &str, name: &str) -> String {
    let name = name.replace('$', ".");
    if package.is_empty() || name.contains('.') { name } else { format!("{package}.{name}") }
}

/// A class without a table has its own name, as Hibernate's default says.
fn declare(class: Option<&str>, table: Option<&str>, line: u32, facts: &mut FileFacts) {
    let Some(entity) = class else { return };
    let simple = entity.rsplit('.').next().unwrap_or(entity);
    let Some(name) = plain_name(table.unwrap_or(simple)) else { return };
    facts.stores.push(StoreMention {
        kind: StoreKind::Table,
        target: StoreTarget::Declares { entity: entity.to_owned(), name },
        mode: Mode::Declare,
        rule: "hibernate.mapping".to_owned(),
        subject: Subject::Type(entity.to_owned()),
        line,
    });
}

fn relate(from: Option<&str>, to: Option<String>, reversed: bool, line: u32, facts: &mut FileFacts) {
    let (Some(from), Some(to)) = (from, to) else { return };
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
        let target = StoreTarget::Declares { entity: "org.shop.Order".to_owned(), name: "orders".to_owned() };
        assert_eq!(facts.stores.iter().map(|m| (m.target.clone(), m.line)).collect::<Vec<_>>(), [(target, 2)]);
        let links: Vec<String> =
            facts.store_links.iter().map(|link| format!("{:?}->{:?}", link.from, link.to)).collect();
        assert_eq!(
            links,
            [
                "EntityType(\"org.shop.Order\")->EntityType(\"org.shop.Customer\")",
                "EntityType(\"org.shop.Item\")->EntityType(\"org.shop.Order\")"
            ]
        );
        assert!(read("<mapping/>").is_none());
    }
}
