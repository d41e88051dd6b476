//! The baseline of no cut: everything in one service.

use super::{Clusterer, Clustering, Input};
use crate::cx::{Cancelled, Cx};
use crate::info::Info;
use crate::partition::Partition;

/// One service.
pub struct One;

static INFO: Info = Info { id: "one", summary: "baseline: everything in one service", reference: "trivial baseline" };

impl Clusterer for One {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn is_baseline(&self) -> bool {
        true
    }

    fn cluster(&self, cx: Cx<'_>, input: &Input<'_>) -> Result<Clustering, Cancelled> {
        cx.cancel.check()?;
        Ok(Clustering::of(Partition::from_labels(&vec![0_u8; input.facts.units.len()])))
    }
}

#[cfg(test)]
mod tests {
    use crate::cluster::tests::{check_clusterer, facts};

    #[test]
    fn everything_is_together() {
        check_clusterer(&super::One, &facts("a/A.java b/B.java C.java"), "000");
        check_clusterer(&super::One, &facts(""), "");
    }
}
