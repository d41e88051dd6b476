//! Where a finding is shown, and how its path is written.
//!
//! Readers of these forms know paths from the root of the repository; a document has them from the analysed folder.

use super::{CheckDocument, Finding, Place};
use crate::display::{has_hidden, visible};

/// The longest path that is written out, in bytes: Linux opens none that is longer.
const MAX_PATH: usize = 4096;
/// Where a finding is shown that has no place of its own: where people decide about the border.
const NOWHERE: &str = "seamline.toml";

/// A place from the root of the repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// The exact path.
    pub(super) path: String,
    /// The line, from 1.
    pub(super) line: u32,
}

impl Spot {
    /// The path for readers of lines and of XML, to whom control characters cannot be told: these are written out.
    pub(super) fn shown(&self) -> String {
        if has_hidden(&self.path) { visible(&self.path).into_owned() } else { self.path.clone() }
    }

    /// `path:line` for people.
    pub(super) fn label(&self) -> String {
        format!("{}:{}", visible(&self.path), self.line)
    }

    /// The path as a relative reference of RFC 3986: every byte but unreserved characters and `/` as `%XX`.
    pub(super) fn uri(&self) -> String {
        let mut uri = String::with_capacity(self.path.len());
        for byte in self.path.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                    uri.push(char::from(byte))
                }
                other => uri.push_str(&format!("%{other:02X}")),
            }
        }
        uri
    }
}

/// A place from the root of the repository; none where its path is longer than any file's.
pub(super) fn spot(check: &CheckDocument, place: &Place) -> Option<Spot> {
    let path = match check.folder.as_str() {
        "" => place.path.clone(),
        folder => format!("{folder}/{}", place.path),
    };
    (!place.path.is_empty() && path.len() <= MAX_PATH).then(|| Spot { path, line: place.line.max(1) })
}

/// The places of a finding itself, and those of the other end.
pub(super) fn spots(check: &CheckDocument, finding: &Finding) -> (Vec<Spot>, Vec<Spot>) {
    let of = |places: &[Place]| places.iter().filter_map(|place| spot(check, place)).collect();
    (of(&finding.sites), of(&finding.partners))
}

/// The one place at which a finding is shown.
pub(super) fn main_spot(check: &CheckDocument, finding: &Finding) -> Spot {
    let first = |places: &[Place]| places.iter().find_map(|place| spot(check, place));
    first(&finding.sites)
        .or_else(|| first(&finding.partners))
        .unwrap_or_else(|| Spot { path: NOWHERE.to_owned(), line: 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_encoded_byte_by_byte() {
        for (path, expected) in [
            ("a/b.rs", "a/b.rs"),
            ("a b/50%.java", "a%20b/50%25.java"),
            ("C#/x:y?.cs", "C%23/x%3Ay%3F.cs"),
            ("Größe/日.py", "Gr%C3%B6%C3%9Fe/%E6%97%A5.py"),
            ("[id]/a\nb", "%5Bid%5D/a%0Ab"),
        ] {
            assert_eq!(Spot { path: path.into(), line: 1 }.uri(), expected);
        }
    }
}
