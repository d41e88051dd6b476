//! The words of a file: its names and comments, without `use` items and test code.

use super::depth::{Lexer, Token};
use crate::term::Terms;

/// Counts the words outside the given lines, which are ranges in ascending order, first and last line included.
pub(super) fn count(text: &str, without: &[(u32, u32)]) -> Vec<(String, u32)> {
    let mut terms = Terms::default();
    each(text, without, |_, word, comment| if comment { terms.comment(word) } else { terms.name(word) });
    terms.finish()
}

/// Hands over each name and comment with its line, and whether it is a comment.
pub(super) fn each<'a>(text: &'a str, without: &[(u32, u32)], mut tell: impl FnMut(u32, &'a str, bool)) {
    let mut lexer = Lexer::new(text);
    let (mut line, mut read, mut importing) = (1_u32, 0, false);
    let mut without = without.iter().copied().peekable();
    while let Some(token) = lexer.next() {
        let (word, start) = lexer.read_last();
        line += u32::try_from(memchr::memchr_iter(b'\n', &text.as_bytes()[read..start]).count()).unwrap_or(0);
        read = start;
        while without.next_if(|(_, last)| *last < line).is_some() {}
        if without.peek().is_some_and(|(first, _)| *first <= line) {
            continue;
        }
        match token {
            Token::Keyword if word == "use" => importing = true,
            Token::Punct(b';') => importing = false,
            Token::Name { macro_name: true } if !importing => tell(line, word, false),
            Token::Comment => tell(line, word, true),
            _ => {}
        }
    }
}
