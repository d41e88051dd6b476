//! MyBatis mapper XML: the namespace is the mapper interface, and the statements speak for it. Rule `mybatis.mapper`.
//!
//! Dynamic tags (`<if>`, `<foreach>`, `<where>`) vanish and leave their text; `<include refid>` takes in the `<sql>`
//! fragment of the same file.

use super::xml::{Event, attribute, events};
use crate::data::columns::of_sql;
use crate::data::sql::{Tongue, Use, read_string};
use crate::data::strings::queries;
use crate::file::{FileFacts, StoreMention, StoreTarget, Subject};
use seamline_analyzer::facts::StoreKind;
use std::collections::BTreeMap;

const STATEMENTS: &[&str] = &["select", "insert", "update", "delete"];

/// Reads a mapper; nothing when the file is no mapper.
pub(super) fn read(text: &str) -> Option<FileFacts> {
    if !text.contains("<mapper") && !text.contains("<sqlMap") {
        return None;
    }
    let events = events(text, 200_000);
    let namespace = events.iter().find_map(|event| match event {
        Event::Start("mapper" | "sqlMap", attributes, _) => Some(attribute(attributes, "namespace").unwrap_or("")),
        _ => None,
    })?;
    let mapper = namespace.rsplit('.').next().unwrap_or("");
    let subject = if mapper.is_empty() { Subject::ThisFile } else { Subject::Type(mapper.to_owned()) };
    let fragments: BTreeMap<String, String> =
        collect(&events, |name| name == "sql", &BTreeMap::new()).into_iter().map(|(id, text, _)| (id, text)).collect();
    let mut facts = FileFacts::default();
    for (_, statement, line) in collect(&events, |name| STATEMENTS.contains(&name), &fragments) {
        state(&statement, line, &subject, &mut facts);
    }
    Some(facts)
}

/// The id, text and line of every element of these names.
fn collect(
    events: &[Event<'_>],
    wanted: impl Fn(&str) -> bool,
    fragments: &BTreeMap<String, String>,
) -> Vec<(String, String, u32)> {
    let mut found: Vec<(String, String, u32)> = Vec::new();
    let mut open: Option<&str> = None;
    for event in events {
        match event {
            Event::Start(name, attributes, line) if open.is_none() && wanted(name) => {
                open = Some(name);
                found.push((attribute(attributes, "id").unwrap_or("").to_owned(), String::new(), *line));
            }
            Event::End(name) if open == Some(name) => open = None,
            _ if open.is_none() => {}
            Event::Text(text) => push(&mut found, text),
            Event::Start("include", attributes, _) => {
                let id = attribute(attributes, "refid").unwrap_or("").rsplit('.').next().unwrap_or("");
                push(&mut found, fragments.get(id).map_or(" hole__ ", String::as_str));
            }
            Event::Start("where", ..) => push(&mut found, " WHERE "),
            Event::Start("set", ..) => push(&mut found, " SET "),
            Event::Start("selectKey", ..) | Event::End("selectKey") => push(&mut found, ";"),
            Event::Start(..) | Event::End(_) => push(&mut found, " "),
        }
    }
    found
}

fn push(found: &mut [(String, String, u32)], text: &str) {
    if let Some((_, statement, _)) = found.last_mut().filter(|(_, statement, _)| statement.len() < 100_000) {
        statement.push_str(text);
    }
}

fn state(text: &str, line: u32, subject: &Subject, facts: &mut FileFacts) {
    let before = u32::try_from(text[..text.len() - text.trim_start().len()].matches('\n').count()).unwrap_or(0);
    for statement in text.split(';') {
        let Some(sql) = read_string(statement, Tongue::Sql) else { continue };
        let mut push = |uses: &[Use], rule: &str| {
            facts.stores.extend(uses.iter().map(|used| StoreMention {
                kind: StoreKind::Table,
                target: StoreTarget::Name(used.name.clone()),
                mode: used.mode,
                rule: rule.to_owned(),
                subject: subject.clone(),
                line: line + before,
            }));
        };
        push(&sql.tables, "mybatis.mapper");
        push(&sql.unsure, "sql.unparsed");
        facts.columns.extend(of_sql(&sql, line + before, subject));
        facts.queries.extend(queries(&sql, line + before, subject));
        facts.unparsed_sql.extend(sql.unparsed.iter().map(|_| line + before));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let show = |facts: FileFacts| {
            let all =
                facts.stores.iter().map(|m| format!("{:?} {} {:?} {}", m.target, m.mode.name(), m.subject, m.line));
            all.collect::<Vec<_>>().join("; ")
        };
        assert_eq!(read(text).map_or("no".to_owned(), show), expected, "{text}");
    }

    #[test]
    fn statements_speak_for_the_interface() {
        check(
            "<mapper namespace=\"a.b.OrderMapper\">\n<select id='x' resultType='y'>\n SELECT I.ID FROM ITEM I\n WHERE I.ID = #{id}\n</select>\n</mapper>",
            "Name(\"item\") read Type(\"OrderMapper\") 3",
        );
    }

    #[test]
    fn dynamic_tags_and_fragments() {
        check(
            "<mapper namespace='m.M'><sql id='c'>id, name</sql><select id='x'>select <include refid='c'/> from orders \
             <where><if test='a &lt; b'>id = #{id}</if><foreach collection='l' separator=','>x</foreach></where></select></mapper>",
            "Name(\"orders\") read Type(\"M\") 1",
        );
        check(
            "<mapper namespace='m.M'><update id='x'>update orders <set><if test='a'>a = #{a},</if></set> where id = 1</update></mapper>",
            "Name(\"orders\") write Type(\"M\") 1",
        );
        check(
            "<mapper namespace='m.M'><insert id='x'><selectKey>SELECT nextid FROM sequence</selectKey>insert into orders (a) values (#{a})</insert></mapper>",
            "Name(\"sequence\") read Type(\"M\") 1; Name(\"orders\") write Type(\"M\") 1",
        );
    }

    #[test]
    fn other_xml() {
        check("<project><select>select x from y</select></project>", "no");
    }
}
