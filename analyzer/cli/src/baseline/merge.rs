//! Three versions of a file of the baseline become one: what either side added is in, what either side removed is out.
//!
//! Lines are known by their first parts: of an entry rule, from, to and kind, of the cut the path. Where both sides say
//! something else of the same path, nobody but a person knows, and both lines stay.

use super::line::{HEADER, written};
use std::collections::{BTreeMap, BTreeSet};

/// The merged file, and whether it is one that a person has to look at.
pub(super) fn merge(old: &str, ours: &str, theirs: &str) -> (String, bool) {
    let [old, ours, theirs] = [old, ours, theirs].map(lines);
    let keys: BTreeSet<&str> = ours.keys().chain(theirs.keys()).copied().collect();
    let (mut merged, mut open) = (Vec::new(), false);
    for key in keys {
        let (was, our, their) = (old.get(key), ours.get(key), theirs.get(key));
        match (our, their) {
            (Some(our), Some(their)) if our == their => merged.push(*our),
            // One side has changed it.
            (Some(our), Some(their)) if Some(their) == was => merged.push(*our),
            (Some(our), Some(their)) if Some(our) == was => merged.push(*their),
            (Some(our), Some(their)) if is_entry(our) => merged.push(*our.min(their)),
            (Some(our), Some(their)) => {
                open = true;
                merged.extend([*our, *their]);
            }
            // What one side removed is out, unless the other has just added it.
            (Some(one), None) | (None, Some(one)) if was.is_none() => merged.push(*one),
            _ => {}
        }
    }
    (written(merged.into_iter().map(str::to_owned)), open)
}

/// An entry has four parts or five, a line of the cut has two.
fn is_entry(line: &str) -> bool {
    line.matches('\t').count() > 1
}

fn lines(text: &str) -> BTreeMap<&str, &str> {
    let key = |line: &str| {
        let parts = if is_entry(line) { 4 } else { 1 };
        line.match_indices('\t').nth(parts - 1).map_or(line.len(), |(at, _)| at)
    };
    text.lines().filter(|line| *line != HEADER && !line.is_empty()).map(|line| (&line[..key(line)], line)).collect()
}

/// Whether a text can be merged: nothing, or a file of this version.
pub(super) fn is_known(text: &str) -> bool {
    text.is_empty() || text.lines().next() == Some(HEADER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check([old, ours, theirs]: [&[&str]; 3], expected: &[&str], open: bool) {
        let [old, ours, theirs] = [old, ours, theirs].map(|lines| written(lines.iter().map(|line| (*line).to_owned())));
        let merged = merge(&old, &ours, &theirs);
        assert_eq!(merged, (written(expected.iter().map(|line| (*line).to_owned())), open));
        assert_eq!(merge(&old, &theirs, &ours), merged, "the sides are alike");
    }

    #[test]
    fn sets_of_lines() {
        let [a, b, c] = ["r\ta\tx\tcall", "r\tb\tx\tcall", "r\tc\tx\tcall"];
        check([&[a], &[a, b], &[a, c]], &[a, b, c], false);
        check([&[a, b], &[a], &[b]], &[], false);
        check([&[a, b], &[a, b, c], &[b]], &[b, c], false);
        check([&[], &[a], &[a]], &[a], false);
        check([&[a], &["r\ta\tx\tcall\twhy"], &[a]], &["r\ta\tx\tcall\twhy"], false);
        check([&[], &["r\ta\tx\tcall\tone"], &["r\ta\tx\tcall\ttwo"]], &["r\ta\tx\tcall\tone"], false);
    }

    #[test]
    fn two_services_for_a_path_are_for_people() {
        check([&["a\tx"], &["a\ty"], &["a\tx"]], &["a\ty"], false);
        check([&["a\tx"], &["a\ty"], &["a\tz"]], &["a\ty", "a\tz"], true);
    }
}
