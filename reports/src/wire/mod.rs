//! The result as it leaves the program: versioned JSON that later versions can still read.
//!
//! Everything that is rendered, from the terminal summary to the HTML report, is rendered from a [`Document`] and
//! never from an `Analysis`, so that a stored analysis gives the same bytes as a fresh one.

mod build;
mod changes;
mod cochange;
mod part;
mod read;
mod v1;

pub(crate) use build::six;
pub use changes::{Changes, Moved, ServiceChange, Side};
pub use cochange::{CoChange, Hotspots, Pairs};
pub use read::{MAX_BYTES, ReadError};
pub use v1::*;
