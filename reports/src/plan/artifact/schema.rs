//! Schemas of what operations take and give, as far as the code says: simple types, lists, names of the project's types.
//!
//! The facts know one word for each parameter: its type where one is declared, else its name. Which of the two it is
//! follows from the language; where a word could be both, it is taken for a name. A parameter with a type and no name gets
//! a number (`arg1`), and a note. What is a handle of the process (a connection, a transaction, a request) is no data.

use super::Draft;
use crate::display::visible;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What is taken for data, and what is not.
pub(super) struct Taken {
    /// Name and schema of each, in order.
    pub(super) data: Vec<(String, Value)>,
    /// What cannot be sent.
    pub(super) handles: Vec<String>,
}

/// Words for simple types, over the languages, with their schema: type and format (JSON Schema 2020-12, OpenAPI registry).
const SIMPLE: &[(&[&str], &str, &str)] = &[
    (&["String", "string", "str", "CharSequence", "char", "Character"], "string", ""),
    (&["UUID", "Uuid", "Guid"], "string", "uuid"),
    (&["Instant", "OffsetDateTime", "ZonedDateTime", "DateTimeOffset"], "string", "date-time"),
    (&["LocalDate", "DateOnly"], "string", "date"),
    (&["long", "Long", "i64", "Int64"], "integer", "int64"),
    (&["i32", "Int32", "Integer"], "integer", "int32"),
    (
        &["int", "short", "Short", "byte", "Byte", "i8", "i16", "u8", "u16", "u32", "u64", "usize", "BigInteger"],
        "integer",
        "",
    ),
    (&["double", "Double", "float", "Float", "f32", "f64", "number"], "number", ""),
    (&["bool", "boolean", "Boolean"], "boolean", ""),
    (&["List", "list", "Set", "set", "Collection", "Iterable", "Array", "ReadonlyArray", "Vec", "tuple"], "array", ""),
    (
        &["IEnumerable", "IList", "ICollection", "IReadOnlyList", "IReadOnlyCollection", "Sequence", "Stream"],
        "array",
        "",
    ),
    (&["Map", "dict", "Dict", "Dictionary", "IDictionary", "HashMap", "BTreeMap", "Record", "Mapping"], "object", ""),
];

/// Ends of names and types of what lives in one process.
const HANDLES: &[&str] = &[
    "client",
    "conn",
    "connection",
    "context",
    "cursor",
    "ctx",
    "db",
    "dbcontext",
    "em",
    "entitymanager",
    "errorclass",
    "info",
    "knex",
    "logger",
    "manager",
    "next",
    "pool",
    "queryset",
    "req",
    "request",
    "res",
    "response",
    "session",
    "sessionfactory",
    "transaction",
    "trx",
    "tx",
    "callback",
    "cb",
];

/// What an operation of a file takes.
pub(super) fn taken(draft: &Draft<'_>, file: &str, parameters: &[String]) -> Taken {
    let language = draft.language(file);
    let mut taken = Taken { data: Vec::new(), handles: Vec::new() };
    let mut names = BTreeSet::new();
    for (at, word) in parameters.iter().enumerate() {
        if is_handle(word) && !is_known(draft, word) {
            taken.handles.push(visible(word).into_owned());
            continue;
        }
        let (wanted, schema) = if is_type(language, word) {
            (format!("arg{}", at + 1), of_type(draft, word))
        } else {
            (
                word.chars().filter(|character| character.is_ascii_alphanumeric() || *character == '_').collect(),
                json!({}),
            )
        };
        let wanted: String =
            if wanted.is_empty() { format!("arg{}", at + 1) } else { wanted.chars().take(60).collect() };
        let mut name = wanted.clone();
        for number in 2.. {
            if names.insert(name.clone()) {
                break;
            }
            name = format!("{wanted}{number}");
        }
        taken.data.push((name, schema));
    }
    taken
}

/// The schemas of a path's parameters, where what the handler takes tells: as many simple values as the path has parameters,
/// and all of one type, since nothing says which is which. Empty where it does not tell.
pub(super) fn of_path(draft: &Draft<'_>, file: &str, takes: &[String], parameters: usize) -> Vec<Value> {
    let language = draft.language(file);
    let simple = |word: &&String| {
        let known = SIMPLE.iter().find(|(words, ..)| words.contains(&word.as_str()));
        is_type(language, word) && known.is_some_and(|(_, kind, _)| !matches!(*kind, "array" | "object"))
    };
    let values: Vec<&String> = takes.iter().filter(simple).collect();
    let same = values.windows(2).all(|two| two[0] == two[1]);
    if values.len() != parameters || !same {
        return Vec::new();
    }
    values.into_iter().map(|word| of_type(draft, word)).collect()
}

/// The schema of a declared type.
pub(super) fn of_type(draft: &Draft<'_>, word: &str) -> Value {
    if let Some((_, kind, format)) = SIMPLE.iter().find(|(words, ..)| words.contains(&word)) {
        let mut schema = Map::new();
        schema.insert("type".to_owned(), json!(kind));
        if !format.is_empty() {
            schema.insert("format".to_owned(), json!(format));
        }
        if matches!(*kind, "array" | "object") {
            schema.insert("x-seamline-declared".to_owned(), json!(visible(word)));
        }
        return Value::Object(schema);
    }
    match component(word).filter(|_| is_known(draft, word)) {
        Some(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
        None => json!({ "x-seamline-declared": visible(word) }),
    }
}

/// The types of the project that some schema refers to, with a schema that says where each is declared.
pub(super) fn components<'a>(draft: &Draft<'_>, words: impl Iterator<Item = &'a str>) -> Map<String, Value> {
    let known: BTreeSet<&str> = words.filter(|word| is_known(draft, word)).collect();
    let mut schemas = Map::new();
    for word in known {
        if let (Some(name), Some(file)) = (component(word), draft.declares(word)) {
            let about = format!(
                "{word} as {} declares it. Its fields are not derived: choose what has to cross.",
                visible(file)
            );
            schemas.insert(name, json!({ "description": about }));
        }
    }
    schemas
}

/// Whether a word of an operation is a type: by the language, else by its looks.
fn is_type(language: &str, word: &str) -> bool {
    match language {
        "javascript" => false,
        "java" | "csharp" | "rust" => true,
        _ => {
            SIMPLE.iter().any(|(words, ..)| words.contains(&word) && !matches!(word, "set" | "byte" | "list"))
                || word == "list" && language == "python"
                || word
                    .starts_with(|first: char| first.is_ascii_uppercase() || !first.is_alphanumeric() && first != '_')
        }
    }
}

/// Whether the project declares a type of this name, which is none of the simple ones.
fn is_known(draft: &Draft<'_>, word: &str) -> bool {
    SIMPLE.iter().all(|(words, ..)| !words.contains(&word)) && draft.declares(word).is_some()
}

fn is_handle(word: &str) -> bool {
    let plain: String = word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let long = |handle: &&&str| handle.len() > 6 && plain.ends_with(**handle);
    HANDLES.contains(&plain.as_str()) || HANDLES.iter().find(long).is_some()
}

/// The name of a component (OpenAPI: `^[a-zA-Z0-9._-]+$`), for names that need no change.
fn component(word: &str) -> Option<String> {
    let plain = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
    (!word.is_empty() && word.len() <= 100 && word.chars().all(plain)).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    /// What an operation of a file takes, in short: name and schema of each, then what is no data.
    fn check(file: &str, parameters: &str, expected: &str) {
        let mut document = sample::planned();
        for (unit, language) in document.units.iter_mut().zip(["python", "javascript", "typescript", "java"]) {
            unit.language = language.to_owned();
            unit.path = format!("of.{language}");
        }
        let draft = Draft::new(&document, None).unwrap();
        let words: Vec<String> = parameters.split(' ').map(str::to_owned).collect();
        let taken = taken(&draft, file, &words);
        let shown = taken.data.iter().map(|(name, schema)| format!("{name} {schema}"));
        let handles = taken.handles.iter().map(|handle| format!("not {handle}"));
        assert_eq!(shown.chain(handles).collect::<Vec<_>>().join("; "), expected);
    }

    #[test]
    fn types_get_numbers() {
        check("of.java", "long String", r#"arg1 {"type":"integer","format":"int64"}; arg2 {"type":"string"}"#);
        check("of.java", "Order", r##"arg1 {"$ref":"#/components/schemas/Order"}"##);
        check("of.java", "Elsewhere", r#"arg1 {"x-seamline-declared":"Elsewhere"}"#);
        check("of.java", "List", r#"arg1 {"type":"array","x-seamline-declared":"List"}"#);
    }
    #[test]
    fn names_stay_names() {
        check("of.javascript", "userId string Order", "userId {}; string {}; Order {}");
        check("of.typescript", "string strategy", r#"arg1 {"type":"string"}; strategy {}"#);
        check(
            "of.python",
            "str list user user",
            r#"arg1 {"type":"string"}; arg2 {"type":"array","x-seamline-declared":"list"}; user {}; user2 {}"#,
        );
    }
    #[test]
    fn handles_are_no_data() {
        check("of.javascript", "client userId transaction", "userId {}; not client; not transaction");
        check(
            "of.java",
            "Connection CatalogDbContext long",
            r#"arg3 {"type":"integer","format":"int64"}; not Connection; not CatalogDbContext"#,
        );
    }
}
