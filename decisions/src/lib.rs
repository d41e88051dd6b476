//! `seamline.decisions.toml`: what people decided about a cut, one small entry each, with a reason.
//!
//! ```text
//! text -> parse -> Decisions -> edit elsewhere -> rewrite(text, Decisions) -> text
//! ```
//!
//! The same entries have a second form, JSON, with the same keys ([`Row`]): what a program sends and keeps.
//!
//! Like the configuration the file may lie inside a hostile repository. It holds nothing but names, patterns of paths
//! inside that repository, and numbers; whatever it says is data.

mod diff;
mod limit;
mod patch;
mod quote;
mod read;
mod rewrite;
mod row;

pub use limit::{MAX_BYTES, MAX_ENTRIES};
pub use read::{Read, Services, Wrong, parse, schema};
pub use rewrite::{Unwritable, rewrite};
pub use row::{Apart, Files, Merge, Pin, Rename, Row, Sizes, Split, Team, Treated};

/// The name of the file that is looked for.
pub const FILE_NAME: &str = "seamline.decisions.toml";
