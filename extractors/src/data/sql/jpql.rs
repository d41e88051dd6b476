//! JPQL and HQL: the query languages that name entity types where SQL names tables.
//!
//! An entity is a name in upper camel case after FROM, JOIN, UPDATE or DELETE; `o.items` after JOIN is a path and no
//! entity. Jakarta Persistence 3.1, chapter 4.

use super::Use;
use super::looks::upper_camel;
use super::token::{Kind, Token, tokens};
use seamline_analyzer::facts::Mode;

/// Whether a query that no context marks as JPQL can only be JPQL: it selects an alias of an entity
/// (`select o from Order o`), or starts with FROM.
pub(super) fn only_jpql(text: &str) -> bool {
    let all = tokens(text);
    let Some(from) = all.iter().position(|token| token.is("from")) else { return hql_write(&all) };
    let Some((entity, after)) = entity(&all, from + 1) else { return false };
    let after = after + usize::from(all.get(after).is_some_and(|token| token.is("as")));
    let alias = all.get(after).filter(|token| token.kind == Kind::Word);
    let constructs = all[..from].windows(2).any(|pair| pair[0].is("new") && pair[1].kind == Kind::Word);
    let selects = alias.is_some_and(|alias| selects_alias(&all[..from], alias.text));
    upper_camel(entity.text) && (from == 0 || constructs || selects || hql_write(&all))
}

/// The projection is the alias itself, once, perhaps inside `distinct` or `count`.
fn selects_alias(projection: &[Token<'_>], alias: &str) -> bool {
    const AROUND: &[&str] = &["select", "distinct", "count", "object"];
    let mut words = projection.iter().filter(|token| token.kind == Kind::Word && !token.is_any(AROUND));
    let only = words.next().is_some_and(|token| token.text == alias) && words.next().is_none();
    only && !projection.iter().any(|token| token.punct(".") || token.punct("*"))
}

/// `update Order o set o.x = ..`, `delete from Order o where o.x = ..`: an alias in camel case with members.
fn hql_write(all: &[Token<'_>]) -> bool {
    let verb = all.first().is_some_and(|token| token.is_any(&["update", "delete"]));
    let at = if all.get(1).is_some_and(|token| token.is("from")) { 2 } else { 1 };
    let Some((entity, after)) = entity(all, at) else { return false };
    let alias = all.get(after).filter(|token| token.kind == Kind::Word && !token.is_any(&["set", "where"]));
    verb && upper_camel(entity.text) && alias.is_some()
}

/// The entities a query names.
pub(super) fn entities(text: &str) -> Vec<Use> {
    let all = tokens(text);
    let mut found = Vec::new();
    for at in 0..all.len() {
        let first = at == 0;
        let writes = first && all[0].is_any(&["update", "delete", "insert"]);
        let from = all[at].is("from");
        let written = from && at == 1 && all[0].is("delete") || all[at].is("into") && at == 1;
        if writes || written {
            push(&all, at + 1, Mode::Write, &mut found);
        } else if from || all[at].is("join") {
            push(&all, at + 1, Mode::Read, &mut found);
            more(&all, at + 1, &mut found);
        }
    }
    found
}

/// `from Order o, Customer c`.
fn more(all: &[Token<'_>], mut at: usize, found: &mut Vec<Use>) {
    while let Some((_, after)) = entity(all, at) {
        let after = after + usize::from(all.get(after).is_some_and(|token| token.is("as")));
        let comma = (after..after + 2).find(|&i| all.get(i).is_some_and(|token| token.punct(",")));
        let Some(comma) = comma else { return };
        at = comma + 1;
        push(all, at, Mode::Read, found);
    }
}

/// The relations that a query joins, as paths from the entity at their start: `lines.product` of
/// `from Order o join o.lines l join l.product p`.
pub(super) fn paths(text: &str) -> Vec<String> {
    let all = tokens(text);
    let mut aliases: Vec<(&str, String)> = Vec::new();
    let mut found = Vec::new();
    for at in (0..all.len()).filter(|at| all[*at].is("join")).take(64) {
        let at = at + 1 + usize::from(all.get(at + 1).is_some_and(|token| token.is("fetch")));
        let Some(first) = all.get(at).filter(|token| token.kind == Kind::Word) else { continue };
        let (mut path, mut end) = (Vec::new(), at + 1);
        while all.get(end).is_some_and(|token| token.punct(".")) && all.get(end + 1).is_some_and(Token::named) {
            path.push(all[end + 1].text);
            end += 2;
        }
        if path.is_empty() || upper_camel(path[path.len() - 1]) {
            continue;
        }
        let before = aliases.iter().find(|(alias, _)| *alias == first.text).map(|(_, path)| path.clone());
        let path = before.into_iter().chain([path.join(".")]).collect::<Vec<_>>().join(".");
        let end = end + usize::from(all.get(end).is_some_and(|token| token.is("as")));
        if let Some(alias) = all.get(end).filter(|token| token.kind == Kind::Word) {
            aliases.push((alias.text, path.clone()));
        }
        found.push(path);
    }
    found
}

fn push(all: &[Token<'_>], at: usize, mode: Mode, found: &mut Vec<Use>) {
    if let Some((token, _)) = entity(all, at) {
        found.push(Use { name: token.text.to_owned(), mode, line: token.line });
    }
}

/// The entity at `at`: the last part of a name that is not a path of an alias, and the index after it.
fn entity<'a>(all: &'a [Token<'a>], mut at: usize) -> Option<(&'a Token<'a>, usize)> {
    if all.get(at)?.is("fetch") {
        at += 1;
    }
    while all.get(at + 1).is_some_and(|token| token.punct(".")) && all.get(at + 2).is_some_and(Token::named) {
        at += 2;
    }
    let token = all.get(at)?;
    let plain = token.text.chars().all(|c| c.is_alphanumeric() || c == '_');
    (token.kind == Kind::Word && plain && upper_camel(token.text)).then_some((token, at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, sure: bool, expected: &str) {
        let found: Vec<String> =
            entities(text).iter().map(|used| format!("{} {}", used.mode.name(), used.name)).collect();
        assert_eq!(found.join(", "), expected, "{text}");
        assert_eq!(only_jpql(text), sure, "{text}");
    }

    #[test]
    fn queries() {
        check("select o from Order o where o.id = :id", true, "read Order");
        check("SELECT DISTINCT o FROM Order o LEFT JOIN FETCH o.items", true, "read Order");
        check("select count(o) from a.b.Order o, Customer as c", true, "read Order, read Customer");
        check("from Order o where o.id = 1", true, "read Order");
        check(
            "select new a.Summary(o.id, c.name) from Order o join Customer c on 1 = 1",
            true,
            "read Order, read Customer",
        );
        check("update Order o set o.status = :s", true, "write Order");
        check("delete from Order o where o.id = :id", true, "write Order");
        check("select o.id from Order o", false, "read Order");
    }

    #[test]
    fn not_jpql() {
        check("SELECT * FROM Orders o", false, "read Orders");
        check("select o from orders o", false, "");
        check("SELECT ORDERID FROM ORDERS", false, "");
        check("UPDATE Orders SET x = 1", false, "write Orders");
    }
}
