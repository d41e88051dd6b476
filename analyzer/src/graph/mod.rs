//! The coupling graph: one weighted layer per coupling kind over one set of units, and their combination.
//!
//! Everything is kept as sorted sparse rows (CSR): `4 + 8` bytes per directed entry, iterated in unit order, so sums
//! are always taken in the same order.

mod combine;
mod matrix;
mod topk;

pub use combine::{combine, damped};
pub use matrix::{Matrix, Triplets};
pub(crate) use topk::cosine_top_k_capped;
pub use topk::{Rows, cosine_top_k, top_k};
