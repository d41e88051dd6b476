//! Couple: every coupling on the same generated facts.

mod facts;

use criterion::Criterion;
use seamline_analyzer::coupling::{ALL, Basis};
use std::hint::black_box;

fn main() {
    let facts = facts::facts(50);
    let basis = Basis::new(&facts);
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("couple/basis", |bench| bench.iter(|| black_box(Basis::new(&facts))));
    for coupling in ALL {
        let name = format!("couple/{}", coupling.info().id);
        criterion.bench_function(&name, |bench| bench.iter(|| black_box(coupling.measure(&basis))));
    }
    criterion.final_summary();
}
