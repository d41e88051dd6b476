//! Parts of files: dividing what one file says, and from facts about files to facts about their parts.
//!
//! ```text
//! FileFacts + Outline -> divide -> Division (per file, in parallel)
//! Facts about files + all Divisions -> refine -> Facts about parts (once)
//! ```
//!
//! Resolution knows nothing of parts: it finds out which file a name means, and `refine` which part of it.
//! Where files are the units, none of this runs.

mod divide;
mod division;
mod lines;
mod refine;
mod target;

pub use divide::divide;
pub use division::{Division, Piece, Seen};
pub use refine::refine;

#[cfg(test)]
mod tests;
