//! Placeholders: what stands for a value or a computed part in a query becomes one neutral name the parser accepts.
//!
//! `?`, `?1`, `:name`, `%s`, `%(name)s`, `${..}`, `#{..}`, `{}`, `{name}`, `@p`, `$1`, `#temp` and holes left by
//! interpolation. Quoted text stays as it is, and so does every line break, so that lines of evidence stay true.

use crate::shape::HOLE;

/// The name that stands for a placeholder; no store is ever called so.
pub(super) const STAND_IN: &str = "hole__";

/// Replaces every placeholder outside quotes by `stand_in`.
pub(super) fn fill(text: &str, stand_in: &str) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let length = verbatim(rest);
        if length > 0 {
            filled.push_str(&rest[..length]);
            at += length;
        } else if let Some(length) = placeholder(rest, text[..at].chars().next_back()) {
            filled.push_str(stand_in);
            filled.extend(rest[..length].chars().filter(|&c| c == '\n'));
            at += length;
        } else {
            let c = rest.chars().next().unwrap_or(' ');
            filled.push(c);
            at += c.len_utf8();
        }
    }
    filled
}

/// The length of a quoted text or comment at the start.
fn verbatim(rest: &str) -> usize {
    let until = |mark: &str, from: usize| rest[from..].find(mark).map_or(rest.len(), |found| from + found + mark.len());
    match rest.as_bytes() {
        [b'\'', ..] => until("'", 1),
        [b'-', b'-', ..] => until("\n", 2),
        [b'/', b'*', ..] => until("*/", 2),
        _ => 0,
    }
}

/// The length of a placeholder at the start.
fn placeholder(rest: &str, before: Option<char>) -> Option<usize> {
    let named = |from: usize| {
        let name =
            rest[from..].len() - rest[from..].trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').len();
        (name > 0).then_some(from + name)
    };
    let braces = |from: usize| rest[from..].find('}').filter(|&length| length < 200).map(|length| from + length + 1);
    match rest.as_bytes() {
        [b'?', ..] => named(1).or(Some(1)),
        [b':', next, ..] if !matches!(before, Some(':')) && (next.is_ascii_alphabetic() || *next == b'_') => named(1),
        [b':', b'{' | b'#', ..] => braces(1),
        [b'%', b'(', ..] => {
            rest.find(')').map(|end| (end + 2).min(rest.len())).filter(|&end| rest.is_char_boundary(end))
        }
        [b'%', b's' | b'd' | b'i', ..] => Some(2),
        [b'$' | b'#', b'{', ..] => braces(1),
        [b'{', ..] => braces(0),
        [b'@', ..] | [b'$', b'0'..=b'9', ..] => named(1),
        [b'#', next, ..] if next.is_ascii_alphabetic() => named(1),
        _ if rest.starts_with(HOLE) => Some(HOLE.len()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form() {
        let check = |text: &str, expected: &str| assert_eq!(fill(text, "X"), expected);
        check("a = ? AND b = ?1 AND c = :c", "a = X AND b = X AND c = X");
        check("a = %s, b = %(b)s, c = a % 2", "a = X, b = X, c = a % 2");
        check("${t} #{id,jdbcType=INT} {} {name} @p $1", "X X X X X X");
        check("a::text, ':x', '{}' -- :y\n", "a::text, ':x', '{}' -- :y\n");
        check("\u{fffc}.orders_\u{fffc}", "X.orders_X");
        check("{\n}x", "X\nx");
        check("#tmp", "X");
        check("%(", "%(");
        check("%(é", "%(é");
    }
}
