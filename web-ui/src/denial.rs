//! Why something that was asked for is not done, as JSON: what kind of reason, and the reason in words.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use seamline_analyzer::bench::Failed;
use seamline_analyzer::decision::{Conflict, Refused};
use std::fmt::Display;

/// The most characters of a reason.
const MOST_TOLD: usize = 1000;

/// A kind of reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Somebody else was faster: what the request rests on is no more.
    Stale,
    /// Two decisions cannot both hold.
    Conflict,
    /// It would do nothing.
    NoEffect,
    /// There is no such thing.
    Unknown,
    /// Nothing may be changed here.
    ReadOnly,
    /// Not now.
    Busy,
    /// More than can be kept.
    Limit,
    /// It could not be written.
    Disk,
    /// The body is not what is expected.
    Body,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Stale => "stale",
            Kind::Conflict => "conflict",
            Kind::NoEffect => "no-effect",
            Kind::Unknown => "unknown",
            Kind::ReadOnly => "read-only",
            Kind::Busy => "busy",
            Kind::Limit => "limit",
            Kind::Disk => "disk",
            Kind::Body => "body",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Kind::Stale => StatusCode::CONFLICT,
            Kind::Conflict | Kind::NoEffect | Kind::Unknown | Kind::Limit => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::ReadOnly => StatusCode::FORBIDDEN,
            Kind::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Disk => StatusCode::INSUFFICIENT_STORAGE,
            Kind::Body => StatusCode::BAD_REQUEST,
        }
    }
}

/// A denial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Denial {
    pub(crate) kind: Kind,
    pub(crate) error: String,
}

impl Denial {
    pub(crate) fn new(kind: Kind, error: impl Into<String>) -> Self {
        let mut error = error.into();
        // What was sent may be told back, but not all of it.
        if let Some((at, _)) = error.char_indices().nth(MOST_TOLD) {
            let left = error[at..].chars().count();
            error.truncate(at);
            error += &format!("… (and {left} more letters)");
        }
        Self { kind, error }
    }

    /// No analysis, scenario or something else of that name or number.
    pub(crate) fn unknown(what: impl Display) -> Self {
        Self::new(Kind::Unknown, format!("there is no {what}"))
    }

    pub(crate) fn stale() -> Self {
        Self::new(Kind::Stale, "this was changed elsewhere in the meantime")
    }

    pub(crate) fn stopping() -> Self {
        Self::new(Kind::Busy, "the server is about to stop")
    }
}

impl From<&Conflict> for Denial {
    fn from(conflict: &Conflict) -> Self {
        let Conflict { first, second, what } = conflict;
        Self::new(Kind::Conflict, format!("“{}” and “{}” cannot both hold: {what}", first.1, second.1))
    }
}

impl From<Refused> for Denial {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Conflict(conflict) => Self::from(&conflict),
            Refused::NoEffect(why) => Self::new(Kind::NoEffect, why),
            Refused::Unknown(what) => Self::new(Kind::Unknown, what),
        }
    }
}

impl From<Failed> for Denial {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Conflict(conflict) => Self::from(&conflict),
            Failed::Cancelled(_) => Self::stopping(),
        }
    }
}

impl IntoResponse for Denial {
    fn into_response(self) -> Response {
        let body = serde_json::json!({ "error": self.error, "kind": self.kind.word() }).to_string();
        (self.kind.status(), [(CONTENT_TYPE, crate::endpoint::JSON)], body).into_response()
    }
}
