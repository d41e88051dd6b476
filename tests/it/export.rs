//! Exported rules state the cut that the gate keeps to.

use crate::check::write;
use crate::command::{check, folder, run, text};
use std::fs;
use tempfile::TempDir;

const CUT: &str = "seamline-baseline 1\nshop/catalog/product.py\talpha\nshop/catalog/search.py\talpha\n\
                   shop/orders/invoice.py\talpha\nshop/orders/order.py\tbeta\n";

/// A shop of two folders.
fn shop() -> TempDir {
    let place = folder();
    write(
        place.path(),
        &[
            ("shop/__init__.py", ""),
            ("shop/catalog/__init__.py", ""),
            ("shop/catalog/product.py", "class Product:\n    price = 1\n"),
            (
                "shop/catalog/search.py",
                "from shop.catalog.product import Product\n\ndef search():\n    return Product()\n",
            ),
            ("shop/orders/__init__.py", ""),
            ("shop/orders/order.py", "class Order:\n    total = 1\n"),
            (
                "shop/orders/invoice.py",
                "from shop.orders.order import Order\n\ndef invoice():\n    return Order().total\n",
            ),
        ],
    );
    place
}

/// What an export writes, and what it says of it.
fn exported(place: &TempDir, format: &str, options: &[&str]) -> (String, String) {
    let root = place.path().to_str().expect("a plain path");
    let output = run(&[&["export", "--no-history", "--format", format, root], options].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    (text(&output.stdout), text(&output.stderr))
}

fn services(rules: &str) -> Vec<&str> {
    let names =
        rules.lines().filter_map(|line| line.strip_prefix("name = ")?.strip_suffix(" stays within its borders"));
    names.collect()
}

#[test]
fn rules_follow_the_cut_beside_the_baseline() {
    let place = shop();
    let (linter, said) = exported(&place, "import-linter", &[]);
    assert_eq!((services(&linter), said.contains("the borders are")), (vec!["catalog", "orders"], false), "{said}");
    write(
        place.path(),
        &[("seamline-baseline/_cut.txt", CUT), ("shop/catalog/later.py", "def later():\n    return 1\n")],
    );
    let (linter, said) = exported(&place, "import-linter", &[]);
    assert!(said.contains("the borders are those of the cut in ") && said.contains("seamline-baseline"), "{said}");
    assert_eq!(services(&linter), ["alpha", "beta"]);
    assert!(linter.contains("shop.orders.invoice -> shop.orders.order"), "{linter}");
    assert!(linter.contains("shop.catalog.later"), "a later file is where its folder is: {linter}");
    let (tach, _) = exported(&place, "tach", &[]);
    assert!(tach.contains("\n# alpha\n") && tach.contains("\n# beta\n"), "{tach}");
    // Other formats tell the proposal.
    let (assignments, said) = exported(&place, "assignments", &[]);
    assert!(!assignments.contains("alpha") && !said.contains("the borders are"), "{assignments}{said}");
}

#[test]
fn rules_follow_assignments_first() {
    let place = shop();
    let path = |name: &str| place.path().join(name).to_str().expect("a plain path").to_owned();
    let cut = |a: &str, b: &str| format!("{{\"shop/catalog/product.py\": \"{a}\", \"shop/orders/order.py\": \"{b}\"}}");
    write(
        place.path(),
        &[
            ("seamline-baseline/_cut.txt", CUT),
            ("gate.json", &cut("gamma", "delta")),
            ("mine.json", &cut("mine", "yours")),
            ("seamline.toml", "[gate]\nassignments = 'gate.json'\n"),
        ],
    );
    let (linter, said) = exported(&place, "import-linter", &[]);
    assert_eq!(services(&linter), ["delta", "gamma"], "{said}");
    assert!(said.contains("gate.json"), "{said}");
    let mine = path("mine.json");
    let (linter, said) = exported(&place, "import-linter", &["--assignments", &mine]);
    assert_eq!(services(&linter), ["mine", "yours"], "{said}");
    assert!(linter.contains("shop.catalog.search"), "{linter}");
    let (tach, _) = exported(&place, "tach", &["--assignments", &mine]);
    assert!(tach.contains("\n# mine\n") && tach.contains("\n# yours\n"), "{tach}");

    let (json, _) = exported(&place, "json", &[]);
    let stored = path("stored.json");
    fs::write(&stored, json).expect("written");
    let from = |more: &[&str]| {
        let output = run(&[&["export", "--format", "import-linter", "--from", &stored], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    assert_eq!(services(&from(&[])), ["catalog", "orders"]);
    let linter = from(&["--assignments", &mine]);
    assert_eq!(services(&linter), ["mine", "yours"]);
    assert!(!linter.contains("shop.catalog.search"), "{linter}");
    check(&["export", "--format", "csv", "--assignments", &mine], 2, "it takes no --assignments");
    check(&["export", "--format", "nothing", "--assignments", &mine], 2, "no format is called");
}
