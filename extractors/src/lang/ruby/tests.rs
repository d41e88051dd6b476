use super::RUBY;
use crate::lang::show::{check, check_no, show};

fn facts(source: &str, expected: &str) {
    check("rb", source, expected);
}

fn body(code: &str, expected: &str) {
    check("rb", &format!("class A\ndef m(order)\n{code}\nend\nend"), expected);
}

#[test]
fn names_exist_in_the_grammar() {
    assert_eq!(RUBY.misspelt(), [""; 0]);
}

#[test]
fn sample() {
    insta::assert_snapshot!(show("rb", include_str!("sample.rb")));
}

#[test]
fn constants() {
    facts(
        "module A\nmodule B\nclass C < D; end\nend\nend",
        "constant opened A @1\nconstant opened A::B @2\nconstant type A::B::C < D @3",
    );
    facts("class A::B < ::C::D; end", "constant type A::B < ::C::D @1\nclass B 1-1 : C::D");
    facts("module A\nclass ::B; X = 1; end\nend", "constant opened A @1\nconstant type B @2\nconstant value B::X @2");
    facts("class A\nclass B; end\ndef m; end\nend", "constant type A @1\nconstant type A::B @2");
    facts("module A\nB = 1\nend", "constant opened A @1\nconstant value A::B @2");
    facts("class A\nB = 1\nend", "constant type A @1\nconstant value A::B @2");
    facts("class A; end", "constant type A @1\nclass A 1-1");
    facts("class A < ActiveRecord::Migration[7.0]; end", "class A 1-1 : ActiveRecord::Migration");
    facts("A = Struct.new(:b)", "constant value A @1");
    facts("class A\nx.each { include B }\nend", "constant type A @1\nclass A 1-3");
}

#[test]
fn visibility() {
    facts(
        "class A\ndef a; end\nprivate\ndef b; end\ndef self.c; end\npublic\ndef d; end\nend",
        "op +a() @2\nop -b() @4\nop +c() @5\nop +d() @7",
    );
    facts("class A\nprivate def a(b, c = 1, *d, e:, f: 2, **g, &h) = b\nend", "op -a(b, c, d, e, f, g, h) @2");
}

#[test]
fn mentions_and_receivers() {
    body(
        "Order.pay; ::Shop::Order.pay; Shop::Order.new.pay",
        "call Order @3\ncall ::Shop::Order @3\nnew Shop::Order @3",
    );
    body("o = Order.find(1)\no.pay\np = Order.where(a: 1).first!\np.pay", "call Order x4 @3,4,5,6");
    body("@o ||= Order.new\n@o.pay", "new Order @3\ncall Order @4");
    body("o = Order.where(a: 1)\no.pay", "call Order @3");
    body("foo(Order, [Line], a: Item)", "use Order @3\nuse Line @3\nuse Item @3");
    body(
        "begin; x; rescue A, B::C => e; raise D.new(e); end; raise E",
        "throws A @3\nthrows B::C @3\nnew D @3\nthrows E @3",
    );
    body("x.is_a?(Order) && Order::MAX", "use Order @3\nuse Order::MAX @3");
    body("x \"Shop::Order\", 'order', \"Order placed\"", "type-string Shop::Order @3");
    body("self.class::LIMIT", "");
    check_no("rb", "def f(a)\na.b; c; d(1)\nend\nString.new", "call ");
}

#[test]
fn shapes() {
    facts(
        "class A\nhas_many :b, -> { x }, class_name: 'C', :d => :e, 'f': %w[g h], i: [:j]\nend",
        "call! has_many(\"b\", .., class_name=\"C\", d=\"e\", f=[\"g\", \"h\"], i=[\"j\"]) in A @2",
    );
    body("A.transaction do\nb.save\nend", "call! A.transaction() on A in A.m @3\ncall! b.save() in A.m @4");
    body("a = \"b #{c} d\" + e", "text \"b {} d{}\" @3");
    body("a(<<~X, 1)\n  SELECT #{b}\nX", "text \"\\n  SELECT {}\\n\" @3");
    facts("class A\nself.table_name = \"a\"\nB = 1\nend", "set A.table_name = \"a\" @2\nset A.B = .. @3");
}

#[test]
fn requires() {
    facts(
        "require 'a/b'\nrequire_relative 'c'\nrequire_relative \"../d\"\nrequire \"#{e}\"\nx.require 'f'",
        "import module a/b @1\nimport module ./c @2\nimport module ../d @3",
    );
}
