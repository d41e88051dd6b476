//! Text for XML 1.0.

use std::fmt::Write;

/// The text for an attribute in double quotes or for content. What XML 1.0 cannot hold at all is written out as
/// `\u{1}`, line ends and tabs as references, so that an attribute keeps them.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(escaped, "&#{};", u32::from(character));
            }
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.extend(c.escape_unicode()),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_ends_or_breaks_the_document() {
        for (text, expected) in [
            ("a]]>b", "a]]&gt;b"),
            ("<a b=\"c\" d='e'>&", "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;"),
            ("a\n\t\u{1}\u{ffff}", "a&#10;&#9;\\u{1}\\u{ffff}"),
            ("Größe", "Größe"),
        ] {
            assert_eq!(escape(text), expected);
        }
    }
}
