//! A light SQL tokenizer: words, quoted names, strings, numbers and punctuation with their lines, comments left out.
//!
//! It never fails: what it does not know is one character of punctuation. The readers that must work on text no parser
//! accepts ([`super::scan`], [`super::looks`], [`super::jpql`]) stand on it.

use crate::shape::HOLE;

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// What it is.
    pub(super) kind: Kind,
    /// Its text, without quotes for quoted names and strings.
    pub(super) text: &'a str,
    /// Lines before it, from 0.
    pub(super) line: u32,
    /// Its first byte.
    pub(super) start: usize,
    /// The byte after it.
    pub(super) end: usize,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword or bare name; may contain a [`HOLE`].
    Word,
    /// A name in `"..."`, `` `...` `` or `[...]`.
    Quoted,
    /// A text in `'...'` or `$$...$$`.
    Text,
    /// A number.
    Number,
    /// Anything else, one character.
    Other,
}

impl<'a> Token<'a> {
    /// Whether it is this keyword, in any case.
    pub(super) fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it is one of these keywords, in any case.
    pub(super) fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    /// Whether it is this punctuation.
    pub(super) fn punct(&self, text: &str) -> bool {
        self.kind == Kind::Other && self.text == text
    }

    /// Whether it can be a part of a name.
    pub(super) fn named(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Quoted)
    }
}

/// At most this many tokens of one text are read.
const MOST: usize = 50_000;

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut all = Vec::new();
    let (mut at, mut line) = (0, 0_u32);
    while at < text.len() && all.len() < MOST {
        let (kind, end) = next(text, at);
        if let Some(kind) = kind {
            all.push(Token { kind, text: bare(kind, &text[at..end]), line, start: at, end });
        }
        line += count_lines(&text[at..end]);
        at = end;
    }
    all
}

/// Newlines in a text.
pub(super) fn count_lines(text: &str) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', text.as_bytes()).count()).unwrap_or(u32::MAX)
}

/// The text of a token without its quotes.
fn bare(kind: Kind, text: &str) -> &str {
    if text.starts_with('$') && kind == Kind::Text {
        let tag = dollar_tag(text).map_or(0, str::len);
        return text.get(tag..text.len().saturating_sub(tag)).unwrap_or("");
    }
    match kind {
        Kind::Quoted | Kind::Text if text.len() >= 2 => text.get(1..text.len() - 1).unwrap_or(""),
        _ => text,
    }
}

/// The kind (none for blanks and comments) and the end of what starts at `at`.
fn next(text: &str, at: usize) -> (Option<Kind>, usize) {
    let rest = &text[at..];
    let first = rest.chars().next().unwrap_or(' ');
    let until = |mark: &str| rest.find(mark).map_or(text.len(), |found| at + found + mark.len());
    match first {
        c if c.is_whitespace() => (None, at + c.len_utf8()),
        '-' if rest.starts_with("--") => (None, until("\n")),
        '#' if rest.starts_with("# ") || rest.starts_with("#\n") => (None, until("\n")),
        '/' if rest.starts_with("/*") => (None, until("*/")),
        '\'' => (Some(Kind::Text), quoted(text, at, b'\'')),
        '"' => (Some(Kind::Quoted), quoted(text, at, b'"')),
        '`' => (Some(Kind::Quoted), quoted(text, at, b'`')),
        '[' => match bracketed(rest) {
            Some(length) => (Some(Kind::Quoted), at + length),
            None => (Some(Kind::Other), at + 1),
        },
        '$' => match dollar_tag(rest) {
            Some(tag) => {
                let end = rest[tag.len()..].find(tag).map_or(text.len(), |found| at + found + 2 * tag.len());
                (Some(Kind::Text), end)
            }
            None => (Some(Kind::Other), at + 1),
        },
        c if c.is_ascii_digit() => (Some(Kind::Number), at + rest.len() - rest.trim_start_matches(number).len()),
        c if word(c) => (Some(Kind::Word), at + rest.len() - rest.trim_start_matches(word).len()),
        c => (Some(Kind::Other), at + c.len_utf8()),
    }
}

fn number(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '.'
}

fn word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '#' || HOLE.contains(c)
}

/// The end of a quoted run; a doubled or escaped quote does not end it.
fn quoted(text: &str, at: usize, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut end = at + 1;
    while end < bytes.len() {
        match bytes[end] {
            b'\\' if quote == b'\'' => end += 1,
            b if b == quote && bytes.get(end + 1) == Some(&quote) => end += 1,
            b if b == quote => return end + 1,
            _ => {}
        }
        end += 1;
    }
    text.len()
}

/// The length of `[Name]` or `[Order Details]`; none for array subscripts.
fn bracketed(rest: &str) -> Option<usize> {
    let end = rest.find(']')?;
    let inside = &rest[1..end];
    let name = inside.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && inside.chars().all(|c| c.is_alphanumeric() || "_ .-".contains(c));
    name.then_some(end + 1)
}

/// `$$` or `$body$`.
fn dollar_tag(rest: &str) -> Option<&str> {
    let end = rest.get(1..)?.find('$')? + 1;
    rest[1..end].chars().all(|c| c.is_alphanumeric() || c == '_').then(|| &rest[..=end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found: Vec<String> = tokens(text).iter().map(|token| format!("{}@{}", token.text, token.line)).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[test]
    fn words_and_quotes() {
        check("SELECT a, 'it''s' FROM [Order Details]", "SELECT@0 a@0 ,@0 it''s@0 FROM@0 Order Details@0");
        check("x[1] = `y`", "x@0 [@0 1@0 ]@0 =@0 y@0");
    }

    #[test]
    fn comments_are_left_out_and_lines_counted() {
        check("a -- b\n/* c\n */ d", "a@0 d@2");
        check("# note\nx", "x@1");
    }

    #[test]
    fn dollar_quotes_are_texts() {
        check("AS $$ SELECT 1; $$ y", "AS@0  SELECT 1; @0 y@0");
        check("$1 $body$x$body$", "$@0 1@0 x@0");
    }

    #[test]
    fn an_open_quote_runs_to_the_end() {
        check("a 'b", "a@0 @0");
    }
}
