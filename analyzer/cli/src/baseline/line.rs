//! A file of the baseline: a line that names its version, then lines in ascending order, of parts between tabs.
//!
//! Names come from the analysed project, so tabs, line ends, other control characters and what looks like a mark of a
//! conflict are escaped. One line is one thing and no line depends on another, so that branches rarely meet.

use std::collections::BTreeSet;
use std::fmt::Write;

/// The first line of every file.
pub(super) const HEADER: &str = "seamline-baseline 1";

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Wrong {
    /// The line, from 1.
    pub(super) line: usize,
    /// What, in a few words.
    pub(super) what: String,
    /// Whether it is an open conflict of a merge.
    pub(super) conflict: bool,
    /// Whether it is the order of the lines alone.
    pub(super) order: bool,
}

/// In which order lines may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Ascending, each once.
    Wanted,
    /// Any.
    Any,
}

/// The lines of a file, taken apart.
pub(super) fn read(text: &str, order: Order) -> Result<Vec<Vec<String>>, Wrong> {
    let wrong = |at: usize, what: &str| Wrong { line: at + 1, what: what.to_owned(), ..Wrong::default() };
    let lines: Vec<&str> = text.lines().collect();
    let is_mark = |line: &&str| ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark));
    if let Some(at) = lines.iter().position(is_mark) {
        return Err(Wrong { conflict: true, ..wrong(at, "a conflict of a merge is open") });
    }
    match lines.first() {
        Some(first) if *first == HEADER => {}
        Some(first) if first.starts_with("seamline-baseline ") => {
            return Err(wrong(0, &format!("this version is not known: {first:?}; known is {HEADER:?}")));
        }
        _ => return Err(wrong(0, &format!("the first line has to be {HEADER:?}"))),
    }
    let mut read = Vec::with_capacity(lines.len());
    let mut seen = BTreeSet::new();
    for (at, line) in lines.iter().enumerate().skip(1) {
        if order == Order::Any && !seen.insert(line) {
            continue;
        }
        if order == Order::Wanted && at > 1 && lines[at - 1] >= *line {
            let what = "the lines are not in ascending order, or one is there twice";
            return Err(Wrong { order: true, ..wrong(at, what) });
        }
        let parts = line.split('\t').map(unescaped).collect::<Option<Vec<_>>>();
        read.push(parts.ok_or_else(|| wrong(at, "an escape is wrong"))?);
    }
    Ok(read)
}

/// A file of these lines, in any order.
pub(super) fn written(lines: impl IntoIterator<Item = String>) -> String {
    let mut lines: Vec<String> = lines.into_iter().collect();
    lines.sort();
    lines.dedup();
    let mut text = format!("{HEADER}\n");
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// One line of parts.
pub(super) fn line(parts: &[&str]) -> String {
    parts.iter().map(|part| escaped(part)).collect::<Vec<_>>().join("\t")
}

fn escaped(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    for (at, character) in part.chars().enumerate() {
        match character {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            c if c.is_control() || (at == 0 && "<=>|".contains(c)) => {
                let _ = write!(text, "\\u{{{:x}}}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text
}

fn unescaped(part: &str) -> Option<String> {
    let mut text = String::with_capacity(part.len());
    let mut rest = part.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        text.push(match rest.next()? {
            '\\' => '\\',
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'u' => {
                let (code, after) = rest.as_str().strip_prefix('{')?.split_once('}')?;
                rest = after.chars();
                char::from_u32(u32::from_str_radix(code, 16).ok()?)?
            }
            _ => return None,
        });
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_come_back() {
        for name in ["a\tb", "a\nb\r", "\\t", "<<<<<<< HEAD", "=======", "\u{1b}[31m", "é\u{202e}", ""] {
            let text = written([line(&["x", name, "y"])]);
            assert_eq!(text.lines().count(), 2, "{text}");
            assert_eq!(
                read(&text, Order::Wanted),
                Ok(vec![vec!["x".to_owned(), name.to_owned(), "y".to_owned()]]),
                "{text}"
            );
        }
    }

    #[track_caller]
    fn check(text: &str, line: usize, what: &str) {
        let wrong = read(text, Order::Wanted).expect_err("it is wrong");
        assert!(wrong.line == line && wrong.what.contains(what), "{wrong:?}");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        check("", 1, "first line");
        check("seamline-baseline 2\n", 1, "version is not known");
        check("seamline-baseline 1\nb\na\n", 3, "ascending");
        check("seamline-baseline 1\na\na\n", 3, "twice");
        assert_eq!(
            read("seamline-baseline 1\nb\na\nb\n", Order::Any).map(|lines| lines.concat()),
            Ok(vec!["b".into(), "a".into()])
        );
        check("seamline-baseline 1\na\\x\n", 2, "escape");
        check("seamline-baseline 1\n<<<<<<< ours\na\n", 2, "conflict");
    }
}
