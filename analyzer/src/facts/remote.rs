//! What reaches out to other deployables, and what a gateway sends where.

use super::Site;
use crate::id::UnitId;

/// A place that knows the address of another deployable: the far end of a synchronous call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remote {
    /// The file.
    pub unit: UnitId,
    /// The line, from 1.
    pub line: u32,
    /// Who is meant, in lower case: `user` of `process.env.USER_URL` or of `http://user:3000/`.
    pub target: String,
    /// The rule that saw it: `remote.variable` or `remote.url`.
    pub rule: String,
}

/// A route that a gateway hands to a deployable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GatewayRoute {
    /// Where the configuration says so.
    pub site: Site,
    /// Which paths are meant.
    pub pattern: RoutePattern,
    /// Who answers, in lower case.
    pub target: String,
}

/// Which paths a gateway's route covers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoutePattern {
    /// This path alone.
    Exact(String),
    /// All paths that begin so.
    Prefix(String),
    /// All paths that match this regular expression.
    Regex(String),
}
