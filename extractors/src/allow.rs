//! Comments that allow what the gate would find: `seamline: allow(...)`, in the comment syntax of any language read.
//!
//! Only found here, and read by the gate. A search for one word in the bytes of a file costs next to nothing. Before the
//! word stands what opens a comment (`//`, `#`, `--`, `/*`, `*`, `<!--`) and nothing else; the rest of the line is the
//! comment.

use memchr::memmem;
use seamline_analyzer::facts::{Allowance, Site};

/// More of one file are not looked at.
const MOST: usize = 1000;
/// More of one comment is not kept, in bytes.
const LONGEST: usize = 500;

/// A comment that allows something, as one file has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AllowMention {
    /// Its line, from 1.
    pub line: u32,
    /// The line that it speaks about besides its own.
    pub covers: u32,
    /// What it says, from `allow` to the end of the line.
    pub text: String,
}

impl AllowMention {
    pub(crate) fn at(self, path: &seamline_analyzer::RepoPath) -> Allowance {
        Allowance { site: Site { path: path.clone(), line: self.line }, covers: self.covers, text: self.text }
    }
}

/// The comments of a text, by line.
pub(crate) fn find(text: &str) -> Vec<AllowMention> {
    const WORD: &str = "seamline:";
    let mut found = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for at in memmem::find_iter(text.as_bytes(), WORD).take(MOST) {
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let rest = &text[at + WORD.len()..];
        let said = rest.split('\n').next().unwrap_or_default().trim();
        line += memchr::memchr_iter(b'\n', &text.as_bytes()[counted..at]).count() as u32;
        counted = at;
        let Some(before) = opened(&text[start..at]).filter(|_| said.starts_with("allow")) else { continue };
        let mut text = said.to_owned();
        text.truncate(said.floor_char_boundary(LONGEST));
        let covers = if before.is_empty() { line + below(rest) } else { line };
        found.push(AllowMention { line, covers, text });
    }
    found
}

/// What stands before a comment that opens at the end of `prefix`, without spaces; `None` when none opens there.
fn opened(prefix: &str) -> Option<&str> {
    let prefix = prefix.trim();
    let comment = ["//", "/*", "/**", "*", "#", "--", "<!--"].into_iter().any(|mark| prefix.ends_with(mark));
    comment.then(|| prefix.trim_end_matches(['/', '*', '#', '-', '<', '!']).trim_end())
}

/// How many lines below a comment the next line of code stands: blank lines and comments do not count.
fn below(rest: &str) -> u32 {
    let is_code = |line: &str| {
        let line = line.trim();
        !line.is_empty() && !["//", "/*", "*", "#", "--", "<!--"].into_iter().any(|mark| line.starts_with(mark))
    };
    let code = rest.split('\n').skip(1).take(MOST).position(is_code);
    code.map_or(0, |lines| lines as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown = |one: AllowMention| format!("{}>{} {}", one.line, one.covers, one.text);
        assert_eq!(find(text).into_iter().map(shown).collect::<Vec<_>>().join("; "), expected);
    }

    #[test]
    fn comments_of_every_language() {
        check("a();\nb(); // seamline: allow(x): y\n", "2>2 allow(x): y");
        check("# seamline: allow(x): y\nb()", "1>2 allow(x): y");
        check("/* seamline: allow(x): y */\r\n\n// why\nb()", "1>4 allow(x): y */");
        check("/**\n * seamline: allow(x): y\n */\nb()", "2>4 allow(x): y");
        check("select 1; -- seamline:allow(x)", "1>1 allow(x)");
        check("<!-- seamline: allow(x): y -->\n<a/>", "1>2 allow(x): y -->");
        check("// seamline: allow(x): y\n// seamline: allow(z): y\nb()", "1>3 allow(x): y; 2>3 allow(z): y");
        check("b() // seamline: allow(x): y", "1>1 allow(x): y");
    }

    #[test]
    fn what_is_no_comment() {
        check("let a = \"seamline: allow(x): y\"", "");
        check("// see seamline: allow(x): y", "");
        check("// seamline: is a tool", "");
        check("// seamline: allow(x): y", "1>1 allow(x): y");
    }
}
