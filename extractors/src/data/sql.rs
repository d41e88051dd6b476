//! SQL: which tables a string or script reads, writes and declares, and how the schema ties them together.
//!
//! A string must look like SQL first ([`looks`]). Placeholders become neutral names ([`holes`]); then the dialects of
//! sqlparser are tried in order ([`parsed`]). What none accepts is counted as unparsed, and the tables at unmistakable
//! positions (`FROM name`, `INTO name`, ...) are still taken, under the rule `sql.unparsed` ([`scan`]); a name with a
//! computed part is never taken. JPQL and HQL name entity types instead of tables ([`jpql`]).
//!
//! Limits: statements over 16 kB or with over 400 operators are scanned, not parsed; views are tables; stored
//! procedures are read only where a trigger calls them; system catalogues are left out.

mod columns;
mod holes;
mod jpql;
mod looks;
mod parsed;
mod scan;
mod split;
mod token;

use seamline_analyzer::facts::{Mode, StoreLinkKind};
use sqlparser::dialect::{
    Dialect, GenericDialect, MsSqlDialect, MySqlDialect, OracleDialect, PostgreSqlDialect, SQLiteDialect,
};
use sqlparser::parser::Parser;

/// A table, or in JPQL an entity type, and how it is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Use {
    /// The table, lower-cased and without schema, or the entity type as written.
    pub(crate) name: String,
    /// How it is used.
    pub(crate) mode: Mode,
    /// Lines before it in the text, from 0.
    pub(crate) line: u32,
}

/// Two tables the schema ties together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    /// The table that points.
    pub(crate) from: String,
    /// The table it points at.
    pub(crate) to: String,
    /// How.
    pub(crate) kind: StoreLinkKind,
    /// Lines before it in the text, from 0.
    pub(crate) line: u32,
}

/// What one statement uses together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Together {
    /// Lines before it in the text, from 0.
    pub(crate) line: u32,
    /// Its tables, or entity types.
    pub(crate) uses: Vec<Use>,
    /// The relations that JPQL follows from an entity: `lines.product`.
    pub(crate) paths: Vec<String>,
    /// The rule that sees them: `sql.string`, `sql.unparsed`, `sql.entity`.
    pub(crate) rule: &'static str,
}

/// Columns of a table that one statement uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Columns {
    /// The table.
    pub(crate) table: String,
    /// Read or written.
    pub(crate) mode: Mode,
    /// All that are named, lower-cased and sorted.
    pub(crate) names: Vec<String>,
    /// Whether it is every column of the table.
    pub(crate) whole: bool,
}

/// What a text says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Sql {
    /// Tables, by a parser.
    pub(crate) tables: Vec<Use>,
    /// Tables, by position alone.
    pub(crate) unsure: Vec<Use>,
    /// Entity types.
    pub(crate) entities: Vec<Use>,
    /// Tables whose rows a statement deletes.
    pub(crate) deletes: Vec<String>,
    /// What single statements use together.
    pub(crate) together: Vec<Together>,
    /// Columns, where the statement names them.
    pub(crate) columns: Vec<Columns>,
    /// Foreign keys and triggers.
    pub(crate) links: Vec<Link>,
    /// Lines before each statement that no dialect parses.
    pub(crate) unparsed: Vec<u32>,
}

/// What the code around a query says about its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tongue {
    /// Nothing: it must look like SQL.
    #[default]
    Unknown,
    /// It is SQL.
    Sql,
    /// It is JPQL or HQL.
    Jpql,
}

/// Statements longer than this are scanned, not parsed.
const LONG: usize = 16_000;
/// Statements with more operators than this are scanned, not parsed: operator chains nest in the syntax tree.
const OPERATORS: usize = 400;
/// Deeper nesting than this is not parsed.
const DEPTH: usize = 40;
/// At most this many statements of one script are read.
const STATEMENTS: usize = 20_000;
/// Of a long statement, only so much is scanned: the rest of an INSERT is data.
const HEAD: usize = 64_000;

/// Reads a string of a program. Nothing when it does not look like a query.
pub(crate) fn read_string(text: &str, tongue: Tongue) -> Option<Sql> {
    let text = head(text);
    let known = tongue == Tongue::Jpql && !jpql::entities(text).is_empty();
    if !known && !looks::like_sql(text) {
        return None;
    }
    if tongue == Tongue::Jpql || tongue == Tongue::Unknown && jpql::only_jpql(text) {
        let entities = jpql::entities(text);
        let together = Together { line: 0, uses: entities.clone(), paths: jpql::paths(text), rule: "sql.entity" };
        return Some(Sql { entities, together: vec![together], ..Sql::default() });
    }
    let mut sql = Sql::default();
    for piece in split::statements(text, 100) {
        statement(piece.text, piece.line, &mut sql);
    }
    Some(sql)
}

/// Reads a script: a `.sql` file, or a statement in a changelog.
pub(crate) fn read_script(text: &str) -> Sql {
    let pieces = split::statements(text, STATEMENTS);
    let functions: Vec<(String, String)> = pieces.iter().filter_map(|piece| scan::function(head(piece.text))).collect();
    let mut sql = Sql::default();
    for piece in pieces {
        let text = head(piece.text);
        if scan::function(text).is_some() {
            continue;
        }
        let triggers = scan::trigger(text, &functions);
        sql.links.extend(triggers.into_iter().map(|link| Link { line: link.line + piece.line, ..link }));
        if looks::like_sql(text) {
            statement(text, piece.line, &mut sql);
        }
    }
    sql
}

/// The start of a text, cut at a character.
fn head(text: &str) -> &str {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Reads one statement that looks like SQL.
fn statement(text: &str, line: u32, sql: &mut Sql) {
    let trigger = !scan::trigger(text, &[]).is_empty();
    let (mut uses, mut links) = (Vec::new(), Vec::new());
    let parsed = parse(text, &mut uses, &mut links, &mut sql.columns);
    if !parsed && !trigger {
        let found = scan::scan(&holes::fill(text, crate::shape::HOLE));
        (uses, links) = (found.uses, found.links);
        sql.unparsed.push(line);
    }
    if deletes(text) {
        let written = uses.iter().filter(|used| used.mode == Mode::Write);
        sql.deletes.extend(written.map(|used| used.name.clone()));
    }
    uses.iter_mut().for_each(|used| used.line += line);
    if uses.windows(2).any(|pair| pair[0].name != pair[1].name) {
        let rule = if parsed { "sql.string" } else { "sql.unparsed" };
        sql.together.push(Together { line, uses: uses.clone(), paths: Vec::new(), rule });
    }
    links.iter_mut().for_each(|link| link.line += line);
    if parsed {
        sql.tables.extend(uses)
    } else {
        sql.unsure.extend(uses)
    }
    sql.links.extend(links);
}

/// Whether a statement is a DELETE; one that begins with WITH is not looked into.
fn deletes(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or("");
    first.eq_ignore_ascii_case("delete")
}

/// Tries the dialects in order, with placeholders as names and then left out.
fn parse(text: &str, uses: &mut Vec<Use>, links: &mut Vec<Link>, columns: &mut Vec<Columns>) -> bool {
    let dialects: [&dyn Dialect; 6] = [
        &GenericDialect {},
        &PostgreSqlDialect {},
        &MySqlDialect {},
        &MsSqlDialect {},
        &SQLiteDialect {},
        &OracleDialect {},
    ];
    if text.len() > LONG || operators(text) > OPERATORS {
        return false;
    }
    let filled = holes::fill(text, holes::STAND_IN);
    let emptied = holes::fill(text, " ");
    // Where placeholders had to go, what stood there may have been columns.
    let complete = [(filled, true), (emptied, false)];
    let statements = complete.iter().find_map(|(text, complete)| {
        let statements = dialects.iter().find_map(|dialect| {
            let parser = Parser::new(*dialect).with_recursion_limit(DEPTH);
            parser.try_with_sql(text).ok()?.parse_statements().ok()
        })?;
        Some((statements, *complete))
    });
    let Some((statements, complete)) = statements else { return false };
    for statement in &statements {
        parsed::read(statement, uses, links);
        if complete {
            columns.extend(columns::read(statement));
        }
    }
    true
}

/// How many operators a statement has; each may be one more level of its syntax tree.
fn operators(text: &str) -> usize {
    let words = ["and", "or", "union", "intersect", "except", "is", "in", "like", "join", "not", "collate", "at"];
    let all = token::tokens(text);
    all.iter()
        .filter(|token| match token.kind {
            token::Kind::Other => "+-*/|%<>=&^~!:[".contains(token.text),
            _ => token.is_any(&words),
        })
        .count()
}

/// A table's plain name, lower-cased; none for what has a computed part, is no name or belongs to the system.
pub(crate) fn plain_name(name: &str) -> Option<String> {
    const SYSTEM: &[&str] = &["dual", "sqlite_master", "sqlite_sequence", "excluded"];
    let plain = name.trim_matches(|c: char| "\"`[]' ".contains(c)).to_lowercase();
    let fine = !plain.is_empty()
        && plain.len() <= 128
        && !plain.contains(holes::STAND_IN)
        && plain.chars().all(|c| c.is_alphanumeric() || "_$- #".contains(c))
        && plain.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && !SYSTEM.contains(&plain.as_str())
        && !looks::ENGLISH.contains(&plain.as_str());
    fine.then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One line: tables, `?` before those by position, `:` before entity types, links, unparsed.
    fn show(sql: &Sql) -> String {
        let word = |mark: &str, used: &Use| format!("{mark}{}@{}/{}", used.name, used.line, used.mode.name());
        let mut all: Vec<String> = sql.tables.iter().map(|used| word("", used)).collect();
        all.extend(sql.unsure.iter().map(|used| word("?", used)));
        all.extend(sql.entities.iter().map(|used| word(":", used)));
        all.extend(sql.links.iter().map(|link| format!("{}->{}/{}", link.from, link.to, link.kind.name())));
        all.extend(sql.unparsed.iter().map(|line| format!("unparsed@{line}")));
        all.join(" ")
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = read_string(text, Tongue::Unknown).map_or("no".to_owned(), |sql| show(&sql));
        assert_eq!(found, expected, "{text}");
    }

    #[track_caller]
    fn script(text: &str, expected: &str) {
        assert_eq!(show(&read_script(text)), expected, "{text}");
    }

    #[test]
    fn reads() {
        check("SELECT * FROM Shop.Orders o JOIN customer c ON o.c = c.id", "orders@0/read customer@0/read");
        check("SELECT a\nFROM b\nWHERE c IN (SELECT d\nFROM e)", "b@1/read e@3/read");
        check("SELECT * FROM aa, b WHERE aa.x = b.y", "aa@0/read b@0/read");
        check("SELECT * FROM unnest(x)", "");
        check("SELECT * FROM information_schema.tables", "");
        check("SELECT a FROM b UNION SELECT c FROM d", "b@0/read d@0/read");
    }

    #[test]
    fn writes() {
        check("INSERT INTO aa (x) SELECT y FROM b", "aa@0/write b@0/read");
        check("UPDATE aa SET x = (SELECT y FROM b) WHERE z = ?", "aa@0/write b@0/read");
        check("UPDATE o SET o.x = 1 FROM orders o WHERE o.id = @id", "orders@0/write");
        check("DELETE FROM aa WHERE x IN (SELECT y FROM b)", "aa@0/write b@0/read");
        check("DELETE o FROM orders o JOIN c ON o.x = c.x", "orders@0/write c@0/read");
        check("MERGE INTO aa USING b ON (aa.x = b.x) WHEN MATCHED THEN UPDATE SET y = 1", "aa@0/write b@0/read");
        check("TRUNCATE TABLE aa", "aa@0/write");
        check("INSERT INTO aa VALUES (1) ON DUPLICATE KEY UPDATE x = 1", "aa@0/write");
        check("INSERT INTO aa (x) VALUES (1) ON CONFLICT (x) DO UPDATE SET x = excluded.x", "aa@0/write");
    }

    #[test]
    fn common_table_expressions_are_no_tables() {
        check("WITH t AS (SELECT * FROM aa) SELECT * FROM t JOIN b ON 1 = 1", "aa@0/read b@0/read");
        check("WITH orders AS (SELECT * FROM orders) SELECT * FROM orders", "orders@0/read");
        check("WITH RECURSIVE t AS (SELECT 1 FROM aa UNION SELECT 2 FROM t) SELECT * FROM t", "aa@0/read");
        check(
            "WITH t AS (SELECT 1 FROM aa) SELECT * FROM t WHERE x IN (WITH u AS (SELECT 1 FROM t) SELECT * FROM u)",
            "aa@0/read",
        );
    }

    #[test]
    fn placeholders() {
        check("SELECT * FROM orders WHERE a = ? AND b = :b AND c = %s AND d = #{d} AND e = $1", "orders@0/read");
        check("SELECT * FROM \u{fffc} WHERE a = 1", "");
        check("SELECT * FROM \u{fffc}.orders", "orders@0/read");
        check("SELECT * FROM orders_\u{fffc}", "");
        check("SELECT * FROM orders WHERE a = 1 \u{fffc} ORDER BY b", "orders@0/read");
        check("INSERT INTO orders (a) VALUES (%(a)s)", "orders@0/write");
        check("SELECT * FROM {0} JOIN b ON 1 = 1", "b@0/read");
        check("SELECT \u{fffc} FROM orders LIMIT {limit}", "orders@0/read");
        check("SELECT * FROM #tmp JOIN b ON 1 = 1", "b@0/read");
    }

    #[test]
    fn unparsed_is_counted_and_scanned() {
        check("SELECT * FROM orders WHERE ((( SOMETHING ODD HERE", "?orders@0/read unparsed@0");
        check("UPDATE aa SET x = tmp.x FROM (VALUES %s) AS tmp (id, x) WHERE aa.id = tmp.id", "aa@0/write");
        check("SELECT x FROM \"values\"", "values@0/read");
        check("INSERT INTO orders VALUES \u{fffc}", "?orders@0/write unparsed@0");
    }

    #[test]
    fn jpql_names_entities() {
        check("select o from Order o where o.id = :id", ":Order@0/read");
        check("delete from Order o where o.id = ?1", ":Order@0/write");
        check("SELECT o.id FROM Orders o", "orders@0/read");
        let forced = |text| show(&read_string(text, Tongue::Jpql).expect("a query"));
        assert_eq!(forced("select o.id from Order o"), ":Order@0/read");
        assert_eq!(forced("from Order"), ":Order@0/read");
        assert!(read_string("from here to there", Tongue::Jpql).is_none());
    }

    #[test]
    fn definitions_in_scripts() {
        script(
            "CREATE TABLE `orders` (id INT PRIMARY KEY, c INT REFERENCES customer(id) ON DELETE CASCADE,\n\
             d INT, FOREIGN KEY (d) REFERENCES depot(id)) ENGINE=InnoDB;\nDROP TABLE x;",
            "orders@0/declare orders->customer/cascade orders->depot/foreign-key",
        );
        script(
            "ALTER TABLE ONLY public.orders ADD CONSTRAINT fk FOREIGN KEY (c) REFERENCES public.customer(id) ON DELETE CASCADE;",
            "orders@0/declare orders->customer/cascade",
        );
        script("CREATE VIEW v AS SELECT * FROM orders;", "v@0/declare orders@0/read");
        script("-- note\n\nINSERT INTO aa VALUES (1);\nINSERT INTO b VALUES (2);", "aa@2/write b@3/write");
        script("SET x = 1; USE shop; COMMIT;", "");
    }

    #[test]
    fn triggers_link_tables() {
        script(
            "CREATE TRIGGER t AFTER INSERT ON orders FOR EACH ROW BEGIN UPDATE stock SET n = n - 1; END;",
            "orders->stock/trigger",
        );
        script(
            "CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN INSERT INTO log SELECT 1; RETURN NEW; END; $$ LANGUAGE plpgsql;\n\
             CREATE TRIGGER t AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION f();",
            "orders->log/trigger",
        );
    }

    #[test]
    fn hostile_input_ends() {
        let deep = format!("SELECT {}1{} FROM aa", "(".repeat(5_000), ")".repeat(5_000));
        check(&deep, "?aa@0/read unparsed@0");
        let chain = format!("SELECT * FROM aa WHERE {}", "x = 1 OR ".repeat(700));
        check(&chain, "?aa@0/read unparsed@0");
        let nested = format!("SELECT * FROM {}a", "(SELECT * FROM ".repeat(1_000));
        assert!(read_string(&nested, Tongue::Unknown).is_some());
        let concatenated = format!("SELECT a{} FROM b", " || c".repeat(190));
        check(&concatenated, "b@0/read");
    }

    #[test]
    fn dumps_are_capped() {
        let row = "(1, 'some text; with marks', 2),";
        let dump = format!("INSERT INTO aa VALUES {}(1);\n", row.repeat(5_000_000 / row.len()));
        let sql = read_script(&format!("{dump}INSERT INTO b VALUES (1);"));
        assert_eq!(show(&sql), "b@1/write ?aa@0/write unparsed@0");
    }
}
