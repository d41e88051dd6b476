//! The router: a page that anybody may read, as nothing in it is secret, and everything else behind the door.
//!
//! The thread that answers computes nothing: that is done by a few others, and what takes long one after the other. What is
//! short never waits behind what is long: it has threads of its own, and those of what takes long give way to them and to
//! the browser. What takes long ends when nobody waits for it any more.

use crate::bench::Bench;
use crate::door::Door;
use crate::endpoint::{self, Act, Asked, Endpoint, JSON};
use crate::guard::{self, SESSION};
use crate::page;
use crate::refusal::Refusal;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::Uri;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, get, on, post};
use rayon::{ThreadPool, ThreadPoolBuilder};
use seamline_analyzer::Cancel;
use serde::Deserialize;
use std::future::ready;
use std::io;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::Semaphore;

/// Everything the router needs to know.
pub(crate) struct Site {
    /// Host and port, as every request has to name them.
    pub(crate) authority: String,
    /// Who is let in.
    pub(crate) door: Door,
    /// What is worked on.
    pub(crate) bench: Arc<Bench>,
    /// Whose turn it is among what takes long.
    turn: Semaphore,
    /// Who does what takes long.
    heavy: ThreadPool,
    /// Who does what does not.
    quick: ThreadPool,
}

/// Asks the work for a request to stop when the request is dropped, as it is when who asked goes away.
struct Asker(Arc<Cancel>);

impl Drop for Asker {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Site {
    /// A site.
    ///
    /// # Errors
    /// When no thread can be started.
    pub(crate) fn new(authority: String, door: Door, bench: Arc<Bench>) -> io::Result<Self> {
        let threads = rayon::current_num_threads();
        // One processor stays free for what is short and for the browser.
        let heavy = ThreadPoolBuilder::new().num_threads((threads - 1).max(1)).start_handler(|_| give_way());
        let heavy = heavy.build().map_err(io::Error::other)?;
        let quick = ThreadPoolBuilder::new().num_threads(threads).build().map_err(io::Error::other)?;
        Ok(Self { authority, door, bench, turn: Semaphore::new(1), heavy, quick })
    }

    /// What a browser calls the page of this server.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.authority)
    }
}

/// Lets whoever else wants the processor go before this thread. Where that cannot be had, it stays as it is.
fn give_way() {
    // Only on Linux has a thread a priority of its own; elsewhere the whole server would give way.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 10);
}

/// All addresses, behind the guard.
pub(crate) fn router(site: &Arc<Site>) -> Router {
    let shell = ([(CONTENT_TYPE, endpoint::HTML.to_owned()), (CONTENT_SECURITY_POLICY, page::policy())], page::page());
    let mut router = Router::new().route("/", get(move || ready(shell.clone()))).route(SESSION, post(open));
    for endpoint in endpoint::ALL {
        let method = if endpoint.act == Act::Read { MethodFilter::GET } else { MethodFilter::POST };
        let handle = move |State(site): State<Arc<Site>>, uri: Uri, body: Bytes| answer(endpoint, site, uri, body);
        router = router.route(endpoint.path, on(method, handle));
    }
    router
        .fallback(|| ready(Refusal::NOTHING))
        .method_not_allowed_fallback(|| ready(Refusal::METHOD_HERE))
        .layer(from_fn_with_state(Arc::clone(site), guard::guard))
        .with_state(Arc::clone(site))
}

async fn answer(endpoint: &'static Endpoint, site: Arc<Site>, uri: Uri, body: Bytes) -> Response {
    let Some((n, m)) = numbers(uri.path()) else { return Refusal::NOTHING.into_response() };
    let _turn = if endpoint.heavy { site.turn.acquire().await.ok() } else { None };
    let bench = Arc::clone(&site.bench);
    let asker = Asker(bench.stoppable());
    let asked = Asked { n, m, body, stop: Arc::clone(&asker.0) };
    let whole = Arc::clone(&site);
    let work = move || {
        endpoint.allowed(&bench)?;
        let answer = || (endpoint.answer)(&bench, &asked);
        if endpoint.heavy { &whole.heavy } else { &whole.quick }.install(answer)
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(answer)) => answer.response(endpoint),
        Ok(Err(denial)) => denial.into_response(),
        Err(_) => Refusal::BROKEN.into_response(),
    }
}

/// The analysis and the scenario that a path names; 0 where it names none.
fn numbers(path: &str) -> Option<(u64, u64)> {
    let mut parts = path.split('/').skip(3);
    let mut number = |skipped: usize| match parts.nth(skipped) {
        None => Some(0),
        Some(digits) => digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok()).flatten(),
    };
    Some((number(0)?, number(1)?))
}

/// What is sent for the bearer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    key: String,
}

async fn open(State(site): State<Arc<Site>>, body: Bytes) -> Result<Response, Refusal> {
    let asked: Key = serde_json::from_slice(&body).map_err(|_| Refusal::BODY)?;
    let bearer = site.door.exchange(&asked.key, Instant::now()).ok_or(Refusal::KEY)?;
    let answer = serde_json::json!({ "bearer": bearer }).to_string();
    Ok(([(CONTENT_TYPE, JSON)], answer).into_response())
}

#[cfg(test)]
mod tests;
