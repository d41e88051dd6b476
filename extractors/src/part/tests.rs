use super::{Division, divide};
use crate::data;
use crate::file::FileFacts;
use crate::lang;
use seamline_analyzer::RepoPath;
use seamline_analyzer::facts::Granularity;
use std::collections::BTreeMap;

/// What a file says, and what it is divided into.
fn divided(extension: &str, source: &str, granularity: Granularity) -> Option<(FileFacts, Division)> {
    let path = RepoPath::new(&format!("src/file.{extension}")).expect("a plain path");
    let language = lang::of(&path).expect("the extension of a language");
    let (mut facts, shapes) = language.read_outlined(&path, source).ok()?;
    data::apply(language.info().id, &path, &shapes, &mut facts);
    let outline = facts.outline.take().expect("it was asked for");
    let division = divide(&facts, *outline, granularity);
    Some((facts, division))
}

/// The parts with their lines, `;` between them; nothing for a file that stays whole.
#[track_caller]
fn check(extension: &str, source: &str, granularity: Granularity, expected: &str) {
    let (_, division) = divided(extension, source, granularity).expect("readable source");
    let part = |piece: &super::Piece| {
        let part = piece.part.as_ref()?;
        let lines: Vec<String> = part.ranges.iter().map(|(first, last)| format!("{first}-{last}")).collect();
        Some(format!("{} {}", part.name, lines.join(",")))
    };
    let shown: Vec<String> = division.pieces.iter().filter_map(part).collect();
    assert_eq!(shown.join("; "), expected, "\n{source}");
}

fn check_type(extension: &str, source: &str, expected: &str) {
    check(extension, source, Granularity::Type, expected);
}

fn check_function(extension: &str, source: &str, expected: &str) {
    check(extension, source, Granularity::Function, expected);
}

const LONG: &str = "{\n a();\n b();\n }";

#[test]
fn one_type_and_nothing_else_stays_whole() {
    check_type("java", "package a;\nimport b.C;\nclass A { C c; }\n", "");
}
#[test]
fn two_types_are_two_parts() {
    check_type("java", "package a;\n\nclass A {\n}\n\n/** Says. */\nclass B {\n}\n", "A 1-4; B 5-8");
}
#[test]
fn functions_are_one_rest_at_type_granularity() {
    let source = "class A:\n    pass\n\ndef f():\n    g()\n    h()\n\ndef g():\n    f()\n";
    check_type("py", source, "(top-level) 3-9; A 1-2");
}
#[test]
fn functions_are_parts_at_function_granularity() {
    let source = "import x\n\ndef f():\n    g()\n\n# Does.\n@x.y\ndef g():\n    f()\n";
    check_function("py", source, "f 1-4; g 5-9");
}
#[test]
fn one_function_and_nothing_else_stays_whole() {
    check_function("py", "import x\n\ndef f():\n    x.g()\n", "");
}
#[test]
fn a_short_rest_goes_with_what_is_below() {
    check_function("py", "LIMIT = 3\n\ndef f():\n    g()\n\ndef g():\n    f()\n", "f 1-4; g 5-7");
}
#[test]
fn a_rest_that_says_something_is_a_part() {
    let source = "A = 1\nB = 2\nC = 3\nD = 4\n\ndef f():\n    g()\n\ndef g():\n    f()\n";
    check_function("py", source, "(top-level) 1-4; f 5-7; g 8-10");
}
#[test]
fn long_methods_are_parts_and_short_ones_stay() {
    let source =
        format!("class A {{\n int x;\n A() {{ }}\n void p() {LONG}\n int y() {{ return x; }}\n void q() {LONG}\n}}\n");
    check_function("java", &source, "A 1-3,8-8,13-13; A.p 4-7; A.q 9-12");
}
#[test]
fn one_long_method_does_not_divide_a_type() {
    check_function("java", &format!("class A {{\n void p() {LONG}\n int y() {{ return x; }}\n}}\n"), "");
}
#[test]
fn overloads_are_one_part() {
    let source = format!("class A {{\n void p() {LONG}\n void q() {LONG}\n void p(int x) {{ }}\n}}\n");
    check_function("java", &source, "A 1-1,11-11; A.p 2-5,10-10; A.q 6-9");
}
#[test]
fn interfaces_and_entities_are_not_divided() {
    let methods = format!(" default void p() {LONG}\n default void q() {LONG}\n");
    check_function("java", &format!("interface A {{\n{methods}}}\n"), "");
    let entity = "@Entity\nclass A {\n int x;\n void p() {\n a();\n b();\n }\n void q() {\n a();\n b();\n }\n}\n";
    check_function("java", entity, "");
}
#[test]
fn object_methods_are_parts() {
    let source =
        "const a = {\n p() {\n  x();\n  y();\n },\n q: async () => {\n  x();\n  y();\n },\n};\nmodule.exports = a;\n";
    check_function("js", source, "a 1-1,10-11; a.p 2-5; a.q 6-9");
}
#[test]
fn handlers_are_parts() {
    let source = "app.get('/a', (q) => {\n x();\n});\napp.get('/b', (q) => {\n y();\n});\n";
    check_function("js", source, "app.get('/a') 1-3; app.get('/b') 4-6");
}
#[test]
fn prototypes_are_types() {
    let source = "function A() {}\nA.prototype.p = function () {\n x();\n y();\n};\nA.prototype.q = function () {\n x();\n y();\n};\n";
    check_function("js", source, "A 1-1; A.p 2-5; A.q 6-9");
}
#[test]
fn implementations_belong_to_their_type() {
    let source = "struct A;\nstruct B;\nimpl A {}\nimpl B {}\nimpl X for A {}\n";
    check_type("rs", source, "A 1-1,3-3,5-5; B 2-2,4-4");
}
#[test]
fn tests_beside_the_code_are_left_out() {
    let source = "fn a() { b() }\n\nfn b() { a() }\n\n#[cfg(test)]\nmod tests {\n    fn c() {}\n}\n";
    check_function("rs", source, "a 1-1; b 2-4");
}

/// Sources of all languages, cut off at every line.
fn sources() -> Vec<(&'static str, String)> {
    let samples = [
        ("java", include_str!("../lang/java/sample.java")),
        ("cs", include_str!("../lang/csharp/sample.cs")),
        ("py", include_str!("../lang/python/sample.py")),
        ("rs", include_str!("divide.rs")),
        (
            "ts",
            "export class A {\n  p() {\n    this.q();\n    f();\n  }\n  q() {\n    g(A);\n    f();\n  }\n}\nexport const f = () => g();\nfunction g() { return new A(); }\nconst o = { x() {\n f();\n g();\n }, y() {\n f();\n g();\n } };\n",
        ),
    ];
    let cut = |(extension, text): (&'static str, &str)| {
        let lines: Vec<&str> = text.lines().collect();
        (1..=lines.len())
            .step_by(3)
            .chain([lines.len()])
            .map(|end| (extension, lines[..end].join("\n")))
            .collect::<Vec<_>>()
    };
    samples.into_iter().flat_map(cut).collect()
}

#[test]
fn parts_do_not_overlap_and_hold_every_line_word_and_mention() {
    for (extension, source) in sources() {
        for granularity in [Granularity::Type, Granularity::Function] {
            let Some((facts, division)) = divided(extension, &source, granularity) else { continue };
            holds_every_line(&facts, &division);
            let mut words: BTreeMap<&str, u32> = BTreeMap::new();
            for (word, count) in division.pieces.iter().flat_map(|piece| &piece.terms) {
                *words.entry(word).or_default() += count;
            }
            let whole: BTreeMap<&str, u32> = facts.terms.iter().map(|(word, count)| (&**word, *count)).collect();
            assert_eq!(words, whole, "{source}");
            for mention in &facts.mentions {
                let seen = division.seen(&mention.name, mention.context).iter().filter(|seen| !seen.own);
                let counts: u32 = seen.clone().map(|seen| seen.count).sum();
                assert_eq!(counts, mention.count, "{mention:?}\n{source}");
                for seen in seen {
                    assert!(seen.lines.iter().all(|line| division.piece_at(*line) == seen.piece));
                }
            }
        }
    }
}

fn holds_every_line(facts: &FileFacts, division: &Division) {
    if !division.is_divided() {
        assert_eq!(division.pieces[0].lines, facts.lines);
        return;
    }
    for line in 1..=facts.lines {
        let holding = |piece: &&super::Piece| piece.part.as_ref().is_some_and(|part| part.holds(line));
        let holders = division.pieces.iter().filter(holding).count();
        assert!(holders <= 1, "line {line} is in {holders} parts");
        if holders == 1 {
            let at = division.piece_at(line);
            assert!(division.pieces[at].part.as_ref().is_some_and(|part| part.holds(line)), "line {line}");
        }
    }
    let held: u32 = division.pieces.iter().map(|piece| piece.lines).sum();
    assert!(held <= facts.lines.max(1));
    let mut names: Vec<&str> =
        division.pieces.iter().filter_map(|piece| piece.part.as_ref()).map(|part| &*part.name).collect();
    let sorted = names.is_sorted();
    names.dedup();
    assert!(sorted && names.len() == division.pieces.len());
}
