//! Every language on input that nobody would write: no panic, no hang, the same answer twice.

use super::{ALL, Language};
use proptest::prelude::*;
use seamline_analyzer::RepoPath;
use seamline_analyzer::facts::Code;

const SAMPLES: &[(&str, &str)] = &[
    ("java", include_str!("java/sample.java")),
    ("cs", include_str!("csharp/sample.cs")),
    ("py", include_str!("python/sample.py")),
    ("rb", include_str!("ruby/sample.rb")),
];

fn path(extension: &str) -> RepoPath {
    RepoPath::new(&format!("src/file.{extension}")).expect("a plain path")
}

/// The languages that the engine reads.
fn described() -> impl Iterator<Item = (&'static dyn Language, RepoPath)> {
    let languages = ALL.iter().copied().filter(|language| language.info().id != "rust");
    languages.flat_map(|language| language.extensions().iter().map(move |extension| (language, path(extension))))
}

/// Reads in a thread with a small stack: whatever recurses, shows.
fn read_all(text: &str) {
    std::thread::scope(|scope| {
        let work = || {
            for (language, path) in described() {
                match language.read(&path, text) {
                    Ok(_) | Err(Code::TooDeep | Code::Timeout | Code::TooBig) => {}
                    Err(code) => panic!("{code:?} for {path}"),
                }
            }
        };
        let thread = std::thread::Builder::new().stack_size(1 << 20).spawn_scoped(scope, work).expect("a thread");
        thread.join().expect("no panic");
    });
}

#[test]
fn deep_nesting() {
    for unit in [
        "(",
        "{",
        "[",
        "((",
        "if (x) {",
        "class A { ",
        "f(",
        "a.b(",
        "List<",
        "-",
        "\"${",
        "f\"{",
        "a ? ",
        "!",
        "class A; ",
        "module A; def m; ",
        "do |x| ",
        "x { |y| ",
        "<<~X\n#{",
        "%w[",
        "A::",
        "begin; ",
        "-> { ",
    ] {
        read_all(&unit.repeat(3_000));
        read_all(&format!("class A {{ int x = {}1; }}", unit.repeat(6_000)));
    }
}

#[test]
fn deep_and_closed() {
    for (open, close) in [("(", ")"), ("{", "}"), ("[", "]"), ("f(", ")"), ("List<", ">")] {
        read_all(&format!("x = {}1{};", open.repeat(10_000), close.repeat(10_000)));
    }
}

#[test]
fn long_chains() {
    let sum = vec!["a"; 10_000].join(" + ");
    read_all(&format!("x = {sum}\n"));
    read_all(&format!("class A {{ String x = \"q\" + {sum}; }}"));
    read_all(&format!("class A {{ void m() {{ a{}; }} }}", ".b(c)".repeat(3_000)));
    read_all(&"@A class B {}\n".repeat(3_000));
    read_all(&format!("{} class B {{}}", "[A] ".repeat(3_000)));
}

#[test]
fn garbage() {
    for unit in
        ["`{(<\\`${", "\u{0}", "\u{fffd}", "🙂", "<<<<<<< HEAD\n", "\r", "\u{202e}a", "'''", "\"\"\"", "/*", "#if\n"]
    {
        read_all(&unit.repeat(2_000));
    }
    read_all("");
    read_all("\u{feff}");
    read_all(&"a".repeat(1_000_000));
}

/// 200 kB that keep the parser lost for minutes of a slow machine; it is refused after the same step on each.
#[test]
fn a_pathological_file_is_refused() {
    let language = super::of(&path("java")).expect("a language");
    let text = "`{(<\\`${".repeat(25_000);
    assert_eq!(language.read(&path("java"), &text).err(), Some(Code::Timeout));
}

#[test]
fn an_ordinary_file_of_two_mebibytes_is_read() {
    for (extension, sample) in SAMPLES {
        let text = sample.repeat((2 << 20) / sample.len());
        let language = super::of(&path(extension)).expect("a language");
        assert!(language.read(&path(extension), &text).is_ok(), "{extension}");
    }
}

#[test]
fn line_ends_do_not_matter() {
    for (extension, sample) in SAMPLES {
        let crlf = sample.replace('\n', "\r\n");
        assert_eq!(super::show::show(extension, sample), super::show::show(extension, &crlf), "{extension}");
    }
}

#[test]
fn a_byte_order_mark_does_not_matter() {
    for (extension, sample) in SAMPLES {
        let marked = format!("\u{feff}{sample}");
        assert_eq!(super::show::show(extension, sample), super::show::show(extension, &marked), "{extension}");
    }
}

/// Cuts, repeats or overwrites a part of a text.
fn mutate(text: &str, edits: &[(usize, usize, String)]) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for (from, length, put) in edits {
        let from = from % (letters.len() + 1);
        let end = (from + length % 40).min(letters.len());
        letters.splice(from..end, put.chars());
    }
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn mutated_samples(edits in prop::collection::vec((any::<usize>(), any::<usize>(), "[\\PC\n]{0,6}"), 1..8)) {
        for (extension, sample) in SAMPLES {
            let text = mutate(sample, &edits);
            let language = super::of(&path(extension)).expect("a language");
            let first = language.read(&path(extension), &text);
            prop_assert!(first.is_ok());
            prop_assert_eq!(first, language.read(&path(extension), &text));
        }
    }
}
