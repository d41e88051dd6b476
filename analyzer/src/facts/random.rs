//! Facts for tests, with something of everything that metrics look at.

use super::{
    Access, ChangeKind, ChangeSet, Context, Contributor, Facts, Mode, Operation, Parse, Reference, Store, StoreKind,
    Tier, TypeDecl, TypeKind, Unit,
};
use crate::id::{ContributorId, Id, StoreId, TermId, UnitId};
use crate::path::RepoPath;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Facts about so many files, in as many groups as there are files by ten, with about three references each; they follow
/// from the seed.
pub(crate) fn facts(files: usize, seed: u64) -> Facts {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut below = |n: usize| (random.next_u64() % n.max(1) as u64) as usize;
    let groups = (files / 10).max(2);
    let group = |at: usize| at * groups / files;
    // Two of three stay in their group.
    let near = |below: &mut dyn FnMut(usize) -> usize, at: usize| {
        let inside: Vec<usize> = (0..files).filter(|other| group(*other) == group(at)).collect();
        if below(3) > 0 { inside[below(inside.len())] } else { below(files) }
    };
    let unit = |at: usize, below: &mut dyn FnMut(usize) -> usize| {
        let operation = |name: usize| Operation {
            name: format!("do{}Thing{name}", name % 3),
            parameters: (0..name % 3).map(|one| format!("P{one}")).collect(),
            returns: format!("R{}", name % 2),
            public: true,
            line: 1,
        };
        Unit {
            path: RepoPath::new(&format!("src/g{}/file{at:04}.java", group(at))).expect("a test path"),
            part: None,
            language: "java",
            lines: 10,
            bytes: 100,
            package: String::new(),
            types: vec![TypeDecl {
                name: format!("File{at}"),
                kind: TypeKind::Class,
                line: 1,
                end_line: 9,
                fields: 0,
                operations: (0..below(4)).map(operation).collect(),
            }],
            entity: below(8) == 0,
            parse: Parse::Full,
        }
    };
    let units: Vec<Unit> = (0..files).map(|at| unit(at, &mut below)).collect();
    let mut references = Vec::new();
    for _ in 0..files * 3 {
        let from = below(files);
        let to = near(&mut below, from);
        if from != to {
            references.push(Reference {
                from: UnitId::new(from),
                to: UnitId::new(to),
                context: Context::ALL[below(Context::ALL.len())],
                name: format!("File{to}"),
                tier: Tier::Import,
                count: 1 + below(4) as u32,
                lines: vec![1],
            });
        }
    }
    references.sort();
    references.dedup_by(|a, b| (a.from, a.to, a.context) == (b.from, b.to, b.context));
    let mut accesses: Vec<Access> = (0..files)
        .map(|_| Access {
            unit: UnitId::new(below(files)),
            store: StoreId::new(below(groups)),
            mode: [Mode::Read, Mode::Write, Mode::Declare][below(3)],
            rule: "sql".to_owned(),
            count: 1,
            lines: vec![1],
        })
        .collect();
    accesses.sort();
    accesses.dedup_by(|a, b| (a.unit, a.store, a.mode) == (b.unit, b.store, b.mode));
    let changes: Vec<ChangeSet> = (0..files * 2)
        .map(|at| {
            let first = below(files);
            let mut units: Vec<UnitId> = (0..below(4)).map(|_| UnitId::new(near(&mut below, first))).collect();
            units.push(UnitId::new(first));
            units.sort_unstable();
            units.dedup();
            ChangeSet {
                id: format!("{at:040x}"),
                time: at as i64,
                contributors: vec![ContributorId::new(below(5))],
                files: units.len() as u32,
                units,
                subject: String::new(),
                kind: if below(10) == 0 { ChangeKind::Bulk } else { ChangeKind::Normal },
            }
        })
        .collect();
    let mut bag = |at: usize| {
        let mut words: Vec<(TermId, u32)> = (0..1 + below(5))
            .map(|_| (TermId::new((group(at) * 3 + below(6)) % (groups * 3)), 1 + below(3) as u32))
            .collect();
        words.sort_unstable();
        words.dedup_by_key(|word| word.0);
        words
    };
    let terms = (0..files).map(&mut bag).collect();
    let store = |at: usize| Store { kind: StoreKind::Table, name: format!("table{at}"), declared: Vec::new() };
    let person = |at: usize| Contributor { name: format!("p{at}"), mail: format!("p{at}@example.org"), bot: at == 4 };
    Facts {
        units: units.into(),
        references,
        stores: (0..groups).map(store).collect(),
        accesses,
        contributors: (0..5).map(person).collect(),
        changes: changes.into(),
        vocabulary: (0..groups * 3).map(|at| format!("word{at}")).collect(),
        terms,
        ..Facts::default()
    }
}
