//! Framework rules and SQL: from shapes to stores, accesses and entry points.
