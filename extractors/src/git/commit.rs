//! A commit object, parsed from its raw bytes.
//!
//! `tree`, `parent`..., `author`, `committer`, other headers, an empty line, the message. Only what a history needs is
//! kept. Damage gives `None`, never a panic; odd dates and names are taken as they come. Text that is not UTF-8 is read
//! as Latin-1 when the commit says so, else with replacement characters.

use git2::Oid;
use std::borrow::Cow;

/// Longer subjects are cut, in characters.
const MAX_SUBJECT: usize = 200;
/// Longer names and mail addresses are cut, in characters.
const MAX_NAME: usize = 200;
/// Only so much of a message is searched for trailers, in bytes.
const MAX_MESSAGE: usize = 64 << 10;
/// More co-authors than these are not kept.
const MAX_CO_AUTHORS: usize = 50;

/// What a history needs of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Commit<'a> {
    /// Its tree.
    pub(crate) tree: Oid,
    /// Its parents, in order.
    pub(crate) parents: Vec<Oid>,
    /// The committer time, seconds since 1970.
    pub(crate) time: i64,
    author: &'a [u8],
    message: &'a [u8],
    latin1: bool,
}

impl<'a> Commit<'a> {
    /// Parses a raw commit; `None` when it is damaged.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (first, mut rest) = line(bytes);
        let tree = id(first.strip_prefix(b"tree ")?)?;
        let mut commit = Self { tree, parents: Vec::new(), time: 0, author: b"", message: b"", latin1: false };
        while !rest.is_empty() {
            let (header, after) = line(rest);
            rest = after;
            if header.is_empty() {
                commit.message = rest;
                break;
            }
            commit.header(header)?;
        }
        Some(commit)
    }

    fn header(&mut self, header: &'a [u8]) -> Option<()> {
        if let Some(parent) = header.strip_prefix(b"parent ") {
            self.parents.push(id(parent)?);
        } else if let Some(author) = header.strip_prefix(b"author ") {
            self.author = author;
        } else if let Some(committer) = header.strip_prefix(b"committer ") {
            self.time = time(committer);
        } else if let Some(encoding) = header.strip_prefix(b"encoding ") {
            let encoding = encoding.to_ascii_lowercase();
            self.latin1 = [&b"iso-8859-1"[..], b"iso8859-1", b"latin1", b"latin-1", b"windows-1252", b"cp1252"]
                .contains(&encoding.as_slice());
        }
        Some(())
    }

    /// The author and then the co-authors: (name, mail), as written.
    pub(crate) fn people(&self) -> Vec<(String, String)> {
        let mut people = vec![self.person(self.author)];
        for line in self.searched().split(|byte| *byte == b'\n').skip(1) {
            const KEY: &[u8] = b"co-authored-by:";
            let is_trailer = line.get(..KEY.len()).is_some_and(|start| start.eq_ignore_ascii_case(KEY));
            if is_trailer && people.len() <= MAX_CO_AUTHORS {
                let person = self.person(&line[KEY.len()..]);
                if !person.1.is_empty() && !people.contains(&person) {
                    people.push(person);
                }
            }
        }
        people
    }

    /// The first line of the message that is not empty, shortened.
    pub(crate) fn subject(&self) -> String {
        let first = self.searched().split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
        self.text(first.unwrap_or_default(), MAX_SUBJECT)
    }

    /// The id in "This reverts commit ID", full or abbreviated.
    pub(crate) fn reverts(&self) -> Option<String> {
        const SAYS: &[u8] = b"This reverts commit ";
        let message = self.searched();
        let start = memchr::memmem::find(message, SAYS)? + SAYS.len();
        let digits = message[start..].iter().take(40).take_while(|byte| byte.is_ascii_hexdigit()).count();
        let id = std::str::from_utf8(&message[start..start + digits]).ok()?;
        (digits >= 7).then(|| id.to_ascii_lowercase())
    }

    fn searched(&self) -> &'a [u8] {
        &self.message[..self.message.len().min(MAX_MESSAGE)]
    }

    /// `Name <mail> 1700000000 +0100` or `Name <mail>`.
    fn person(&self, line: &[u8]) -> (String, String) {
        let open = memchr::memchr(b'<', line).unwrap_or(line.len());
        let mail = line.get(open + 1..).unwrap_or_default();
        let close = memchr::memchr(b'>', mail).unwrap_or(mail.len());
        (self.text(&line[..open], MAX_NAME), self.text(&mail[..close], MAX_NAME))
    }

    fn text(&self, bytes: &[u8], limit: usize) -> String {
        // Four bytes are the longest character, so nothing that is kept is cut off here.
        let bytes = &bytes[..bytes.len().min(limit * 4)];
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) if self.latin1 => bytes.iter().map(|byte| char::from(*byte)).collect(),
            Err(_) => String::from_utf8_lossy(bytes),
        };
        text.trim().chars().take(limit).collect()
    }
}

/// The first line without its end, and the rest.
fn line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memchr(b'\n', bytes) {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &[]),
    }
}

fn id(hexadecimal: &[u8]) -> Option<Oid> {
    if hexadecimal.len() != 40 {
        return None;
    }
    Oid::from_str(std::str::from_utf8(hexadecimal).ok()?).ok()
}

/// The number before the time zone; 0 when there is none.
fn time(line: &[u8]) -> i64 {
    let mut words = line.rsplit(|byte| *byte == b' ');
    words.next();
    let word = words.next().and_then(|word| std::str::from_utf8(word).ok());
    word.and_then(|word| word.parse().ok()).unwrap_or(0)
}
