//! The analysis, from facts to the finished value.

use crate::analysis::Analysis;
use crate::bench::Workbench;
use crate::cx::{Cancelled, Cx};
use crate::decision::{Bound, Previous};
use crate::facts::Facts;
use crate::settings::Settings;

pub use crate::proposal::is_clusterer;

/// Finds candidate services in the facts.
///
/// A clusterer that is not built in is a bug of the caller, who checks settings before ([`is_clusterer`]).
///
/// # Errors
/// Only when asked to stop.
pub fn analyze(cx: Cx<'_>, facts: Facts, settings: &Settings) -> Result<Analysis, Cancelled> {
    analyze_as_decided(cx, facts, settings, &Bound::default(), &Previous::default())
}

/// The same, with what people decided ([`crate::decision`]) and with the names that services had before.
///
/// # Errors
/// Only when asked to stop.
pub fn analyze_as_decided(
    cx: Cx<'_>,
    facts: Facts,
    settings: &Settings,
    bound: &Bound,
    previous: &Previous,
) -> Result<Analysis, Cancelled> {
    Workbench::new(cx, facts, settings, previous)?.into_analysis(cx, bound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Place, VerdictKind};
    use crate::cluster;
    use crate::cx::{Cancel, Silent};
    use crate::facts::{
        Access, ChangeKind, ChangeSet, Context, Contributor, Mode, Parse, Reference, Store, StoreKind, Tier, Unit,
    };
    use crate::id::{Id, StoreId, UnitId};
    use crate::path::RepoPath;
    use proptest::prelude::*;

    /// Three features of four files in layered folders; calls go down the layers, some go across.
    const SHOP: &str = "
        web/order_page > core/order_logic > db/order_rows; web/order_admin > core/order_logic
        web/stock_page > core/stock_logic > db/stock_rows; web/stock_admin > core/stock_logic
        web/mail_page > core/mail_logic > db/mail_rows; web/mail_admin > core/mail_logic
        core/order_logic > core/stock_logic
        lonely
    ";

    fn facts(notation: &str) -> Facts {
        let chains = notation.split([';', '\n']).map(|chain| chain.split('>').map(str::trim).collect::<Vec<_>>());
        let chains: Vec<Vec<&str>> = chains.filter(|chain| !chain[0].is_empty()).collect();
        let mut paths: Vec<&str> = chains.iter().flatten().copied().collect();
        paths.sort_unstable();
        paths.dedup();
        let id = |path: &str| UnitId::new(paths.binary_search(&path).expect("every path is listed"));
        let unit = |path: &&str| Unit {
            path: RepoPath::new(&format!("{path}.py")).expect("a test path"),
            part: None,
            language: "python",
            lines: 10,
            bytes: 100,
            package: String::new(),
            types: Vec::new(),
            entity: path.starts_with("db/"),
            parse: Parse::Full,
        };
        let reference = |pair: &[&str]| Reference {
            from: id(pair[0]),
            to: id(pair[1]),
            context: Context::Call,
            name: pair[1].to_owned(),
            tier: Tier::Import,
            count: 2,
            lines: vec![1],
        };
        let mut references: Vec<Reference> =
            chains.iter().flat_map(|chain| chain.windows(2).map(reference).collect::<Vec<_>>()).collect();
        references.sort();
        let rows: Vec<&str> = paths.iter().copied().filter(|path| path.starts_with("db/")).collect();
        let store = |path: &&str| Store { kind: StoreKind::Table, name: path[3..].to_owned(), declared: Vec::new() };
        let access = |(at, path): (usize, &&str)| Access {
            unit: id(path),
            store: StoreId::new(at),
            mode: Mode::Declare,
            rule: "test".to_owned(),
            count: 1,
            lines: vec![1],
        };
        let change = |(at, chain): (usize, &Vec<&str>)| {
            let mut units: Vec<UnitId> = chain.iter().map(|path| id(path)).collect();
            units.sort_unstable();
            ChangeSet {
                id: format!("{at:040x}"),
                time: at as i64,
                contributors: vec![crate::id::ContributorId::new(0)],
                files: units.len() as u32,
                units,
                subject: String::new(),
                kind: ChangeKind::Normal,
            }
        };
        Facts {
            units: paths.iter().map(unit).collect(),
            terms: paths.iter().map(|_| Vec::new()).collect(),
            references,
            stores: rows.iter().map(store).collect(),
            accesses: rows.iter().enumerate().map(access).collect(),
            changes: chains.iter().enumerate().map(change).collect(),
            contributors: vec![Contributor { name: "Ada".into(), mail: "ada@example.org".into(), bot: false }].into(),
            ..Facts::default()
        }
    }

    fn run(facts: Facts, settings: &Settings) -> Analysis {
        analyze(Cx { progress: &Silent, cancel: &Cancel::default() }, facts, settings).expect("nobody cancels")
    }

    #[test]
    fn finds_the_features_across_the_layers() {
        let analysis = run(facts(SHOP), &Settings::default());
        let mut names: Vec<&str> = analysis.candidates.values().map(|candidate| candidate.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["mail", "order", "stock"]);
        assert!(analysis.candidates.values().all(|candidate| candidate.units.len() == 4));
        assert_eq!(analysis.verdict.kind, VerdictKind::Unknown, "so few files tell nothing");
    }

    /// The shop with more features, so that there are enough files to say something.
    fn larger_shop() -> Facts {
        let feature = |name: &str| {
            format!("web/{name}_page > core/{name}_logic > db/{name}_rows; web/{name}_admin > core/{name}_logic;")
        };
        let names = ["order", "stock", "mail", "refund", "customer", "voucher", "parcel", "invoice"];
        facts(&names.map(feature).concat())
    }

    #[test]
    fn every_reason_has_a_side_and_none_counts_nothing() {
        let verdict = run(larger_shop(), &Settings::default()).verdict;
        let said: Vec<(&str, &str)> =
            verdict.reasons.iter().map(|reason| (reason.side.name(), reason.text.as_str())).collect();
        assert_eq!(verdict.kind, VerdictKind::Plausible);
        let expected = [
            ("for", "16 entities and tables are there to be divided"),
            ("price", "0% of the mentions between groups would cross a border"),
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn classes_in_a_folder_for_models_are_no_reason_to_split() {
        let facts = Facts { stores: Vec::new().into(), accesses: Vec::new(), ..facts(SHOP) };
        assert_eq!(run(facts, &Settings::default()).verdict.kind, VerdictKind::None);
    }

    #[test]
    fn groups_without_data_or_callers_make_a_split_weak() {
        let mut facts = larger_shop();
        for access in &mut facts.accesses {
            access.mode = Mode::Read;
        }
        assert_eq!(run(facts, &Settings::default()).verdict.kind, VerdictKind::Weak);
    }

    #[test]
    fn a_file_without_any_evidence_is_unassigned() {
        let analysis = run(facts(SHOP), &Settings::default());
        let lonely = analysis.facts.units.iter().find(|(_, unit)| unit.path.as_str() == "lonely.py").expect("listed").0;
        assert_eq!(analysis.placements[lonely].place, Place::Unassigned);
    }

    #[test]
    fn the_seam_holds_the_crossing_call_and_the_common_change() {
        let analysis = run(facts(SHOP), &Settings::default());
        let seam = &analysis.seams[0];
        assert_eq!((seam.forward.len() + seam.backward.len(), seam.changes.len()), (1, 1));
    }

    #[test]
    fn layers_add_up_to_the_graph() {
        let analysis = run(facts(SHOP), &Settings::default());
        for (a, b, weight) in analysis.graph.pairs() {
            let sum: f64 = analysis.layers.iter().map(|layer| layer.contribution.get(a, b)).sum();
            assert!((sum - weight).abs() < 1e-12);
        }
    }

    #[test]
    fn nothing_to_analyse_is_no_panic() {
        let analysis = run(Facts::default(), &Settings::default());
        assert_eq!(analysis.verdict.kind, VerdictKind::None);
        assert!(analysis.candidates.is_empty());
    }

    #[test]
    fn one_file_is_no_panic() {
        assert!(run(facts("a"), &Settings::default()).candidates.is_empty());
    }

    #[test]
    fn every_clusterer_runs() {
        for clusterer in cluster::ALL {
            let settings = Settings { clusterer: clusterer.info().id.to_owned(), ..Settings::default() };
            assert_eq!(run(facts(SHOP), &settings).placements.len(), 13, "{}", clusterer.info().id);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_thread_count_gives_the_same(edges in proptest::collection::vec((0_u8..20, 0_u8..20), 1..60)) {
            let notation: Vec<String> =
                edges.iter().filter(|(a, b)| a != b).map(|(a, b)| format!("f{a} > f{b}")).collect();
            let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
            let many = rayon::ThreadPoolBuilder::new().num_threads(4).build().expect("a pool");
            let notation = notation.join(";");
            let one = alone.install(|| run(facts(&notation), &Settings::default()));
            let four = many.install(|| run(facts(&notation), &Settings::default()));
            prop_assert_eq!(format!("{one:?}"), format!("{four:?}"));
        }
    }
}
