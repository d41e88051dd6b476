//! Names that people give: to services, teams, scenarios and analyses.
//!
//! A name is shown to others, and compared by what they see. One that holds what is not seen, or what turns the text around
//! it, says something else than it shows (Unicode Technical Report 36), and is refused wherever names are taken.

/// The longest name, in characters.
pub const MAX_NAME: usize = 100;

/// The most characters of a refused name that are told back.
const MOST_TOLD: usize = 40;

/// What is wrong with a name, in words without a full stop; nothing where it is fine.
///
/// ```
/// use seamline_analyzer::name::flaw;
/// assert_eq!(flaw("orders"), None);
/// assert_eq!(flaw("a\u{202e}b").unwrap(), "a name holds only what is seen, and this one holds U+202E");
/// ```
pub fn flaw(name: &str) -> Option<String> {
    let length = name.chars().count();
    if length > MAX_NAME {
        return Some(format!("a name has at most {MAX_NAME} letters, and this one has {length}"));
    }
    if name.trim().is_empty() {
        return Some("a name is needed".to_owned());
    }
    if let Some(hidden) = name.chars().find(|character| is_hidden(*character)) {
        let code = u32::from(hidden);
        return Some(format!("a name holds only what is seen, and this one holds U+{code:04X}"));
    }
    None
}

/// A refused name with what is hidden written out, its end cut and counted.
pub fn told(name: &str) -> String {
    let mut told = String::new();
    for character in name.chars().take(MOST_TOLD) {
        if is_hidden(character) { told.extend(character.escape_unicode()) } else { told.push(character) }
    }
    match name.chars().count().saturating_sub(MOST_TOLD) {
        0 => told,
        left => format!("{told}… and {left} more letters"),
    }
}

/// Control characters, direction marks, zero-width and invisible characters, line separators, and what is not a
/// character at all.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        assert_eq!(flaw(name).unwrap_or_default(), expected, "{name:?}");
    }

    #[test]
    fn names() {
        check("orders", "");
        check("Rechnungen für Müller, 注文", "");
        check(&"ü".repeat(100), "");
        check(&"x".repeat(101), "a name has at most 100 letters, and this one has 101");
        check(&"x".repeat(1 << 20), "a name has at most 100 letters, and this one has 1048576");
        check("", "a name is needed");
        check(" \u{3000}", "a name is needed");
        check("a\nb", "a name holds only what is seen, and this one holds U+000A");
        check("\u{200b}", "a name holds only what is seen, and this one holds U+200B");
        check("\u{2800}", "a name holds only what is seen, and this one holds U+2800");
    }

    #[test]
    fn what_is_told_of_a_name_is_short_and_seen() {
        assert_eq!(told("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(told(&"x".repeat(1 << 20)), "x".repeat(40) + "… and 1048536 more letters");
    }
}
