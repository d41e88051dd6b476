//! Tables by keyword position alone, for statements no dialect parses: names after FROM, JOIN, INTO, UPDATE and so on.
//!
//! Conservative: a name with a computed part, a function call, a common table expression, a keyword or an English word
//! is no table.

use super::looks::ENGLISH;
use super::token::{Kind, Token, tokens};
use super::{Link, Use, plain_name};
use seamline_analyzer::facts::{Mode, StoreLinkKind};

/// What a statement uses and ties together, lines counted from its start.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    pub(super) uses: Vec<Use>,
    pub(super) links: Vec<Link>,
}

/// Words that stand where a table could and are none.
const NO_TABLE: &[&str] = &[
    "select",
    "lateral",
    "unnest",
    "values",
    "dual",
    "only",
    "set",
    "where",
    "table",
    "new",
    "old",
    "inserted",
    "deleted",
    "on",
    "exists",
    "if",
    "from",
    "join",
    "as",
    "default",
    "nothing",
    "stdin",
    "stdout",
    "outfile",
    "dumpfile",
    "begin",
    "xmltable",
    "json_table",
    "generate_series",
    "cascade",
    "restrict",
    "current",
    "statement",
    "row",
];

/// Functions with a FROM of their own: `extract(year from x)`.
const FROM_FUNCTIONS: &[&str] = &["extract", "trim", "substring", "overlay", "position", "substr"];

/// Reads one statement, or several.
pub(super) fn scan(text: &str) -> Scan {
    let all = tokens(text);
    let reader = Reader { all: &all, ctes: ctes(&all) };
    let mut found = Scan::default();
    let mut around: Vec<usize> = Vec::new();
    for at in 0..all.len() {
        match all[at].text {
            "(" if all[at].kind == Kind::Other => around.push(at),
            ")" if all[at].kind == Kind::Other => drop(around.pop()),
            _ if all[at].kind == Kind::Word => {
                let function = around.last().and_then(|open| open.checked_sub(1)).map(|before| all[before]);
                if !function.is_some_and(|token| token.is_any(FROM_FUNCTIONS)) {
                    reader.keyword(at, &mut found);
                }
            }
            _ => {}
        }
    }
    reader.references(&mut found);
    found
}

struct Reader<'a> {
    all: &'a [Token<'a>],
    ctes: Vec<String>,
}

impl Reader<'_> {
    fn word(&self, at: usize, words: &[&str]) -> bool {
        self.all.get(at).is_some_and(|token| token.is_any(words))
    }

    fn before(&self, at: usize, words: &[&str]) -> bool {
        at.checked_sub(1).is_some_and(|at| self.word(at, words))
    }

    /// What the keyword at `at` says about the name after it.
    fn keyword(&self, at: usize, found: &mut Scan) {
        let token = &self.all[at];
        let skip = |words: &[&str]| (at + 1..self.all.len()).find(|&i| !self.word(i, words)).unwrap_or(self.all.len());
        let quiet = ["if", "not", "exists", "only"];
        match () {
            () if token.is("from") && !self.before(at, &["distinct"]) => {
                let mode = if self.before(at, &["delete"]) { Mode::Write } else { Mode::Read };
                self.list(skip(&["only", "lateral"]), mode, found);
            }
            () if token.is("join") => self.take(skip(&["lateral"]), Mode::Read, found),
            () if token.is("using") && !self.all.get(at + 1).is_some_and(|token| token.punct("(")) && self.merges() => {
                self.take(at + 1, Mode::Read, found);
            }
            () if token.is("into") && self.before(at, &["insert", "merge", "replace", "ignore", "overwrite"]) => {
                self.take_any(skip(&["table"]), Mode::Write, found);
            }
            () if token.is("update") && self.sets(at) => self.take(skip(&["only", "ignore"]), Mode::Write, found),
            () if token.is("truncate") => self.take(skip(&["table"]), Mode::Write, found),
            () if token.is("table") && self.defines(at) => self.take_any(skip(&quiet), Mode::Declare, found),
            () => {}
        }
    }

    fn merges(&self) -> bool {
        self.word(0, &["merge"])
    }

    /// `UPDATE t SET`, and not `FOR UPDATE`, `ON UPDATE`, `DUPLICATE KEY UPDATE`.
    fn sets(&self, at: usize) -> bool {
        let near = self.all.iter().skip(at + 1).take(8).any(|token| token.is("set"));
        near && !self.before(at, &["for", "on", "key", "then", "or", "of", "after", "before"])
    }

    /// `CREATE .. TABLE` and `ALTER TABLE`.
    fn defines(&self, at: usize) -> bool {
        let from = at.saturating_sub(3);
        self.all[from..at].iter().any(|token| token.is_any(&["create", "alter"]))
    }

    /// Names separated by commas, with aliases.
    fn list(&self, mut at: usize, mode: Mode, found: &mut Scan) {
        loop {
            self.take(at, mode, found);
            let Some((_, mut end)) = self.name(at) else { return };
            end += usize::from(self.word(end, &["as"]));
            end += usize::from(self.all.get(end).is_some_and(|token| token.named() && !token.is_any(AFTER_TABLE)));
            if !self.all.get(end).is_some_and(|token| token.punct(",")) {
                return;
            }
            at = end + 1;
        }
    }

    /// Takes the name at `at` unless it is a function call.
    fn take(&self, at: usize, mode: Mode, found: &mut Scan) {
        if self.name(at).is_some_and(|(_, end)| !self.all.get(end).is_some_and(|token| token.punct("("))) {
            self.take_any(at, mode, found);
        }
    }

    fn take_any(&self, at: usize, mode: Mode, found: &mut Scan) {
        let Some((name, _)) = self.name(at) else { return };
        if !self.ctes.contains(&name) {
            found.uses.push(Use { name, mode, line: self.all[at].line });
        }
    }

    /// The last part of the possibly qualified name at `at`, and the index after it.
    fn name(&self, mut at: usize) -> Option<(String, usize)> {
        let first = self.all.get(at)?;
        if !first.named() || first.is_any(NO_TABLE) || first.is_any(ENGLISH) {
            return None;
        }
        while self.all.get(at + 1).is_some_and(|token| token.punct("."))
            && self.all.get(at + 2).is_some_and(Token::named)
        {
            at += 2;
        }
        Some((plain_name(self.all[at].text)?, at + 1))
    }

    /// Foreign keys: `CREATE|ALTER TABLE t .. REFERENCES u .. [ON DELETE CASCADE]`.
    fn references(&self, found: &mut Scan) {
        let mut from: Option<String> = None;
        for at in 0..self.all.len() {
            if self.word(at, &["table"]) && self.defines(at) {
                let name = (at + 1..self.all.len()).find(|&i| !self.word(i, &["if", "not", "exists", "only"]));
                from = name.and_then(|at| self.name(at)).map(|(name, _)| name);
            }
            let Some(from) = from.as_ref().filter(|_| self.word(at, &["references"])) else { continue };
            let Some((to, end)) = self.name(at + 1) else { continue };
            let kind = if self.cascades(end) { StoreLinkKind::Cascade } else { StoreLinkKind::ForeignKey };
            found.links.push(Link { from: from.clone(), to, kind, line: self.all[at].line });
        }
    }

    /// `ON DELETE CASCADE` before the next comma, closing parenthesis or statement.
    fn cascades(&self, mut at: usize) -> bool {
        if self.all.get(at).is_some_and(|token| token.punct("(")) {
            at += self.all[at..].iter().position(|token| token.punct(")")).map_or(0, |length| length + 1);
        }
        let clause = self.all[at.min(self.all.len())..].iter();
        let clause = clause.take_while(|token| !(token.kind == Kind::Other && ",);".contains(token.text)));
        clause.take(12).any(|token| token.is("cascade"))
    }
}

/// What follows a table that has no alias.
const AFTER_TABLE: &[&str] = &[
    "where",
    "join",
    "left",
    "right",
    "inner",
    "outer",
    "full",
    "cross",
    "natural",
    "on",
    "using",
    "group",
    "order",
    "having",
    "limit",
    "offset",
    "union",
    "except",
    "intersect",
    "fetch",
    "for",
    "set",
    "values",
    "select",
    "returning",
    "window",
    "with",
    "tablesample",
    "straight_join",
    "connect",
    "start",
    "and",
    "or",
    "then",
    "when",
];

/// Names defined by WITH.
fn ctes(all: &[Token<'_>]) -> Vec<String> {
    if !all.iter().take(200).any(|token| token.is("with")) {
        return Vec::new();
    }
    let mut names = Vec::new();
    for at in 1..all.len() {
        let named = all[at].named() && (all[at - 1].is_any(&["with", "recursive"]) || all[at - 1].punct(","));
        if named && opens_query(all, at + 1) {
            names.extend(plain_name(all[at].text));
        }
    }
    names
}

/// `[(columns)] AS [NOT MATERIALIZED] (`.
fn opens_query(all: &[Token<'_>], mut at: usize) -> bool {
    if all.get(at).is_some_and(|token| token.punct("(")) {
        at += all[at..].iter().position(|token| token.punct(")")).map_or(0, |length| length + 1);
    }
    if !all.get(at).is_some_and(|token| token.is("as")) {
        return false;
    }
    let next = all[at + 1..].iter().find(|token| !token.is_any(&["not", "materialized"]));
    next.is_some_and(|token| token.punct("("))
}

/// A trigger: the table it stands on, and the tables that its body, or the function it calls, writes and reads; one that it
/// does both to is written.
pub(super) fn trigger(text: &str, functions: &[(String, String)]) -> Vec<Link> {
    let all = tokens(text);
    let reader = Reader { all: &all, ctes: Vec::new() };
    let is_trigger = all.iter().take(8).any(|token| token.is("trigger")) && reader.word(0, &["create"]);
    let on = all.iter().position(|token| token.is("on")).filter(|_| is_trigger);
    let Some((from, end)) = on.and_then(|at| reader.name(at + 1)) else { return Vec::new() };
    let line = all[0].line;
    let mut bodies = vec![text.get(all.get(end).map_or(text.len(), |token| token.start)..).unwrap_or("").to_owned()];
    bodies.extend(called(&all, functions).cloned());
    let mut links = Vec::new();
    let used: Vec<Use> = bodies.iter().flat_map(|body| scan(body).uses).filter(|used| used.name != from).collect();
    let written = |name: &str| used.iter().any(|used| used.name == name && used.mode == Mode::Write);
    for Use { name, .. } in &used {
        let kind = if written(name) { StoreLinkKind::Trigger } else { StoreLinkKind::TriggerRead };
        let link = Link { from: from.clone(), to: name.clone(), kind, line };
        if !links.contains(&link) {
            links.push(link);
        }
    }
    links
}

/// The bodies of the functions that `EXECUTE FUNCTION f()` names.
fn called<'a>(all: &[Token<'_>], functions: &'a [(String, String)]) -> impl Iterator<Item = &'a String> + use<'a> {
    let at = all.iter().position(|token| token.is("execute")).map_or(usize::MAX - 2, |at| at + 2);
    let end = (at..all.len()).take_while(|&i| all[i].named() || all[i].punct(".")).last();
    let name = end.map(|at| all[at].text.to_lowercase());
    functions.iter().filter(move |(function, _)| Some(function) == name.as_ref()).map(|(_, body)| body)
}

/// The name and body of a `CREATE FUNCTION` or `PROCEDURE`.
pub(super) fn function(text: &str) -> Option<(String, String)> {
    let all = tokens(text);
    let at = all.iter().take(8).position(|token| token.is_any(&["function", "procedure"]))?;
    if !all.first().is_some_and(|token| token.is("create")) {
        return None;
    }
    let end = (at + 1..all.len()).take_while(|&i| all[i].named() || all[i].punct(".")).last()?;
    let dollar = all.iter().find(|token| token.kind == Kind::Text && text[token.start..].starts_with('$'));
    let body = dollar.map_or_else(|| text[all[end].end..].to_owned(), |token| token.text.to_owned());
    Some((all[end].text.to_lowercase(), body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = scan(text);
        let mut all: Vec<String> =
            found.uses.iter().map(|used| format!("{} {}", used.mode.name(), used.name)).collect();
        all.extend(found.links.iter().map(|link| format!("{} {} -> {}", link.kind.name(), link.from, link.to)));
        assert_eq!(all.join(", "), expected, "{text}");
    }

    #[test]
    fn reads_and_writes() {
        check(
            "SELECT * FROM aa x, s.b AS y JOIN \"C\" ON 1 WHERE z IN (SELECT q FROM d)",
            "read aa, read b, read c, read d",
        );
        check("INSERT INTO aa SELECT * FROM b", "write aa, read b");
        check("UPDATE aa SET x = 1 FROM b FOR UPDATE", "write aa, read b");
        check("DELETE FROM aa WHERE x = extract(year from y)", "write aa");
        check("MERGE INTO aa USING b ON 1 = 1", "write aa, read b");
        check("TRUNCATE TABLE aa", "write aa");
    }

    #[test]
    fn no_tables() {
        check("WITH t AS (SELECT 1 FROM b), c (x) AS MATERIALIZED (SELECT 2) SELECT * FROM t, c", "read b");
        check("SELECT * FROM unnest(x) JOIN LATERAL f(y) ON true", "");
        check("SELECT * FROM orders_\u{fffc}", "");
        check("SELECT * FROM \u{fffc}.orders", "read orders");
        check("SELECT a IS DISTINCT FROM b", "");
        check("INSERT INTO aa VALUES (1) ON DUPLICATE KEY UPDATE x = 1", "write aa");
    }

    #[test]
    fn definitions() {
        check(
            "CREATE TABLE aa (x INT REFERENCES b (id) ON DELETE CASCADE, y INT REFERENCES c) WEIRD",
            "declare aa, cascade aa -> b, foreign-key aa -> c",
        );
        check(
            "ALTER TABLE ONLY s.aa ADD CONSTRAINT k FOREIGN KEY (x) REFERENCES s.b(id)",
            "declare aa, foreign-key aa -> b",
        );
    }

    #[test]
    fn triggers_write_and_read_tables() {
        let functions =
            [function("CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN INSERT INTO log SELECT 1 FROM users; END $$")
                .expect("a function")];
        let check = |text: &str, expected: &str| {
            let links = trigger(text, &functions);
            let shown = links.iter().map(|link| format!("{} {} -> {}", link.kind.name(), link.from, link.to));
            assert_eq!(shown.collect::<Vec<_>>().join(", "), expected, "{text}");
        };
        check(
            "CREATE TRIGGER t AFTER INSERT ON orders FOR EACH ROW BEGIN UPDATE stock SET n = n - 1; END",
            "trigger orders -> stock",
        );
        check(
            "CREATE TRIGGER t AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f()",
            "trigger orders -> log, trigger-read orders -> users",
        );
        check(
            "CREATE TRIGGER t AFTER INSERT ON orders FOR EACH ROW BEGIN SELECT n FROM stock; UPDATE stock SET n = 0; END",
            "trigger orders -> stock",
        );
    }
}
