//! The cut as it is kept beside the baseline: a line for each folder whose files all belong to one service, and one for
//! each file of other folders. The longest path that holds a file says whose it is, so that a new file needs no line.

use seamline_analyzer::compare::Labels;
use std::collections::BTreeMap;

/// Lines of (path, service); a path of a folder ends in `/`. Of `files`, those without a service get no line.
pub(super) fn folded<'a>(files: impl Iterator<Item = &'a str>, labels: &'a Labels) -> Vec<(String, &'a str)> {
    let label = |path: &str| labels.get(path).map(String::as_str).filter(|label| !label.starts_with("(unassigned"));
    let files: Vec<(&str, Option<&str>)> = files.map(|path| (path, label(path))).collect();
    let mut folders: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for (path, label) in &files {
        for (at, _) in path.match_indices('/') {
            let of = folders.entry(&path[..=at]).or_insert(*label);
            *of = of.filter(|other| Some(*other) == *label);
        }
    }
    let mut lines: Vec<(String, &str)> = Vec::new();
    for (path, label) in files.iter().filter_map(|(path, label)| Some((*path, (*label)?))) {
        let folder = path.match_indices('/').map(|(at, _)| &path[..=at]).find(|folder| folders[folder].is_some());
        lines.push((folder.unwrap_or(path).to_owned(), label));
    }
    lines.sort();
    lines.dedup();
    lines
}

/// The service of each file, by the longest path that holds it.
pub(super) fn unfolded<'a>(lines: &BTreeMap<String, String>, files: impl Iterator<Item = &'a str>) -> Labels {
    let of = |path: &str| {
        let own = std::iter::once(path);
        let folders = path.rmatch_indices('/').map(|(at, _)| &path[..=at]);
        own.chain(folders).find_map(|known| lines.get(known)).cloned()
    };
    files.filter_map(|path| Some((path.to_owned(), of(path)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_one_service_are_one_line() {
        let labels = [("a/b/x", "one"), ("a/b/c/y", "one"), ("a/z", "two"), ("d/e", "(shared)"), ("top", "two")];
        let labels: Labels = labels.map(|(path, label)| (path.to_owned(), label.to_owned())).into();
        let files = || labels.keys().map(String::as_str).chain(["f/nobody", "f/g/nobody"]);
        let lines = folded(files(), &labels);
        let shown: Vec<String> = lines.iter().map(|(path, label)| format!("{path} {label}")).collect();
        assert_eq!(shown, ["a/b/ one", "a/z two", "d/ (shared)", "top two"]);
        let lines = lines.into_iter().map(|(path, label)| (path, label.to_owned())).collect();
        assert_eq!(unfolded(&lines, files()), labels);
        assert_eq!(unfolded(&lines, ["a/b/new"].into_iter()).into_values().collect::<Vec<_>>(), ["one"]);
    }
}
