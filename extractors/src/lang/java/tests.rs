use super::JAVA;
use crate::lang::show::{check, check_no, show};

fn facts(source: &str, expected: &str) {
    check("java", source, expected);
}

fn body(code: &str, expected: &str) {
    check("java", &format!("class A {{ Repo repo; void m(Order order) {{ {code} }} }}"), expected);
}

#[test]
fn names_exist_in_the_grammar() {
    assert_eq!(JAVA.misspelt(), [""; 0]);
}

#[test]
fn sample() {
    insta::assert_snapshot!(show("java", include_str!("sample.java")));
}

#[test]
fn packages_and_imports() {
    facts("package a.b;", "package a.b");
    facts("import a.b.C;", "import named a.b.C @1");
    facts("import a.b.*;", "import wildcard a.b @1");
    facts("import static a.b.C.m;", "import named a.b.C m @1");
    facts("import static a.b.C.*;", "import named a.b.C @1");
    check_no("java", "import a.b.Order;", "use");
}

#[test]
fn types() {
    facts("interface A extends B, C<D> {}", "interface A 1-1 : B, C");
    facts("enum A implements B { X, Y; int n; }", "enum A 1-1 fields=1 : B");
    facts("record A(Order o, int n) {}", "record A 1-1 fields=2\nfield Order @1");
    facts("@interface A { String value(); }", "interface A 1-1\nop +value() String @1");
    facts("class A { class B {} void m() { class C {} } }", "class A 1-1\nclass B 1-1");
    facts("class A { void m() { new B() { int x; void n() {} }; } }", "class A 1-1\nop -m() @1");
}

#[test]
fn operations() {
    facts("class A { public List<Order> m(int a, b.Order... o) { } }", "op +m(int, Order) List @1");
    facts("interface A { void m(); private int n() {} }", "op +m() @1\nop -n() int @1");
    facts("class A<T> { T m(T t) {} }", "op -m(T) T @1");
}

#[test]
fn contexts() {
    facts("class A { Order o; }", "field Order @1");
    facts("class A { A(Order o) {} }", "constructor Order @1");
    facts("class A { Order m(Item i) throws Bad {} }", "return Order @1\nparameter Item @1\nthrows Bad @1");
    facts("class A { @Id a.b.Order o; }", "annotation Id @1\nfield a.b.Order @1");
    facts("class A<T extends Base> { T t; }", "use Base @1");
    check_no("java", "class A<T> { T t; }", "field");
    facts("class A { Map<Key, List<Order>> m; }", "field Key @1\nfield List @1\nfield Map @1\nfield Order @1");
    body("Order o = null; Order p;", "local Order x2 @1");
    body("try {} catch (Bad | Worse e) {}", "throws Bad @1\nthrows Worse @1");
    body("x = (Big) order; y = Big.class;", "use Big x2 @1");
    body("new ArrayList<Item>();", "new ArrayList @1\nuse Item @1");
    body("f(Item::name);", "use Item @1");
    body("f(Status.PAID);", "use Status @1");
    body("s = \"Item\"; t = \"order.Item\"; u = \"an Item\";", "type-string Item @1\ntype-string order.Item @1");
}

#[test]
fn receivers() {
    body("repo.save(order);", "call Repo @1");
    body("this.repo.save(order);", "call Repo @1");
    body("order.pay();", "call Order @1");
    body("var b = new Box(); b.close();", "call Box @1");
    body("Orders.create();", "call Orders @1");
    body("a.b.Orders.create();", "call a.b.Orders @1");
    body("if (x instanceof Item i) i.pay();", "call Item @1");
    body("for (Item i : x) i.pay();", "call Item @1");
    check_no("java", "class A { void m() { m(); x.foo(); a.b.c(); } }", "call ");
}

#[test]
fn shapes() {
    facts(
        "@T(name = \"a\" + B.C + \"d\", x = {X.class, \"y\"}) class A {}",
        "@T(name=\"a{}d\", x=[X, \"y\"]) on type A @1",
    );
    body("repo.find(\"a\" + x, A.B, 3);", "call! repo.find(\"a{}\", A.B, ..) on Repo in A.m @1");
    body("x = \"\"\"\n  a\n  \"\"\";", "text \"\\n  a\\n  \" @1");
    facts("class A { @X(\"a\") List<Order> o = of(); }", "@X(\"a\") on field A.o: List<Order> @1\nset A.o = call 0 @1");
}

#[test]
fn broken_files_give_what_is_whole() {
    facts("class A { Order o; void m( } class B {}", "field Order @1");
}
