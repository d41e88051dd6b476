//! What a file says, as it is kept: what only an analysis asks for comes last, so that a check stops before it.

use super::kept::{read_last, write_last};
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
        write_last(facts, &mut out);
    }
    out.into_bytes()
}

/// What the bytes say, for an analysis or without what only that asks for; `None` when they are no such value.
pub(crate) fn said_of(bytes: &[u8], analysed: bool) -> Option<Said> {
    let mut from = Reader::new(bytes);
    let mut said = Said::read(&mut from)?;
    if let (true, Ok((_, facts))) = (analysed, &mut said) {
        read_last(facts, &mut from)?;
    }
    (from.is_empty() || !analysed).then_some(said)
}

#[cfg(test)]
mod tests {
    use super::super::leave_out;
    use super::*;

    #[test]
    fn what_only_an_analysis_asks_for_can_be_left_out() {
        let terms = vec![("order".to_owned(), 3), ("pay".to_owned(), 1)];
        let facts = FileFacts {
            lines: 7,
            packages: vec!["order".to_owned()],
            terms,
            unparsed_sql: vec![3],
            ..FileFacts::default()
        };
        let bytes = bytes_of(&Ok((9, facts.clone())));
        let mut less = facts.clone();
        leave_out(&mut less);
        assert_eq!(less, FileFacts { lines: 7, packages: vec!["order".to_owned()], ..FileFacts::default() });
        assert_eq!(said_of(&bytes, true), Some(Ok((9, facts.clone()))));
        assert_eq!(said_of(&bytes, false), Some(Ok((9, less))));
        for length in 0..bytes.len() {
            assert_eq!(said_of(&bytes[..length], true), None, "{length}");
        }
        assert_eq!(said_of(&[bytes, vec![0]].concat(), true), None);
        assert_eq!(said_of(&bytes_of(&Err(Code::Minified)), true), Some(Err(Code::Minified)));
    }
}
