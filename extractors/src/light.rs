//! Changes of a file that change nothing but how it is written: white space, quotes, separators, line ends; and imports
//! that follow a file to its new name.

use git2::{ObjectType, Oid};
use std::collections::BTreeMap;

use crate::git::Objects;

/// Words in lines that say where something is from.
const IMPORTS: [&str; 6] = ["import", "require", "include", "from", "use", "using"];

/// The names by which renamed files are imported: file names without their endings, old and new.
pub(crate) fn stems(renamed: &[(String, String)]) -> Vec<&str> {
    let stem = |path: &'_ str| -> usize { path.rfind('/').map_or(0, |at| at + 1) };
    let paths = renamed.iter().flat_map(|(old, new)| [old.as_str(), new.as_str()]);
    let mut stems: Vec<&str> = paths
        .map(|path| &path[stem(path)..])
        .map(|name| name.split('.').next().unwrap_or(name))
        .filter(|name| !name.is_empty())
        .collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}

/// Whether the change from one blob to another is light. What cannot be read is not.
pub(crate) fn is_light(objects: &Objects, old: Oid, new: Oid, stems: &[&str]) -> bool {
    let [Ok(old), Ok(new)] = [old, new].map(|id| objects.read(id, ObjectType::Blob)) else { return false };
    let (old, new) = (old.data(), new.data());
    is_layout(old, new) || follows(old, new, stems)
}

fn is_layout(old: &[u8], new: &[u8]) -> bool {
    written(old).eq(written(new))
}

/// What is written, however it is laid out.
fn written(text: &[u8]) -> impl Iterator<Item = u8> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let kept = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b';' | b','));
    kept.map(|byte| if matches!(byte, b'\'' | b'`') { b'"' } else { byte })
}

/// Whether all lines that only one side has import a renamed file.
fn follows(old: &[u8], new: &[u8], stems: &[&str]) -> bool {
    let (Ok(old), Ok(new)) = (std::str::from_utf8(old), std::str::from_utf8(new)) else { return false };
    let mut lines: BTreeMap<&str, i64> = BTreeMap::new();
    old.lines().for_each(|line| *lines.entry(line.trim()).or_default() += 1);
    new.lines().for_each(|line| *lines.entry(line.trim()).or_default() -= 1);
    let imports = |line: &str| {
        let has = |word: &&str| line.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|part| part == *word);
        IMPORTS.iter().any(has) && stems.iter().any(|stem| line.contains(stem))
    };
    !stems.is_empty() && lines.into_iter().all(|(line, times)| times == 0 || line.is_empty() || imports(line))
}

#[cfg(test)]
mod tests {
    use super::{follows, is_layout, stems};

    #[test]
    fn layout() {
        for (old, new, expected) in [
            ("a('b',\n  c)", "a(\"b\", c,);\r\n", true),
            ("if (a) b()", "\u{feff}if (a)\n\tb();", true),
            ("a(1)", "a(2)", false),
            ("a + b", "a - b", false),
            ("", "", true),
        ] {
            assert_eq!(is_layout(old.as_bytes(), new.as_bytes()), expected, "{old} {new}");
        }
    }

    #[test]
    fn imports_that_follow() {
        let renamed = [("lib/mail.js".to_owned(), "notify/post.js".to_owned())];
        let stems = stems(&renamed);
        assert_eq!(stems, ["mail", "post"]);
        let old = "import mail from '../lib/mail';\nimport a from 'a';\nmail.send(a);";
        for (new, expected) in [
            ("import a from 'a';\nimport mail from '../notify/post';\nmail.send(a);", true),
            ("import mail from '../notify/post';\nimport a from 'b';\nmail.send(a);", false),
            ("import mail from '../notify/post';\nimport a from 'a';\nmail.send(a, 1);", false),
        ] {
            assert_eq!(follows(old.as_bytes(), new.as_bytes(), &stems), expected, "{new}");
        }
        assert!(!follows(old.as_bytes(), b"", &[]));
    }
}
