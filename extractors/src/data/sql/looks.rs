//! Whether a string is SQL and not an English sentence.
//!
//! A string looks like SQL when it starts with a verb and has the clause that verb needs (`SELECT .. FROM`,
//! `INSERT INTO t (`, `UPDATE t SET c =`, `DELETE FROM t [WHERE|;|end]`, ...), its verb is not merely capitalised as at
//! the start of a sentence, and where a table stands there is no word like *the* or *your*.

use super::token::{Kind, Token, tokens};

/// Words that stand where English, and never SQL, puts them: in place of a table name.
pub(super) const ENGLISH: &[&str] = &[
    "the", "a", "an", "this", "that", "these", "those", "your", "our", "their", "its", "his", "her", "my", "any",
    "some", "each", "every", "both", "which", "where", "what", "here", "there", "it", "them", "us", "me", "you", "all",
    "one", "multiple", "to", "of", "in", "at", "by", "with", "and", "or", "is", "are", "was", "existing", "another",
];

/// The verb a string starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Select,
    Insert,
    Update,
    Delete,
    Merge,
    Truncate,
    Create,
    Alter,
    With,
    From,
}

const VERBS: &[(&str, Verb)] = &[
    ("select", Verb::Select),
    ("insert", Verb::Insert),
    ("replace", Verb::Insert),
    ("update", Verb::Update),
    ("delete", Verb::Delete),
    ("merge", Verb::Merge),
    ("truncate", Verb::Truncate),
    ("create", Verb::Create),
    ("alter", Verb::Alter),
    ("with", Verb::With),
    ("from", Verb::From),
];

/// Whether a string is SQL, JPQL or HQL.
pub(super) fn like_sql(text: &str) -> bool {
    let head = text.trim_start_matches(|c: char| c.is_whitespace() || c == '(' || c == ';');
    let quick = head.starts_with(['-', '/', '#', '<']) || VERBS.iter().any(|(verb, _)| starts(head, verb));
    if !quick || head.len() < 10 {
        return false;
    }
    let all = tokens(without_markup(head));
    let Some(first) = all.first().filter(|token| token.kind == Kind::Word) else { return false };
    let Some(&(_, verb)) = VERBS.iter().find(|(word, _)| first.is(word)) else { return false };
    clause(verb, first, &all[1..])
}

fn starts(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

/// MyBatis wraps dynamic statements in `<script>`.
fn without_markup(text: &str) -> &str {
    text.strip_prefix("<script>").map_or(text, str::trim_start)
}

/// Whether the clause that the verb needs follows.
fn clause(verb: Verb, first: &Token<'_>, rest: &[Token<'_>]) -> bool {
    match verb {
        Verb::Select => select(first, rest),
        Verb::Insert => insert(first, rest),
        Verb::Update => update(first, rest),
        Verb::Delete => delete(first, rest),
        Verb::Merge => rest.first().is_some_and(|token| token.is("into")) && rest.iter().any(|token| token.is("using")),
        Verb::Truncate => rest.first().is_some_and(|token| token.is("table")) && table_at(rest, 1),
        Verb::Create => create(rest),
        Verb::Alter => rest.first().is_some_and(|token| token.is("table")) && rest.len() >= 3 && table_at(rest, 1),
        Verb::With => with(rest),
        Verb::From => hql(first, rest),
    }
}

/// `Select` as a sentence begins, with the other keyword in lower case.
fn sentence_case(first: &Token<'_>, second: &Token<'_>) -> bool {
    let capitalised = first.text.starts_with(char::is_uppercase) && first.text[1..].contains(char::is_lowercase);
    capitalised && !second.text.starts_with(char::is_uppercase)
}

/// Whether the token can be a table: a name that is not an English word.
fn table_at(all: &[Token<'_>], at: usize) -> bool {
    all.get(at).is_some_and(|token| token.kind == Kind::Quoted || token.kind == Kind::Word && !token.is_any(ENGLISH))
}

fn select(first: &Token<'_>, rest: &[Token<'_>]) -> bool {
    let Some(from) = rest.iter().position(|token| token.is("from")) else { return false };
    if from == 0 || sentence_case(first, &rest[from]) {
        return false;
    }
    let opens = rest.get(from + 1).is_some_and(|token| token.punct("(") || token.punct("?") || token.punct(":"));
    projection(&rest[..from]) && (opens || table_at(rest, from + 1) || rest.get(from + 1).is_some_and(placeholder))
}

fn placeholder(token: &Token<'_>) -> bool {
    token.kind == Kind::Other && "%{@$".contains(token.text)
}

/// What stands between SELECT and FROM: not a run of words, as in a sentence.
fn projection(tokens: &[Token<'_>]) -> bool {
    const FILLER: &[&str] = &["distinct", "all", "top", "as", "new", "not", "and", "or", "is", "case", "end"];
    let marks = tokens.iter().any(|token| token.kind == Kind::Other && "*.()=,|+-/".contains(token.text));
    let words = tokens.iter().filter(|token| token.named() && !token.is_any(FILLER)).count();
    let english = tokens.iter().any(|token| token.kind == Kind::Word && token.is_any(&["the", "an", "your", "from"]));
    !english && (marks && !prose(tokens) || words <= 1 || tokens.iter().any(|token| token.is("as")))
}

/// Three bare words in a row are prose: SQL has commas or `AS` between names.
fn prose(tokens: &[Token<'_>]) -> bool {
    const KEYWORDS: &[&str] = &[
        "distinct",
        "case",
        "when",
        "then",
        "else",
        "end",
        "and",
        "or",
        "not",
        "is",
        "null",
        "as",
        "over",
        "partition",
        "by",
        "order",
        "asc",
        "desc",
        "in",
        "between",
        "like",
        "filter",
        "where",
        "within",
        "group",
        "rows",
        "range",
        "preceding",
        "following",
        "unbounded",
        "current",
        "row",
        "interval",
        "new",
        "top",
        "all",
        "at",
        "time",
        "zone",
        "select",
        "from",
        "on",
        "join",
        "left",
        "right",
        "inner",
        "outer",
        "limit",
        "exists",
        "having",
        "separator",
        "collate",
        "using",
        "cast",
        "first",
        "last",
        "nulls",
        "distinctrow",
        "percent",
        "ties",
        "with",
        "sql_calc_found_rows",
    ];
    let mut run = 0;
    tokens.iter().any(|token| {
        run = if token.kind == Kind::Word && !token.is_any(KEYWORDS) { run + 1 } else { 0 };
        run >= 3
    })
}

/// The index after a possibly qualified name that starts at `at`.
fn after_name(all: &[Token<'_>], mut at: usize) -> usize {
    at += 1;
    while all.get(at).is_some_and(|token| token.punct(".")) {
        at += 2;
    }
    at
}

fn insert(first: &Token<'_>, rest: &[Token<'_>]) -> bool {
    const MODIFIERS: &[&str] =
        &["ignore", "into", "or", "replace", "overwrite", "table", "low_priority", "delayed", "high_priority"];
    let at = rest.iter().position(|token| !token.is_any(MODIFIERS)).unwrap_or(rest.len());
    if at == 0 && first.is("replace") || rest.first().is_some_and(|token| sentence_case(first, token)) {
        return false;
    }
    let modified = at > 0 || first.is("insert");
    let next = rest.get(skip_alias(rest, after_placeholder(rest, at)));
    let follows = next.is_some_and(|token| {
        token.punct("(") || token.is_any(&["values", "value", "select", "set", "default", "with", "exec", "output"])
    });
    modified && (table_at(rest, at) || rest.get(at).is_some_and(placeholder)) && follows
}

/// The index after a name or a placeholder such as `{0}` or `%s`.
fn after_placeholder(all: &[Token<'_>], at: usize) -> usize {
    if !all.get(at).is_some_and(placeholder) {
        return after_name(all, at);
    }
    let close = all.iter().skip(at).take(6).position(|token| token.punct("}"));
    close.map_or(at + 2, |length| at + length + 1)
}

/// The index after `AS x`.
fn skip_alias(all: &[Token<'_>], at: usize) -> usize {
    if all.get(at).is_some_and(|token| token.is("as")) { at + 2 } else { at }
}

fn update(first: &Token<'_>, rest: &[Token<'_>]) -> bool {
    let Some(set) = rest.iter().position(|token| token.is("set")) else {
        return false;
    };
    let assigns = rest[set..].iter().any(|token| token.punct("="));
    let table = rest.iter().position(|token| !token.is_any(&["only", "ignore", "or", "low_priority", "top"]));
    let named =
        table.is_some_and(|at| table_at(rest, at) || rest.get(at).is_some_and(|token| token.kind != Kind::Word));
    set > 0 && assigns && named && !sentence_case(first, &rest[set])
}

fn delete(first: &Token<'_>, rest: &[Token<'_>]) -> bool {
    const AFTER: &[&str] = &["where", "using", "as", "returning", "output", "order", "limit", "with", "join", "inner"];
    let Some(from) = rest.iter().position(|token| token.is("from")) else { return hql_delete(rest) };
    if from > 3 || !table_at(rest, from + 1) && !rest.get(from + 1).is_some_and(placeholder) {
        return false;
    }
    let after = after_placeholder(rest, from + 1);
    let ends = |at: usize| rest.get(at).is_none_or(|token| token.punct(";") || token.is_any(AFTER));
    !sentence_case(first, &rest[from])
        && (ends(after) || rest.get(after).is_some_and(Token::named) && clause_after(rest, after + 1))
}

/// After an alias only a clause may follow.
fn clause_after(rest: &[Token<'_>], at: usize) -> bool {
    rest.get(at).is_some_and(|token| token.is_any(&["where", "using", "join", "inner", "left", "set"]))
}

/// HQL: `delete Order o where ..`.
fn hql_delete(rest: &[Token<'_>]) -> bool {
    let entity = rest.first().is_some_and(|token| token.text.starts_with(char::is_uppercase));
    entity
        && (1..=2).any(|at| rest.get(at).is_some_and(|token| token.is("where")))
        && rest.iter().any(|token| token.kind == Kind::Other && "=<>:".contains(token.text))
}

fn create(rest: &[Token<'_>]) -> bool {
    const MODIFIERS: &[&str] = &[
        "or",
        "replace",
        "temporary",
        "temp",
        "unlogged",
        "global",
        "local",
        "external",
        "unique",
        "materialized",
        "definer",
        "foreign",
        "virtual",
        "constraint",
        "recursive",
        "alter",
    ];
    let at = rest.iter().position(|token| !token.is_any(MODIFIERS)).unwrap_or(rest.len());
    let Some(what) = rest.get(at) else { return false };
    let has = |word: &str| rest[at..].iter().any(|token| token.is(word));
    let opens = rest[at..].iter().any(|token| token.punct("("));
    match () {
        () if what.is("table") => table_at(rest, at + 1) && (opens || has("as") || has("like")),
        () if what.is("view") => has("as") && has("select"),
        () if what.is("trigger") => has("on"),
        () if what.is("index") => has("on") && opens,
        () => false,
    }
}

fn with(rest: &[Token<'_>]) -> bool {
    let opens = rest.windows(2).any(|pair| pair[0].is("as") && pair[1].punct("("));
    opens && rest.iter().any(|token| token.is_any(&["select", "insert", "update", "delete"]))
}

/// HQL: `from Order o where ..`, `from Order`.
fn hql(first: &Token<'_>, rest: &[Token<'_>]) -> bool {
    const AFTER: &[&str] = &["where", "order", "left", "inner", "join", "fetch", "group", "as"];
    let entity = rest.first().is_some_and(|token| token.kind == Kind::Word && upper_camel(token.text));
    let after = after_name(rest, 0);
    let clause = |at: usize| rest.get(at).is_some_and(|token| token.is_any(AFTER));
    let marks = rest.iter().any(|token| token.kind == Kind::Other && "=<>:?.".contains(token.text));
    entity && !first.text.starts_with('F') && (clause(after) || clause(after + 1)) && marks
}

/// `Order`, `OrderItem`; not `ORDER`, not `order`.
pub(super) fn upper_camel(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase) && !word.contains('_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expected: bool, texts: &[&str]) {
        for text in texts {
            assert_eq!(like_sql(text), expected, "{text}");
        }
    }

    #[test]
    fn sql() {
        check(
            true,
            &[
                "SELECT * FROM orders",
                "select id, name from customer where id = ?",
                "  \n SELECT o.id FROM orders o",
                "-- all orders\nSELECT id FROM orders",
                "/* hint */ select x from y",
                "(SELECT a FROM b) UNION (SELECT c FROM d)",
                "Select * From Orders",
                "SELECT\n I.ID AS itemId, B.NAME\n FROM ITEM I, B",
                "select count(*) from orders",
                "select distinct name from item",
                "SELECT * FROM \u{fffc} WHERE id = 1",
                "SELECT * FROM %s",
                "SELECT * FROM {0}",
                "INSERT INTO orders (id) VALUES (?)",
                "insert into orders values (1)",
                "INSERT INTO orders SET a = 1",
                "INSERT INTO {0} (id) VALUES (1)",
                "REPLACE INTO orders VALUES (1)",
                "INSERT orders (id) VALUES (1)",
                "UPDATE orders SET status = ?",
                "update Order o set o.status = :s",
                "DELETE FROM orders",
                "delete from orders where id = 1",
                "delete from Order o where o.id = :id",
                "DELETE o FROM orders o JOIN c ON 1 = 1",
                "MERGE INTO orders o USING src s ON (o.id = s.id) WHEN MATCHED THEN DELETE",
                "TRUNCATE TABLE orders",
                "CREATE TABLE orders (id INT)",
                "CREATE TABLE IF NOT EXISTS orders (id INT)",
                "CREATE UNIQUE INDEX i ON orders (id)",
                "ALTER TABLE orders ADD COLUMN x INT",
                "WITH t AS (SELECT 1 FROM a) SELECT * FROM t",
                "from Order o where o.id = :id",
                "<script>SELECT id FROM orders <if test='x'>WHERE 1=1</if></script>",
            ],
        );
    }

    #[test]
    fn not_sql() {
        check(
            false,
            &[
                "Select from the list",
                "Select an item from the list",
                "Select one from stock",
                "select an option from the dropdown",
                "select the best offer from our catalogue",
                "Please select a value from x",
                "update set of values",
                "update the set of values",
                "update status set to done",
                "Update your profile, set a = b",
                "Delete from cart",
                "delete from cart failed",
                "delete from the cart",
                "Delete order from database?",
                "insert into the slot",
                "Insert into cart",
                "insert coin into machine",
                "replace the text",
                "Replace into what?",
                "create table reservation",
                "Create a table (for two)",
                "create index",
                "truncate text",
                "alter table manners",
                "With great power (comes) select",
                "from here to there",
                "From Monday to Friday: closed",
                "from 10 to 20",
                "Merge into one",
                "select",
                "SELECT 1",
                "selected items from = x",
                "Select your items, then remove them from the cart",
                "selection from table",
                "delete-from-cart",
                "update",
                "/api/select/from",
                "select one of our nice hats (or shoes) from stock",
            ],
        );
    }
}
