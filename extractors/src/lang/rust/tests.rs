//! What the language reads off a file, one case a line, and that nothing deep can end the process.

use super::{Rust, depth, parse, reader};
use crate::file::{FileFacts, Import, ImportForm};
use crate::lang::Language;
use crate::shape::{Shapes, Target, Value};
use seamline_analyzer::RepoPath;
use seamline_analyzer::facts::Code;

fn read(text: &str) -> (FileFacts, Shapes) {
    let path = RepoPath::new("src/lib.rs").expect("a plain path");
    Rust.read(&path, text).expect("not too deep")
}

/// `context name` for each mention, sorted by name.
fn mentions(text: &str, expected: &str) {
    let (facts, _) = read(text);
    let found: Vec<_> = facts.mentions.iter().map(|m| format!("{} {}", m.context.name(), m.name)).collect();
    assert_eq!(found.join(", "), expected, "{text}");
}

/// `kind name(operations)` for each type.
fn types(text: &str, expected: &str) {
    let (facts, _) = read(text);
    let found = facts.types.iter().map(|declared| {
        let operations = declared.operations.iter().map(|operation| {
            let visible = if operation.public { "+" } else { "-" };
            format!("{visible}{}({}){}", operation.name, operation.parameters.join(" "), operation.returns)
        });
        format!(
            "{:?} {}[{}]{{{}}}",
            declared.kind,
            declared.name,
            declared.fields,
            operations.collect::<Vec<_>>().join(" ")
        )
    });
    assert_eq!(found.collect::<Vec<_>>().join(", "), expected, "{text}");
}

fn imports(text: &str, expected: &str) {
    let (facts, _) = read(text);
    let found: Vec<String> = facts.imports.iter().map(shown).collect();
    assert_eq!(found.join(", "), expected, "{text}");
}

fn shown(import: &Import) -> String {
    let names: Vec<String> = import
        .names
        .iter()
        .map(|(there, here)| if there == here { there.clone() } else { format!("{there} as {here}") })
        .collect();
    let form = match import.form {
        ImportForm::Named => format!("{}{{{}}}", import.path, names.join(" ")),
        ImportForm::Wildcard => format!("{}::*", import.path),
        ImportForm::Module => format!("{} as {}", import.path, import.alias.as_deref().unwrap_or("?")),
        ImportForm::Child => {
            format!("mod {}{}", import.path, import.alias.as_ref().map(|at| format!("@{at}")).unwrap_or_default())
        }
        ImportForm::GlobalWildcard => unreachable!("Rust has none"),
    };
    format!("{}{form}", if import.reexport { "pub " } else { "" })
}

/// `callee<receiver>(arguments)` for each call.
fn calls(text: &str, expected: &str) {
    let (_, shapes) = read(text);
    let found = shapes.calls.iter().map(|call| {
        let receiver = if call.receiver_type.is_empty() { String::new() } else { format!(":{}", call.receiver_type) };
        format!("{}{receiver}({})", call.callee, arguments(&call.arguments))
    });
    assert_eq!(found.collect::<Vec<_>>().join("; "), expected, "{text}");
}

fn arguments(arguments: &[crate::shape::Argument]) -> String {
    let shown = arguments.iter().map(|argument| {
        let key = argument.key.as_ref().map(|key| format!("{key}=")).unwrap_or_default();
        format!("{key}{}", plain(&argument.value))
    });
    shown.collect::<Vec<_>>().join(" ")
}

fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("'{}'", text.replace(crate::shape::HOLE, "~")),
        Value::Name(name) => name.clone(),
        Value::List(values) => format!("[{}]", values.iter().map(plain).collect::<Vec<_>>().join(" ")),
        Value::Other => "?".to_owned(),
    }
}

fn annotations(text: &str, expected: &str) {
    let (_, shapes) = read(text);
    let found = shapes.annotations.iter().map(|annotation| {
        let target = match &annotation.target {
            Target::Type { name } => name.clone(),
            Target::Method { of, name } => format!("{of}.{name}()"),
            Target::Field { of, name, declared } => format!("{of}.{name}:{declared}"),
            Target::Other => "-".to_owned(),
        };
        format!("{}({}) on {target}", annotation.name, arguments(&annotation.arguments))
    });
    assert_eq!(found.collect::<Vec<_>>().join("; "), expected, "{text}");
}

fn strings(text: &str, expected: &str) {
    let (_, shapes) = read(text);
    let found: Vec<_> = shapes.strings.iter().map(|text| text.value.replace(crate::shape::HOLE, "~")).collect();
    assert_eq!(found.join("|"), expected, "{text}");
}

#[test]
fn use_trees() {
    imports("use crate::a::{B, c as d};", "crate::a{B c as d}");
    imports("use a::{self, b::{C, D}, e::*};", "a as a, a::b{C D}, a::e::*");
    imports("use serde; use serde as s; extern crate x as y;", "serde as serde, serde as s, x as y");
    imports("pub use a::B; pub(crate) use c::*; pub(self) use d::E;", "pub a{B}, pub c::*, d{E}");
    imports("mod x; pub mod y; #[path = \"z.rs\"] mod w;", "mod x, pub mod y, mod w@z.rs");
    imports(
        "mod a { mod b; use super::C; use super::super::D; use self::E; }",
        "mod a::b, self{C}, super{D}, self::a{E}",
    );
    imports("use ::a::B; use super::super::x::Y;", "::a{B}, super::super::x{Y}");
    imports("fn f() { use a::B; }", "a{B}");
    imports("use a::r#type::B;", "a::type{B}");
}

#[test]
fn test_code_is_left_out() {
    imports("#[cfg(test)] mod tests; #[cfg(test)] use a::B; #[cfg(not(test))] use c::D;", "c{D}");
    imports("#[cfg(all(test, unix))] use a::B; #[cfg(any(test, unix))] use c::D;", "c{D}");
    types("#[test] fn t() {} #[tokio::test] async fn u() {} fn v() {}", "Function v[0]{-v()}");
    types("#[cfg(test)] mod tests { struct A; } struct B;", "Record B[0]{}");
    types("#![cfg(test)] struct A;", "");
}

#[test]
fn declarations() {
    types("pub struct A { x: u8, y: B } union U { a: u8 }", "Record A[2]{}, Record U[1]{}");
    types(
        "enum E { A, B(u8, C) } trait T {} type X = u8; const C: u8 = 1; static S: u8 = 2;",
        "Enum E[2]{}, Interface T[0]{}, Record X[0]{}, Value C[0]{}, Value S[0]{}",
    );
    types("impl A { pub fn f(&self, x: &B<C>) -> D { } fn g() {} } struct A;", "Record A[0]{+f(B)D -g()}");
    types("trait T { fn f(&self); }", "Interface T[0]{+f()}");
    types("mod m { pub fn f(a: A) {} macro_rules! n { () => {} } }", "Function f[0]{+f(A)}, Function n[0]{}");
}

#[test]
fn mentions_know_their_context() {
    mentions("impl Shop for A {} struct A; trait T: Base {}", "inherit Base, inherit Shop");
    mentions("impl Other { fn f(&self) {} }", "inherit Other");
    mentions("struct A { x: Vec<Order>, y: a::B }", "field Order, field a::B");
    mentions(
        "fn f(x: &Order) -> Result<Bill, ShopError> { let y: Local = z; }",
        "return Bill, local Local, parameter Order, return ShopError",
    );
    mentions(
        "struct A; impl A { fn new(x: Repo) -> Self {} fn set(&self, y: Name) -> A {} }",
        "parameter Name, constructor Repo",
    );
    mentions(
        "fn f() { Order { x: 1 }; Bill::new(); Shop::find(); models::Item::default(); }",
        "new Bill, new Order, call Shop, new models::Item",
    );
    mentions("fn f() { stock::take(1); plain(2); local; Status::Open; }", "use Status, call stock::take");
    mentions("use a::plain; fn f() { plain(2); g(plain); }", "call plain, use plain");
    mentions("use a::*; fn f(x: u8) { plain(x); }", "call plain");
    mentions(
        "struct A { repo: Arc<dyn Repo> } impl A { fn f(&self) { self.repo.save(); } }",
        "field Arc, field Repo, call Repo",
    );
    mentions(
        "fn f(x: &Order) { x.pay(); let y = Bill::new()?; y.send(); }",
        "new Bill, call Bill, call Order, parameter Order",
    );
    mentions("fn f<T: Base>(x: T) -> Option<T> { T::make() }", "use Base");
    mentions(
        "#[derive(Debug, Queryable)] #[diesel(belongs_to(User))] struct A;",
        "annotation Queryable, annotation User",
    );
    mentions(
        "fn f() { println!(\"{}\", Order::count(&stock::all())); html! { <Item/> } }",
        "use Item, call Order, call html, call stock::all",
    );
    mentions("mod m { fn f(x: super::Order) { super::g(); } }", "parameter self::Order, call self::g");
    mentions("fn f(x: E) { match x { E::A(y) => {} other::F::B { z } => {} } }", "parameter E, use E, use other::F");
}

#[test]
fn calls_have_a_dotted_callee() {
    calls("fn f() { sqlx::query(\"SELECT 1\"); }", "sqlx::query('SELECT 1')");
    calls(
        "fn f() { Router::new().route(\"/x\", get(list).post(add)); }",
        "Router::new(); Router::new().route('/x' ? get=list post=add); get(list); get().post(add)",
    );
    calls("struct A { db: Pool } impl A { fn f(&self) { self.db.run(\"x\".to_string()); } }", "self.db.run:Pool('x')");
    calls("fn f() { sqlx::query!(\"SELECT $1\", id); }", "sqlx::query('SELECT $1' id)");
    calls("diesel::table! { orders (id) { id -> Int4, } }", "diesel::table(orders)");
    calls("table! { use a::*; #[sql_name = \"o\"] shop.orders (id) {} }", "table(shop.orders)");
    calls("joinable!(orders -> users (user_id));", "joinable(orders users=user_id)");
    calls(
        "fn f() { q(&format!(\"FROM {t} WHERE {{}} {}\", x)); q(\"a\".to_owned() + b + \"c\"); }",
        "q('FROM ~ WHERE {} ~'); q('a~c')",
    );
    calls("fn f() { s.save(Opts { table: \"t\", n: 1 }); }", "s.save(Opts table='t' n=?)");
    calls("fn f() { a?.b.await.c()[0].d(); }", "a.b.c(); a.b.c().d()");
    calls("fn f() { println!(\"x\"); vec![1]; Some(2); }", "");
}

#[test]
fn attributes_are_annotations() {
    annotations("#[get(\"/x\")] async fn f() {}", "get('/x') on .f()");
    annotations(
        "#[derive(Queryable, Clone)] #[diesel(table_name = orders)] struct A { #[sea_orm(primary_key)] id: Option<i32> }",
        "derive(Queryable Clone) on A; diesel(table_name=orders) on A; sea_orm(primary_key) on A.id:Option<i32>",
    );
    annotations("#[tokio::main] async fn main() {} #[allow(x)] #[doc = \"d\"] fn g() {}", "tokio::main() on .main()");
    annotations("impl A { #[post(\"/y\", data = \"<b>\")] fn f() {} }", "post('/y' data='<b>') on A.f()");
}

#[test]
fn strings_of_code_and_macros() {
    strings("fn f() { a(\"xy\"); b(\"z\"); info!(\"not this\"); m!{ c(\"in macro\") } }", "xy|in macro");
    strings("const Q: &str = r#\"SELECT \"a\"\"#; #[doc = \"no\"] fn f() {}", "SELECT \"a\"");
    strings("fn f() { format!(\"DELETE FROM {}\", t); }", "DELETE FROM ~");
}

#[test]
fn words_of_names_and_comments() {
    let text = "use left::Out;\n// The warehouse\nfn pick_items() { shelf(\"no\") }\n#[cfg(test)]\nmod tests { fn hidden() {} }\nfn after() {}";
    let (facts, _) = read(text);
    let words: Vec<&str> = facts.terms.iter().map(|(word, _)| word.as_str()).collect();
    assert_eq!(words, ["after", "items", "pick", "shelf", "warehouse"]);
}

#[test]
fn one_bad_item_costs_one_item() {
    let (facts, _) = read("struct A;\nfn broken( -> { }\nstruct B;");
    assert_eq!((facts.errors, facts.types.len(), facts.lines), (1, 0, 3), "an unclosed bracket spoils the file");
    let (facts, _) = read("struct A;\nfn broken() = 3;\nstruct B;");
    let names: Vec<_> = facts.types.iter().map(|declared| (declared.name.as_str(), declared.line)).collect();
    assert_eq!((facts.errors, names), (1, vec![("A", 1), ("B", 3)]));
    assert_eq!(read("\u{feff}struct A;").0.types.len(), 1);
    assert_eq!(read("#!/usr/bin/env run\nstruct A;").0.types[0].line, 2);
    assert_eq!(read("#![allow(x)]\nstruct A;").0.types[0].line, 2);
    assert_eq!(read("").0, FileFacts::default());
}

/// Nested `count` times.
type Generator = fn(usize) -> String;

fn nested(before: &str, open: &str, middle: &str, close: &str, after: &str, count: usize) -> String {
    format!("{before}{}{middle}{}{after}", open.repeat(count), close.repeat(count))
}

/// Every way of nesting that Rust has, as far as we know.
const GENERATORS: &[(&str, Generator)] = &[
    ("parens", |n| nested("fn f() { ", "(", "1", ")", "; }", n)),
    ("arrays", |n| nested("fn f() { ", "[", "1", "]", "; }", n)),
    ("blocks", |n| nested("fn f() { ", "{", "1", "}", " }", n)),
    ("unsafe blocks", |n| nested("fn f() { ", "unsafe {", "1", "}", " }", n)),
    ("negations", |n| nested("fn f() { ", "-", "1", "", "; }", n)),
    ("nots", |n| nested("fn f() { ", "!", "a", "", "; }", n)),
    ("references", |n| nested("fn f() { ", "&", "a", "", "; }", n)),
    ("stars", |n| nested("fn f() { ", "*", "a", "", "; }", n)),
    ("sums", |n| nested("fn f() { a", " + 1", "", "", "; }", n)),
    ("sums of blocks", |n| nested("fn f() { let x = A {}", " + A {}", "", "", "; }", n)),
    ("powers", |n| nested("fn f() { a", " = b", "", "", "; }", n)),
    ("casts", |n| nested("fn f() { a", " as u8", "", "", "; }", n)),
    ("ranges", |n| nested("fn f() { a", "..b", "", "", "; }", n)),
    ("methods", |n| nested("fn f() { a", ".b()", "", "", "; }", n)),
    ("fields", |n| nested("fn f() { a", ".b", "", "", "; }", n)),
    ("awaits", |n| nested("fn f() { a", ".await", "", "", "; }", n)),
    ("tries", |n| nested("fn f() { a", "?", "", "", "; }", n)),
    ("calls", |n| nested("fn f() { a", "()", "", "", "; }", n)),
    ("indices", |n| nested("fn f() { a", "[0]", "", "", "; }", n)),
    ("nested calls", |n| nested("fn f() { ", "g(", "1", ")", "; }", n)),
    ("else if", |n| nested("fn f() { if a {}", " else if b {}", "", "", " }", n)),
    ("if in condition", |n| nested("fn f() { ", "if ", "a", " {}", " }", n)),
    ("if in block", |n| nested("fn f() { ", "if a { ", "", " }", " }", n)),
    ("match", |n| nested("fn f() { ", "match a { _ => ", "1", " }", " }", n)),
    ("match arms in blocks", |n| nested("fn f() { ", "match a { A { x, .. } if b => { ", "1", " } }", " }", n)),
    ("for in", |n| nested("fn f() { ", "for P {} in ", "a", " {}", " }", n)),
    ("while", |n| nested("fn f() { ", "while ", "a", " {}", " }", n)),
    ("loops", |n| nested("fn f() { ", "loop { ", "", " }", " }", n)),
    ("labels", |n| nested("fn f() { ", "'a: { ", "", " }", " }", n)),
    ("returns", |n| nested("fn f() { ", "return ", "1", "", "; }", n)),
    ("breaks", |n| nested("fn f() { ", "break ", "1", "", "; }", n)),
    ("closures", |n| nested("fn f() { ", "|a| ", "1", "", "; }", n)),
    ("closures with commas", |n| nested("fn f() { ", "|a, b| ", "1", "", "; }", n)),
    ("closures without", |n| nested("fn f() { ", "|| ", "1", "", "; }", n)),
    ("moved closures", |n| nested("fn f() { ", "move |a, b| ", "1", "", "; }", n)),
    ("closures with attributes", |n| nested("fn f() { ", "#[x] |a, b| ", "1", "", "; }", n)),
    ("let chains", |n| nested("fn f() { if a", " && let A {} = b", "", "", " {} }", n)),
    ("async blocks", |n| nested("fn f() { ", "async move { ", "1", " }", " }", n)),
    ("struct literals", |n| nested("fn f() { ", "A { x: ", "1", " }", "; }", n)),
    ("generics", |n| nested("type T = ", "Vec<", "u8", ">", ";", n)),
    ("generics with commas", |n| nested("type T = ", "A<B, ", "u8", ">", ";", n)),
    ("generics with commas after", |n| nested("type T = ", "A<", "u8", ", B>", ";", n)),
    ("turbofish", |n| nested("fn f() { a::<", "A<B, ", "u8", ">", ">(); }", n)),
    ("qualified", |n| nested("type T = ", "<", "u8", " as A>::B", ";", n)),
    ("type references", |n| nested("type T = ", "&'static ", "u8", "", ";", n)),
    ("type pointers", |n| nested("type T = ", "*const ", "u8", "", ";", n)),
    ("type tuples", |n| nested("type T = ", "(", "u8", ",)", ";", n)),
    ("type slices", |n| nested("type T = ", "[", "u8", "]", ";", n)),
    ("type functions", |n| nested("type T = ", "fn() -> ", "u8", "", ";", n)),
    ("type function parameters", |n| nested("type T = ", "fn(", "u8", ")", ";", n)),
    ("trait objects", |n| nested("type T = ", "Box<dyn Fn(u8, u8) -> ", "u8", ">", ";", n)),
    ("impl traits", |n| nested("fn f() -> ", "impl A<B = ", "u8", ">", " {}", n)),
    ("bounds", |n| nested("fn f<T: ", "A<B, C: ", "D", ">", ">() {}", n)),
    ("const generics", |n| nested("type T = ", "A<{ a::<", "u8", ">() }>", ";", n)),
    ("patterns", |n| nested("fn f() { let ", "(", "a", ",)", " = b; }", n)),
    ("tuple patterns", |n| nested("fn f() { let ", "A(", "a", ")", " = b; }", n)),
    ("struct patterns", |n| nested("fn f() { let ", "A { x: ", "a", " }", " = b; }", n)),
    ("reference patterns", |n| nested("fn f() { let ", "&", "a", "", " = b; }", n)),
    ("bindings", |n| nested("fn f() { let ", "a @ ", "b", "", " = c; }", n)),
    ("modules", |n| nested("", "mod a { ", "", " }", "", n)),
    ("functions", |n| nested("", "fn a() { ", "", " }", "", n)),
    ("impls", |n| nested("", "impl A { fn a() { ", "", " } }", "", n)),
    ("use groups", |n| nested("use ", "a::{", "b", "}", ";", n)),
    ("use paths", |n| nested("use ", "a::", "b", "", ";", n)),
    ("paths", |n| nested("type T = ", "a::", "b", "", ";", n)),
    ("macro brackets", |n| nested("fn f() { m!", "(", "1", ")", "; }", n)),
    ("macro after macro", |n| nested("fn f() { ", "m!(", "1", ")", "; }", n)),
    ("attribute brackets", |n| nested("#[a", "(", "1", ")", "] fn f() {}", n)),
    ("visibility", |n| nested("", "pub(in ", "a", ")", " fn f() {}", n)),
    ("wide spaces", |n| nested("fn f() { ", "return\u{2028}", "1", "", "; }", n)),
    ("item after item", |n| nested("", "struct A {} ", "", "", "", n)),
    ("statement blocks", |n| nested("fn f() { ", "{} ", "", "", " }", n)),
    ("unclosed", |n| nested("fn f() { ", "(", "", "", "", n)),
    ("unclosed mixed", |n| nested("fn f() ", "{([<", "", "", "", n)),
    ("garbage", |n| nested("", "<{(&!", "", "", "", n)),
];

/// The largest text of a generator that is let through, by doubling and halving.
fn largest(generator: Generator) -> Option<String> {
    let fits = |count: usize| !depth::exceeds(&generator(count), parse::DEPTH_LIMIT);
    let (mut low, mut high) = (1, 100_000);
    if fits(high) {
        return None;
    }
    while high - low > 1 {
        let middle = usize::midpoint(low, high);
        if fits(middle) { low = middle } else { high = middle }
    }
    Some(generator(low))
}

/// The deepest texts that are let through need less than a quarter of the stack: if not, this test ends the process.
#[test]
fn four_times_the_stack_that_is_needed() {
    for (name, generator) in GENERATORS {
        let text = largest(*generator).unwrap_or_else(|| generator(100_000));
        let quarter = std::thread::Builder::new().stack_size(parse::STACK / 4);
        let thread = quarter.spawn(move || reader::read(&text)).expect("a thread can be had");
        assert!(thread.join().is_ok(), "{name}");
    }
}

#[test]
fn a_panic_costs_one_file() {
    let read = |text: &str| if text == "bad" { panic!("bad") } else { reader::read(text) };
    let errors = ["", "bad", ""].map(|text| parse::read_deep(read, text).err());
    assert_eq!(errors, [None, Some(Code::Crash), None]);
}

#[test]
fn hostile_depth_is_refused_from_any_thread() {
    let path = RepoPath::new("a.rs").expect("a plain path");
    let flat = ["item after item", "statement blocks"];
    for (name, generator) in GENERATORS.iter().filter(|(name, _)| !flat.contains(name)) {
        let text = generator(100_000);
        let small = std::thread::Builder::new().stack_size(64 << 10);
        let read = std::thread::scope(|scope| {
            let thread = small.spawn_scoped(scope, || Rust.read(&path, &text).err()).expect("a thread can be had");
            thread.join().expect("it does not panic")
        });
        assert_eq!(read, Some(Code::TooDeep), "{name}");
    }
}

#[test]
fn long_is_not_deep() {
    let long: &[(&str, String)] = &[
        ("items", "fn f() {} struct A { x: u8 } const C: u8 = 1 + 2;\n".repeat(20_000)),
        ("statements", format!("fn f() {{ {} }}", "let x = a.b(|c| c + 1)?; if a {} x();\n".repeat(20_000))),
        ("arms", format!("fn f() {{ match a {{ {} }} }}", "A | B::C { .. } if x => g(y, z), D => {}\n".repeat(20_000))),
        ("elements", format!("const X: &[u8] = &[{}];", "1 + 2, -3, \n".repeat(20_000))),
        ("macro", format!("m! {{ {} }}", "a + b < c ".repeat(20_000))),
        ("routes", format!("fn f() {{ Router::new(){}; }}", ".route(\"/x\", get(x))".repeat(500))),
        ("strings", format!("const X: &str = r#\"{}\"#;", "((((\"".repeat(20_000))),
        ("comments", format!("/* {} */ fn f() {{}} // {}", "/* (( */".repeat(20_000), "((".repeat(20_000))),
    ];
    for (name, text) in long {
        assert!(!depth::exceeds(text, parse::DEPTH_LIMIT), "{name}");
    }
}
