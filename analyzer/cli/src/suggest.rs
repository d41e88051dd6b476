//! "Did you mean": the known word nearest to a mistyped one.
//!
//! Distance is Levenshtein's; a third of the letters may be wrong, at least one, and the first best word wins.

/// The known word nearest to what was written, if any is near.
pub(crate) fn closest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (written.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|word| (distance(&written.to_lowercase(), &word.to_lowercase()), word))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Insertions, deletions and replacements between two words; long words count as far from everything.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(LONGEST).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().take(LONGEST).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

const LONGEST: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expected: Option<&str>) {
        assert_eq!(closest(written, ["services", "seed", "since", "clusterer"]), expected, "{written}");
    }

    #[test]
    fn a_letter_missing() {
        check("sevices", Some("services"));
    }
    #[test]
    fn letters_swapped() {
        check("cluserter", Some("clusterer"));
    }
    #[test]
    fn case_does_not_count() {
        check("Seed", Some("seed"));
    }
    #[test]
    fn nothing_near() {
        check("colour", None);
    }
    #[test]
    fn nothing_written() {
        check("", None);
    }
}
