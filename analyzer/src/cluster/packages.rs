//! The baseline of today's packages: a service per declared package or namespace, at the first level that branches.
//!
//! As [`super::folders`], on the parts of the declared name between `.`, `::`, `\` and `/`. Files that declare none are
//! grouped by their folders.

use super::folders::{branches, folders_of};
use super::{Clusterer, Clustering, Input};
use crate::cx::{Cancelled, Cx};
use crate::facts::{Facts, Unit};
use crate::info::Info;
use crate::partition::Partition;

/// Packages as services.
pub struct Packages;

static INFO: Info = Info {
    id: "packages",
    summary: "baseline: today's packages or namespaces, at the first level where they branch",
    reference: "trivial baseline",
};

impl Clusterer for Packages {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn is_baseline(&self) -> bool {
        true
    }

    fn cluster(&self, cx: Cx<'_>, input: &Input<'_>) -> Result<Clustering, Cancelled> {
        cx.cancel.check()?;
        Ok(Clustering::of(packages(input.facts)))
    }
}

fn packages(facts: &Facts) -> Partition {
    let declares = |unit: &Unit| !unit.package.is_empty();
    let (mut named, mut others) = (Vec::new(), Vec::new());
    for unit in facts.units.values() {
        if declares(unit) {
            named.push(parts(&unit.package));
        } else {
            others.push(folders_of(unit));
        }
    }
    let (mut named, mut others) = (branches(&named).into_iter(), branches(&others).into_iter());
    let label = |unit: &Unit| (declares(unit), if declares(unit) { named.next() } else { others.next() });
    Partition::from_labels(&facts.units.values().map(label).collect::<Vec<_>>())
}

fn parts(package: &str) -> Vec<&str> {
    package.split(['.', ':', '\\', '/']).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use crate::cluster::tests::{check_clusterer, facts};

    /// Each word is path or path=package.
    fn check(files: &str, expected: &str) {
        check_clusterer(&super::Packages, &facts(files), expected);
    }

    #[test]
    fn the_common_trunk_is_stripped() {
        check("a=com.shop.order b=com.shop.order.web c=com.shop.user", "001");
    }
    #[test]
    fn other_separators() {
        check("a=Shop\\Order b=Shop\\User c=Shop\\User\\Web", "011");
        check("a=shop::order b=shop::user", "01");
    }
    #[test]
    fn without_packages_folders_count() {
        check("x/a x/b y/c", "001");
    }
    #[test]
    fn a_package_is_not_a_folder_of_that_name() {
        check("order/a user/b c=order d=user", "0123");
    }
    #[test]
    fn no_files() {
        check("", "");
    }
}
