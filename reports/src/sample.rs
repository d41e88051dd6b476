//! Documents for tests: a small shop, nothing at all, one whose every text is hostile, and large ones.
//!
//! Facts are written down or drawn from a linear congruential generator; what an analysis would find out is filled in
//! by plain rules, enough for every part of a report to have something to show.

use crate::plan::Operation;
use crate::wire::{Capped, Document};
use seamline_analyzer::analysis::*;
use seamline_analyzer::decision::Role;
use seamline_analyzer::facts::*;
use seamline_analyzer::graph::{Matrix, Triplets};
use seamline_analyzer::metric::Direction;
use seamline_analyzer::plan::migration;
use seamline_analyzer::plan::order::Weights;
use seamline_analyzer::{
    CandidateId, ChangeId, ContributorId, Id, Info, Partition, RepoPath, Settings, StoreId, UnitId, cochange, hotspots,
};
use std::collections::{BTreeMap, BTreeSet};

/// A document in the format of this id.
pub(crate) fn render(format: &str, document: &Document) -> String {
    let mut out = Vec::new();
    crate::find(format).expect("the format is built in").render(document, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("all formats are UTF-8")
}

/// A small shop: three services, a shared file, one that nothing places.
pub(crate) fn shop() -> Document {
    with_plan(&shop_analysis())
}

/// The document of an analysis with a plan.
fn with_plan(analysis: &Analysis) -> Document {
    Document::planned(analysis, None, &migration(analysis, None, Weights::default()))
}

/// The shop with its migration plan, and a topic that goes from one service to another.
pub(crate) fn planned() -> Document {
    let mut analysis = shop_analysis();
    let facts = &mut analysis.facts;
    let topic = Store { kind: StoreKind::Topic, name: "order.placed".to_owned(), declared: Vec::new() };
    facts.stores = facts.stores.values().cloned().chain([topic]).collect();
    facts.accesses.extend([access(2, 3, Mode::Read, "bus"), access(12, 3, Mode::Write, "bus")]);
    facts.accesses.sort();
    let mut document = with_plan(&analysis);
    let plan = document.plan.as_mut().expect("it was planned");
    // What facts of functions would tell.
    plan.borders[0].operations = Capped::first([operation("due", "query"), operation("invoice", "command")], 2);
    plan.routes.iter_mut().for_each(|route| route.takes = ["long", "Model"].map(str::to_owned).to_vec());
    let entries = plan.steps.iter_mut().flat_map(|step| &mut step.entries);
    entries.for_each(|entry| entry.guards = vec!["requireUser".to_owned()]);
    document
}

fn operation(name: &str, effect: &str) -> Operation {
    let file = "src/main/java/shop/billing/InvoiceService.java".to_owned();
    Operation {
        id: format!("B1.{name}"),
        name: name.to_owned(),
        file,
        parameters: ["long", "Order", "Connection"].map(str::to_owned).to_vec(),
        returns: "Order".to_owned(),
        effect: effect.to_owned(),
        entities: vec!["Order".to_owned()],
        calls: 3,
        store: None,
        evidence: vec!["E1".to_owned(), "E2".to_owned()],
    }
}

/// A repository without source files.
pub(crate) fn empty() -> Document {
    Document::from(&Analysis::unclustered(Facts::default(), Settings::default()))
}

/// The shop with its services in three parts of the hierarchy and its texts full of syntax of every output.
pub(crate) fn hostile() -> Document {
    let mut analysis = shop_analysis();
    let mut payloads = PAYLOADS.iter().cycle();
    let mut next = || (*payloads.next().expect("endless")).to_owned();
    let facts = &mut analysis.facts;
    facts.origin.name = next();
    for (index, unit) in facts.units.values_mut().enumerate() {
        let name = next().replace('/', "\u{2215}");
        unit.path = RepoPath::new(&format!("{index:02}/{name}.java")).expect("one folder and a name");
        unit.package = next();
        for kind in &mut unit.types {
            kind.name = next();
        }
    }
    for store in facts.stores.values_mut() {
        store.name = next();
    }
    for person in facts.contributors.values_mut() {
        person.name = next();
    }
    for change in facts.changes.values_mut() {
        change.subject = next();
    }
    for entry in &mut facts.entry_points {
        entry.kind = EntryKind::Http { method: next(), path: next() };
        entry.handler = next();
    }
    for reference in &mut facts.references {
        reference.name = next();
    }
    let items =
        PAYLOADS.iter().map(|name| Item { path: (*name).to_owned(), bytes: 1, state: State::Failed(Code::Crash) });
    facts.ledger = Ledger::new(items.collect());
    for candidate in analysis.candidates.values_mut() {
        candidate.name = next();
        candidate.words = vec![next(), next(), next()];
    }
    analysis.verdict.reasons = [Side::For, Side::Against].map(|side| Reason::new(side, next())).to_vec();
    analysis.notes = vec![next()];
    for warning in &mut analysis.warnings {
        warning.message = next();
    }
    for guard in &mut analysis.facts.guards {
        guard.name = next();
    }
    for transaction in &mut analysis.facts.transactions {
        transaction.function = next();
    }
    with_plan(&analysis)
}

/// What hostile names are made of.
pub(crate) const PAYLOADS: &[&str] = &[
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "'-alert(1)-'",
    "javascript:alert(1)",
    "{{7*7}}",
    "${x}",
    "%0d%0aSet-Cookie: a=b",
    "]]><x/>",
    "--><x/>",
    "\u{2028}\u{2029}",
    "\u{202e}gpj.exe",
    "a\u{200b}b",
    "\x1b[31mred",
    "\x1b]8;;http://evil\x07link\x1b]8;;\x07",
    "\u{9b}2J",
    "\x07",
    "first\rsecond",
    "line\nbreak",
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tTAB",
    "| a | `b` |",
    "[x](javascript:alert(1))",
    "![x](http://evil/x.png)",
    "@team please",
    "::error::injected",
    "##vso[task.setvariable variable=x]y",
    "##teamcity[message text='x']",
    "dot\"];evil[label=\"x",
    "back\\slash\\",
    "click A href \"javascript:alert(1)\"",
    "__proto__",
    "constructor",
    "\0nul",
    "<!-- comment",
    "&lt;already&amp;",
    "</style><style>*{display:none}</style>",
    "../../etc/passwd",
    "CON",
    "é\u{301}",
    "# heading\n- item",
    "http://evil.example/",
    "*/ /* \"} BoundedContext Evil {",
];

static LOUVAIN: Info = Info { id: "folders", summary: "one cell per folder", reference: "trivial" };
static NOUNS: Info = Info { id: "entities", summary: "one cell per noun of an entity", reference: "trivial" };
static STRUCTURAL: Info = Info {
    id: "structural",
    summary: "references, weighted by what the name is used for",
    reference: "Chidamber, Kemerer: A metrics suite for object oriented design (1994)",
};
static LOGICAL: Info = Info {
    id: "logical",
    summary: "changing together",
    reference: "Gall, Hajek, Jazayeri: Detection of logical coupling based on product release history (1998)",
};
static MODULARITY: Info = Info {
    id: "modularity",
    summary: "observed minus expected inside weight",
    reference: "Newman, Girvan: Finding and evaluating community structure in networks (2004)",
};
static CROSSING: Info =
    Info { id: "crossing", summary: "share of references that cross", reference: "Kalia et al. (2021), ICP" };

/// Where a unit is meant to go.
#[derive(Clone, Copy, PartialEq)]
enum Goes {
    To(usize),
    Shared,
    Nowhere,
}

/// The analysis behind [`shop`].
pub(crate) fn shop_analysis() -> Analysis {
    let mut facts = Facts { origin: origin("shop"), ..Facts::default() };
    let files: [(&str, Goes, u32, bool); 13] = [
        ("src/main/java/shop/billing/Invoice.java", Goes::To(1), 88, true),
        ("src/main/java/shop/billing/InvoiceRepository.java", Goes::To(1), 31, false),
        ("src/main/java/shop/billing/InvoiceService.java", Goes::To(1), 240, false),
        ("src/main/java/shop/billing/PaymentController.java", Goes::To(1), 130, false),
        ("src/main/java/shop/catalog/Product.java", Goes::To(2), 95, true),
        ("src/main/java/shop/catalog/ProductController.java", Goes::To(2), 120, false),
        ("src/main/java/shop/catalog/ProductRepository.java", Goes::To(2), 28, false),
        ("src/main/java/shop/common/Money.java", Goes::Shared, 64, false),
        ("src/main/java/shop/legacy/Unused.java", Goes::Nowhere, 12, false),
        ("src/main/java/shop/orders/Order.java", Goes::To(0), 150, true),
        ("src/main/java/shop/orders/OrderController.java", Goes::To(0), 210, false),
        ("src/main/java/shop/orders/OrderRepository.java", Goes::To(0), 35, false),
        ("src/main/java/shop/orders/OrderService.java", Goes::To(0), 420, false),
    ];
    facts.units = files.iter().map(|(path, _, lines, entity)| unit(path, *lines, *entity)).collect();
    let goes: Vec<Goes> = files.iter().map(|file| file.1).collect();
    facts.references = [
        (1, 0, Context::Field, "Invoice", 3),
        (2, 0, Context::New, "Invoice", 5),
        (2, 1, Context::Constructor, "InvoiceRepository", 2),
        (2, 9, Context::Parameter, "Order", 4),
        (2, 7, Context::Local, "Money", 2),
        (3, 2, Context::Call, "InvoiceService", 6),
        (4, 7, Context::Field, "Money", 2),
        (5, 4, Context::Return, "Product", 4),
        (5, 6, Context::Constructor, "ProductRepository", 2),
        (6, 4, Context::Inherit, "Product", 1),
        (9, 7, Context::Field, "Money", 3),
        (10, 12, Context::Call, "OrderService", 9),
        (11, 9, Context::Inherit, "Order", 1),
        (12, 2, Context::Call, "InvoiceService", 7),
        (12, 4, Context::Local, "Product", 3),
        (12, 9, Context::New, "Order", 8),
        (12, 11, Context::Constructor, "OrderRepository", 2),
    ]
    .map(|(from, to, context, name, count)| reference(from, to, context, name, count))
    .to_vec();
    facts.resolution =
        Resolution { import: 40, package: 22, wildcard: 3, name: 4, ambiguous: 1, blocked: 6, external: 90 };
    facts.stores =
        [(StoreKind::Table, "invoices", 0), (StoreKind::Table, "orders", 9), (StoreKind::Table, "products", 4)]
            .map(|(kind, name, at)| store(&facts, kind, name, at))
            .into_iter()
            .collect();
    facts.accesses = [
        (0, 0, Mode::Declare, "jpa.table"),
        (1, 0, Mode::Write, "sql"),
        (2, 1, Mode::Write, "sql"),
        (4, 2, Mode::Declare, "jpa.table"),
        (6, 2, Mode::Read, "sql"),
        (9, 1, Mode::Declare, "jpa.table"),
        (11, 1, Mode::Write, "sql"),
        (12, 2, Mode::Read, "sql"),
    ]
    .map(|(unit, store, mode, rule)| access(unit, store, mode, rule))
    .to_vec();
    facts.store_links = vec![StoreLink {
        from: StoreId::new(0),
        to: StoreId::new(1),
        kind: StoreLinkKind::ForeignKey,
        site: site(&facts, 0, 20),
    }];
    facts.entry_points =
        [(3, "POST", "/payments"), (5, "GET", "/products/{id}"), (10, "GET", "/orders"), (10, "POST", "/orders")]
            .iter()
            .zip(10..)
            .map(|((unit, method, path), line)| entry(*unit, line, method, path))
            .collect();
    facts.contributors = ["Ada Lovelace", "Grace Hopper"].map(person).into_iter().collect();
    facts.changes = [
        (vec![9, 10, 12], "Let customers cancel an order", 0),
        (vec![2, 3], "Charge in the customer's currency", 1),
        (vec![2, 9, 12], "Invoice partial deliveries", 0),
        (vec![4, 5], "Show prices with tax", 1),
        (vec![2, 12], "Fix rounding of invoices", 0),
    ]
    .into_iter()
    .zip(1..)
    .map(|((units, subject, who), number)| change(number, units, subject, who))
    .collect();
    plannable(&mut facts);
    parted(&mut facts);
    facts.ledger = Ledger::new(ledger(&facts));
    assemble(facts, &goes, &["orders", "billing", "catalog"])
}

/// What only a plan looks at: a transaction over two services, a join, a guard, a test, a state.
fn plannable(facts: &mut Facts) {
    let unit = UnitId::new;
    let (invoices, orders, products) = (StoreId::new(0), StoreId::new(1), StoreId::new(2));
    let step = |line, store, mode, at, through: &[&str]| Step {
        line,
        store,
        mode,
        unit: unit(at),
        site: site(facts, at, line),
        through: through.iter().map(|name| (*name).to_owned()).collect(),
    };
    facts.transactions = vec![Transaction {
        unit: unit(12),
        first_line: 40,
        last_line: 61,
        function: "OrderService.place".to_owned(),
        rule: "transaction.spring".to_owned(),
        steps: vec![
            step(42, products, Mode::Read, 12, &[]),
            step(44, orders, Mode::Write, 11, &["save"]),
            step(50, invoices, Mode::Write, 1, &["bill", "save"]),
        ],
        more: 0,
    }];
    facts.joins = vec![Join {
        unit: unit(12),
        line: 70,
        stores: vec![(orders, Mode::Read), (products, Mode::Read)],
        rule: "sql.string".to_owned(),
    }];
    facts.guards = vec![Guard {
        unit: unit(10),
        line: 9,
        name: "hasRole('CLERK')".to_owned(),
        open: false,
        reach: Reach::File { path: facts.units[unit(10)].path.clone() },
        rule: "guard.spring".to_owned(),
    }];
    facts.tests = vec![TestFile {
        path: RepoPath::new("src/test/java/shop/orders/OrderServiceTest.java").expect("a path"),
        units: vec![(unit(2), 1), (unit(12), 9)],
    }];
    facts.states = vec![SharedState {
        unit: unit(7),
        line: 5,
        kind: StateKind::Cache,
        name: "RATES".to_owned(),
        uses: [2, 12]
            .map(|at| StateUse { unit: unit(at), line: 30, writes: at == 2, function: "rate".to_owned() })
            .to_vec(),
        rule: "state.module".to_owned(),
    }];
}

/// What a cut runs through inside a table, a loop, an entity and an enumeration.
fn parted(facts: &mut Facts) {
    let unit = UnitId::new;
    let (invoices, orders) = (StoreId::new(0), StoreId::new(1));
    let columns = |at: usize, line, names: &[&str]| ColumnUse {
        unit: unit(at),
        store: orders,
        mode: Mode::Write,
        site: site(facts, at, line),
        columns: names.iter().map(|name| (*name).to_owned()).collect(),
        whole: false,
        rule: "sql.string".to_owned(),
    };
    facts.columns = vec![columns(2, 31, &["invoiced_at", "status"]), columns(11, 31, &["id", "status", "total"])];
    facts.repeats = vec![Repeat { unit: unit(12), line: 31, name: String::new() }];
    facts.associations =
        vec![Association { from: invoices, field: "order".to_owned(), to: orders, site: site(facts, 0, 18) }];
    // As if money were a list of currencies.
    facts.units[unit(7)].types[0].kind = TypeKind::Enum;
}

/// As many services and files as asked for, tied together as a monolith may be.
pub(crate) fn large(services: usize, files: usize) -> Document {
    Document::from(&large_analysis(&Scale { services, files, references: 12, commits: files * 2 }))
}

/// How large a sample is.
struct Scale {
    services: usize,
    files: usize,
    /// Of each file.
    references: usize,
    commits: usize,
}

/// What the budgets of a report are for: 10,000 files with 30,000 references and 20,000 commits, or so many files with as much
/// for each; with a plan.
pub(crate) fn budget(files: usize) -> Document {
    let services = (files / 250).clamp(12, 40);
    with_plan(&large_analysis(&Scale { services, files, references: 3, commits: files * 2 }))
}

const DOMAINS: [&str; 40] = [
    "orders",
    "catalog",
    "billing",
    "customers",
    "shipping",
    "inventory",
    "payments",
    "notifications",
    "search",
    "reviews",
    "promotions",
    "pricing",
    "returns",
    "suppliers",
    "purchasing",
    "accounting",
    "reporting",
    "identity",
    "subscriptions",
    "loyalty",
    "warehouse",
    "tax",
    "fraud",
    "messaging",
    "documents",
    "scheduling",
    "analytics",
    "content",
    "recommendations",
    "support",
    "contracts",
    "assets",
    "audit",
    "import-export",
    "partners",
    "locations",
    "campaigns",
    "feedback",
    "translations",
    "settings",
];

fn large_analysis(scale: &Scale) -> Analysis {
    let Scale { services, files, .. } = *scale;
    let mut draw = Draw(7);
    let mut facts = Facts { origin: origin("megastore"), ..Facts::default() };
    // Sizes fall off, as they do: service k gets a share of 1 / (k + 3).
    let shares: Vec<f64> = (0..services).map(|service| 1.0 / (service as f64 + 3.0)).collect();
    let total: f64 = shares.iter().sum();
    let mut names: Vec<(String, Goes)> = Vec::new();
    for (service, share) in shares.iter().enumerate() {
        let domain = DOMAINS[service % DOMAINS.len()];
        for file in 0..((files as f64 * share / total) as usize).max(2) {
            let role = ["Service", "Repository", "Controller", "Entity", "Mapper", "Policy"][file % 6];
            let path = format!("src/main/java/com/megastore/{domain}/internal/{}{role}{file:04}.java", title(domain));
            let goes = match draw.below(40) {
                0 => Goes::Shared,
                1 => Goes::Nowhere,
                _ => Goes::To(service),
            };
            names.push((path, goes));
        }
    }
    names.sort_by(|a, b| a.0.cmp(&b.0));
    facts.units =
        names.iter().map(|(path, _)| unit(path, 20 + draw.below(600) as u32, path.contains("Entity"))).collect();
    let goes: Vec<Goes> = names.iter().map(|name| name.1).collect();
    let n = goes.len();
    let members: Vec<Vec<usize>> =
        (0..services).map(|service| (0..n).filter(|unit| goes[*unit] == Goes::To(service)).collect()).collect();
    let mut rows: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (unit, place) in goes.iter().enumerate() {
        let home = if let Goes::To(service) = *place { service } else { draw.below(services) };
        for _ in 0..scale.references {
            let away = draw.below(12) == 0;
            let target = if away { (home + 1 + draw.below(4) * draw.below(4)) % services } else { home };
            if !members[target].is_empty() {
                rows.insert((unit, members[target][draw.below(members[target].len())]));
            }
        }
    }
    facts.references = rows
        .into_iter()
        .filter(|(from, to)| from != to)
        .map(|(from, to)| {
            let context = Context::ALL[draw.below(Context::ALL.len())];
            let name = facts.units[UnitId::new(to)].path.stem().to_owned();
            reference(from, to, context, &name, 1 + draw.below(9) as u32)
        })
        .collect();
    facts.resolution = Resolution {
        import: 30_100,
        package: 9_000,
        wildcard: 800,
        name: 1_200,
        ambiguous: 410,
        blocked: 5_100,
        external: 70_000,
    };
    let tables = services * 4;
    facts.stores = (0..tables)
        .map(|table| {
            let home = &members[table % services];
            let name = format!("{}_{:03}", DOMAINS[table % services % DOMAINS.len()], table);
            store(&facts, StoreKind::Table, &name, *home.first().unwrap_or(&0))
        })
        .collect();
    let mut uses = BTreeSet::new();
    for unit in (0..n).step_by(3) {
        let home = if let Goes::To(service) = goes[unit] { service } else { 0 };
        let target = if draw.below(10) == 0 { draw.below(services) } else { home };
        let mode = [Mode::Read, Mode::Write, Mode::Use][draw.below(3)];
        uses.insert((unit, target + services * draw.below(4), mode));
    }
    facts.accesses = uses.into_iter().map(|(unit, store, mode)| access(unit, store, mode, "sql")).collect();
    facts.entry_points = (0..n)
        .filter(|unit| facts.units[UnitId::new(*unit)].path.as_str().contains("Controller"))
        .map(|unit| entry(unit, 30, "GET", &format!("/api/v1/{}/{{id}}", facts.units[UnitId::new(unit)].path.stem())))
        .collect();
    facts.contributors = (0..60).map(|who| person(&format!("Developer {who:02}"))).collect();
    facts.changes = (0..scale.commits)
        .map(|number| {
            let home = &members[draw.below(services)];
            let mut units: Vec<usize> =
                (0..1 + draw.below(6)).filter_map(|_| home.get(draw.below(home.len().max(1))).copied()).collect();
            if draw.below(5) == 0 {
                units.push(draw.below(n));
            }
            units.sort_unstable();
            units.dedup();
            change(number, units, &format!("Change number {number} of something that matters"), draw.below(60))
        })
        .collect();
    facts.ledger = Ledger::new(ledger(&facts));
    let names: Vec<String> = (0..services)
        .map(|service| match service / DOMAINS.len() {
            0 => DOMAINS[service].to_owned(),
            round => format!("{}-{}", DOMAINS[service % DOMAINS.len()], round + 1),
        })
        .collect();
    assemble(facts, &goes, &names.iter().map(String::as_str).collect::<Vec<_>>())
}

fn title(word: &str) -> String {
    word.split('-').map(|part| part[..1].to_uppercase() + &part[1..]).collect()
}

/// Knuth's MMIX generator: enough for a picture.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}

fn origin(name: &str) -> Origin {
    Origin {
        name: name.to_owned(),
        revision: Some("4f2c9e1d00aa11bb22cc33dd44ee55ff66778899".to_owned()),
        time: Some(1_795_132_800),
        work_tree: false,
    }
}

fn unit(path: &str, lines: u32, entity: bool) -> Unit {
    let path = RepoPath::new(path).expect("samples are clean");
    let name = path.stem().to_owned();
    let types =
        vec![TypeDecl { name, kind: TypeKind::Class, line: 5, end_line: lines, fields: 3, operations: Vec::new() }];
    let package = path.folder().replace('/', ".");
    Unit { path, part: None, language: "java", lines, bytes: lines * 30, package, types, entity, parse: Parse::Full }
}

fn reference(from: usize, to: usize, context: Context, name: &str, count: u32) -> Reference {
    let lines = (0..count.min(5)).map(|index| 12 + index * 7).collect();
    let tier = if count == 1 { Tier::Name } else { Tier::Import };
    Reference { from: UnitId::new(from), to: UnitId::new(to), context, name: name.to_owned(), tier, count, lines }
}

fn site(facts: &Facts, unit: usize, line: u32) -> Site {
    Site { path: facts.units[UnitId::new(unit)].path.clone(), line }
}

fn store(facts: &Facts, kind: StoreKind, name: &str, at: usize) -> Store {
    Store { kind, name: name.to_owned(), declared: vec![site(facts, at, 8)] }
}

fn access(unit: usize, store: usize, mode: Mode, rule: &str) -> Access {
    let (unit, store) = (UnitId::new(unit), StoreId::new(store));
    Access { unit, store, mode, rule: rule.to_owned(), count: 2, lines: vec![8, 31] }
}

fn entry(unit: usize, line: u32, method: &str, path: &str) -> EntryPoint {
    let kind = EntryKind::Http { method: method.to_owned(), path: path.to_owned() };
    EntryPoint { unit: UnitId::new(unit), line, kind, handler: "handle".to_owned(), rule: "spring.mapping".to_owned() }
}

fn person(name: &str) -> Contributor {
    Contributor { name: name.to_owned(), mail: "nobody@example.org".to_owned(), bot: false }
}

fn change(number: usize, units: Vec<usize>, subject: &str, who: usize) -> ChangeSet {
    ChangeSet {
        id: format!("{:040x}", 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(number as u64 + 1) as u128 * 0x1_0000_0001),
        time: 1_700_000_000 + number as i64 * 86_400,
        contributors: vec![ContributorId::new(who)],
        files: units.len() as u32,
        units: units.into_iter().map(UnitId::new).collect(),
        subject: subject.to_owned(),
        kind: ChangeKind::Normal,
    }
}

fn ledger(facts: &Facts) -> Vec<Item> {
    let mut items: Vec<Item> = facts.units.values().map(|unit| Item::new(&unit.path, 1_000, State::Ok)).collect();
    for (path, state) in [
        ("README.md", State::Skipped(Code::NotSource)),
        ("src/generated/Stub.java", State::Skipped(Code::Generated)),
        ("src/main/java/shop/Broken.java", State::Failed(Code::Crash)),
        ("src/main/java/shop/Half.java", State::Partial(Code::Syntax)),
        ("src/test/java/shop/OrderTest.java", State::Skipped(Code::Test)),
    ] {
        items.push(Item { path: path.to_owned(), bytes: 4_096, state });
    }
    items
}

/// Fills in what an analysis finds out, by rules that are good enough to look at.
fn assemble(facts: Facts, goes: &[Goes], names: &[&str]) -> Analysis {
    let layers = [structure(&facts), history(&facts)];
    let graph = layers[0].zip(&layers[1], |a, b| a + b);
    let mut analysis = Analysis::unclustered(facts, Settings::default());
    analysis.graph = graph;
    let [structural, logical] = layers;
    let layer = |info, weight, matrix: Matrix| Layer {
        info,
        weight,
        edges: matrix.pairs().count(),
        measured: matrix.clone(),
        contribution: matrix,
    };
    analysis.layers = vec![layer(&STRUCTURAL, 1.0, structural), layer(&LOGICAL, 0.3, logical)];
    analysis.path_gate = PathGate {
        allowed: true,
        feature_agreement: 0.52,
        folder_agreement: 0.41,
        feature_gate: 0.8,
        folder_gate: 0.3,
    };
    let labels: Vec<usize> = goes
        .iter()
        .enumerate()
        .map(|(unit, goes)| match goes {
            Goes::To(service) => *service,
            Goes::Shared => names.len(),
            Goes::Nowhere => names.len() + 1 + unit,
        })
        .collect();
    analysis.partition = Partition::from_labels(&labels);
    place(&mut analysis, goes, names.len());
    let indices: Vec<usize> = (0..names.len()).collect();
    analysis.candidates = indices.iter().map(|index| candidate(&analysis, goes, names[*index], *index)).collect();
    analysis.shared = goes
        .iter()
        .enumerate()
        .filter(|(_, goes)| **goes == Goes::Shared)
        .map(|(unit, _)| Shared { unit: UnitId::new(unit), entity: false, fan_in: 3 + unit % 40, entropy: 0.92 })
        .collect();
    analysis.seams = seams(&analysis, goes);
    analysis.cochange = cochange(&analysis.facts, &analysis.placements, names.len(), &analysis.seams);
    analysis.hotspots = hotspots(&analysis.facts);
    judge(&mut analysis);
    analysis
}

fn structure(facts: &Facts) -> Matrix {
    let mut triplets = Triplets::new();
    for row in &facts.references {
        let weight = 0.2 * f64::from(row.count);
        triplets.add(row.from.index(), row.to.index(), weight);
        triplets.add(row.to.index(), row.from.index(), weight);
    }
    triplets.build(facts.units.len())
}

fn history(facts: &Facts) -> Matrix {
    let mut triplets = Triplets::new();
    for change in facts.changes.values() {
        for a in &change.units {
            for b in change.units.iter().filter(|b| *b != a) {
                triplets.add(a.index(), b.index(), 0.1);
            }
        }
    }
    triplets.build(facts.units.len())
}

fn place(analysis: &mut Analysis, goes: &[Goes], services: usize) {
    for unit in 0..goes.len() {
        let mut pull = vec![0.0; services];
        for (other, weight) in analysis.graph.row(unit) {
            if let Goes::To(service) = goes[other] {
                pull[service] += weight;
            }
        }
        let total: f64 = pull.iter().sum::<f64>().max(1e-9);
        let own = if let Goes::To(service) = goes[unit] { pull[service] } else { 0.0 };
        let best = (0..services)
            .filter(|service| goes[unit] != Goes::To(*service))
            .max_by(|a, b| pull[*a].total_cmp(&pull[*b]).then(b.cmp(a)))
            .filter(|service| pull[*service] > 0.0);
        let other = best.map_or(0.0, |service| pull[service]);
        let margin = (own - other) / own.max(other).max(1e-9);
        analysis.placements[UnitId::new(unit)] = Placement {
            place: match goes[unit] {
                Goes::To(service) => Place::Candidate(CandidateId::new(service)),
                Goes::Shared => Place::Shared,
                Goes::Nowhere => Place::Unassigned,
            },
            band: match margin {
                high if high >= 0.8 => Band::Firm,
                middle if middle >= 0.5 => Band::Likely,
                _ => Band::Contested,
            },
            stability: (0.9 + margin / 10.0).clamp(0.0, 1.0),
            margin,
            own_share: own / total,
            runner_up: best.map(|service| (CandidateId::new(service), pull[service] / total)),
            decided: None,
        };
    }
}

fn candidate(analysis: &Analysis, goes: &[Goes], name: &str, index: usize) -> Candidate {
    let facts = &analysis.facts;
    let units: Vec<UnitId> = (0..goes.len()).filter(|unit| goes[*unit] == Goes::To(index)).map(UnitId::new).collect();
    let inside: BTreeSet<UnitId> = units.iter().copied().collect();
    let mut stores: BTreeMap<StoreId, StoreUse> = BTreeMap::new();
    for access in facts.accesses.iter().filter(|access| inside.contains(&access.unit)) {
        let empty = StoreUse { store: access.store, owns: false, modes: Vec::new(), accesses: 0, contested: false };
        let used = stores.entry(access.store).or_insert(empty);
        used.accesses += access.count;
        used.owns |= access.mode == Mode::Declare;
        used.modes.push(access.mode);
        used.modes.sort();
        used.modes.dedup();
        used.contested = facts.accesses.iter().any(|other| {
            other.store == access.store && matches!(goes[other.unit.index()], Goes::To(service) if service != index)
        });
    }
    let mut stores: Vec<StoreUse> = stores.into_values().collect();
    stores.sort_by_key(|used| (!used.owns, std::cmp::Reverse(used.accesses), used.store));
    let mut bands = [0; 3];
    for unit in &units {
        bands[analysis.placements[*unit].band as usize] += 1;
    }
    let shares: f64 = units.iter().map(|unit| analysis.placements[*unit].own_share).sum();
    Candidate {
        name: name.to_owned(),
        words: name.split('-').map(str::to_owned).chain(["status".to_owned(), "history".to_owned()]).collect(),
        lines: units.iter().map(|unit| u64::from(facts.units[*unit].lines)).sum(),
        entry_points: (0..facts.entry_points.len())
            .filter(|at| inside.contains(&facts.entry_points[*at].unit))
            .collect(),
        stores,
        owners: facts
            .contributors
            .ids()
            .zip([(0.3, 0.7), (0.55, 0.1), (0.1, 0.0)])
            .map(|(person, (share, recent))| Contribution { person, share, recent: Some(recent) })
            .collect(),
        bands,
        stability: 0.97 - index as f64 * 0.01,
        cohesion: shares / units.len().max(1) as f64,
        shared_entities: Vec::new(),
        role: Role::Service,
        team: None,
        units,
    }
}

fn seams(analysis: &Analysis, goes: &[Goes]) -> Vec<Seam> {
    let facts = &analysis.facts;
    let mut seams: BTreeMap<(usize, usize), Seam> = BTreeMap::new();
    let mut at = |x: usize, y: usize, f: &mut dyn FnMut(&mut Seam)| {
        let (a, b) = (x.min(y), x.max(y));
        let empty = || Seam {
            a: CandidateId::new(a),
            b: CandidateId::new(b),
            forward: Vec::new(),
            backward: Vec::new(),
            stores: Vec::new(),
            changes: Vec::new(),
            weight: 0.0,
            share: 0.0,
        };
        f(seams.entry((a, b)).or_insert_with(empty));
    };
    for (index, row) in facts.references.iter().enumerate() {
        if let (Goes::To(from), Goes::To(to)) = (goes[row.from.index()], goes[row.to.index()])
            && from != to
        {
            at(from, to, &mut |seam| if from < to { seam.forward.push(index) } else { seam.backward.push(index) });
        }
    }
    for (a, b, weight) in analysis.graph.pairs() {
        if let (Goes::To(x), Goes::To(y)) = (goes[a], goes[b])
            && x != y
        {
            at(x, y, &mut |seam| seam.weight += weight);
        }
    }
    for (id, change) in facts.changes.iter() {
        let touched: BTreeSet<usize> = change
            .units
            .iter()
            .filter_map(|unit| if let Goes::To(service) = goes[unit.index()] { Some(service) } else { None })
            .collect();
        for x in &touched {
            for y in touched.range(x + 1..) {
                at(*x, *y, &mut |seam| seam.changes.insert(0, ChangeId::new(id.index())));
            }
        }
    }
    let mut seams: Vec<Seam> = seams.into_values().collect();
    for seam in &mut seams {
        let [a, b] = [seam.a, seam.b].map(|id| &analysis.candidates[id]);
        let stores = |one: &Candidate| one.stores.iter().map(|used| used.store).collect::<BTreeSet<_>>();
        seam.stores = stores(a).intersection(&stores(b)).copied().collect();
        seam.forward.sort_by_key(|index| (std::cmp::Reverse(facts.references[*index].count), *index));
        seam.backward.sort_by_key(|index| (std::cmp::Reverse(facts.references[*index].count), *index));
        let weight = |one: &Candidate| {
            one.units.iter().map(|unit| analysis.graph.row(unit.index()).map(|(_, w)| w).sum::<f64>()).sum::<f64>()
        };
        seam.share = seam.weight / weight(a).min(weight(b)).max(1e-9);
    }
    seams.sort_by(|x, y| y.weight.total_cmp(&x.weight).then((x.a, x.b).cmp(&(y.a, y.b))));
    seams
}

fn judge(analysis: &mut Analysis) {
    let score = |info, direction, value| Score { info, direction, value };
    let scores = |modularity| {
        vec![score(&MODULARITY, Direction::Higher, Some(modularity)), score(&CROSSING, Direction::Lower, Some(0.1842))]
    };
    let crossing: usize = analysis.seams.iter().map(|seam| seam.forward.len() + seam.backward.len()).sum();
    analysis.verdict = Verdict {
        kind: VerdictKind::Plausible,
        reasons: vec![
            Reason::new(
                Side::For,
                "3 entities and tables and 3 files with a route, remote call or message consumer are there to be divided",
            ),
            Reason::new(Side::Price, "18% of the mentions between groups would cross a border"),
        ],
        entities: analysis.facts.units.values().filter(|unit| unit.entity).count(),
        entry_files: analysis.facts.entry_points.len(),
        excess_modularity: Some(0.31),
        crossing: crossing as f64 / analysis.facts.references.len() as f64,
        stability: 0.91,
    };
    analysis.scores = scores(0.4217);
    let partition = analysis.partition.clone();
    analysis.alternatives = vec![
        Alternative {
            id: "coarser",
            gamma: 0.7,
            partition: partition.clone(),
            changes: vec!["merges orders and billing".to_owned()],
            scores: scores(0.38),
        },
        Alternative {
            id: "finer",
            gamma: 1.6,
            partition: partition.clone(),
            changes: vec!["splits billing in 2: invoices, payments".to_owned()],
            scores: scores(0.36),
        },
    ];
    analysis.baselines = vec![
        Baseline { info: &LOUVAIN, partition: partition.clone(), agreement: 0.62, scores: scores(0.35) },
        Baseline { info: &NOUNS, partition, agreement: 0.48, scores: scores(0.22) },
    ];
    analysis.sweep = [(0.5, 2, 0.95), (0.7, 2, 0.93), (1.0, 3, 0.91), (1.6, 4, 0.84), (2.2, 7, 0.66)]
        .map(|(gamma, cells, stability)| SweepPoint { gamma, cells, stability, margin: 0.7, chosen: gamma == 1.0 })
        .to_vec();
    let used = analysis.facts.changes.len() as u64;
    analysis.facts.history = HistorySummary {
        state: HistoryState::Complete,
        walked: used + 14,
        merges: 3,
        used,
        bulk: 2,
        bots: 4,
        elsewhere: 5,
        span: Some((1_700_000_000, 1_795_000_000)),
        ..HistorySummary::default()
    };
    analysis.warnings = vec![Warning {
        code: "few-changes",
        message: "fewer than 50 commits are evidence, so changing together says little here".to_owned(),
    }];
}

/// Writes samples for looking at: `SEAMLINE_SAMPLES=DIR cargo test -p seamline-reports write_samples -- --ignored`.
#[test]
#[ignore = "writes files to look at"]
fn write_samples() {
    let folder = std::env::var("SEAMLINE_SAMPLES").expect("SEAMLINE_SAMPLES names a folder");
    let samples = [
        ("shop", shop()),
        ("hostile", hostile()),
        ("empty", empty()),
        ("medium", large(9, 600)),
        ("large", large(40, 5_000)),
    ];
    for (name, document) in samples {
        for format in crate::format::ALL {
            let path = format!("{folder}/{name}-{}", format.file_name());
            let mut out = std::io::BufWriter::new(std::fs::File::create(path).expect("the folder is there"));
            format.render(&document, &mut out).expect("the disk has room");
        }
    }
}

/// Writes the report that `tests/browser/budget.mjs` measures, and one of a tenth of the size:
/// `SEAMLINE_SAMPLES=DIR cargo test -p seamline-reports write_budget -- --ignored`.
#[test]
#[ignore = "writes files to measure"]
fn write_budget() {
    let folder = std::env::var("SEAMLINE_SAMPLES").expect("SEAMLINE_SAMPLES names a folder");
    for files in [1_000, 10_000] {
        let page = render("html", &budget(files));
        std::fs::write(format!("{folder}/budget-{files}.html"), page).expect("the disk has room");
    }
}

/// Renders a stored analysis anew: `SEAMLINE_STORED=analysis.json SEAMLINE_SAMPLES=DIR`, test `write_stored`.
#[test]
#[ignore = "writes files to look at"]
fn write_stored() {
    let folder = std::env::var("SEAMLINE_SAMPLES").expect("SEAMLINE_SAMPLES names a folder");
    for stored in std::env::var("SEAMLINE_STORED").expect("SEAMLINE_STORED names files").split(':') {
        let document = Document::read(&std::fs::read(stored).expect("it is there")).expect("it is an analysis");
        let name =
            std::path::Path::new(stored).parent().and_then(|parent| parent.file_name()).expect("it lies in a folder");
        for format in crate::format::ALL {
            let path = format!("{folder}/{}-{}", name.display(), format.file_name());
            let mut out = std::io::BufWriter::new(std::fs::File::create(path).expect("the folder is there"));
            format.render(&document, &mut out).expect("the disk has room");
        }
    }
}
