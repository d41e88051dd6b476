//! What every request passes, in this order: the host it names, the form of its target, where it comes from, what it
//! sends, how much, and whether it may. And what every response carries.
//!
//! - A page of another site can make a browser send requests here under a name of its own that it has pointed to this
//!   machine (DNS rebinding): its `Host` is another one.
//! - A page can send to this address without being able to read the answer: `Sec-Fetch-Site` and `Origin` tell, and a
//!   body of any other type than JSON needs no permission to be sent.
//! - A preflight asks for that permission: `OPTIONS` is never allowed.
//!
//! Fetch living standard; Fetch Metadata Request Headers; Content Security Policy level 3.

use crate::refusal::Refusal;
use crate::site::Site;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderName, ORIGIN,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// The most bytes that are read of a request after its head.
pub(crate) const MAX_BODY: usize = 1024 * 1024;
/// The most bytes of a request that are taken in without being read.
const MAX_PASSED_OVER: usize = 16 * MAX_BODY;
/// The longest path that anything here has is far shorter.
const MAX_PATH: usize = 256;
/// How long a request may take to come to its end.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a request that is refused already may go on being sent.
const LINGER: Duration = Duration::from_secs(2);

/// Where the key is exchanged, the one place that needs no bearer.
pub(crate) const SESSION: &str = "/api/session";

/// Whether the head of a request passes.
type Check = fn(&Site, &Parts) -> Result<(), Refusal>;

/// What can be told from the head alone, in order.
const CHECKS: [Check; 6] = [host, method, target, origin, media, length];

/// Answers what passes, refuses the rest, and seals every response.
pub(crate) async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let response = match admitted(&site, request).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    sealed(response)
}

async fn admitted(site: &Site, request: Request) -> Result<Request, Refusal> {
    let (parts, body) = request.into_parts();
    if let Err(refusal) = CHECKS.iter().try_for_each(|check| check(site, &parts)) {
        // Who is still sending does not hear an answer.
        let _ = timeout(LINGER, passed_over(body)).await;
        return Err(refusal);
    }
    let body = whole(body).await?;
    bearer(site, &parts)?;
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// The one value of a header, or none.
fn single(parts: &Parts, name: HeaderName) -> Option<&[u8]> {
    let mut values = parts.headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none()).map(HeaderValue::as_bytes)
}

/// Whether every value of a header, which may be missing, is this one.
fn is_only(parts: &Parts, name: &str, wanted: &str) -> bool {
    parts.headers.get_all(name).iter().all(|value| value.as_bytes() == wanted.as_bytes())
}

fn is_data(parts: &Parts) -> bool {
    parts.uri.path().starts_with("/api")
}

fn host(site: &Site, parts: &Parts) -> Result<(), Refusal> {
    (single(parts, HOST) == Some(site.authority.as_bytes())).then_some(()).ok_or(Refusal::HOST)
}

fn method(_: &Site, parts: &Parts) -> Result<(), Refusal> {
    let known = [Method::GET, Method::HEAD, Method::POST].contains(&parts.method);
    known.then_some(()).ok_or(Refusal::METHOD)
}

/// A path alone, of letters that mean nothing to anybody. What follows a question mark is not read.
fn target(_: &Site, parts: &Parts) -> Result<(), Refusal> {
    let path = parts.uri.path();
    let plain = path.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"/-._".contains(&letter));
    let straight = path.starts_with('/') && !path.contains("//") && !path.contains("..");
    let bare = parts.uri.authority().is_none() && parts.uri.scheme().is_none();
    (bare && plain && straight && path.len() <= MAX_PATH).then_some(()).ok_or(Refusal::TARGET)
}

/// Data goes to the page of this server, and to programs, which say nothing of where they come from.
fn origin(site: &Site, parts: &Parts) -> Result<(), Refusal> {
    let own = is_only(parts, "sec-fetch-site", "same-origin") && is_only(parts, ORIGIN.as_str(), &site.origin());
    (!is_data(parts) || own).then_some(()).ok_or(Refusal::ORIGIN)
}

fn media(_: &Site, parts: &Parts) -> Result<(), Refusal> {
    let json = |value: &[u8]| {
        let essence = value.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
        essence.eq_ignore_ascii_case(b"application/json")
    };
    (parts.method != Method::POST || single(parts, CONTENT_TYPE).is_some_and(json)).then_some(()).ok_or(Refusal::MEDIA)
}

fn length(_: &Site, parts: &Parts) -> Result<(), Refusal> {
    let said = parts.headers.get(CONTENT_LENGTH).map(|value| value.to_str().ok()?.parse::<usize>().ok());
    said.is_none_or(|said| said.is_some_and(|said| said <= MAX_BODY)).then_some(()).ok_or(Refusal::SIZE)
}

/// What was sent, which may say nothing or lie about its length.
async fn whole(mut body: Body) -> Result<Bytes, Refusal> {
    let read = async {
        let mut read = Vec::new();
        while let Some(part) = part(&mut body).await {
            read.extend_from_slice(&part.map_err(|_| Refusal::BODY)?);
            if read.len() > MAX_BODY {
                passed_over(body).await;
                return Err(Refusal::SIZE);
            }
        }
        Ok(Bytes::from(read))
    };
    timeout(PATIENCE, read).await.unwrap_or(Err(Refusal::SLOW))
}

/// The next bytes of a body; of what follows them nothing is read.
async fn part(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    loop {
        match poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await?.map(Frame::into_data) {
            Ok(Ok(bytes)) => return Some(Ok(bytes)),
            Ok(Err(_)) => {}
            Err(error) => return Some(Err(error)),
        }
    }
}

/// Takes in what is not read, up to a limit, so that whoever sends it comes to hear the answer.
async fn passed_over(mut body: Body) {
    let mut left = MAX_PASSED_OVER;
    while let Some(Ok(part)) = part(&mut body).await {
        let Some(less) = left.checked_sub(part.len()) else { return };
        left = less;
    }
}

fn bearer(site: &Site, parts: &Parts) -> Result<(), Refusal> {
    let free = !is_data(parts) || (parts.method == Method::POST && parts.uri.path() == SESSION);
    let bearer = |value: &[u8]| {
        let text = std::str::from_utf8(value).ok().and_then(|text| text.strip_prefix("Bearer "));
        text.is_some_and(|bearer| site.door.admits(bearer))
    };
    (free || single(parts, AUTHORIZATION).is_some_and(bearer)).then_some(()).ok_or(Refusal::BEARER)
}

/// What every response carries. A page that may load something has said so before.
const SEALS: [(HeaderName, &str); 7] = [
    (CACHE_CONTROL, "no-store"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
];

fn sealed(mut response: Response) -> Response {
    for (name, value) in SEALS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
