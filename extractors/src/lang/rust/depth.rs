//! How deep a file's syntax tree can get, judged from its bytes before anything recursive reads them.
//!
//! syn descends recursively and its tree is dropped recursively; a stack overflow ends the process and cannot be
//! caught. So every file is scanned first, without recursion, for an upper bound of that depth:
//!
//! ```text
//! bound = max over positions of  sum over open brackets ( BRACKET + open run of that bracket )
//! run   = operators, keywords and closed groups since the last place where nesting starts again
//! ```
//!
//! Every level of a Rust syntax tree takes a bracket, an operator, a keyword or a closed group (`f()()()`), so names and
//! literals are free. Nesting starts again after
//! - `;` and `=>`: nothing nests across them inside one bracket;
//! - `,`, unless a `<` is still open, and except for closures, whose parameters have commas (`|a, b| |c, d| ...`);
//! - `}` before a name, literal or `#`, except `else`, `as` and `in`: a new statement or item.
//!
//! Inside macro calls only brackets count, because syn keeps their tokens as they are. The bound is meant never to be too
//! small: the tests parse, visit and drop the deepest text that each generator gets past the scan, on a quarter of the
//! stack. Where it is too large, as for tables of comparisons, it is by a term per element, and a file needs thousands of
//! them without a `;` to be refused.

/// The units one open bracket counts: it costs about this many operators' stack.
const BRACKET: u32 = 4;

/// The units an open `<` counts beyond its being an operator.
const ANGLE: u32 = 3;

/// Whether the bound of a text is above a limit.
pub(super) fn exceeds(text: &str, limit: u32) -> bool {
    let mut scan = Scan { levels: vec![Level::default()], ..Scan::default() };
    for token in Lexer::new(text).filter(|token| *token != Token::Comment) {
        scan.take(token);
        if scan.depth > limit {
            return true;
        }
    }
    false
}

/// What the scan tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// A comment.
    Comment,
    /// A name, also `self`, `Self`, `super`, `crate`, `true`, `false`; whether it can name a macro.
    Name { macro_name: bool },
    /// `macro_rules`.
    MacroRules,
    /// `else`, `as` and `in`, which continue after a `}`.
    Joint,
    /// Any other keyword.
    Keyword,
    /// A string, character, number or lifetime.
    Literal,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close(u8),
    /// `->`.
    Arrow,
    /// `=>`.
    FatArrow,
    /// `<=`.
    AtMost,
    /// Any other single character.
    Punct(u8),
}

/// An open bracket.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    /// What nests since the last reset.
    run: u32,
    /// Closures since the last reset that a comma does not undo.
    closures: u32,
    /// `<` without `>` so far.
    angles: u32,
    /// Inside a macro call.
    opaque: bool,
}

/// The state of the scan.
#[derive(Debug, Default)]
struct Scan {
    levels: Vec<Level>,
    depth: u32,
    /// The token before, and the two before that.
    last: Option<Token>,
    before: Option<Token>,
    earlier: Option<Token>,
}

impl Scan {
    fn take(&mut self, token: Token) {
        self.start_again_after_block(token);
        match token {
            Token::Open => self.open(),
            Token::Close(_) => self.close(),
            Token::Punct(b';') | Token::FatArrow => self.reset(),
            Token::Punct(b',') => self.comma(),
            Token::Punct(b'<') => self.angle(),
            Token::Punct(b'>') => self.end_angle(),
            Token::Punct(b'|') => self.pipe(),
            Token::Joint | Token::Keyword | Token::Arrow | Token::AtMost | Token::Punct(_) => self.nest(1),
            Token::Name { .. } | Token::MacroRules | Token::Literal | Token::Comment => {}
        }
        (self.earlier, self.before, self.last) = (self.before, self.last, Some(token));
    }

    fn level(&mut self) -> &mut Level {
        self.levels.last_mut().expect("the level of the file itself is never popped")
    }

    fn nest(&mut self, units: u32) {
        if !self.level().opaque {
            self.level().run += units;
            self.depth += units;
        }
    }

    fn reset(&mut self) {
        let level = self.level();
        let units = level.run + level.closures;
        *level = Level { opaque: level.opaque, ..Level::default() };
        self.depth -= units;
    }

    fn start_again_after_block(&mut self, token: Token) {
        let fresh = match token {
            Token::Name { .. } | Token::MacroRules | Token::Keyword | Token::Literal | Token::Punct(b'#') => true,
            Token::Joint | Token::Open | Token::Close(_) | Token::Arrow | Token::FatArrow | Token::AtMost => false,
            Token::Punct(_) | Token::Comment => false,
        };
        if fresh && self.last == Some(Token::Close(b'}')) {
            self.reset();
        }
    }

    fn open(&mut self) {
        let opaque = self.level().opaque || self.after_macro_name();
        self.levels.push(Level { opaque, ..Level::default() });
        self.depth += BRACKET;
    }

    /// `name ! (` or `macro_rules ! name (`.
    fn after_macro_name(&self) -> bool {
        let bang = Some(Token::Punct(b'!'));
        let named = self.last == bang && matches!(self.before, Some(Token::Name { macro_name: true }));
        let defined = self.before == bang && self.earlier == Some(Token::MacroRules);
        named || (defined && matches!(self.last, Some(Token::Name { .. })))
    }

    fn close(&mut self) {
        if self.levels.len() > 1 {
            self.reset();
            self.levels.pop();
            self.depth -= BRACKET;
        }
        self.nest(1);
    }

    fn comma(&mut self) {
        if self.level().angles > 0 {
            self.nest(1);
        } else {
            let level = self.level();
            let units = level.run;
            level.run = 0;
            self.depth -= units;
        }
    }

    fn angle(&mut self) {
        self.level().angles += 1;
        self.nest(1 + ANGLE);
    }

    fn end_angle(&mut self) {
        self.level().angles = self.level().angles.saturating_sub(1);
        self.nest(1);
    }

    /// A `|` that no operand precedes starts a closure.
    fn pipe(&mut self) {
        let operand = matches!(self.last, Some(Token::Name { .. } | Token::Literal | Token::Close(b')')));
        if operand {
            self.nest(1);
        } else if !self.level().opaque {
            self.level().closures += 1;
            self.depth += 1;
        }
    }
}

/// Splits bytes the way the Rust lexer does, as far as the scan needs it.
pub(super) struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    start: usize,
    at: usize,
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let first = *self.bytes.get(self.at)?;
            self.start = self.at;
            match first {
                b'/' if self.peek(1) == Some(b'/') => return Some(self.line_comment()),
                b'/' if self.peek(1) == Some(b'*') => return Some(self.block_comment()),
                b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => self.at += 1,
                b'"' => return Some(self.string()),
                b'\'' => return Some(self.quote()),
                b'(' | b'[' | b'{' => return Some(self.single(Token::Open)),
                b')' | b']' | b'}' => return Some(self.single(Token::Close(first))),
                b'0'..=b'9' => {
                    self.word();
                    return Some(Token::Literal);
                }
                0x80.. if self.wide_space() > 0 => self.at += self.wide_space(),
                b'_' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => return Some(self.name()),
                b'-' if self.peek(1) == Some(b'>') => return Some(self.double(Token::Arrow)),
                b'=' if self.peek(1) == Some(b'>') => return Some(self.double(Token::FatArrow)),
                b'<' if self.peek(1) == Some(b'=') => return Some(self.double(Token::AtMost)),
                _ => return Some(self.single(Token::Punct(first))),
            }
        }
    }
}

impl<'a> Lexer<'a> {
    /// At the beginning of a text.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, bytes: text.as_bytes(), start: 0, at: 0 }
    }

    /// The text of the last token, and where it begins.
    pub(super) fn read_last(&self) -> (&'a str, usize) {
        (self.text.get(self.start..self.at).unwrap_or_default(), self.start)
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn single(&mut self, token: Token) -> Token {
        self.at += 1;
        token
    }

    fn double(&mut self, token: Token) -> Token {
        self.at += 2;
        token
    }

    fn line_comment(&mut self) -> Token {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        Token::Comment
    }

    fn block_comment(&mut self) -> Token {
        let mut open = 0_u32;
        while let Some(first) = self.peek(0) {
            match (first, self.peek(1)) {
                (b'/', Some(b'*')) => {
                    open += 1;
                    self.at += 2;
                }
                (b'*', Some(b'/')) => {
                    open -= 1;
                    self.at += 2;
                    if open == 0 {
                        return Token::Comment;
                    }
                }
                _ => self.at += 1,
            }
        }
        Token::Comment
    }

    /// From the opening `"` behind the closing one.
    fn string(&mut self) -> Token {
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            match byte {
                b'"' => break,
                b'\\' => self.at += 1,
                _ => {}
            }
        }
        Token::Literal
    }

    /// A character (`'x'`, `'\n'`, `'\u{1}'`) or a lifetime (`'a`).
    fn quote(&mut self) -> Token {
        self.at += 1;
        let width = match self.peek(0) {
            Some(b'\\') => {
                self.at += 2;
                let rest = self.bytes.get(self.at..).unwrap_or_default();
                self.at += memchr::memchr(b'\'', rest).map_or(rest.len(), |end| end + 1);
                return Token::Literal;
            }
            Some(0xf0..) => 4,
            Some(0xe0..) => 3,
            Some(0xc0..) => 2,
            _ => 1,
        };
        if self.peek(width) == Some(b'\'') {
            self.at += width + 1;
        } else {
            self.word();
        }
        Token::Literal
    }

    fn word(&mut self) {
        loop {
            match self.peek(0) {
                Some(b'_' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9') => self.at += 1,
                Some(0x80..) if self.wide_space() == 0 => self.at += 1,
                _ => return,
            }
        }
    }

    /// The length of a white space character outside ASCII at this place, or 0.
    fn wide_space(&self) -> usize {
        let char = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        char.filter(|char| char.is_whitespace() || ['\u{200e}', '\u{200f}'].contains(char)).map_or(0, char::len_utf8)
    }

    /// A name or keyword, or the string it is the prefix of.
    fn name(&mut self) -> Token {
        let start = self.at;
        self.word();
        let word = &self.bytes[start..self.at];
        match (word, self.peek(0)) {
            (b"b" | b"c", Some(b'"')) => self.string(),
            (b"b", Some(b'\'')) => self.quote(),
            (b"r" | b"br" | b"cr", Some(b'"' | b'#')) => self.raw(),
            _ => classify(word),
        }
    }

    /// `r"..."`, `r#"..."#` with any number of `#`, or a raw name `r#type`; the prefix is read.
    fn raw(&mut self) -> Token {
        let hashes = self.bytes[self.at..].iter().take_while(|&&byte| byte == b'#').count();
        if self.peek(hashes) != Some(b'"') {
            if hashes == 1 {
                self.at += 1;
                self.word();
            }
            return Token::Name { macro_name: true };
        }
        self.at += hashes + 1;
        loop {
            let rest = &self.bytes[self.at..];
            let Some(end) = memchr::memchr(b'"', rest) else {
                self.at = self.bytes.len();
                return Token::Literal;
            };
            self.at += end + 1;
            if self.bytes[self.at..].iter().take(hashes).filter(|&&byte| byte == b'#').count() == hashes {
                self.at += hashes;
                return Token::Literal;
            }
        }
    }
}

fn classify(word: &[u8]) -> Token {
    match word {
        b"self" | b"Self" | b"super" | b"crate" | b"true" | b"false" => Token::Name { macro_name: false },
        b"macro_rules" => Token::MacroRules,
        b"else" | b"as" | b"in" => Token::Joint,
        b"break" | b"const" | b"continue" | b"enum" | b"extern" | b"fn" | b"for" | b"if" | b"impl" => Token::Keyword,
        b"let" | b"loop" | b"match" | b"mod" | b"move" | b"mut" | b"pub" | b"ref" | b"return" | b"static" => {
            Token::Keyword
        }
        b"struct" | b"trait" | b"type" | b"unsafe" | b"use" | b"where" | b"while" | b"async" | b"await" | b"dyn" => {
            Token::Keyword
        }
        b"abstract" | b"become" | b"box" | b"do" | b"final" | b"macro" | b"override" | b"priv" | b"typeof" => {
            Token::Keyword
        }
        b"unsized" | b"virtual" | b"yield" | b"try" | b"gen" | b"raw" | b"safe" | b"union" | b"auto" | b"default" => {
            Token::Keyword
        }
        _ => Token::Name { macro_name: true },
    }
}
