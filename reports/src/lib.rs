//! An analysis out: versioned JSON, and everything that is rendered from it.
//!
//! ```text
//! Analysis -> Document (wire) -> Format -> bytes
//! ```
//!
//! All formats read a [`Document`], so a stored analysis renders to the same bytes as a fresh one. Names, messages
//! and texts of the analysed repository are hostile until shown otherwise: every format escapes them for its own
//! syntax, after [`display::visible`] made control characters and direction marks visible.

pub mod changes;
pub mod check;
pub mod display;
pub mod explain;
pub mod format;
mod palette;
pub mod plan;
mod policy;
pub mod rules;
pub mod trend;
pub mod validation;
mod view;
pub mod wire;

pub use format::{Format, find, render, report_hashes};
pub use palette::{Look, looks};
pub use policy::Hashes;
pub use wire::{Document, ReadError};

#[cfg(test)]
mod sample;
