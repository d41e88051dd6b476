//! The baseline of today's folders: a service per folder at the first level that branches.
//!
//! Walk down from the root while one folder holds at least nine tenths of all files (`src/main/java/com/shop`); the
//! folders below that are the services, files directly in it are one more. What lies outside of that walk is grouped by
//! the folder that leaves it.

use super::{Clusterer, Clustering, Input};
use crate::cx::{Cancelled, Cx};
use crate::facts::{Facts, Unit};
use crate::info::Info;
use crate::partition::Partition;
use std::collections::BTreeMap;

/// Folders as services.
pub struct Folders;

static INFO: Info = Info {
    id: "folders",
    summary: "baseline: today's folders, at the first level where the tree branches",
    reference: "trivial baseline",
};

impl Clusterer for Folders {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn is_baseline(&self) -> bool {
        true
    }

    fn cluster(&self, cx: Cx<'_>, input: &Input<'_>) -> Result<Clustering, Cancelled> {
        cx.cancel.check()?;
        Ok(Clustering::of(folders(input.facts)))
    }
}

/// Units grouped by folder.
pub(super) fn folders(facts: &Facts) -> Partition {
    let paths: Vec<Vec<&str>> = facts.units.values().map(folders_of).collect();
    Partition::from_labels(&branches(&paths))
}

/// The folders a unit lies in, from the root.
pub(super) fn folders_of(unit: &Unit) -> Vec<&str> {
    unit.path.folders().collect()
}

/// For every path the components up to the one where it leaves the common trunk; just the trunk where it does not.
pub(super) fn branches<'a>(paths: &[Vec<&'a str>]) -> Vec<Vec<&'a str>> {
    let mut trunk: Vec<&str> = Vec::new();
    loop {
        let mut below: BTreeMap<&str, usize> = BTreeMap::new();
        for path in paths.iter().filter(|path| path.starts_with(&trunk)) {
            if let Some(next) = path.get(trunk.len()) {
                *below.entry(next).or_default() += 1;
            }
        }
        match below.into_iter().find(|(_, count)| count * 10 >= paths.len() * 9) {
            Some((next, _)) => trunk.push(next),
            None => break,
        }
    }
    let leave = |path: &Vec<&'a str>| {
        let common = path.iter().zip(&trunk).take_while(|(a, b)| a == b).count();
        path[..path.len().min(common + 1)].to_vec()
    };
    paths.iter().map(leave).collect()
}

#[cfg(test)]
mod tests {
    use crate::cluster::tests::{check_clusterer, facts};

    fn check(files: &str, expected: &str) {
        check_clusterer(&super::Folders, &facts(files), expected);
    }

    #[test]
    fn the_common_trunk_is_stripped() {
        check("src/shop/order/A.java src/shop/order/B.java src/shop/user/C.java", "001");
    }
    #[test]
    fn files_on_the_trunk_are_one_group() {
        check("src/Main.java src/Other.java src/a/A.java src/a/x/B.java", "0011");
    }
    #[test]
    fn deeper_folders_do_not_count() {
        check("a/x/A.java a/y/B.java b/C.java", "001");
    }
    #[test]
    fn a_stray_file_does_not_hide_the_branches() {
        let many = "src/a/A.java src/a/B.java src/a/C.java src/a/D.java src/a/E.java src/a/F.java src/b/G.java \
                    src/b/H.java src/b/I.java src/b/J.java src/b/K.java tool.py";
        check(many, "000000111112");
    }
    #[test]
    fn one_folder_is_one_group() {
        check("src/A.java src/B.java", "00");
    }
    #[test]
    fn no_files() {
        check("", "");
    }
}
