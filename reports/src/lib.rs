//! The result out: a versioned wire schema, HTML, and formats for other tools.
