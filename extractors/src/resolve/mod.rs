//! What names mean across files.
