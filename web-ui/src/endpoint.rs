//! Everything that can be asked of the server, one line each: the router and the document of the interface follow it.

use crate::ask;
use crate::bench::{Bench, KINDS, Listed, Paper};
use crate::denial::{Denial, Kind};
use crate::tell;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use seamline_analyzer::{Cancel, Cx, Silent};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) const JSON: &str = "application/json";
pub(crate) const HTML: &str = "text/html; charset=utf-8";
const TOML: &str = "application/toml";
/// The type of progress.
pub(crate) const EVENTS: &str = "text/event-stream";

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// It reads. These are all with GET, and none of the others is.
    Read,
    /// It computes from what it sends, and changes nothing.
    Try,
    /// It changes something.
    Change,
}

/// Something that can be asked.
pub(crate) struct Endpoint {
    pub(crate) act: Act,
    /// Its address; `{n}` is an analysis and `{m}` one of its scenarios.
    pub(crate) path: &'static str,
    /// The type of a good answer.
    pub(crate) media: &'static str,
    /// Whether it takes long, so that one is made after the other.
    pub(crate) heavy: bool,
    pub(crate) answer: fn(&Bench, &Asked) -> Result<Answer, Denial>,
}

/// What was asked.
pub(crate) struct Asked {
    pub(crate) n: u64,
    pub(crate) m: u64,
    pub(crate) body: Bytes,
    /// Asked to stop when nobody waits for the answer any more.
    pub(crate) stop: Arc<Cancel>,
}

impl Asked {
    /// The context of what takes long: nobody watches.
    fn cx(&self) -> Cx<'_> {
        Cx { progress: &Silent, cancel: &self.stop }
    }
}

/// An answer.
pub(crate) enum Answer {
    Json(Value),
    Bytes(Bytes),
    /// Progress of an analysis.
    Events(tokio::sync::watch::Receiver<crate::status::Status>),
}

const fn read(
    path: &'static str,
    media: &'static str,
    answer: fn(&Bench, &Asked) -> Result<Answer, Denial>,
) -> Endpoint {
    Endpoint { act: Act::Read, path, media, heavy: false, answer }
}

const fn post(act: Act, path: &'static str, answer: fn(&Bench, &Asked) -> Result<Answer, Denial>) -> Endpoint {
    Endpoint { act, path, media: JSON, heavy: false, answer }
}

const fn heavy(endpoint: Endpoint) -> Endpoint {
    Endpoint { heavy: true, ..endpoint }
}

/// Everything that can be asked.
pub(crate) const ALL: &[Endpoint] = &[
    read("/api/openapi.json", JSON, |_, _| Ok(Answer::Bytes(Bytes::from_static(OPENAPI.as_bytes())))),
    read("/api/state", JSON, state),
    post(Act::Change, "/api/analyses", |bench, asked| {
        let ask::NewAnalysis { label, options } = ask::body(&asked.body)?;
        Ok(Answer::Json(json!({ "id": bench.add_analysis(label.as_deref(), options)? })))
    }),
    post(Act::Change, "/api/analyses/{n}/cancel", |bench, asked| {
        let ask::Nothing {} = ask::body(&asked.body)?;
        bench.cancel_analysis(asked.n).map(|()| Answer::Json(json!({})))
    }),
    read("/api/analyses/{n}/events", EVENTS, |bench, asked| bench.watch(asked.n).map(Answer::Events)),
    read("/api/analyses/{n}/model", JSON, |bench, asked| Ok(Answer::Bytes(tell::model(&*bench.work(asked.n)?)))),
    read("/api/analyses/{n}/decisions", TOML, |bench, asked| {
        bench.file(asked.n).map(|text| Answer::Bytes(text.into()))
    }),
    heavy(read("/api/analyses/{n}/analysis", JSON, |bench, asked| base(bench, asked, &KINDS[0]))),
    heavy(read("/api/analyses/{n}/plan", JSON, |bench, asked| base(bench, asked, &KINDS[1]))),
    heavy(read("/api/analyses/{n}/report", HTML, |bench, asked| base(bench, asked, &KINDS[2]))),
    post(Act::Change, "/api/analyses/{n}/scenarios", |bench, asked| {
        let ask::NewScenario { name, from } = ask::body(&asked.body)?;
        Ok(Answer::Json(json!({ "id": bench.add_scenario(asked.n, &name, from)? })))
    }),
    read("/api/analyses/{n}/scenarios/{m}", JSON, view),
    post(Act::Change, "/api/analyses/{n}/scenarios/{m}/name", |bench, asked| {
        let ask::Name { name } = ask::body(&asked.body)?;
        bench.name_scenario(asked.n, asked.m, &name).map(|()| Answer::Json(json!({})))
    }),
    post(Act::Change, "/api/analyses/{n}/scenarios/{m}/drop", |bench, asked| {
        let ask::Nothing {} = ask::body(&asked.body)?;
        bench.drop_scenario(asked.n, asked.m).map(|()| Answer::Json(json!({})))
    }),
    post(Act::Try, "/api/analyses/{n}/scenarios/{m}/preview", |bench, asked| {
        let ask::Preview { revision, edit } = ask::body(&asked.body)?;
        let (_, before, decisions, after) = bench.preview(asked.n, asked.m, revision, edit)?;
        Ok(Answer::Json(tell::preview(&before.view, &decisions, &after)))
    }),
    post(Act::Change, "/api/analyses/{n}/scenarios/{m}/edit", |bench, asked| {
        let ask::Change { revision, edit, reason } = ask::body(&asked.body)?;
        bench.edit(asked.n, asked.m, revision, edit, &reason)?;
        view(bench, asked)
    }),
    post(Act::Change, "/api/analyses/{n}/scenarios/{m}/undo", |bench, asked| step(bench, asked, true)),
    post(Act::Change, "/api/analyses/{n}/scenarios/{m}/redo", |bench, asked| step(bench, asked, false)),
    heavy(post(Act::Try, "/api/analyses/{n}/scenarios/{m}/plan", figures)),
    heavy(post(Act::Try, "/api/analyses/{n}/scenarios/{m}/suggest", |bench, asked| {
        let ask::Suggest { revision, most } = ask::body(&asked.body)?;
        let suggestions: Vec<Value> =
            bench.suggest(asked.cx(), asked.n, asked.m, revision, most)?.iter().map(tell::suggestion).collect();
        Ok(Answer::Json(json!({ "suggestions": suggestions })))
    })),
    post(Act::Change, "/api/analyses/{n}/scenarios/{m}/save", |bench, asked| {
        let ask::Save { revision, over } = ask::body(&asked.body)?;
        let entries = bench.save(asked.n, asked.m, revision, over)?;
        Ok(Answer::Json(json!({ "file": seamline_decisions::FILE_NAME, "entries": entries })))
    }),
    read("/api/analyses/{n}/scenarios/{m}/decisions", TOML, |bench, asked| {
        bench.text(asked.n, asked.m).map(|(text, _)| Answer::Bytes(text.into()))
    }),
    heavy(read("/api/analyses/{n}/scenarios/{m}/analysis", JSON, |bench, asked| edited(bench, asked, &KINDS[0]))),
    heavy(read("/api/analyses/{n}/scenarios/{m}/plan", JSON, |bench, asked| edited(bench, asked, &KINDS[1]))),
    heavy(read("/api/analyses/{n}/scenarios/{m}/report", HTML, |bench, asked| edited(bench, asked, &KINDS[2]))),
];

/// The document of the interface.
pub(crate) const OPENAPI: &str = include_str!("../page/openapi.json");

fn state(bench: &Bench, _: &Asked) -> Result<Answer, Denial> {
    let one = |Listed { n, label, options, status, scenarios }: Listed| {
        let mut told = tell::status(&status);
        let scenario =
            |(m, name, revision): &(u64, String, u64)| json!({ "id": m, "name": name, "revision": revision });
        told["id"] = json!(n);
        told["label"] = json!(label);
        told["options"] = json!(options);
        told["scenarios"] = scenarios.iter().map(scenario).collect();
        told
    };
    let analyses: Vec<Value> = bench.all().into_iter().map(one).collect();
    Ok(Answer::Json(json!({
        "repository": bench.analyst.repository(),
        "readOnly": bench.read_only,
        "version": env!("CARGO_PKG_VERSION"),
        "notes": bench.notes,
        "analyses": analyses,
    })))
}

fn view(bench: &Bench, asked: &Asked) -> Result<Answer, Denial> {
    let (work, current, title) = bench.shown(asked.n, asked.m)?;
    Ok(Answer::Json(tell::view(asked.m, &title, &work, &current)))
}

fn step(bench: &Bench, asked: &Asked, back: bool) -> Result<Answer, Denial> {
    let ask::At { revision } = ask::body(&asked.body)?;
    bench.step(asked.n, asked.m, revision, back)?;
    view(bench, asked)
}

fn figures(bench: &Bench, asked: &Asked) -> Result<Answer, Denial> {
    let ask::Figures { revision, edit } = ask::body(&asked.body)?;
    let (before, after) = bench.plans(asked.cx(), asked.n, asked.m, revision, edit)?;
    Ok(Answer::Json(json!({ "before": tell::figures(&before), "after": tell::figures(&after) })))
}

fn base(bench: &Bench, asked: &Asked, paper: &Paper) -> Result<Answer, Denial> {
    Ok(Answer::Bytes(paper.bytes(&bench.base(asked.cx(), asked.n)?.document).into()))
}

fn edited(bench: &Bench, asked: &Asked, paper: &Paper) -> Result<Answer, Denial> {
    let (text, _) = bench.text(asked.n, asked.m)?;
    Ok(Answer::Bytes(paper.bytes(&bench.document(asked.cx(), asked.n, &text)?.document).into()))
}

impl Endpoint {
    /// Whether this may be asked where nothing may be changed.
    ///
    /// # Errors
    /// When it may not.
    pub(crate) fn allowed(&self, bench: &Bench) -> Result<(), Denial> {
        if self.act == Act::Change && bench.read_only {
            return Err(Denial::new(Kind::ReadOnly, "this server was started with --read-only"));
        }
        Ok(())
    }
}

impl Answer {
    /// The answer of an endpoint.
    pub(crate) fn response(self, endpoint: &Endpoint) -> Response {
        let headers = [(CONTENT_TYPE, endpoint.media)];
        match self {
            Answer::Json(value) => (headers, value.to_string()).into_response(),
            Answer::Bytes(bytes) => (headers, bytes).into_response(),
            Answer::Events(status) => crate::events::events(status),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::SESSION;
    use std::collections::BTreeSet;

    #[test]
    fn the_document_of_the_interface_tells_of_each() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        let paths = document["paths"].as_object().unwrap();
        let methods = |(path, methods): (&String, &Value)| -> Vec<(String, String)> {
            methods.as_object().unwrap().keys().map(|method| (path.clone(), method.clone())).collect()
        };
        let told: BTreeSet<(String, String)> = paths.iter().flat_map(methods).collect();
        let method = |one: &Endpoint| if one.act == Act::Read { "get" } else { "post" };
        let known = ALL.iter().map(|one| (one.path.to_owned(), method(one).to_owned()));
        assert_eq!(told, known.chain([(SESSION.to_owned(), "post".to_owned())]).collect());
        for one in ALL {
            let operation = &paths[one.path][method(one)];
            let essence = one.media.split(';').next().unwrap();
            assert!(operation["responses"]["200"]["content"][essence].is_object(), "{}", one.path);
            assert_eq!(operation["requestBody"].is_object(), one.act != Act::Read, "{}", one.path);
            let named = operation["parameters"].as_array().map_or(0, Vec::len);
            assert_eq!(named, one.path.matches('{').count(), "{}", one.path);
        }
    }

    /// Every reference leads somewhere, and everything is referred to.
    #[test]
    fn the_document_hangs_together() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        for reference in OPENAPI.split("\"$ref\": \"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(document.pointer(reference).is_some(), "{reference}");
        }
        for name in document["components"]["schemas"].as_object().unwrap().keys() {
            assert!(OPENAPI.contains(&format!("#/components/schemas/{name}\"")), "{name}");
        }
    }

    #[test]
    fn the_manual_tells_of_each() {
        let manual = include_str!("../../docs/serve.md");
        for one in ALL {
            let word = one.path.rsplit('/').next().unwrap();
            assert!(word == "{m}" || manual.contains(word), "{}", one.path);
        }
    }
}
