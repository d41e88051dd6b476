//! Words of a file: what its identifiers and comments talk about.
//!
//! Names are split by [`words`](seamline_analyzer::words), lower-cased; words of fewer than three letters, numbers and
//! the words every program uses ([`STOP`]) are dropped. Import lines and comments about licences say nothing about the
//! subject and are left out.

use rustc_hash::FxHashMap;
use seamline_analyzer::words;

/// Words that are in every program, as measured for the text view.
const STOP: &str = "the a an is are be this that it as at if else return true false null none self cls get set is has \
    var let const function def string int integer long boolean float double list map object void java util org com net \
    import public private static final class new args kwargs request response http json log logger exception error \
    value name id key data type param params result override test to of in on by for with and or not autowired bean \
    component service controller repository entity column override nonnull nullable override mapping path variable \
    body model attribute django models views forms objects filter all create save update delete add remove";

/// Counts the words of one file. Works on slices: each distinct name is split once, when the file is done.
#[derive(Default)]
pub(crate) struct Terms<'a> {
    names: FxHashMap<&'a str, u32>,
}

impl<'a> Terms<'a> {
    /// Counts an identifier.
    pub(crate) fn name(&mut self, name: &'a str) {
        *self.names.entry(name).or_default() += 1;
    }

    /// Counts the words of a comment, unless it is about a licence.
    pub(crate) fn comment(&mut self, text: &'a str) {
        let legal = ["licen", "Licen", "LICEN", "opyright", "COPYRIGHT", "arranty", "WARRANTY"];
        if text.len() > 20 && legal.iter().any(|word| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some())
        {
            return;
        }
        for name in text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| name.len() > 2) {
            self.name(name);
        }
    }

    /// The words with their counts, sorted.
    pub(crate) fn finish(self) -> Vec<(String, u32)> {
        let mut counts: FxHashMap<String, u32> = FxHashMap::default();
        counts.reserve(self.names.len());
        let mut word = String::new();
        self.names.into_iter().for_each(|(name, count)| {
            words::each(name, |part| {
                if part.len() < 3 || part.as_bytes()[0].is_ascii_digit() {
                    return;
                }
                word.clear();
                match part.is_ascii() {
                    true => {
                        word.push_str(part);
                        word.make_ascii_lowercase();
                    }
                    false => word.extend(part.chars().flat_map(char::to_lowercase)),
                }
                match counts.get_mut(&word) {
                    Some(sum) => *sum += count,
                    None => {
                        counts.insert(word.clone(), count);
                    }
                }
            });
        });
        let mut counts: Vec<(String, u32)> = counts.into_iter().filter(|(word, _)| !is_stop(word)).collect();
        counts.sort_unstable();
        counts
    }
}

/// Whether a lower-case word is in every program.
fn is_stop(word: &str) -> bool {
    static WORDS: std::sync::OnceLock<rustc_hash::FxHashSet<&'static str>> = std::sync::OnceLock::new();
    WORDS.get_or_init(|| STOP.split_whitespace().collect()).contains(word)
}

#[cfg(test)]
mod tests {
    use super::Terms;

    fn check(names: &[&str], comments: &[&str], expected: &str) {
        let mut terms = Terms::default();
        names.iter().for_each(|name| terms.name(name));
        comments.iter().for_each(|comment| terms.comment(comment));
        let shown: Vec<String> = terms.finish().into_iter().map(|(word, count)| format!("{word}:{count}")).collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn counts_words_of_names() {
        check(&["orderLine", "OrderService", "orderLine"], &[], "line:2 order:3");
    }

    #[test]
    fn drops_short_words_numbers_and_stop_words() {
        check(&["id2", "getTax2024", "toUI"], &[], "tax:1");
    }

    #[test]
    fn reads_comments_but_not_licences() {
        check(&[], &["// ships an order_line", "/* Copyright 2024 the Tax people */"], "line:1 order:1 ships:1");
    }
}
