//! Generated facts for the benches: features of equal size whose files call, name and change each other, and a ring of
//! calls from feature to feature.

use seamline_analyzer::facts::{
    Access, ChangeKind, ChangeSet, Context, Contributor, Mode, Parse, Reference, Store, StoreKind, Tier, Unit,
};
use seamline_analyzer::{ContributorId, Facts, Id, RepoPath, StoreId, TermId, UnitId};

/// Files in a feature.
const FILES: usize = 12;

/// The facts of so many features.
pub(crate) fn facts(features: usize) -> Facts {
    let n = features * FILES;
    let unit = |at: usize| Unit {
        part: None,
        path: RepoPath::new(&format!("src/feature{:03}/File{:02}.java", at / FILES, at % FILES)).expect("a path"),
        language: "java",
        lines: 100,
        bytes: 4_000,
        package: String::new(),
        types: Vec::new(),
        entity: at.is_multiple_of(FILES),
        parse: Parse::Full,
    };
    let reference = |from: usize, to: usize| Reference {
        from: UnitId::new(from),
        to: UnitId::new(to % n),
        context: Context::Call,
        name: format!("File{to}"),
        tier: Tier::Import,
        count: 2,
        lines: vec![1],
    };
    let inside = |at: usize| (1..4).map(move |step| (at, at / FILES * FILES + (at + step) % FILES));
    let across = (0..n).step_by(FILES).map(|at| (at, at + FILES));
    let mut references: Vec<Reference> =
        (0..n).flat_map(inside).chain(across).map(|(from, to)| reference(from, to)).collect();
    references.sort();
    let change = |at: usize| ChangeSet {
        id: format!("{at:040x}"),
        time: at as i64,
        contributors: vec![ContributorId::new(at % 9)],
        units: inside(at % n)
            .map(|(_, to)| UnitId::new(to))
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect(),
        files: 3,
        subject: "Change".to_owned(),
        kind: ChangeKind::Normal,
    };
    let access = |feature: usize| Access {
        unit: UnitId::new(feature * FILES),
        store: StoreId::new(feature),
        mode: Mode::Write,
        rule: "bench".to_owned(),
        count: 1,
        lines: vec![1],
    };
    let table = |at: usize| Store { kind: StoreKind::Table, name: format!("table{at}"), declared: Vec::new() };
    let words = |at: usize| [at / FILES, features + at % 50].map(|word| (TermId::new(word), 2)).to_vec();
    let person = |at: usize| Contributor { name: format!("P{at}"), mail: format!("p{at}@example.org"), bot: false };
    Facts {
        units: (0..n).map(unit).collect(),
        references,
        stores: (0..features).map(table).collect(),
        accesses: (0..features).map(access).collect(),
        vocabulary: (0..features + 50).map(|word| format!("word{word}")).collect(),
        terms: (0..n).map(words).collect(),
        contributors: (0..9).map(person).collect(),
        changes: (0..4 * n).map(change).collect(),
        ..Facts::default()
    }
}
