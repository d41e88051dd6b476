//! The words of a source text: names, signs and strings, without comments. One pass, no look back, for six languages.

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// What it is.
    pub(super) kind: Kind,
    /// A name, a sign, or the inside of a string.
    pub(super) text: &'a str,
    /// Its line, from 1.
    pub(super) line: u32,
    /// Whether it is the first on its line.
    pub(super) first: bool,
}

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or keyword.
    Name,
    /// A single sign; `::` is one.
    Sign,
    /// A string.
    Text,
}

/// The words of a text in a language, by its id.
pub(super) fn of<'a>(language: &str, text: &'a str) -> Words<'a> {
    let python = matches!(language, "python" | "ruby");
    Words { text, at: 0, line: 1, first: true, python, rust: language == "rust" }
}

/// Goes over a text.
pub(super) struct Words<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    first: bool,
    python: bool,
    rust: bool,
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        loop {
            let rest = self.text.as_bytes().get(self.at..).filter(|rest| !rest.is_empty())?;
            let two = rest.get(..2).unwrap_or(rest);
            match rest[0] {
                b'\n' => {
                    (self.line, self.first) = (self.line + 1, true);
                    self.at += 1;
                }
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'#' if self.python => self.skip_line(),
                b'/' if two == b"//" && !self.python => self.skip_line(),
                b'/' if two == b"/*" && !self.python => self.skip_to("*/", 2),
                b'\'' if self.rust => self.at += quoted_character(rest).unwrap_or(1),
                quote @ (b'"' | b'\'' | b'`') => return Some(self.string(quote)),
                b'_' | b'$' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => return Some(self.name()),
                b'0'..=b'9' => self.at += length(self.text, self.at, |c| c.is_alphanumeric() || c == '_'),
                b':' if two == b"::" => return Some(self.word(Kind::Sign, self.at, self.at + 2, self.at + 2)),
                _ => return Some(self.word(Kind::Sign, self.at, self.at + 1, self.at + 1)),
            }
        }
    }
}

impl<'a> Words<'a> {
    /// A word from `start` to `end`; what follows it starts at `next`.
    fn word(&mut self, kind: Kind, start: usize, end: usize, next: usize) -> Word<'a> {
        let word =
            Word { kind, text: self.text.get(start..end).unwrap_or_default(), line: self.line, first: self.first };
        (self.at, self.first) = (next, false);
        word
    }

    fn name(&mut self) -> Word<'a> {
        let length = length(self.text, self.at, |c| c.is_alphanumeric() || c == '_' || c == '$');
        // A character that is no part of a name is passed over.
        let end = self.at + length.max(self.text[self.at..].chars().next().map_or(1, char::len_utf8));
        self.word(Kind::Name, self.at, end, end)
    }

    fn string(&mut self, quote: u8) -> Word<'a> {
        let bytes = self.text.as_bytes();
        let mark = &bytes[self.at..=self.at];
        let triple = [quote; 3];
        let mark: &[u8] = if bytes[self.at..].starts_with(&triple) { &triple } else { mark };
        let start = self.at + mark.len();
        let several = mark.len() == 3 || quote == b'`' || (self.rust && quote == b'"');
        let (mut end, mut lines) = (start, 0);
        while end < bytes.len() && !bytes[end..].starts_with(mark) {
            match bytes[end] {
                b'\n' if !several => break,
                b'\n' => lines += 1,
                b'\\' => {
                    lines += u32::from(bytes.get(end + 1) == Some(&b'\n'));
                    end += 1;
                }
                _ => {}
            }
            end += 1;
        }
        let end = end.min(bytes.len());
        let closed = bytes[end..].starts_with(mark);
        let next = if closed { end + mark.len() } else { end };
        let word = self.word(Kind::Text, start, end, next);
        self.line += lines;
        word
    }

    fn skip_line(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    fn skip_to(&mut self, mark: &str, from: usize) {
        let rest = &self.text.as_bytes()[self.at..];
        let inner = rest.get(from..).unwrap_or_default();
        let found = memchr::memmem::find(inner, mark.as_bytes()).map_or(rest.len(), |at| from + at + mark.len());
        self.line += u32::try_from(memchr::memchr_iter(b'\n', &rest[..found]).count()).unwrap_or(u32::MAX);
        self.at += found;
    }
}

/// The length of `'x'` or `'\n'`; none for a lifetime.
fn quoted_character(rest: &[u8]) -> Option<usize> {
    let closing = if rest.get(1) == Some(&b'\\') { 3 } else { 2 };
    (closing..closing + 8)
        .find(|at| rest.get(*at) == Some(&b'\''))
        .filter(|at| closing == 3 || *at < 6)
        .map(|at| at + 1)
}

/// The bytes of the characters from a place on that are as told.
fn length(text: &str, at: usize, is: impl Fn(char) -> bool) -> usize {
    text.get(at..).map_or(1, |rest| rest.find(|c| !is(c)).unwrap_or(rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: &str, text: &str, expected: &str) {
        let show = |word: Word<'_>| match word.kind {
            Kind::Text => format!("'{}'@{}", word.text, word.line),
            Kind::Name | Kind::Sign => format!("{}@{}", word.text, word.line),
        };
        let shown: Vec<String> = of(language, text).map(show).collect();
        assert_eq!(shown.join(" "), expected, "{text}");
    }

    #[test]
    fn names_signs_and_strings() {
        check(
            "javascript",
            "const a = require('./b'); // c\n/* d\n*/ e",
            "const@1 a@1 =@1 require@1 (@1 './b'@1 )@1 ;@1 e@3",
        );
        check("python", "'''a\nb''' # c\nd.e", "'a\nb'@1 d@3 .@3 e@3");
        check(
            "rust",
            "fn a<'b>(c: &'b str) { 'd'; '\\n'; e::f }",
            "fn@1 a@1 <@1 b@1 >@1 (@1 c@1 :@1 &@1 b@1 str@1 )@1 {@1 ;@1 ;@1 e@1 ::@1 f@1 }@1",
        );
        check("java", "\"a\\\"b\" c 12L", "'a\\\"b'@1 c@1");
    }

    #[test]
    fn whatever_is_cut_off_ends() {
        for text in ["'", "\"", "`a", "/*", "'''", "é'", "\\", "#", "'\\", "a\u{fffd}b", "\u{2028}"] {
            for language in ["python", "rust", "javascript", "java", "ruby"] {
                assert!(of(language, text).count() < 9, "{text}");
            }
        }
    }
}
