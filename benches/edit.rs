//! Edit: what people wait for on the workbench, beside finding the whole view anew.
//!
//! 10,000 files, 30,000 references, 20,000 commits, 60 words a file, and 200 entries. `edit/whole` is the yardstick; `edit/one`
//! and `edit/many` are a move of one file and of 500, as an edit and the view after it. The last lines are the time that 19 of
//! 20 moves of one file take at most, and the ratios to the yardstick.

mod facts;

use criterion::Criterion;
use seamline_analyzer::bench::{View, Workbench};
use seamline_analyzer::decision::{Decisions, Edit, Previous};
use seamline_analyzer::{Cancel, Cx, Facts, Id, Settings, Silent, TermId, UnitId};
use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

/// Entries before anything is measured.
const ENTRIES: usize = 200;

fn main() {
    let facts = large();
    let n = facts.units.len();
    let cx = Cx { progress: &Silent, cancel: &Cancel::new() };
    let bench = Workbench::new(cx, facts, &Settings::default(), &Previous::default()).expect("nobody cancels");
    let mut decisions = Decisions::default();
    let mut view = bench.view(cx, &decisions).expect("nothing is decided");
    for at in 0..ENTRIES {
        let edit = moved(&view, at * 37 % n, 1, at);
        decisions = bench.edit(&view, &decisions, &edit, &format!("reason {at}")).expect("it can be moved");
        view = bench.view_after(cx, &view, &decisions).expect("it holds together");
    }
    let after = |edit: &Edit| {
        let made = bench.edit(&view, &decisions, edit, "tried").expect("it can be moved");
        bench.view_after(cx, &view, &made).expect("it holds together")
    };
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    criterion.bench_function("edit/whole", |bencher| bencher.iter(|| black_box(bench.view(cx, &decisions))));
    let one = (1..101).map(|at| moved(&view, at * 97 % n, 1, at)).collect::<Vec<_>>();
    let mut next = one.iter().cycle();
    criterion
        .bench_function("edit/one", |bencher| bencher.iter(|| black_box(after(next.next().expect("it goes round")))));
    let many = moved(&view, 11, 500, 7);
    criterion.bench_function("edit/many", |bencher| bencher.iter(|| black_box(after(&many))));
    criterion
        .bench_function("edit/suggest", |bencher| bencher.iter(|| black_box(bench.suggest(cx, &view, &decisions, 5))));
    criterion.final_summary();
    let mut times: Vec<Duration> = one.iter().map(|edit| timed(|| drop(black_box(after(edit))))).collect();
    times.sort_unstable();
    let whole = timed(|| drop(black_box(bench.view(cx, &decisions))));
    let (middle, late) = (times[times.len() / 2], times[times.len() * 19 / 20]);
    let ratio = |time: Duration| time.as_secs_f64() / whole.as_secs_f64();
    let told = format!(
        "one file: median {middle:.1?} ({:.4} of {whole:.1?}), 19 of 20 within {late:.1?} ({:.4})\n",
        ratio(middle),
        ratio(late)
    );
    std::io::stdout().write_all(told.as_bytes()).expect("standard output is open");
}

/// The usual facts, large, with as many words as real files have.
fn large() -> Facts {
    let mut facts = facts::facts(834);
    let words = |at: usize| {
        let mut words: Vec<(TermId, u32)> = (0..60)
            .map(|word| (TermId::new((at / 12 * 17 + at * word * 31 + word * word) % 5000), 1 + (word % 3) as u32))
            .collect();
        words.sort_unstable();
        words.dedup_by_key(|word| word.0);
        words
    };
    facts.terms = (0..facts.units.len()).map(words).collect();
    facts.vocabulary = (0..5000).map(|word| format!("word{word:04}")).collect();
    facts.changes = facts.changes.values().take(20_000).cloned().collect();
    facts
}

/// A move of some files to a service that they are not in.
fn moved(view: &View, first: usize, count: usize, to: usize) -> Edit {
    let n = view.placements.len();
    let units: Vec<UnitId> = (0..count).map(|at| UnitId::new((first + at * 13) % n)).collect();
    let elsewhere = |at: usize| !view.services[at].units.contains(&units[0]);
    let services = view.services.len();
    let to =
        (0..services).map(|step| (to + step) % services).find(|at| elsewhere(*at)).expect("there are two services");
    Edit::Move { units, to: view.services[to].name.clone() }
}

/// How long something takes.
#[allow(clippy::disallowed_methods, reason = "a bench measures time")]
fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}
