//! Values as bytes and back, for the cache alone: compact, without a description of themselves.
//!
//! Numbers are LEB128, signed ones folded (0, -1, 1, ..), a list is its length and its elements. A text is written once;
//! where it stands again its number is written. Which fields a type has is in `kept`; bytes of another build
//! never get here, since their keys differ. Reading trusts nothing all the same: damaged bytes give `None`, and no
//! length is believed before the bytes are there.

use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// A value that the cache keeps.
pub(crate) trait Keep: Sized {
    /// Appends the value.
    fn write<'a>(&'a self, out: &mut Writer<'a>);

    /// Takes the value off the front; `None` when the bytes are not such a value.
    fn read(from: &mut Reader<'_>) -> Option<Self>;
}

/// The bytes of a value.
pub(crate) fn to_bytes(value: &impl Keep) -> Vec<u8> {
    let mut out = Writer::default();
    value.write(&mut out);
    out.into_bytes()
}

/// The value of the bytes, if they are one and nothing is left over.
pub(crate) fn from_bytes<T: Keep>(bytes: &[u8]) -> Option<T> {
    let mut from = Reader::new(bytes);
    let value = T::read(&mut from)?;
    from.is_empty().then_some(value)
}

/// Bytes that are being written.
#[derive(Default)]
pub(crate) struct Writer<'a> {
    bytes: Vec<u8>,
    texts: FxHashMap<&'a str, u64>,
}

impl<'a> Writer<'a> {
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(crate) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    fn text(&mut self, text: &'a str) {
        let next = self.texts.len() as u64;
        let number = *self.texts.entry(text).or_insert(next);
        self.number(number);
        if number == next {
            self.number(text.len() as u64);
            self.raw(text.as_bytes());
        }
    }

    fn list<T: Keep + 'a>(&mut self, length: usize, values: impl Iterator<Item = &'a T>) {
        self.number(length as u64);
        values.for_each(|value| value.write(self));
    }
}

/// Bytes that are being read.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    texts: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, texts: Vec::new() }
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            let part = u64::from(byte & 0x7f);
            number |= part.checked_shl(shift).filter(|shifted| shifted >> shift == part)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn raw(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(bytes)
    }

    fn text(&mut self) -> Option<&'a str> {
        let number = usize::try_from(self.number()?).ok()?;
        if number == self.texts.len() {
            let length = usize::try_from(self.number()?).ok()?;
            let text = std::str::from_utf8(self.raw(length)?).ok()?;
            self.texts.push(text);
        }
        self.texts.get(number).copied()
    }

    /// The length of a list: each element takes a byte or more.
    pub(crate) fn length(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|length| *length <= self.bytes.len())
    }
}

/// Room for this many elements is made before they are seen.
const FORESEEN: usize = 1024;

impl<T: Keep> Keep for Vec<T> {
    fn write<'a>(&'a self, out: &mut Writer<'a>) {
        out.list(self.len(), self.iter());
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let length = from.length()?;
        let mut list = Vec::with_capacity(length.min(FORESEEN));
        for _ in 0..length {
            list.push(T::read(from)?);
        }
        Some(list)
    }
}

impl<T: Keep + Ord> Keep for BTreeSet<T> {
    fn write<'a>(&'a self, out: &mut Writer<'a>) {
        out.list(self.len(), self.iter());
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(Vec::read(from)?.into_iter().collect())
    }
}

impl<K: Keep + Ord, V: Keep> Keep for BTreeMap<K, V> {
    fn write<'a>(&'a self, out: &mut Writer<'a>) {
        out.number(self.len() as u64);
        for (key, value) in self {
            key.write(out);
            value.write(out);
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(Vec::<(K, V)>::read(from)?.into_iter().collect())
    }
}

impl<T: Keep> Keep for Option<T> {
    fn write<'a>(&'a self, out: &mut Writer<'a>) {
        out.number(u64::from(self.is_some()));
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(if bool::read(from)? { Some(T::read(from)?) } else { None })
    }
}

impl<T: Keep, E: Keep> Keep for Result<T, E> {
    fn write<'a>(&'a self, out: &mut Writer<'a>) {
        out.number(u64::from(self.is_ok()));
        match self {
            Ok(value) => value.write(out),
            Err(error) => error.write(out),
        }
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(if bool::read(from)? { Ok(T::read(from)?) } else { Err(E::read(from)?) })
    }
}

impl<T: Keep> Keep for Box<T> {
    fn write<'a>(&'a self, out: &mut Writer<'a>) {
        (**self).write(out);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        T::read(from).map(Box::new)
    }
}

impl Keep for String {
    fn write<'a>(&'a self, out: &mut Writer<'a>) {
        out.text(self);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.text().map(str::to_owned)
    }
}

impl Keep for bool {
    fn write<'a>(&'a self, out: &mut Writer<'a>) {
        out.number(u64::from(*self));
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        match from.number()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Keep for i64 {
    fn write<'a>(&'a self, out: &mut Writer<'a>) {
        out.number(((self << 1) ^ (self >> 63)).cast_unsigned());
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let folded = from.number()?;
        Some((folded >> 1).cast_signed() ^ -(folded & 1).cast_signed())
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Keep for $number {
            fn write<'a>(&'a self, out: &mut Writer<'a>) {
                out.number(*self as u64);
            }

            fn read(from: &mut Reader<'_>) -> Option<Self> {
                from.number()?.try_into().ok()
            }
        }
    )*};
}

numbers! { u32 usize }

macro_rules! tuples {
    ($(($($part:ident $at:tt)*))*) => {$(
        impl<$($part: Keep),*> Keep for ($($part,)*) {
            fn write<'a>(&'a self, out: &mut Writer<'a>) {
                $(self.$at.write(out);)*
            }

            fn read(from: &mut Reader<'_>) -> Option<Self> {
                Some(($($part::read(from)?,)*))
            }
        }
    )*};
}

tuples! { (A 0 B 1) (A 0 B 1 C 2) }

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Anything = Vec<(String, Result<i64, u32>, Option<BTreeMap<String, bool>>)>;

    fn check(bytes: &[u8], expected: Option<Vec<String>>) {
        assert_eq!(from_bytes::<Vec<String>>(bytes), expected, "{bytes:?}");
    }

    #[test]
    fn a_text_is_written_once() {
        let texts = ["a", "b", "a", ""].map(str::to_owned).to_vec();
        assert_eq!(to_bytes(&texts), b"\x04\x00\x01a\x01\x01b\x00\x02\x00");
        check(&to_bytes(&texts), Some(texts));
    }
    #[test]
    fn what_is_no_value_is_none() {
        check(b"", None);
        check(b"\x00", Some(Vec::new()));
        check(b"\x00\x00", None);
        check(b"\x01\x00\x05a", None);
        check(b"\x01\x07", None);
        check(b"\x01\x00\x01\xff", None);
        check(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", None);
        check(b"\xff\xff\xff\xff\x0f", None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn what_is_written_is_read(value: Anything) {
            prop_assert_eq!(from_bytes::<Anything>(&to_bytes(&value)), Some(value));
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>) {
            let _ = from_bytes::<Anything>(&bytes);
        }
    }
}
