//! Edits of small cuts.
