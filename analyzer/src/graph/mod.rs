//! The coupling graph: one weighted layer per coupling kind over one set of units, and their combination.
//!
//! Everything is kept as sorted sparse rows (CSR): `4 + 8` bytes per directed entry, iterated in unit order, so sums
//! are always taken in the same order.

mod matrix;

pub use matrix::{Matrix, Triplets};
