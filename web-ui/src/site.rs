//! What is served, made once: a page that anybody may read, as nothing in it is secret, and data behind the door.

use crate::door::Door;
use crate::guard::{self, SESSION};
use crate::page;
use crate::refusal::Refusal;
use crate::resource;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use seamline_reports::Document;
use serde::Deserialize;
use std::future::ready;
use std::sync::Arc;
use std::time::Instant;

/// Everything the router needs to know.
pub(crate) struct Site {
    /// Host and port, as every request has to name them.
    pub(crate) authority: String,
    /// Who is let in.
    pub(crate) door: Door,
    /// The bytes of the resources, in their order.
    data: Vec<Bytes>,
}

impl Site {
    /// The site of an analysis.
    pub(crate) fn new(authority: String, door: Door, document: &Document) -> Self {
        Self::of(authority, door, resource::ALL.iter().map(|resource| resource.bytes(document)).collect())
    }

    /// The site of these bytes, one for each resource.
    pub(crate) fn of(authority: String, door: Door, data: Vec<Bytes>) -> Self {
        Self { authority, door, data }
    }

    /// What a browser calls the page of this server.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.authority)
    }
}

/// All addresses, behind the guard.
pub(crate) fn router(site: Site) -> Router {
    let shell = ([(CONTENT_TYPE, resource::HTML.to_owned()), (CONTENT_SECURITY_POLICY, page::policy())], page::page());
    let mut router = Router::new().route("/", get(move || ready(shell.clone()))).route(SESSION, post(open));
    for (resource, bytes) in resource::ALL.iter().zip(&site.data) {
        let answer = ([(CONTENT_TYPE, resource.media)], bytes.clone());
        router = router.route(resource.path, get(move || ready(answer.clone())));
    }
    let site = Arc::new(site);
    router
        .fallback(|| ready(Refusal::NOTHING))
        .method_not_allowed_fallback(|| ready(Refusal::METHOD_HERE))
        .layer(from_fn_with_state(Arc::clone(&site), guard::guard))
        .with_state(site)
}

/// What is sent for the bearer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    key: String,
}

async fn open(State(site): State<Arc<Site>>, body: Bytes) -> Result<Response, Refusal> {
    let asked: Asked = serde_json::from_slice(&body).map_err(|_| Refusal::BODY)?;
    let bearer = site.door.exchange(&asked.key, Instant::now()).ok_or(Refusal::KEY)?;
    let answer = serde_json::json!({ "bearer": bearer }).to_string();
    Ok(([(CONTENT_TYPE, resource::JSON)], answer).into_response())
}

#[cfg(test)]
mod tests;
