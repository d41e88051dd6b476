//! Describe: every metric of a partition, and the whole analysis from facts to the finished value.

mod facts;

use criterion::{BatchSize, Criterion};
use seamline_analyzer::coupling::{self, Basis};
use seamline_analyzer::metric::{ALL, Evidence, Input, Tables};
use seamline_analyzer::run::analyze;
use seamline_analyzer::{Cancel, Cx, Partition, Settings, Silent};
use std::hint::black_box;

fn main() {
    let facts = facts::facts(20);
    let graph = coupling::ALL[0].measure(&Basis::new(&facts));
    let partition = Partition::from_labels(&facts.units.values().map(|unit| unit.path.folder()).collect::<Vec<_>>());
    let evidence = Evidence::new(&facts);
    let tables = Tables::new(&evidence, &graph, &partition);
    let input = Input { evidence: &evidence, tables: &tables };
    let cx = Cx { progress: &Silent, cancel: &Cancel::new() };
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("describe/evidence", |bench| bench.iter(|| black_box(Evidence::new(&facts))));
    criterion.bench_function("describe/tables", |bench| {
        bench.iter(|| black_box(Tables::new(&evidence, &graph, &partition)))
    });
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
