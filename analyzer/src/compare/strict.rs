//! A proposal by path against a known decomposition by path: only the known files count, twice.
//!
//! *placed*: over the known files that the proposal places. *strict*: over all known files, each file that the proposal
//! does not place being a cell of its own. Compare tools on strict; placed shows the quality of what was placed. Labels
//! are taken as they are: files under one label are together, whatever the label says.

use super::{ari, mojo, mojofm, nmi, pairs};
use crate::partition::Partition;
use std::collections::BTreeMap;

/// Path to label.
pub type Labels = BTreeMap<String, String>;

/// How a proposal agrees with a known decomposition.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Known files.
    pub known: usize,
    /// Of these, placed by the proposal.
    pub placed_files: usize,
    /// Cells of the proposal, over all its files.
    pub cells: usize,
    /// Over the known files that were placed; `None` when there are none.
    pub placed: Option<Measures>,
    /// Over all known files; `None` when there are none.
    pub strict: Option<Measures>,
}

impl Agreement {
    /// The share of the known files that were placed; 0 when none are known.
    pub fn coverage(&self) -> f64 {
        if self.known == 0 { 0.0 } else { self.placed_files as f64 / self.known as f64 }
    }
}

/// The usual measures of a proposal against the truth over the same files.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measures {
    /// Files compared.
    pub files: usize,
    /// Cells of the proposal among them.
    pub cells: usize,
    /// Services of the truth among them.
    pub services: usize,
    /// Adjusted Rand index.
    pub ari: f64,
    /// Normalised mutual information.
    pub nmi: f64,
    /// Pair precision.
    pub precision: f64,
    /// Pair recall.
    pub recall: f64,
    /// Pair F1.
    pub f1: f64,
    /// Fewest moves and joins.
    pub mojo: usize,
    /// MoJoFM, 0..=100.
    pub mojofm: f64,
}

impl Measures {
    /// The measures of `a` against the authority `b`; `None` for no units.
    pub fn new(a: &Partition, b: &Partition) -> Option<Self> {
        let pairs = pairs(a, b);
        (a.units() > 0).then(|| Self {
            files: a.units(),
            cells: a.cells(),
            services: b.cells(),
            ari: ari(a, b),
            nmi: nmi(a, b),
            precision: pairs.precision,
            recall: pairs.recall,
            f1: pairs.f1,
            mojo: mojo(a, b),
            mojofm: mojofm(a, b),
        })
    }
}

/// Scores a proposal against a known decomposition.
pub fn agreement(proposal: &Labels, truth: &Labels) -> Agreement {
    let both: Vec<(&str, &str)> =
        truth.iter().filter_map(|(path, service)| Some((proposal.get(path)?.as_str(), service.as_str()))).collect();
    // A path is never a label of the other variant, so a file alone meets nobody.
    let alone: Vec<Result<&str, &str>> =
        truth.keys().map(|path| proposal.get(path).map(String::as_str).ok_or(path.as_str())).collect();
    let services: Vec<&str> = truth.values().map(String::as_str).collect();
    let mut labels: Vec<&str> = proposal.values().map(String::as_str).collect();
    labels.sort_unstable();
    labels.dedup();
    let (placed_a, placed_b): (Vec<_>, Vec<_>) = both.iter().copied().unzip();
    Agreement {
        known: truth.len(),
        placed_files: both.len(),
        cells: labels.len(),
        placed: Measures::new(&Partition::from_labels(&placed_a), &Partition::from_labels(&placed_b)),
        strict: Measures::new(&Partition::from_labels(&alone), &Partition::from_labels(&services)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each letter labels the file at its place; a dot is a file that the proposal does not place.
    fn labels(text: &str) -> Labels {
        let named = text.chars().enumerate().filter(|(_, label)| *label != '.');
        named.map(|(at, label)| (format!("src/{at:03}"), label.to_string())).collect()
    }

    /// Outputs of an independent script for the same formulas (ARI, NMI, precision, recall, F1, MoJoFM).
    fn check(proposal: &str, truth: &str, strict: bool, counts: (usize, usize, usize, usize), expected: [f64; 6]) {
        let agreement = agreement(&labels(proposal), &labels(truth));
        let found = if strict { agreement.strict } else { agreement.placed }.expect("there are files");
        assert_eq!((found.files, found.cells, found.services, found.mojo), counts);
        let values = [found.ari, found.nmi, found.precision, found.recall, found.f1, found.mojofm];
        for (value, expected) in values.iter().zip(expected) {
            assert!((value - expected).abs() < 1e-12, "{values:?}, not {expected}");
        }
    }

    #[test]
    #[rustfmt::skip]
    fn agrees_with_stored_scores() {
        check("acaaaaaabbbbbbbccccdd", "aaaaaaaabbbbbbbccccdd", false, (21, 4, 4, 1), [0.863_748_967_795_210, 0.897_858_743_487_201, 0.924_528_301_886_792, 0.875, 0.899_082_568_807_339, 94.117_647_058_823_5]);
        check("acaaaaaabbbbbbbccccdd", "aaaaaaaabbbbbbbccccdd", true, (21, 4, 4, 1), [0.863_748_967_795_210, 0.897_858_743_487_201, 0.924_528_301_886_792, 0.875, 0.899_082_568_807_339, 94.117_647_058_823_5]);
        check("aaaaaaeabbabbd.dcccdd", "aaaaaaaabbbbbbbccccdd", false, (20, 5, 4, 4), [0.559_461_480_927_449, 0.676_235_571_612_651, 0.720_930_232_558_139, 0.62, 0.666_666_666_666_666, 75.0]);
        check("aaaaaaeabbabbd.dcccdd", "aaaaaaaabbbbbbbccccdd", true, (21, 6, 4, 5), [0.513_584_574_934_268, 0.656_171_743_499_196, 0.720_930_232_558_139, 0.553_571_428_571_428, 0.626_262_626_262_626, 70.588_235_294_117_64]);
        check("cff.aeeceebfababdcbdbabdcbaabbbbbf.gbbee", "ccadbabacdbdababdcbdbabdbbaabbbbccbbbbdc", false, (38, 7, 4, 13), [0.435_459_385_725_600, 0.462_289_959_476_156, 0.698_529_411_764_705, 0.475, 0.565_476_190_476_190, 61.764_705_882_352_9]);
        check("cff.aeeceebfababdcbdbabdcbaabbbbbf.gbbee", "ccadbabacdbdababdcbdbabdbbaabbbbccbbbbdc", true, (40, 9, 4, 15), [0.399_080_979_559_089, 0.459_734_982_514_527, 0.698_529_411_764_705, 0.426_008_968_609_865, 0.529_247_910_863_509, 58.333_333_333_333_3]);
        check("bccabbccacabbbcbbbaabcabbbcccbcbcabbbbca", "ccadbabacdbdababdcbdbabdbbaabbbbccbbbbdc", false, (40, 3, 4, 19), [0.110_103_656_110_906, 0.137_439_378_377_791, 0.353_790_613_718_411, 0.439_461_883_408_071, 0.391_999_999_999_999, 47.222_222_222_222_2]);
        check("bccabbccacabbbcbbbaabcabbbcccbcbcabbbbca", "ccadbabacdbdababdcbdbabdbbaabbbbccbbbbdc", true, (40, 3, 4, 19), [0.110_103_656_110_906, 0.137_439_378_377_791, 0.353_790_613_718_411, 0.439_461_883_408_071, 0.391_999_999_999_999, 47.222_222_222_222_2]);
        check("...daa.aca..b..add.aac.aae.babb.acde", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbcde", false, (24, 5, 5, 8), [0.100_365_819_341_525, 0.293_862_418_109_657, 0.732_394_366_197_183, 0.302_325_581_395_348, 0.427_983_539_094_650, 61.904_761_904_761_9]);
        check("...daa.aca..b..add.aac.aae.babb.acde", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbcde", true, (36, 17, 5, 19), [0.012_860_094_245_456, 0.226_710_412_189_509, 0.732_394_366_197_183, 0.118_721_461_187_214, 0.204_322_200_392_927, 42.424_242_424_242_4]);
        check("aabbccdd", "xyxyxyxy", false, (8, 4, 2, 6), [-0.272_727_272_727_272, 0.0, 0.0, 0.0, 0.0, 0.0]);
        check("aabbccdd", "xyxyxyxy", true, (8, 4, 2, 6), [-0.272_727_272_727_272, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn an_unplaced_file_is_alone() {
        let found = agreement(&labels("aab."), &labels("ccdd"));
        assert_eq!((found.known, found.placed_files, found.coverage()), (4, 3, 0.75));
        assert_eq!(found.placed.expect("files").recall, 1.0);
        assert_eq!(found.strict.expect("files").recall, 0.5);
    }
    #[test]
    fn a_label_that_looks_like_a_path_meets_no_file() {
        let found = agreement(
            &Labels::from([("x".into(), "y".into())]),
            &labels("c").into_iter().chain([("y".into(), "c".into()), ("x".into(), "c".into())]).collect(),
        );
        assert_eq!(found.strict.expect("files").cells, 3);
    }
    #[test]
    fn files_beyond_the_truth_do_not_count() {
        let found = agreement(&labels("aabbzz"), &labels("ccdd"));
        assert_eq!((found.cells, found.strict.expect("files").cells), (3, 2));
    }
    #[test]
    fn nothing_known_is_no_score() {
        let found = agreement(&labels("aa"), &labels(""));
        assert_eq!((found.placed, found.strict, found.coverage()), (None, None, 0.0));
    }
}
