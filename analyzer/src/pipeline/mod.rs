//! The default clustering, from facts to a partition with the doubts it carries.
//!
//! 1. [`build`]: all couplings, damped and added up; folders only as far as the code agrees with them (the gate).
//! 2. [`sweep`]: Leiden at seven resolutions, several runs each on perturbed weights, a consensus per resolution, and
//!    the choice of one.
//! 3. [`tidy`]: crumbs below three files join the neighbour they are tied to most.
//!
//! The recipe and its constants were measured on 29 systems with a known decomposition before this was written;
//! `docs/method.md` holds the figures. It is a default, not a truth: the best resolution of single systems is spread
//! widely, which is why the coarser and the finer cut are always part of the result.

mod build;
mod pull;
mod sweep;
mod tidy;

pub(crate) use build::{Built, build};
pub(crate) use pull::{Pull, margin, pull, pulls};
pub(crate) use sweep::{Point, Sweep, rerun, sweep};
pub(crate) use tidy::{is_isolated, tidy};

/// Cells below this size are crumbs.
pub(crate) const SMALL: usize = 3;
