//! Making foreign text fit to show.
//!
//! Escapers of HTML, CSV and the like leave control characters and direction marks alone, and those can hide text,
//! reorder it (U+202E) or drive a terminal (ESC). [`visible`] writes them out as `\u{202e}` before any format's own
//! escaping. It never makes two different texts alike that were not so before, but for those cut at [`MAX_SHOWN`].

use seamline_analyzer::name::is_hidden;
use std::borrow::Cow;

/// The most characters of one text that are shown; the rest is counted.
pub const MAX_SHOWN: usize = 400;

/// The text with everything written out that has no shape of its own or changes how its neighbours look.
///
/// ```
/// use seamline_reports::display::visible;
/// assert_eq!(visible("plain"), "plain");
/// assert_eq!(visible("a\x1b[31m\u{202e}b"), "a\\u{1b}[31m\\u{202e}b");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.len() <= MAX_SHOWN && !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len().min(MAX_SHOWN * 4));
    for character in text.chars().take(MAX_SHOWN) {
        match character {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            hidden if is_hidden(hidden) => shown.extend(hidden.escape_unicode()),
            other => shown.push(other),
        }
    }
    let left = text.chars().skip(MAX_SHOWN).count();
    if left > 0 {
        shown.push_str(&format!("… (+{left} characters)"));
    }
    Cow::Owned(shown)
}

/// Whether a text has what [`visible`] writes out.
pub(crate) fn has_hidden(text: &str) -> bool {
    text.chars().any(is_hidden)
}

/// A path of at most `most` characters: its middle goes first, its last part never while there is another.
///
/// ```
/// use seamline_reports::display::short_path;
/// assert_eq!(short_path("com/acme/shop/orders/OrderService.java", 26), "com/…/OrderService.java");
/// ```
pub fn short_path(path: &str, most: usize) -> String {
    let path = visible(path);
    if path.chars().count() <= most {
        return path.into_owned();
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let mut kept: Vec<&str> = Vec::new();
    let mut room = most.saturating_sub(name.chars().count() + 2);
    for part in folder.split('/') {
        let Some(left) = room.checked_sub(part.chars().count() + 1) else { break };
        room = left;
        kept.push(part);
    }
    let start = if kept.is_empty() { String::new() } else { format!("{}/", kept.join("/")) };
    short(&format!("{start}…/{name}"), most)
}

/// A text of at most `most` characters: its middle goes.
pub fn short(text: &str, most: usize) -> String {
    let text = visible(text);
    let count = text.chars().count();
    if count <= most {
        return text.into_owned();
    }
    let tail = most / 2;
    let head = most.saturating_sub(tail + 1);
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(count - tail).collect();
    format!("{start}…{end}")
}

/// A text of at most `most` characters: its end goes, between words where there is a space.
///
/// ```
/// use seamline_reports::display::begun;
/// assert_eq!(begun("keeps orders, order_lines and 2 more", 28), "keeps orders, order_lines…");
/// ```
pub fn begun(text: &str, most: usize) -> String {
    let text = visible(text);
    if text.chars().count() <= most {
        return text.into_owned();
    }
    let start: String = text.chars().take(most.saturating_sub(1)).collect();
    let whole = start.rsplit_once(' ').map_or(start.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', ';', ' ']).trim_end_matches(" and"))
}

/// A count with its thousands apart: `12,345`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count and its noun: `1 file`, `2 files`.
pub fn counted(number: u64, noun: &str) -> String {
    let plural = match (number, noun.strip_suffix('y')) {
        (1, _) => noun.to_owned(),
        (_, Some(stem)) => format!("{stem}ies"),
        (_, None) => format!("{noun}s"),
    };
    format!("{} {plural}", count(number))
}

/// A share as a percentage. Only what is all or nothing is said to be.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if share > 0.0 && percent < 0.1 {
        "<0.1%".to_owned()
    } else if share < 1.0 && percent > 99.9 {
        ">99.9%".to_owned()
    } else if share > 0.0 && share < 1.0 && !(10.0..=99.0).contains(&percent) {
        format!("{percent:.1}%")
    } else {
        format!("{percent:.0}%")
    }
}

/// The day of a time, in UTC: `2026-11-20`. Hinnant: chrono-compatible low-level date algorithms.
pub fn date(seconds: i64) -> String {
    let days = seconds.div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The first digits of a commit id.
pub fn commit(id: &str) -> String {
    visible(&id.chars().take(10).collect::<String>()).into_owned()
}

/// A list in words: `a, b and c`.
pub fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_written_out() {
        for (text, expected) in [
            ("Größe.java", "Größe.java"),
            ("a\nb", "a\\nb"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("\u{7}", "\\u{7}"),
            ("x\u{200b}y", "x\\u{200b}y"),
            ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
            ("\u{feff}", "\\u{feff}"),
            ("\u{e0041}", "\\u{e0041}"),
        ] {
            assert_eq!(visible(text), expected);
        }
    }

    #[test]
    fn long_texts_are_cut_with_a_mark() {
        let shown = visible(&"x".repeat(1_000_000)).into_owned();
        assert!(shown.ends_with("… (+999600 characters)"), "{shown}");
    }

    #[test]
    fn paths_keep_their_last_part() {
        for (path, most, expected) in [
            ("a/b/C.java", 20, "a/b/C.java"),
            ("src/main/java/com/acme/Order.java", 20, "src/…/Order.java"),
            ("src/AVeryLongNameForAClassIndeed.java", 20, "…/AVeryLon…deed.java"),
        ] {
            let shown = short_path(path, most);
            assert!(shown.chars().count() <= most, "{shown}");
            assert_eq!(shown.split('/').next_back().map(|_| ()), Some(()));
            if most == 20 && path.len() < 36 {
                assert_eq!(shown, expected);
            }
        }
    }

    #[test]
    fn numbers() {
        assert_eq!([count(0), count(999), count(1_000), count(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([counted(1, "entry"), counted(2, "entry"), counted(0, "file")], ["1 entry", "2 entries", "0 files"]);
        let shares = [0.0, 0.0001, 0.0345, 0.5, 0.999, 0.9999, 1.0].map(percent);
        assert_eq!(shares, ["0%", "<0.1%", "3.5%", "50%", "99.9%", ">99.9%", "100%"]);
    }

    #[test]
    fn dates() {
        let days = [0, 951_782_400, 1_795_132_800, -86_400, i64::MIN / 1_000_000].map(date);
        assert_eq!(days[..4], ["1970-01-01", "2000-02-29", "2026-11-20", "1969-12-31"]);
    }
}
