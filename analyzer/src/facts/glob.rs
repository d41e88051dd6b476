//! Patterns of paths, as guards write them (`/admin/**`), against the paths of routes.
//!
//! ```text
//! *              anything in one segment, or a part of it      /files/*.png
//! **  {*rest}    any number of segments, none included          /admin/**
//! ?              one character                                  /v?/orders
//! {id} :id <id>  one segment, whatever it is                    /orders/{id}
//! ```
//!
//! Spring: AntPathMatcher, PathPattern. A segment of the route that is a parameter is met by a wildcard only: `/orders/new`
//! guards none of `/orders/{id}` for certain. Slashes at the end, and empty segments, say nothing. Regular expressions are
//! not read: they cover nothing.

/// The most segments that are compared; longer patterns and paths do not match.
const MOST: usize = 64;

/// Whether a path matches a pattern.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    if pattern.contains(['^', '$', '\\', '(', '|', '+']) {
        return false;
    }
    let (pattern, path) = (segments(pattern), segments(path));
    if pattern.len() > MOST || path.len() > MOST {
        return false;
    }
    // met[n]: the pattern so far matches the first n segments.
    let mut met = vec![false; path.len() + 1];
    met[0] = true;
    for one in pattern {
        let mut next = vec![false; path.len() + 1];
        if is_rest(one) {
            let mut reached = false;
            for (at, next) in next.iter_mut().enumerate() {
                reached |= met[at];
                *next = reached;
            }
        } else {
            for (at, segment) in path.iter().enumerate() {
                next[at + 1] = met[at] && meets(one, segment);
            }
        }
        met = next;
    }
    met[path.len()]
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| !segment.is_empty()).take(MOST + 1).collect()
}

fn is_rest(segment: &str) -> bool {
    segment == "**" || segment.starts_with("{*") && segment.ends_with('}')
}

/// Whether a segment stands for one that only a request fills.
fn is_parameter(segment: &str) -> bool {
    let between = |open: char, close: char| segment.starts_with(open) && segment.ends_with(close);
    segment.starts_with(':') || between('{', '}') || between('<', '>')
}

fn meets(pattern: &str, segment: &str) -> bool {
    if pattern == "*" || is_parameter(pattern) {
        return true;
    }
    if is_parameter(segment) {
        return pattern == segment;
    }
    let (pattern, segment): (Vec<char>, Vec<char>) = (pattern.chars().collect(), segment.chars().collect());
    // The last star takes one more character whenever what comes after it does not fit.
    let (mut at, mut seen, mut star) = (0, 0, None);
    while seen < segment.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at + 1, seen));
                at += 1;
            }
            Some(one) if *one == '?' || *one == segment[seen] => {
                (at, seen) = (at + 1, seen + 1);
            }
            _ => {
                let Some((after, from)) = star else { return false };
                star = Some((after, from + 1));
                (at, seen) = (after, from + 1);
            }
        }
    }
    pattern[at..].iter().all(|one| *one == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    /// A pattern; paths that it covers, then behind `|` paths that it does not.
    #[track_caller]
    fn check(pattern: &str, paths: &str) {
        let (yes, no) = paths.split_once('|').expect("both kinds");
        for path in yes.split_whitespace() {
            assert!(matches(pattern, path), "{pattern} covers {path}");
        }
        for path in no.split_whitespace() {
            assert!(!matches(pattern, path), "{pattern} does not cover {path}");
        }
    }

    #[test]
    fn as_written() {
        check("/login", "/login login /login/ | /login/x /logins / /Login");
    }
    #[test]
    fn any_number_of_segments() {
        check("/admin/**", "/admin /admin/users /admin/users/{id}/roles | /administer /api/admin");
        check("/**", "/ /a /a/b | ");
        check("/api/**/edit", "/api/edit /api/a/b/edit | /api/a/b /edit");
        check("/files/{*rest}", "/files /files/a/b | /file");
    }
    #[test]
    fn one_segment() {
        check("/orders/*", "/orders/1 /orders/{id} /orders/:id | /orders /orders/1/items");
        check("/orders/{id}/items", "/orders/{order}/items /orders/7/items | /orders/items");
    }
    #[test]
    fn a_part_of_a_segment() {
        check("/img/*.png", "/img/a.png /img/.png /img/a.b.png | /img/a.jpg /img/a/b.png /img/{name}");
        check("/v?/x", "/v1/x | /v/x /v10/x");
        check("/a*b*c", "/abc /a1b2c /abbcc | /ab /acb");
    }
    #[test]
    fn a_word_says_nothing_of_a_parameter() {
        check("/orders/new", "/orders/new | /orders/{id} /orders/:id /orders/<int:id>");
    }
    #[test]
    fn regular_expressions_are_not_read() {
        check("^/admin", " | /admin ^/admin");
        check("/a(b|c)", " | /ab");
    }
    #[test]
    fn long_patterns_end() {
        let stars = "/**".repeat(1_000);
        check(&stars, " | /a/b");
        check(&format!("/{}", "*a".repeat(200)), &format!(" | /{}", "a".repeat(199)));
        check("/**", &format!(" | {}", "/a".repeat(1_000)));
    }
}
