//! Folders whose files are loaded by pattern, across files: which folders of the project a text means.

use super::SourceFile;
use super::project::Project;
use seamline_analyzer::RepoPath;
use seamline_analyzer::facts::{Load, Site};
use std::collections::BTreeSet;

/// At most this many folders are kept.
const MOST: usize = 2_000;

/// All folders that are loaded, sorted, each once.
pub(super) fn collect(project: &Project<'_>) -> Vec<Load> {
    let files = project.files();
    let folders: BTreeSet<&str> = files.iter().flat_map(|file| above(&file.path)).collect();
    let mut loads: Vec<Load> = files.iter().flat_map(|file| of_file(file, &folders)).collect();
    loads.sort();
    loads.dedup_by(|next, kept| next.folder == kept.folder);
    loads.truncate(MOST);
    loads
}

fn of_file<'a>(file: &'a SourceFile, folders: &'a BTreeSet<&str>) -> impl Iterator<Item = Load> + 'a {
    file.facts.loads.iter().flat_map(move |mention| {
        let load = move |folder: String| Load {
            folder,
            site: Site { path: file.path.clone(), line: mention.line },
            rule: mention.rule.clone(),
        };
        meant(&mention.folder, file.path.folder(), folders).into_iter().map(load)
    })
}

/// The folders that a text means: from the file's own where it begins with a dot, else every folder whose path ends so.
fn meant(told: &str, own: &str, folders: &BTreeSet<&str>) -> Vec<String> {
    if told.is_empty() {
        return vec![own.to_owned()];
    }
    if told == "." || told.starts_with("./") || told.starts_with("..") {
        let mut at: Vec<&str> = own.split('/').filter(|part| !part.is_empty()).collect();
        for part in told.split('/').filter(|part| !matches!(*part, "" | ".")) {
            if part == ".." {
                at.pop();
            } else {
                at.push(part);
            }
        }
        // A single module of a computed folder: the folder above holds it.
        let whole = at.join("/");
        return if folders.contains(whole.as_str()) || at.is_empty() { vec![whole] } else { Vec::new() };
    }
    let told = told.trim_matches('/');
    let ends = |folder: &&&str| **folder == told || folder.strip_suffix(told).is_some_and(|rest| rest.ends_with('/'));
    folders.iter().filter(ends).map(|folder| (*folder).to_owned()).collect()
}

/// The folders above a file.
fn above(path: &RepoPath) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path.folder()).filter(|folder| !folder.is_empty()), |folder| {
        folder.rsplit_once('/').map(|(above, _)| above)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_are_meant() {
        let folders =
            BTreeSet::from(["server", "server/graph", "server/graph/resolvers", "server/modules", "web/graph"]);
        let check =
            |told: &str, expected: &[&str]| assert_eq!(meant(told, "server/models", &folders), expected, "{told}");
        check("", &["server/models"]);
        check("../modules", &["server/modules"]);
        check("../../web/graph", &["web/graph"]);
        check("../nothing", &[]);
        check("graph/resolvers", &["server/graph/resolvers"]);
        check("graph", &["server/graph", "web/graph"]);
        check("resolver", &[]);
        check("../../../..", &[""]);
    }
}
