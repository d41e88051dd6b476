//! What a plan is compared with: the monolith by functions, what the code of the decomposed form shows, and what it did
//! when it ran.
//!
//! The decomposed form is there for samples only. What ran is `runtime-facts.json` beside it, which its own end-to-end
//! tests wrote.

use crate::args::Validate;
use crate::error::{Failure, Outcome};
use crate::fresh::{parts, sample};
use crate::session::Session;
use seamline_analyzer::facts::Granularity;
use seamline_analyzer::validate::Truth;
use seamline_analyzer::validate::foreseen::Witnesses;
use seamline_analyzer::validate::reality::{Call, Event, Reality, Route};
use seamline_analyzer::validate::seen::seen;
use seamline_analyzer::{Analysis, Cx, Facts, Silent};
use seamline_extractors::source::MemoryTree;
use seamline_extractors::{ExtractSettings, extract};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The witnesses; none where the truth says nothing of the decomposed form.
pub(super) fn witnesses(
    session: &Session,
    args: &Validate,
    truth: &Truth,
    analysis: &Analysis,
) -> Outcome<Option<Witnesses>> {
    if truth.reality.is_empty() {
        return Ok(None);
    }
    let monolith = match analysis.facts.granularity {
        Granularity::Function => analysis.facts.clone(),
        Granularity::File | Granularity::Type => parts(session, args.source.path.as_deref(), &args.source.options)?,
    };
    let decomposed = match &args.source.options.sample {
        Some(id) => sample(id)?.decomposed(),
        None => &[],
    };
    let code = match decomposed.is_empty() {
        true => None,
        false => Some(seen(&facts(session, decomposed)?, &truth.services())),
    };
    let ran =
        decomposed.iter().find(|(path, _)| *path == "runtime-facts.json").map(|(_, text)| ran(text)).transpose()?;
    Ok(Some(Witnesses { monolith, code, ran }))
}

/// The facts of files in memory.
fn facts(session: &Session, files: &[(&str, &str)]) -> Outcome<Facts> {
    let quiet = Cx { progress: &Silent, cancel: session.cx().cancel };
    let extracted = extract(quiet, &MemoryTree::new(files.iter().copied()), None, &ExtractSettings::default());
    Ok(extracted.map_err(|why| Failure::input(why.to_string()))?.facts)
}

#[derive(Deserialize)]
struct Ran {
    routes: Vec<RanRoute>,
    calls: Vec<RanCall>,
    #[serde(default, rename = "callsByRace")]
    calls_by_race: Vec<RanCall>,
    #[serde(default, rename = "callsOfGatewayVariant")]
    calls_of_gateway_variant: Vec<RanCall>,
    published: Vec<RanTopic>,
    consumed: Vec<RanTopic>,
}

#[derive(Deserialize)]
struct RanRoute {
    method: String,
    route: String,
    service: String,
}

#[derive(Deserialize)]
struct RanCall {
    caller: String,
    callee: String,
    method: String,
    route: String,
}

#[derive(Deserialize)]
struct RanTopic {
    service: String,
    topic: String,
}

/// What ran.
fn ran(text: &str) -> Outcome<Reality> {
    let ran: Ran = serde_json::from_str(text)
        .map_err(|why| Failure::input(format!("what ran of the sample cannot be read: {why}")))?;
    let call =
        |RanCall { caller, callee, method, route }: RanCall| Call { from: caller, to: callee, method, path: route };
    let route = |RanRoute { method, route, service }: RanRoute| Route { method, path: route, service };
    let mut consumed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in ran.consumed {
        consumed.entry(one.topic).or_default().insert(one.service);
    }
    let event = |RanTopic { service, topic }: RanTopic| Event {
        subscribers: consumed.get(&topic).into_iter().flatten().filter(|one| **one != service).cloned().collect(),
        publisher: service,
        topic,
    };
    let variants = ran.calls_by_race.into_iter().chain(ran.calls_of_gateway_variant);
    Ok(Reality {
        calls: ran.calls.into_iter().chain(variants).map(call).collect(),
        events: ran.published.into_iter().map(event).collect(),
        routes: ran.routes.into_iter().map(route).collect(),
        ..Reality::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ran_of_the_sample_is_read() {
        let files = seamline_fixtures::FIGURE_APP.decomposed();
        let (_, text) = files.iter().find(|(path, _)| *path == "runtime-facts.json").expect("it is packed");
        let ran = ran(text).expect("it is well-formed");
        assert_eq!((ran.calls.len(), ran.routes.len(), ran.events.len()), (16, 44, 10));
        assert!(ran.events.iter().all(|event| !event.subscribers.is_empty()));
    }

    #[test]
    fn what_is_no_record_is_told() {
        assert!(ran("{}").is_err());
    }
}
