//! The outside world in: source trees, languages, schemas and git history become [`seamline_analyzer::Facts`].
//!
//! Two stages, twice. What one file says ([`file::FileFacts`]) is a pure function of its bytes; what its names mean is
//! resolved over all files ([`resolve`]). What one commit changed ([`history::RawCommit`]) is read off its trees; what
//! the history means is decided after. This crate states facts, it does not judge: of the analyzer it knows `facts`,
//! ids, paths and the context, nothing else.

pub mod allow;
pub mod cache;
pub mod compare;
pub mod data;
pub mod discover;
pub mod extract;
pub mod file;
pub mod flow;
pub mod git;
pub mod history;
pub mod lang;
mod light;
pub mod milestone;
pub mod open;
pub mod outline;
pub mod part;
pub mod resolve;
pub mod shape;
pub mod source;
mod term;
mod testfile;

pub use compare::{CompareError, Compared, compare};
pub use extract::{ExtractError, ExtractSettings, Extraction, extract, extract_kept};
pub use milestone::{Every, Milestone, MilestoneError, milestones};
pub use open::{Head, OpenError, OpenSettings, Opened, open};
