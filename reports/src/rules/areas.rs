//! Areas: folders whose files all belong to one service, and single files where a folder is shared by several.
//!
//! A new file in such a folder is inside the border from its first day.

use std::collections::BTreeMap;

/// The area of each file: a path that ends with `/` when it is a folder. `may` says of which folders areas may be made of,
/// given a file below; the topmost one wins.
pub(super) fn areas<'a>(
    files: &BTreeMap<&'a str, Option<&'a str>>,
    may: impl Fn(&str, &str) -> bool,
) -> BTreeMap<&'a str, &'a str> {
    let mut pure: BTreeMap<&str, (Option<&str>, bool)> = BTreeMap::new();
    for (path, service) in files {
        for folder in folders(path) {
            let known = pure.entry(folder).or_insert((*service, true));
            known.1 &= known.0 == *service;
        }
    }
    let area = |path: &'a str| folders(path).find(|folder| pure[folder].1 && may(folder, path)).unwrap_or(path);
    files.keys().map(|path| (*path, area(path))).collect()
}

/// The folders that a file is in, topmost first, each with its slash.
pub(super) fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, Option<&str>)], expected: &[&str]) {
        let files = files.iter().copied().collect();
        let found = areas(&files, |folder, _| folder != "src/");
        assert_eq!(found.into_values().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_folder_of_one_service_is_an_area() {
        let (a, b) = (Some("a"), Some("b"));
        check(&[("x/1.py", a), ("x/y/2.py", a), ("z.py", a)], &["x/", "x/", "z.py"]);
        check(&[("x/1.py", a), ("x/y/2.py", b), ("x/y/3.py", b)], &["x/1.py", "x/y/", "x/y/"]);
        check(&[("x/1.py", a), ("x/2.py", None)], &["x/1.py", "x/2.py"]);
        check(&[("src/1.py", a), ("src/x/2.py", a)], &["src/1.py", "src/x/"]);
    }
}
