//! Python modules of files: the dotted name below a source root.
//!
//! A source root is the folder above the topmost package (a folder with `__init__.py`) that a file is in; a file in no package
//! belongs to the nearest root above it, or else its own folder is one. Files whose path is no dotted name, and names that two
//! files have, are left out and counted.

use super::areas::folders;
use super::borders::Borders;
use std::collections::{BTreeMap, BTreeSet};

/// The modules of the files of a cut.
pub(super) struct Modules<'a> {
    /// The root (`""` or ending with `/`) and the dotted name of each file.
    pub(super) of: BTreeMap<&'a str, (&'a str, String)>,
    /// How many files have no module.
    pub(super) nameless: usize,
    packages: BTreeSet<&'a str>,
}

impl<'a> Modules<'a> {
    pub(super) fn new(borders: &Borders<'a>) -> Self {
        let packages: BTreeSet<&str> =
            borders.files.keys().filter_map(|path| path.strip_suffix("__init__.py")).collect();
        let top = |path: &'a str| folders(path).find(|folder| packages.contains(folder));
        let roots: BTreeSet<&str> = borders.files.keys().filter_map(|path| top(path)).map(above).collect();
        let root = |path: &'a str| match top(path) {
            Some(package) => above(package),
            None => {
                let nearest = folders(path).filter(|folder| roots.contains(folder)).last();
                let whole = roots.contains("").then_some("");
                nearest.or(whole).unwrap_or_else(|| folders(path).last().unwrap_or(""))
            }
        };
        let mut named: BTreeMap<String, Vec<(&str, &str)>> = BTreeMap::new();
        for path in borders.files.keys() {
            let root = root(path);
            if let Some(name) = dotted(&path[root.len()..]) {
                named.entry(name).or_default().push((path, root));
            }
        }
        let single = named.into_iter().filter(|(_, files)| files.len() == 1);
        let of: BTreeMap<_, _> = single.map(|(name, files)| (files[0].0, (files[0].1, name))).collect();
        Self { nameless: borders.files.len() - of.len(), packages, of }
    }

    /// The source roots, without the slash; `.` for the project itself.
    pub(super) fn roots(&self) -> Vec<&'a str> {
        let roots: BTreeSet<&str> = self.of.values().map(|(root, _)| *root).collect();
        roots.into_iter().map(|root| if root.is_empty() { "." } else { root.trim_end_matches('/') }).collect()
    }

    /// Whether every folder between the root of a file and the file is a package.
    pub(super) fn in_package(&self, path: &str) -> bool {
        let Some((root, _)) = self.of.get(path) else { return false };
        let mut between = folders(path).filter(|folder| folder.len() > root.len()).peekable();
        between.peek().is_some() && between.all(|folder| self.packages.contains(folder))
    }
}

/// The folder above one.
fn above(folder: &str) -> &str {
    folder.trim_end_matches('/').rfind('/').map_or("", |at| &folder[..=at])
}

/// The dotted name of a path or folder below its root.
pub(super) fn dotted(path: &str) -> Option<String> {
    let path = path.strip_suffix("/__init__.py").or(path.strip_suffix(".py")).or(path.strip_suffix('/'))?;
    let word = |part: &str| {
        let mut characters = part.chars();
        characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
            && characters.all(|next| next.is_ascii_alphanumeric() || next == '_')
    };
    path.split('/').all(word).then(|| path.replace('/', "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paths: &[&'static str], expected: &[&str], roots: &[&str]) {
        let files = paths.iter().map(|path| (*path, None)).collect();
        let modules = Modules::new(&Borders { files, today: BTreeSet::new(), elsewhere: 0 });
        let names: Vec<&str> = paths.iter().map(|path| modules.of.get(path).map_or("-", |found| &found.1)).collect();
        assert_eq!(names, expected);
        assert_eq!(modules.roots(), roots);
    }

    #[test]
    fn names_begin_below_the_topmost_package() {
        check(&["shop/__init__.py", "shop/a/__init__.py", "shop/a/b.py"], &["shop", "shop.a", "shop.a.b"], &["."]);
        check(&["src/shop/__init__.py", "src/shop/b.py", "src/run.py"], &["shop", "shop.b", "run"], &["src"]);
        check(&["one/run.py", "two/go.py"], &["run", "go"], &["one", "two"]);
        check(&["a/shop/__init__.py", "b/shop/__init__.py"], &["-", "-"], &[]);
        check(&["shop/__init__.py", "shop/my-script.py", "shop/x/y.py"], &["shop", "-", "shop.x.y"], &["."]);
    }

    #[test]
    fn a_folder_without_init_is_no_package() {
        let paths = ["shop/__init__.py", "shop/x/y.py", "shop/z.py", "top.py"];
        let files = paths.iter().map(|path| (*path, None)).collect();
        let modules = Modules::new(&Borders { files, today: BTreeSet::new(), elsewhere: 0 });
        assert_eq!(paths.map(|path| modules.in_package(path)), [true, false, true, false]);
    }
}
