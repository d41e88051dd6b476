//! The pure core of Seamline: from facts about a repository to candidate services, the seams between them, and how
//! sure that is.
//!
//! ```text
//! Facts -> Layer per coupling kind -> CouplingGraph -> Partition -> Candidates + Seams -> Analysis
//! ```
//!
//! Nothing here reads files, git, clocks or the environment, prints, or depends on the number of threads. The same
//! facts and settings give the same bytes.

pub mod analysis;
pub mod bench;
pub mod cluster;
pub mod compare;
pub mod coupling;
pub mod decision;
pub mod facts;
pub mod gate;
pub mod graph;
pub mod metric;
pub mod name;
pub mod plan;
pub mod run;
pub mod settings;
pub mod ticket;
pub mod trend;
pub mod validate;
pub mod words;

mod cx;
mod describe;
mod id;
mod info;
mod partition;
mod path;
mod pipeline;
mod proposal;

pub use analysis::Analysis;
pub use cx::{Cancel, Cancelled, Cx, Progress, Silent, Stage};
pub use describe::{cochange, hotspots};
pub use facts::Facts;
pub use id::{CandidateId, CellId, ChangeId, ContributorId, Id, IdVec, ServiceId, StoreId, TermId, UnitId};
pub use info::Info;
pub use partition::Partition;
pub use path::RepoPath;
pub use settings::Settings;
