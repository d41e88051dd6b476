//! Texts by number: paths and names that a history says again and again, each held once.

use crate::cache::{Keep, Reader, Writer};
use rustc_hash::FxHashMap;

/// The number of a text.
pub(crate) type Number = u32;

/// Texts, each with a number, from 0 in the order they came. A number stays what it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    /// All of them, one after the other.
    all: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// The numbers by text; made when somebody asks for one: who only reads what was kept never does.
    numbers: FxHashMap<Box<str>, Number>,
}

impl Texts {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text of a number.
    pub(crate) fn get(&self, number: Number) -> &str {
        let at = number as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.all[start..self.ends[at]]
    }

    /// All of them, by number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at as Number))
    }

    /// The number of a text, a new one where it has none yet.
    pub(crate) fn number(&mut self, text: &str) -> Number {
        if self.numbers.is_empty() {
            self.numbers = self.iter().enumerate().map(|(at, text)| (text.into(), at as Number)).collect();
        }
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.len() as Number;
        self.all.push_str(text);
        self.ends.push(self.all.len());
        self.numbers.insert(text.into(), number);
        number
    }
}

impl Keep for Texts {
    fn write<'a>(&'a self, out: &mut Writer<'a>) {
        out.number(self.len() as u64);
        self.iter().for_each(|text| out.number(text.len() as u64));
        out.raw(self.all.as_bytes());
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let length = from.length()?;
        let mut ends = Vec::with_capacity(length);
        let mut end = 0_usize;
        for _ in 0..length {
            end = end.checked_add(usize::try_from(from.number()?).ok()?)?;
            ends.push(end);
        }
        let all = std::str::from_utf8(from.raw(end)?).ok()?.to_owned();
        let whole = ends.iter().all(|end| all.is_char_boundary(*end));
        whole.then_some(Self { all, ends, numbers: FxHashMap::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::{from_bytes, to_bytes};

    fn shown(texts: &Texts) -> Vec<&str> {
        texts.iter().collect()
    }

    #[test]
    fn numbers_stay_what_they_are() {
        let mut texts = Texts::default();
        let numbers = ["a", "", "é", "a", ""].map(|text| texts.number(text));
        assert_eq!((numbers, shown(&texts)), ([0, 1, 2, 0, 1], vec!["a", "", "é"]));
        let mut kept: Texts = from_bytes(&to_bytes(&texts)).expect("they were just written");
        assert_eq!(shown(&kept), shown(&texts));
        assert_eq!(["é", "b"].map(|text| kept.number(text)), [2, 3]);
    }

    #[test]
    fn what_are_no_texts_are_none() {
        for bytes in [&b"\x01\x05a"[..], b"\x02\x01\x01\xc3\xa9", b"\x01\x01\xff", b"\x02\xff\xff\xff\x7f\x01a", b""] {
            assert!(from_bytes::<Texts>(bytes).is_none(), "{bytes:?}");
        }
    }
}
