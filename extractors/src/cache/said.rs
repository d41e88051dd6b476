//! What a file says, as it is kept: its words come last, so that who does not want them stops before them.

use super::{Keep, Reader, Writer};
use crate::file::FileFacts;
use seamline_analyzer::facts::Code;

/// What the content of a file decides: its size and what it says, or why it says nothing.
pub(crate) type Said = Result<(u32, FileFacts), Code>;

/// The bytes of it.
pub(crate) fn bytes_of(said: &Said) -> Vec<u8> {
    let mut out = Writer::default();
    said.write(&mut out);
    if let Ok((_, facts)) = said {
        facts.terms.write(&mut out);
    }
    out.into_bytes()
}

/// What the bytes say, with words or without; `None` when they are no such value.
pub(crate) fn said_of(bytes: &[u8], with_words: bool) -> Option<Said> {
    let mut from = Reader::new(bytes);
    let mut said = Said::read(&mut from)?;
    if let (true, Ok((_, facts))) = (with_words, &mut said) {
        facts.terms = Keep::read(&mut from)?;
    }
    (from.is_empty() || !with_words).then_some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_can_be_left_out() {
        let terms = vec![("order".to_owned(), 3), ("pay".to_owned(), 1)];
        let facts = FileFacts { lines: 7, packages: vec!["order".to_owned()], terms, ..FileFacts::default() };
        let bytes = bytes_of(&Ok((9, facts.clone())));
        assert_eq!(said_of(&bytes, true), Some(Ok((9, facts.clone()))));
        assert_eq!(said_of(&bytes, false), Some(Ok((9, FileFacts { terms: Vec::new(), ..facts }))));
        for length in 0..bytes.len() {
            assert_eq!(said_of(&bytes[..length], true), None, "{length}");
        }
        assert_eq!(said_of(&[bytes, vec![0]].concat(), true), None);
        assert_eq!(said_of(&bytes_of(&Err(Code::Minified)), true), Some(Err(Code::Minified)));
    }
}
