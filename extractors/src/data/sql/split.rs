//! A script into its statements: at `;`, at `GO`, and at what DELIMITER says, but not inside quotes, comments, `$$` or
//! the BEGIN .. END of a trigger or procedure. Data after `COPY .. FROM stdin` is left out.

use super::token::count_lines;

/// One statement of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// Its text.
    pub(super) text: &'a str,
    /// Lines before it, from 0.
    pub(super) line: u32,
}

/// The statements of a script, at most `most`.
pub(super) fn statements(text: &str, most: usize) -> Vec<Piece<'_>> {
    let mut splitter = Splitter { text, pieces: Vec::new(), start: 0, line: 0, delimiter: ";" };
    let mut at = 0;
    while at < text.len() && splitter.pieces.len() < most {
        at = splitter.step(at);
    }
    splitter.cut(text.len());
    splitter.pieces.truncate(most);
    splitter.pieces
}

struct Splitter<'a> {
    text: &'a str,
    pieces: Vec<Piece<'a>>,
    start: usize,
    line: u32,
    delimiter: &'a str,
}

impl<'a> Splitter<'a> {
    /// Reads one token, or one line that is a command, and returns where to go on.
    fn step(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let line_start = at == 0 || self.text.as_bytes()[at - 1] == b'\n';
        if let Some(end) = line_start.then(|| self.command(at)).flatten() {
            return end;
        }
        if rest.starts_with(self.delimiter) && !(self.delimiter == ";" && self.open_block(at)) {
            self.cut(at);
            self.skip_to(at + self.delimiter.len());
            return self.after_copy().unwrap_or(self.start);
        }
        at + opaque(rest).unwrap_or_else(|| rest.chars().next().map_or(1, char::len_utf8))
    }

    /// `DELIMITER //` and `GO` on a line of their own.
    fn command(&mut self, at: usize) -> Option<usize> {
        let line = self.text[at..].lines().next().unwrap_or("");
        let end = (at + line.len() + 1).min(self.text.len());
        let word = line.trim();
        if word.eq_ignore_ascii_case("go") || word == "/" {
            self.cut(at);
            self.skip_to(end);
            return Some(end);
        }
        let head = word.get(..10).filter(|head| head.eq_ignore_ascii_case("delimiter "))?;
        self.cut(at);
        self.delimiter = Some(word[head.len()..].trim()).filter(|mark| !mark.is_empty()).unwrap_or(";");
        self.skip_to(end);
        Some(end)
    }

    /// Whether the statement so far is a trigger or procedure whose BEGIN has no END yet.
    fn open_block(&self, at: usize) -> bool {
        let statement = &self.text[self.start..at];
        let head = statement.trim_start();
        if head.len() > 64_000 || !head.get(..6).is_some_and(|verb| verb.eq_ignore_ascii_case("create")) {
            return false;
        }
        let tokens = super::token::tokens(head);
        let routine = tokens.iter().take(12).any(|token| token.is_any(&["trigger", "procedure", "function"]));
        let opens = |word: &str| word.eq_ignore_ascii_case("begin") || word.eq_ignore_ascii_case("case");
        let begins = tokens.iter().filter(|token| token.kind == super::token::Kind::Word && opens(token.text)).count();
        let ends = tokens
            .windows(2)
            .filter(|pair| pair[0].is("end") && !pair[1].is_any(&["if", "loop", "while", "repeat"]))
            .count()
            + usize::from(tokens.last().is_some_and(|token| token.is("end")));
        routine && begins > ends
    }

    /// After `COPY t FROM stdin;` come rows until a line `\.`.
    fn after_copy(&mut self) -> Option<usize> {
        let head = self.pieces.last()?.text.trim_start();
        let copy = head.get(..5).is_some_and(|verb| verb.eq_ignore_ascii_case("copy "));
        if !copy || !head.to_ascii_lowercase().contains("from stdin") {
            return None;
        }
        let end = self.text[self.start..].find("\n\\.").map_or(self.text.len(), |found| self.start + found + 3);
        self.skip_to(end);
        Some(end)
    }

    /// Ends the current statement before `end`.
    fn cut(&mut self, end: usize) {
        let text = &self.text[self.start.min(end)..end];
        let trimmed = text.trim_start();
        if !trimmed.is_empty() {
            let line = self.line + count_lines(&text[..text.len() - trimmed.len()]);
            self.pieces.push(Piece { text: trimmed.trim_end(), line });
        }
        self.skip_to(end);
    }

    fn skip_to(&mut self, end: usize) {
        self.line += count_lines(&self.text[self.start.min(end)..end]);
        self.start = end;
    }
}

/// The length of a quoted text, comment or dollar-quoted body at the start.
fn opaque(rest: &str) -> Option<usize> {
    let until = |mark: &str, from: usize| rest[from..].find(mark).map_or(rest.len(), |found| from + found + mark.len());
    match rest.as_bytes() {
        [quote @ (b'\'' | b'"' | b'`'), ..] => Some(quoted(rest.as_bytes(), *quote)),
        [b'-', b'-', ..] => Some(until("\n", 2).saturating_sub(1).max(2).min(rest.len())),
        [b'/', b'*', ..] => Some(until("*/", 2)),
        [b'$', ..] => {
            let tag = rest.get(1..)?.find('$').map(|end| &rest[..end + 2])?;
            let plain = tag[1..tag.len() - 1].chars().all(|c| c.is_alphanumeric() || c == '_');
            plain.then(|| until(tag, tag.len()))
        }
        _ => None,
    }
}

fn quoted(bytes: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'\'' => at += 1,
            b if b == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> =
            statements(text, 100).iter().map(|piece| format!("{}:{}", piece.line, piece.text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn at_semicolons_outside_quotes() {
        check("a;\nb ';' c;\n-- d;\ne", &["0:a", "1:b ';' c", "2:-- d;\ne"]);
        check("a 'it\\'s;' ; b", &["0:a 'it\\'s;'", "0:b"]);
        check("f $$ x; y $$; z", &["0:f $$ x; y $$", "0:z"]);
    }

    #[test]
    fn at_go_and_delimiters() {
        check("a\nGO\nb", &["0:a", "2:b"]);
        check("DELIMITER //\na; b//\nDELIMITER ;\nc;", &["1:a; b", "3:c"]);
    }

    #[test]
    fn not_inside_a_body() {
        check("CREATE TRIGGER t BEGIN x; y; END; z", &["0:CREATE TRIGGER t BEGIN x; y; END", "0:z"]);
    }

    #[test]
    fn without_copied_rows() {
        check("COPY t (a) FROM stdin;\n1;2\n\\.\nb;", &["0:COPY t (a) FROM stdin", "3:b"]);
    }
}
