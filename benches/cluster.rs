//! Cluster: every clusterer on the references between generated files.

mod facts;

use criterion::Criterion;
use seamline_analyzer::cluster::{ALL, Input, Rules};
use seamline_analyzer::coupling::{self, Basis};
use seamline_analyzer::{Cancel, Cx, Settings, Silent};
use std::hint::black_box;

fn main() {
    let facts = facts::facts(20);
    let graph = coupling::ALL[0].measure(&Basis::new(&facts));
    let settings = Settings::default();
    let input =
        Input { facts: &facts, graph: &graph, structure: &graph, settings: &settings, rules: &Rules::default() };
    let cx = Cx { progress: &Silent, cancel: &Cancel::new() };
    let mut criterion = Criterion::default().configure_from_args();
    for clusterer in ALL {
        let name = format!("cluster/{}", clusterer.info().id);
        criterion.bench_function(&name, |bench| bench.iter(|| black_box(clusterer.cluster(cx, &input))));
    }
    criterion.final_summary();
}
