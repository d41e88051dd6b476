//! Why a request is not answered: a status and a fixed sentence. Nothing of the request or of this machine is in it.

use axum::http::header::{ALLOW, CONTENT_TYPE, HeaderName, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// A refusal.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    status: StatusCode,
    why: &'static str,
    /// The header that its status asks for.
    header: Option<(HeaderName, &'static str)>,
}

impl Refusal {
    const fn new(status: StatusCode, why: &'static str) -> Self {
        Self { status, why, header: None }
    }

    /// The request names another host, or none, or several.
    pub(crate) const HOST: Self = Self::new(StatusCode::FORBIDDEN, "this server has another name");
    /// The request comes from another page.
    pub(crate) const ORIGIN: Self = Self::new(StatusCode::FORBIDDEN, "other pages are not answered");
    /// The target has a form that nothing here has.
    pub(crate) const TARGET: Self = Self::new(StatusCode::BAD_REQUEST, "this is no address of this server");
    /// Nobody here understands the method.
    pub(crate) const METHOD: Self = Self {
        status: StatusCode::METHOD_NOT_ALLOWED,
        why: "this method is not allowed",
        header: Some((ALLOW, "GET, HEAD, POST")),
    };
    /// The same, of one address: the router says which ones are allowed there.
    pub(crate) const METHOD_HERE: Self = Self::new(StatusCode::METHOD_NOT_ALLOWED, "this method is not allowed here");
    /// What was sent is no JSON by its own account.
    pub(crate) const MEDIA: Self = Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "only application/json is read");
    /// What was sent is larger than anything that is expected.
    pub(crate) const SIZE: Self = Self::new(StatusCode::PAYLOAD_TOO_LARGE, "at most 1 MiB is read");
    /// What was sent did not come to its end.
    pub(crate) const SLOW: Self = Self::new(StatusCode::REQUEST_TIMEOUT, "the request did not end in time");
    /// What was sent is not what the document of the interface describes.
    pub(crate) const BODY: Self = Self::new(StatusCode::BAD_REQUEST, "this is not what is expected here");
    /// The bearer is missing or wrong.
    pub(crate) const BEARER: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        why: "a bearer is needed",
        header: Some((WWW_AUTHENTICATE, "Bearer")),
    };
    /// The key is wrong, used or too old.
    pub(crate) const KEY: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        why: "this key is wrong, used or too old",
        header: Some((WWW_AUTHENTICATE, "Bearer")),
    };
    /// Something that should not happen.
    pub(crate) const BROKEN: Self = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "this broke down, which is a bug");
    /// There is no such address.
    pub(crate) const NOTHING: Self = Self::new(StatusCode::NOT_FOUND, "there is nothing here");
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let plain = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
        let mut response = (self.status, plain, format!("{}\n", self.why)).into_response();
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}
