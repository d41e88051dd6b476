//! A truth file: the known decomposition as JSON.
//!
//! `{"service_of": {path: service}}` with more keys where there is more to say, or path to service directly. `(shared)`,
//! `(gateway)` and `(dropped)` stand for no service, also without brackets where no file has a service of that name. The
//! keys of [`TOLD_ELSEWHERE`] are for the checks that a sample brings along, and not read here. In what comes
//! with a sample, an unknown key is an error. In somebody's own file it is one where it looks like a slip of the pen for a
//! known one; any other key is the owner's business, and told.

use super::read;
use crate::args::Validate;
use crate::error::{Failure, Outcome};
use crate::fresh::sample;
use crate::session::Session;
use crate::suggest::closest;
use seamline_analyzer::compare::Labels;
use seamline_analyzer::validate::reality::{Call, Event, OwnedStore, Reality, Route};
use seamline_analyzer::validate::{Truth, Variant};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A known decomposition, and what its sample has recorded.
pub(super) struct Known {
    pub(super) truth: Truth,
    pub(super) recorded: Option<&'static str>,
}

/// The truth that was asked for.
pub(super) fn known(session: &Session, args: &Validate) -> Outcome<Known> {
    let (text, from, recorded) = match (&args.truth, &args.source.options.sample) {
        (Some(file), _) => (read(file)?, file.display().to_string(), None),
        (None, Some(id)) => {
            let sample = sample(id)?;
            (sample.truth.to_owned(), format!("the truth of the sample {id}"), sample.recorded)
        }
        (None, None) => {
            return Err(Failure::usage("nothing to compare with").hint("`--truth FILE`").hint("`--sample shop`"));
        }
    };
    let (truth, unknown) = parse(&text, args.truth.is_none()).map_err(|wrong| wrong.failure(&from))?;
    for key in unknown {
        session.tell(format_args!("note: `{key}` of {from} is not used"));
    }
    if let Some(wrong) = truth.contradictions().first() {
        return Err(Failure::usage(format!("{from} contradicts itself: {wrong}")));
    }
    match truth.files().is_empty() {
        true => Err(Failure::usage(format!("{from} names no file with a service"))),
        false => Ok(Known { truth, recorded }),
    }
}

/// What is wrong with a truth file.
#[derive(Debug)]
struct Wrong {
    why: String,
    hint: Option<String>,
}

impl Wrong {
    fn failure(self, from: &str) -> Failure {
        let failure = Failure::usage(format!("{from} is no truth file: {}", self.why));
        failure.hint(self.hint.unwrap_or_else(|| "JSON: {\"service_of\": {\"path\": \"service\"}}".to_owned()))
    }
}

impl From<serde_json::Error> for Wrong {
    fn from(why: serde_json::Error) -> Self {
        Self { why: why.to_string(), hint: None }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    name: String,
    #[serde(default, rename = "about")]
    _about: String,
    #[serde(default)]
    mask_paths: bool,
    service_of: Labels,
    #[serde(default)]
    split: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    #[serde(default)]
    shared: BTreeSet<String>,
    #[serde(default)]
    gateway: BTreeSet<String>,
    #[serde(default)]
    dropped: Vec<Dropped>,
    #[serde(default)]
    variants: Vec<WrittenVariant>,
    #[serde(default)]
    calls: Vec<WrittenCall>,
    #[serde(default)]
    calls_accepted: Vec<WrittenPair>,
    #[serde(default)]
    events_accepted: Vec<WrittenEvent>,
    #[serde(default)]
    monolith_tables: Vec<WrittenTable>,
    #[serde(default)]
    monolith_topics: Vec<WrittenTopic>,
    #[serde(default)]
    events: Vec<WrittenEvent>,
    #[serde(default)]
    stores: Vec<WrittenStore>,
    #[serde(default)]
    routes: Vec<WrittenRoute>,
}

/// The keys of a truth file.
const KEYS: [&str; 17] = [
    "name",
    "about",
    "mask_paths",
    "service_of",
    "split",
    "shared",
    "gateway",
    "dropped",
    "variants",
    "calls",
    "events",
    "stores",
    "routes",
    "calls_accepted",
    "events_accepted",
    "monolith_tables",
    "monolith_topics",
];

/// Keys about both forms that only the checks beside the truth file read.
const TOLD_ELSEWHERE: [&str; 11] = [
    "monolith",
    "decomposed",
    "services",
    "excluded",
    "copied",
    "successors",
    "not_moved",
    "scattered",
    "broker",
    "bindings",
    "new_topics",
];

/// A file that has no successor, with or without the reason.
#[derive(Deserialize)]
#[serde(untagged)]
enum Dropped {
    Path(String),
    Reasoned {
        path: String,
        #[serde(rename = "reason")]
        _reason: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenVariant {
    name: String,
    moves: Labels,
    #[serde(default)]
    reason: String,
    /// Stores and routes that move along are not compared.
    #[serde(default, rename = "stores")]
    _stores: IgnoredAny,
    #[serde(default, rename = "routes")]
    _routes: IgnoredAny,
}

#[derive(Deserialize)]
struct WrittenCall {
    from: String,
    to: String,
    method: String,
    path: String,
}

#[derive(Deserialize)]
struct WrittenPair {
    from: String,
    to: String,
}

#[derive(Deserialize)]
struct WrittenTable {
    table: String,
    owner: Option<String>,
}

#[derive(Deserialize)]
struct WrittenTopic {
    topic: String,
    becomes: Option<String>,
}

#[derive(Deserialize)]
struct WrittenEvent {
    topic: String,
    publisher: String,
    subscribers: BTreeSet<String>,
}

#[derive(Deserialize)]
struct WrittenStore {
    store: String,
    kind: String,
    owner: String,
}

#[derive(Deserialize)]
struct WrittenRoute {
    method: String,
    path: String,
    service: String,
}

/// A truth and the keys that are not used. `ours` is what comes with a sample.
fn parse(text: &str, ours: bool) -> Result<(Truth, Vec<String>), Wrong> {
    let mut keys: BTreeMap<String, IgnoredAny> = serde_json::from_str(text)?;
    let elsewhere = TOLD_ELSEWHERE.iter().filter(|key| keys.remove(**key).is_some()).count();
    let rest;
    let text = if elsewhere == 0 {
        text
    } else {
        let mut value: Value = serde_json::from_str(text)?;
        if let Value::Object(object) = &mut value {
            TOLD_ELSEWHERE.iter().for_each(|key| drop(object.shift_remove(*key)));
        }
        rest = value.to_string();
        &rest
    };
    if !ours
        && !keys.contains_key("service_of")
        && let Ok(service_of) = serde_json::from_str::<Labels>(text)
    {
        return Ok((Truth { service_of, ..Truth::default() }, Vec::new()));
    }
    let unknown: Vec<String> = keys.into_keys().filter(|key| !KEYS.contains(&key.as_str())).collect();
    let slip = unknown.iter().find_map(|key| Some((key, closest(key, KEYS)?)));
    if unknown.is_empty() || ours || slip.is_some() {
        let hint = slip.map(|(_, near)| format!("`{near}`"));
        let written = serde_json::from_str(text).map_err(|why| Wrong { why: why.to_string(), hint })?;
        return Ok((truth(written), Vec::new()));
    }
    let mut value: Value = serde_json::from_str(text)?;
    if let Value::Object(object) = &mut value {
        unknown.iter().for_each(|key| drop(object.shift_remove(key)));
    }
    Ok((truth(serde_json::from_value(value)?), unknown))
}

fn truth(written: Written) -> Truth {
    let services: BTreeSet<String> = written.service_of.values().cloned().collect();
    let named = |label: String| match label.as_str() {
        "shared" | "gateway" | "dropped" if !services.contains(&label) => format!("({label})"),
        _ => label,
    };
    let variant = |WrittenVariant { name, moves, reason, .. }| Variant {
        name,
        moves: moves.into_iter().map(|(key, label)| (key, named(label))).collect(),
        reason,
    };
    let split = |(path, parts): (String, BTreeMap<String, Vec<String>>)| {
        (path, parts.into_iter().map(|(label, functions)| (named(label), functions)).collect())
    };
    let dropped = |dropped| match dropped {
        Dropped::Path(path) | Dropped::Reasoned { path, .. } => path,
    };
    let call = |WrittenCall { from, to, method, path }| Call { from, to, method, path };
    let event = |WrittenEvent { topic, publisher, subscribers }| Event { topic, publisher, subscribers };
    let store = |WrittenStore { store, kind, owner }| OwnedStore { store, kind, owner };
    let route = |WrittenRoute { method, path, service }| Route { method, path, service };
    Truth {
        name: written.name,
        mask_paths: written.mask_paths,
        service_of: written.service_of,
        split: written.split.into_iter().map(split).collect(),
        shared: written.shared,
        gateway: written.gateway,
        dropped: written.dropped.into_iter().map(dropped).collect(),
        variants: written.variants.into_iter().map(variant).collect(),
        reality: Reality {
            calls: written.calls.into_iter().map(call).collect(),
            events: written.events.into_iter().map(event).collect(),
            stores: written.stores.into_iter().map(store).collect(),
            routes: written.routes.into_iter().map(route).collect(),
            calls_accepted: written.calls_accepted.into_iter().map(|pair| (pair.from, pair.to)).collect(),
            events_accepted: written.events_accepted.into_iter().map(event).collect(),
            tables: written.monolith_tables.into_iter().map(|one| (one.table, one.owner)).collect(),
            topics: written.monolith_topics.into_iter().map(|one| (one.topic, one.becomes)).collect(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files with a service, and keys that are not used.
    fn check(text: &str, ours: bool, expected: (usize, &[&str])) {
        let (truth, unknown) = parse(text, ours).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"));
        assert_eq!(
            (truth.files().len(), unknown.iter().map(String::as_str).collect::<Vec<_>>()),
            (expected.0, expected.1.to_vec())
        );
    }

    /// What is said, and what is suggested.
    fn refuse(text: &str, ours: bool, said: &str, suggested: Option<&str>) {
        let wrong = parse(text, ours).map(|(truth, _)| truth).expect_err(text);
        assert!(wrong.why.contains(said), "{wrong:?}");
        assert_eq!(wrong.hint.as_deref(), suggested);
    }

    #[test]
    fn a_full_truth() {
        check(
            r#"{"name": "x", "mask_paths": true, "service_of": {"a": "s", "b": "t"},
                "split": {"g": {"s": ["f"], "t": ["h", "i"]}}, "shared": ["k"], "gateway": ["d"], "dropped": ["o"],
                "variants": [{"name": "v", "moves": {"a": "t", "g#f": "t"}, "reason": "r"}],
                "calls": [{"from": "s", "to": "t", "method": "GET", "path": "/x"}],
                "events": [{"topic": "e", "publisher": "s", "subscribers": ["t"]}],
                "stores": [{"store": "x", "kind": "table", "owner": "s"}],
                "routes": [{"method": "GET", "path": "/x", "service": "s"}],
                "calls_accepted": [{"from": "s", "to": "t"}],
                "events_accepted": [{"topic": "e", "publisher": "s", "subscribers": ["t"]}],
                "monolith_tables": [{"table": "x", "owner": "s"}, {"table": "y", "owner": null}],
                "monolith_topics": [{"topic": "e", "becomes": "f"}, {"topic": "g", "becomes": null}]}"#,
            true,
            (3, &[]),
        );
    }
    #[test]
    fn a_plain_truth() {
        check(r#"{"a": "s", "b": "t"}"#, false, (2, &[]));
    }
    #[test]
    fn somebodys_own_keys_are_told() {
        check(r#"{"repo": "o/n", "service_of": {"a": "s"}, "commit": "c"}"#, false, (1, &["commit", "repo"]));
    }
    #[test]
    fn a_slip_of_the_pen_has_its_place_and_a_suggestion() {
        refuse("{\"service_of\": {\"a\": \"s\"},\n  \"shard\": []}", false, "`shard`", Some("`shared`"));
        refuse("{\"service_of\": {\"a\": \"s\"},\n  \"shard\": []}", false, "line 2 column 9", Some("`shared`"));
        refuse(r#"{"service_off": {"a": "s"}}"#, false, "unknown field `service_off`", Some("`service_of`"));
    }
    #[test]
    fn what_comes_with_a_sample_has_no_unknown_keys() {
        refuse(r#"{"service_of": {"a": "s"}, "repo": "x"}"#, true, "unknown field `repo`", None);
    }
    #[test]
    fn parts_have_no_unknown_keys() {
        refuse(
            r#"{"service_of": {"a": "s"}, "variants": [{"name": "v", "move": {}}]}"#,
            false,
            "unknown field `move`",
            None,
        );
    }
    #[test]
    fn not_a_truth() {
        refuse("[1]", false, "invalid type", None);
        refuse("{\"name\": \"x\", \"mask_paths\": true}", false, "missing field `service_of`", None);
    }
    #[test]
    fn the_truth_of_every_sample_is_read() {
        for sample in seamline_fixtures::ALL {
            let (truth, _) = parse(sample.truth, true).unwrap_or_else(|wrong| panic!("{}: {wrong:?}", sample.id));
            assert_eq!(truth.contradictions(), Vec::<String>::new());
        }
    }
}
