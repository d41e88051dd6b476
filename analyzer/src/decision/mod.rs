//! What people decided, and what it does to the proposal.
//!
//! Decisions say what has to hold, in any order: the same entries give the same result however they are sorted. They are
//! applied to the proposal as the smallest change, in fixed phases: sizes, splits, merges, new names; then every file to
//! where it was decided to be, with what has to stay with it; then what has to be apart; then teams. Nothing else moves,
//! unless it is asked for ([`Decisions::recluster`]): then clusterers that can look for a cut in which pins, `together`
//! and `apart` hold from the start, and the same phases follow.
//!
//! Two entries that cannot both hold are an error that names both ([`Conflict`]). An entry that meets nothing (no file,
//! no service of that name) is stale: reported, and without effect.
//!
//! [`bind`] finds what entries mean for given facts, `Draft` is the proposal while they are applied, `Steps` what
//! each of them costs.

mod bind;
mod bundle;
mod divide;
mod draft;
mod edit;
mod previous;
mod price;
mod rules;
mod select;
mod ties;

pub(crate) use bind::bind_after;
pub use bind::{Bound, Conflict, bind};
pub(crate) use draft::{Draft, Slot};
pub use edit::{Edit, Refused};
pub use previous::Previous;
pub(crate) use price::{Measure, Steps, differences};
pub(crate) use rules::rules;
pub use select::{BadPattern, Selection};
pub(crate) use ties::Ties;

/// The name of the service that files go to which stay in the monolith.
pub const MONOLITH: &str = "monolith";

/// The name of the service that files go to which become the gateway.
pub const GATEWAY: &str = "gateway";

/// The most entries that one repository has.
pub const MOST_ENTRIES: usize = 1000;

/// What people decided about one repository.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decisions {
    /// Whether clusterers that can look for a new cut in which the entries hold; else only what is named moves.
    pub recluster: bool,
    /// The entries, in the order they were written.
    pub entries: Vec<Entry>,
}

/// One decision, with who it is about and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The line it starts in, from 1; 0 for one that is in no file yet.
    pub line: u32,
    /// What was decided.
    pub decision: Decision,
    /// Why.
    pub reason: String,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// These belong to that service; to a new one where none is called so.
    Pin(Selection, String),
    /// These belong to one service, whichever it is.
    Together(Selection),
    /// No file of one of these groups is in a service with a file of another.
    Apart(Vec<Selection>),
    /// These services are one, called so.
    Merge(Vec<String>, String),
    /// This service is so many.
    Split(String, usize),
    /// This service is called so.
    Rename(String, String),
    /// What is to be done with these files, and with all files of these services.
    Treat(Treatment, Selection, Vec<String>),
    /// This service is that team's.
    Team(String, String),
    /// No service has more files than this; none has fewer.
    Sizes {
        /// The smallest size wanted, in units.
        least: usize,
        /// The largest size wanted, in units.
        most: usize,
    },
}

/// What is to be done with files that are not simply one service's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Treatment {
    /// They become a library that several services use.
    Shared,
    /// Every service that needs them gets a copy.
    Replicated,
    /// They stay in the monolith.
    Stays,
    /// They become the gateway.
    Gateway,
}

impl Treatment {
    /// The word for it in files, reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Treatment::Shared => "shared",
            Treatment::Replicated => "replicate",
            Treatment::Stays => "stays",
            Treatment::Gateway => "gateway",
        }
    }

    /// The service that the files go to, where it is one.
    pub(crate) fn service(self) -> Option<&'static str> {
        match self {
            Treatment::Shared | Treatment::Replicated => None,
            Treatment::Stays => Some(MONOLITH),
            Treatment::Gateway => Some(GATEWAY),
        }
    }
}

/// What a service is in the target picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Role {
    /// A service to be cut out.
    #[default]
    Service,
    /// What is left of the monolith.
    Monolith,
    /// What requests come through.
    Gateway,
}

impl Role {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Role::Service => "service",
            Role::Monolith => "monolith",
            Role::Gateway => "gateway",
        }
    }
}

impl Decision {
    /// The word it is written with.
    pub fn kind(&self) -> &'static str {
        match self {
            Decision::Pin(..) => "pin",
            Decision::Together(_) => "together",
            Decision::Apart(_) => "apart",
            Decision::Merge(..) => "merge",
            Decision::Split(..) => "split",
            Decision::Rename(..) => "rename",
            Decision::Treat(treatment, ..) => treatment.name(),
            Decision::Team(..) => "team",
            Decision::Sizes { .. } => "sizes",
        }
    }

    /// What was decided, in words without a full stop.
    pub fn sentence(&self) -> String {
        let all = |names: &[String]| names.join(", ");
        match self {
            Decision::Pin(what, service) => format!("{what} belongs to {service}"),
            Decision::Together(what) => format!("{what} stays together"),
            Decision::Apart(groups) => {
                let groups: Vec<String> = groups.iter().map(ToString::to_string).collect();
                format!("{} are kept apart", groups.join(" and "))
            }
            Decision::Merge(services, into) => format!("{} are one service, {into}", all(services)),
            Decision::Split(service, parts) => format!("{service} is split in {parts}"),
            Decision::Rename(service, to) => format!("{service} is called {to}"),
            Decision::Treat(treatment, what, services) => {
                let files = (!what.is_empty()).then(|| what.to_string());
                let what: Vec<String> = files.into_iter().chain(services.iter().cloned()).collect();
                let what = what.join(", ");
                match treatment {
                    Treatment::Shared => format!("{what} becomes a shared library"),
                    Treatment::Replicated => format!("{what} is copied into each service that needs it"),
                    Treatment::Stays => format!("{what} stays in the monolith"),
                    Treatment::Gateway => format!("{what} becomes the gateway"),
                }
            }
            Decision::Team(service, team) => format!("{service} belongs to {team}"),
            Decision::Sizes { least, most } => match (*least, *most) {
                (0 | 1, most) => format!("no service has more than {}", files(most)),
                (least, usize::MAX) => format!("no service has fewer than {}", files(least)),
                (least, most) => format!("every service has {least} to {most} files"),
            },
        }
    }
}

/// What became of a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The entry.
    pub line: u32,
    /// The word it is written with.
    pub kind: &'static str,
    /// What was decided, in words.
    pub sentence: String,
    /// Why.
    pub reason: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The units that its patterns meet, ascending.
    pub units: Vec<crate::id::UnitId>,
    /// What it changed in every metric that it changed.
    pub price: Vec<Price>,
}

/// What became of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It moved so many units (none: it only named something, or it was so already).
    Applied {
        /// How many units lie elsewhere because of it.
        moved: usize,
    },
    /// It meets nothing, and why.
    Stale(String),
}

/// A metric before and after a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    /// The id of the metric.
    pub metric: &'static str,
    /// Its value without the decision.
    pub before: Option<f64>,
    /// Its value with it.
    pub after: Option<f64>,
}

/// A number of files in words.
fn files(number: usize) -> String {
    if number == 1 { "1 file".to_owned() } else { format!("{number} files") }
}
