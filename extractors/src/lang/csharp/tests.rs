use super::CSHARP;
use crate::lang::show::{check, check_no, show};

fn facts(source: &str, expected: &str) {
    check("cs", source, expected);
}

fn body(code: &str, expected: &str) {
    check("cs", &format!("class A {{ Repo _repo; void M(Order order) {{ {code} }} }}"), expected);
}

#[test]
fn names_exist_in_the_grammar() {
    assert_eq!(CSHARP.misspelt(), [""; 0]);
}

#[test]
fn sample() {
    insta::assert_snapshot!(show("cs", include_str!("sample.cs")));
}

#[test]
fn namespaces_and_usings() {
    facts("namespace A.B;\nclass C {}", "package A.B");
    facts("namespace A { namespace B.C { class D {} } }", "package A\npackage A.B.C");
    facts("using A.B;", "import wildcard A.B @1");
    facts("global using A.B;", "import globalwildcard A.B @1");
    facts("using static A.B.C;", "import named A.B.C @1");
    facts("using X = A.B.C;", "import named A.B.C C as X @1");
}

#[test]
fn types() {
    facts("class A(IRepo repo) : Base(repo), IFoo<Order> {}", "class A 1-1 : Base, IFoo\nconstructor IRepo @1");
    facts("record A(Order O);", "record A 1-1 fields=1\nfield Order @1");
    facts("struct A { int x; public Order O { get; set; } }", "record A 1-1 fields=2\nfield Order @1");
    facts("interface IA { Task<Order> Get(int id); }", "interface IA 1-1\nop +Get(int) Order @1");
}

#[test]
fn contexts_and_receivers() {
    body("_repo.Save(); this._repo.Save(); _repo?.Save();", "call Repo x3 @1");
    body("var b = new Box<Item>(); b.Close();", "new Box @1\nuse Item @1\ncall Box @1");
    body("Orders.Create(Status.Paid);", "call Orders @1\nuse Status @1");
    body("if (x is Item i) { i.Pay(); } if (x is Big) {}", "local Item @1\ncall Item @1\nuse Big @1");
    body("ctx.Set<Item>().Add(order);", "use Item @1");
    body("throw new Bad();", "throws Bad @1");
    body("foreach (Item i in x) { i.Pay(); }", "local Item @1\ncall Item @1");
    check_no("cs", "class A { void M() { Foo(); x.Bar(); } }", "call ");
}

#[test]
fn shapes() {
    facts("[Route(\"a\", Name = \"b\")] class A {}", "@Route(\"a\", Name=\"b\") on type A @1");
    facts("class A { [Column(\"a\")] public Order O { get; set; } }", "@Column(\"a\") on field A.O: Order @1");
    body("Run($\"a {x} b\" + \"c\" + y);", "call! Run(\"a {} bc{}\") in A.M @1");
    body("ctx.Set<Item>();", "call! ctx.Set<Item>() in A.M @1");
}
