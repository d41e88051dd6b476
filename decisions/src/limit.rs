//! How much a file of decisions may hold. More is refused when it is read, and when it would be written.

/// The most entries.
pub const MAX_ENTRIES: usize = 1000;

/// The most bytes: room for an entry that names each of 100,000 files.
pub const MAX_BYTES: u64 = 16 << 20;
