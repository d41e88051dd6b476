//! What became of entries: which of the old ones are the new ones (longest common subsequence), which of the others took
//! another form, which are gone and which are new.

use std::collections::BTreeMap;

/// For each new entry the old one that it is, unchanged or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    /// This one, as it was.
    Same(usize),
    /// This one, in another form.
    Changed(usize),
    /// None.
    Nothing,
}

/// Says of each new entry where it is from. Entries are told apart by their whole text, and one is taken for the changed
/// form of another when both are of one kind and between the same neighbours.
pub(crate) fn origins(old: &[(&str, String)], new: &[(&str, String)]) -> Vec<From> {
    let mut origins = vec![From::Nothing; new.len()];
    let same = common(old, new);
    let ends = (old.len(), new.len());
    let (mut before_old, mut before_new) = (0, 0);
    for (at_old, at_new) in same.iter().copied().chain([ends]) {
        let mut free: Vec<usize> = (before_old..at_old).collect();
        for at in before_new..at_new {
            if let Some(found) = free.iter().position(|candidate| old[*candidate].0 == new[at].0) {
                // The order of those that stay is kept.
                origins[at] = From::Changed(free[found]);
                free.drain(..=found);
            }
        }
        if at_new < new.len() {
            origins[at_new] = From::Same(at_old);
        }
        (before_old, before_new) = (at_old + 1, at_new + 1);
    }
    origins
}

/// Positions of equal entries in both, ascending: as many as there can be.
fn common(old: &[(&str, String)], new: &[(&str, String)]) -> Vec<(usize, usize)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (inner_old, inner_new) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut numbers: BTreeMap<&(&str, String), usize> = BTreeMap::new();
    for entry in inner_old.iter().chain(inner_new) {
        let next = numbers.len();
        numbers.entry(entry).or_insert(next);
    }
    let numbered = |entries: &[(&str, String)]| -> Vec<usize> { entries.iter().map(|entry| numbers[entry]).collect() };
    let (a, b) = (numbered(inner_old), numbered(inner_new));
    // Of what follows each pair of positions, how much is common.
    let width = b.len() + 1;
    let mut longest = vec![0_u16; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * width + j] = if a[i] == b[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            pairs.push((head + i, head + j));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs.extend((0..tail).map(|at| (old.len() - tail + at, new.len() - tail + at)));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words are entries, their first letters the kinds: where each new one is from (`=0`, `~0`, `+`).
    fn check(old: &str, new: &str, expected: &str) {
        let words = |text: &'static str| -> Vec<(&str, String)> {
            text.split_whitespace().map(|word| (&word[..1], word.to_owned())).collect()
        };
        let (old, new): (&'static str, &'static str) = (old.to_owned().leak(), new.to_owned().leak());
        let words: Vec<String> = origins(&words(old), &words(new))
            .iter()
            .map(|from| match from {
                From::Same(at) => format!("={at}"),
                From::Changed(at) => format!("~{at}"),
                From::Nothing => "+".to_owned(),
            })
            .collect();
        assert_eq!(words.join(" "), expected, "{old} to {new}");
    }

    #[test]
    fn what_stays_is_found() {
        check("a1 b1 c1", "a1 b1 c1", "=0 =1 =2");
        check("a1 b1 c1", "a1 c1", "=0 =2");
        check("a1 b1", "a1 c1 b1 d1", "=0 + =1 +");
        check("", "a1", "+");
        check("a1", "", "");
        check("a1 a1 b1", "a1 b1", "=0 =2");
    }

    #[test]
    fn what_took_another_form_keeps_its_place() {
        check("a1 b1 c1", "a1 b2 c1", "=0 ~1 =2");
        check("a1 b1", "a2 b2", "~0 ~1");
        check("a1 b1", "b2 a2", "~1 +");
        check("a1 b1", "b1 a1", "=1 +");
    }
}
