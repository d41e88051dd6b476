//! Describe: every metric of a partition, and the whole analysis from facts to the finished value.

mod facts;

use criterion::{BatchSize, Criterion};
use seamline_analyzer::coupling::{self, Basis};
use seamline_analyzer::metric::{ALL, Input};
use seamline_analyzer::run::analyze;
use seamline_analyzer::{Cancel, Cx, Partition, Settings, Silent};
use std::hint::black_box;

fn main() {
    let facts = facts::facts(20);
    let graph = coupling::ALL[0].measure(&Basis::new(&facts));
    let partition = Partition::from_labels(&facts.units.values().map(|unit| unit.path.folder()).collect::<Vec<_>>());
    let input = Input { facts: &facts, graph: &graph, partition: &partition };
    let cx = Cx { progress: &Silent, cancel: &Cancel::new() };
    let mut criterion = Criterion::default().configure_from_args();
    for metric in ALL {
        let name = format!("describe/{}", metric.info().id);
        criterion.bench_function(&name, |bench| bench.iter(|| black_box(metric.measure(&input))));
    }
    criterion.bench_function("analyze", |bench| {
        let settings = Settings::default();
        bench.iter_batched(|| facts.clone(), |facts| black_box(analyze(cx, facts, &settings)), BatchSize::LargeInput);
    });
    criterion.final_summary();
}
