//! Patterns over names: globs with `*`, and callees by their last segments.

use serde::Deserialize;

/// A pattern in which `*` stands for any run of characters.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub(super) struct Glob(String);

impl Glob {
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// Whether the whole text matches.
    pub(super) fn matches(&self, text: &str) -> bool {
        matches(&self.0, text)
    }

    /// Whether the last segments of a dotted name match: `*.route` matches `app.route`.
    pub(super) fn matches_path(&self, name: &str) -> bool {
        callee_matches(&self.0, name)
    }

    /// Whether a type as written matches, with or without its generics and its package.
    pub(super) fn matches_type(&self, written: &str) -> bool {
        let bare = written.split(['<', '[', '(']).next().unwrap_or(written).trim();
        let simple = bare.rsplit(['.', ':']).next().unwrap_or(bare);
        matches(&self.0, written) || matches(&self.0, bare) || matches(&self.0, simple)
    }
}

/// Classic glob matching with one step back; linear for one star, never recursive.
fn matches(pattern: &str, text: &str) -> bool {
    let (p, t) = (pattern.as_bytes(), text.as_bytes());
    let (mut i, mut j, mut star) = (0, 0, None);
    while j < t.len() {
        if i < p.len() && p[i] == b'*' {
            star = Some((i, j));
            i += 1;
        } else if i < p.len() && p[i] == t[j] {
            (i, j) = (i + 1, j + 1);
        } else if let Some((at, taken)) = star {
            (i, j) = (at + 1, taken + 1);
            star = Some((at, taken + 1));
        } else {
            return false;
        }
    }
    p[i..].iter().all(|&b| b == b'*')
}

/// The parts of a dotted or `::` path.
pub(super) fn segments(path: &str) -> Vec<&str> {
    path.split(['.', ':']).filter(|part| !part.is_empty()).collect()
}

/// Whether a callee ends with the pattern's segments: `db.collection` matches `this.db.collection`.
/// A leading `^` asks for the whole callee. `()` after a segment of the callee is ignored, except in the pattern.
pub(super) fn callee_matches(pattern: &str, callee: &str) -> bool {
    let (whole, pattern) = pattern.strip_prefix('^').map_or((false, pattern), |rest| (true, rest));
    let mut parts = backwards(callee);
    let fits =
        |wanted: &str, part: &str| matches(wanted, part) || matches(wanted, part.strip_suffix("()").unwrap_or(part));
    backwards(pattern).all(|wanted| parts.next().is_some_and(|part| fits(wanted, part)))
        && !(whole && parts.next().is_some())
}

/// The last segment of a dotted or `::` path.
pub(super) fn last_segment(path: &str) -> &str {
    backwards(path).next().unwrap_or("")
}

fn backwards(path: &str) -> impl Iterator<Item = &str> {
    path.rsplit(['.', ':']).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (pattern, text, expected) in [
            ("*Router", "orderRouter", true),
            ("*Router", "Routers", false),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "aXbY", false),
            ("*", "", true),
            ("é*", "éa", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn callees() {
        for (pattern, callee, expected) in [
            ("get", "app.get", true),
            ("app.get", "this.app.get", true),
            ("app.get", "map.get", false),
            ("^knex", "knex", true),
            ("^knex", "a.knex", false),
            ("sqlx::query", "sqlx::query", true),
            ("query.filter", "session.query().filter", true),
        ] {
            assert_eq!(callee_matches(pattern, callee), expected, "{pattern} {callee}");
        }
    }

    #[test]
    fn types() {
        let matches = |pattern: &str, text: &str| Glob(pattern.to_owned()).matches_type(text);
        assert!(matches("JpaRepository", "JpaRepository<Order, Long>"));
        assert!(matches("Model", "models.Model"));
        assert!(matches("models.Model", "models.Model"));
        assert!(!matches("Repository", "JpaRepository<Order>"));
    }
}
