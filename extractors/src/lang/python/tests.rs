use super::PYTHON;
use crate::lang::show::{check, check_no, show};

fn facts(source: &str, expected: &str) {
    check("py", source, expected);
}

#[test]
fn names_exist_in_the_grammar() {
    assert_eq!(PYTHON.misspelt(), [""; 0]);
}

#[test]
fn sample() {
    insta::assert_snapshot!(show("py", include_str!("sample.py")));
}

#[test]
fn imports() {
    facts("import a.b as c, d", "import module a.b alias c @1\nimport module d @1");
    facts("from ..a import (b as c,\n  d)", "import named ..a b as c d @1");
    facts("from a import *", "import wildcard a @1");
    facts("def f():\n  from .a import b\n  b()", "import named .a b @2\ncall b @3");
}

#[test]
fn declarations() {
    facts("class A(B, m.C, metaclass=D):\n  x: int = 1\n  y = 2", "class A 1-3 fields=2 : B, C");
    facts("def f(a, b: Order = None, *c) -> Item:\n  pass", "function f 1-2\nop +f(a, Order, c) Item @1");
    facts("X = 1\ny: int = 2", "value X 1-1\nvalue y 2-2");
    facts("class A:\n  def _m(self): pass", "op -_m() @2");
}

#[test]
fn mentions() {
    facts("from m import Order\nx = Order()\nx.pay()", "new Order @2\ncall Order @3");
    facts("import m\nm.Order.objects.all()\nm.f()", "call m.Order @2\ncall m.f @3");
    facts("from m import f\ng(f)", "call g @2\nuse f @2");
    facts(
        "class A:\n  def __init__(self, r: Repo):\n    self.r = r\n  def m(self):\n    self.r.save()",
        "call Repo @5",
    );
    facts("def f(o: 'Order'):\n  o.pay()", "parameter Order @1\ncall Order @2");
    facts("def f(o: Optional[m.Order]):\n  o.pay()", "call m.Order @2");
    facts("f = models.ForeignKey(\"orders.Order\")", "type-string orders.Order @1");
    check_no("py", "def f(): pass\nf()\nlen([])\nx = 1\nx.foo()", "call ");
}

#[test]
fn shapes() {
    facts("@app.route('/a', methods=['GET'])\ndef f(): pass", "@app.route(\"/a\", methods=[\"GET\"]) on method .f @1");
    facts("x = f'a {b} c'\ny = ('d'\n 'e')", "text \"a {} c\" @1\ntext \"de\" @2");
    facts("class A:\n  t = 'x'\n  k = m.F('y')", "set A.t = \"x\" @2\nset A.k = call 0 @3");
    facts("import m\nclass A:\n  k = m.F('y', n=C)", "call! m.F(\"y\", n=C) on m in A @3");
    check_no("py", "def f():\n  'select a from b'", "text");
}
