//! Transactions that a configuration puts around methods: which methods an advice and its pointcut mean.
//!
//! A pointcut is understood when it consists of these, joined by `&&`, `||` and `!` (or `and`, `or`, `not`), without
//! parentheses around them:
//!
//! | term | means |
//! |---|---|
//! | `execution(* a..b.*Service.save*(..))` | methods of that name, where the type or one of its bases is called so |
//! | `within(a.b..*)` | all methods of the types of that name |
//! | `this(a.B)`, `target(a.B)` | all methods of what is, extends or implements the type, however far |
//! | `bean(*Service)` | all methods of the type whose name, begun small, is that |
//!
//! Parameters are not compared. An advice without a pointcut that is understood is a [`Gap`]. Methods are advised when they
//! are public, have a body, and the longest pattern of the advice that fits them lets them write: a transaction that only
//! reads ties nothing.

use super::SourceFile;
use super::functions::Functions;
use super::project::Project;
use crate::file::Advice;
use crate::flow::ScopeMention;
use seamline_analyzer::facts::{Gap, GapKind, Site, TypeKind};
use seamline_analyzer::{Id, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// At most this many methods are advised.
const MOST: usize = 20_000;
/// At most so many terms of a pointcut are looked at.
const TERMS: usize = 40;

/// What is advised: the lines by unit, and what was not understood, sorted.
pub(super) fn collect(
    project: &Project<'_>,
    functions: &Functions<'_>,
    others: &[SourceFile],
) -> (BTreeMap<UnitId, Vec<ScopeMention>>, Vec<Gap>) {
    let said = || others.iter().filter_map(|file| Some((file, file.facts.advised.as_deref()?)));
    let mut pointcuts: BTreeMap<&str, &str> = BTreeMap::new();
    let mut advices: BTreeMap<&str, (&SourceFile, &Advice)> = BTreeMap::new();
    for (file, advised) in said() {
        pointcuts.extend(advised.pointcuts.iter().map(|(name, expression)| (name.as_str(), expression.as_str())));
        advices.extend(advised.advices.iter().map(|advice| (advice.id.as_str(), (file, advice))));
    }
    let mut lines: BTreeMap<UnitId, Vec<ScopeMention>> = BTreeMap::new();
    let mut gaps = Vec::new();
    let mut applied: BTreeSet<&str> = BTreeSet::new();
    let mut room = MOST;
    let gap = |file: &SourceFile, line: u32, name: &str| {
        let site = Site { path: file.path.clone(), line };
        Gap { kind: GapKind::Transactions, name: name.to_owned(), site, mentions: 1, files: 1 }
    };
    for (file, advisor) in said().flat_map(|(file, advised)| advised.advisors.iter().map(move |one| (file, one))) {
        // Advice of another kind is about no transaction.
        let Some((_, advice)) = advices.get(advisor.advice.as_str()) else { continue };
        applied.insert(&advice.id);
        let named = advisor.pointcut.strip_prefix('#').map(|name| pointcuts.get(name).copied().unwrap_or_default());
        let expression = named.unwrap_or(&advisor.pointcut);
        match Pointcut::read(expression) {
            Some(pointcut) => advise(project, functions, &pointcut, advice, &mut room, &mut lines),
            None => gaps.push(gap(file, advisor.line, expression)),
        }
        if room == 0 {
            gaps.push(gap(file, advisor.line, expression));
        }
    }
    let unused = advices.values().filter(|(_, advice)| !applied.contains(advice.id.as_str()));
    gaps.extend(unused.map(|(file, advice)| gap(file, advice.line, &format!("tx:advice {}", advice.id))));
    for file in project.files().iter().chain(others) {
        let own = file.facts.gaps.iter().filter(|one| one.kind == GapKind::Transactions);
        gaps.extend(own.map(|one| gap(file, one.line, &one.name)));
    }
    gaps.sort();
    gaps.dedup();
    (lines, gaps)
}

/// Adds the methods that an advice means.
fn advise(
    project: &Project<'_>,
    functions: &Functions<'_>,
    pointcut: &Pointcut,
    advice: &Advice,
    room: &mut usize,
    lines: &mut BTreeMap<UnitId, Vec<ScopeMention>>,
) {
    for (index, file) in project.files().iter().enumerate() {
        let unit = UnitId::new(index);
        let language = file.language.map(|language| language.info().id);
        for declared in file.facts.types.iter().filter(|of| of.kind != TypeKind::Interface && language == Some("java"))
        {
            let bases = functions.above(unit, &declared.name);
            let named = |(unit, name): &(UnitId, String)| full_name(project, *unit, name);
            let own = full_name(project, unit, &declared.name);
            let mut names: Vec<String> = vec![own];
            names.extend(bases.iter().map(named));
            let public: BTreeSet<&str> = declared
                .operations
                .iter()
                .filter(|operation| operation.public)
                .map(|operation| operation.name.as_str())
                .collect();
            for function in file.facts.functions.iter().filter(|function| function.body) {
                let method = function.name.strip_prefix(&declared.name).and_then(|rest| rest.strip_prefix('.'));
                let Some(method) = method.filter(|method| public.contains(method)) else { continue };
                if *room == 0 || !writes(advice, method) || !pointcut.holds(&names, method) {
                    continue;
                }
                *room -= 1;
                let (first, last, rule) = (function.first, function.last, "transaction.spring-xml".to_owned());
                lines.entry(unit).or_default().push(ScopeMention { first, last, rule, unit_of_work: false });
            }
        }
    }
}

fn full_name(project: &Project<'_>, unit: UnitId, name: &str) -> String {
    match project.file(unit).facts.packages.first() {
        Some(package) if !package.is_empty() => format!("{package}.{name}"),
        _ => name.to_owned(),
    }
}

/// Whether the longest pattern that fits a method lets it write.
fn writes(advice: &Advice, method: &str) -> bool {
    let fits = advice.methods.iter().filter(|(pattern, _)| glob(pattern, method));
    fits.max_by_key(|(pattern, _)| pattern.len()).map_or(advice.methods.is_empty(), |(_, writes)| *writes)
}

/// A pointcut: alternatives of terms that hold together.
#[derive(Debug, PartialEq, Eq)]
struct Pointcut(Vec<Vec<(bool, Term)>>);

#[derive(Debug, PartialEq, Eq)]
enum Term {
    /// A type or one of its bases, and a method.
    Execution(String, String),
    /// The type itself.
    Within(String),
    /// The type or one of its bases.
    Is(String),
    /// The name of the type, begun small.
    Bean(String),
}

impl Pointcut {
    /// Nothing where it is not understood.
    fn read(expression: &str) -> Option<Self> {
        let plain = expression.split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = plain.replace(" or ", "||").replace(" and ", "&&");
        let mut terms = 0;
        let mut alternatives = Vec::new();
        for alternative in plain.split("||") {
            let mut all = Vec::new();
            for term in alternative.split("&&").map(str::trim) {
                terms += 1;
                if terms > TERMS {
                    return None;
                }
                let negated = term.strip_prefix('!').or_else(|| term.strip_prefix("not "));
                all.push((negated.is_none(), Term::read(negated.unwrap_or(term).trim())?));
            }
            alternatives.push(all);
        }
        Some(Self(alternatives))
    }

    /// Whether it means a method of a type; the type's own name comes first, then those of its bases.
    fn holds(&self, names: &[String], method: &str) -> bool {
        self.0.iter().any(|all| all.iter().all(|(wanted, term)| term.holds(names, method) == *wanted))
    }
}

impl Term {
    fn read(text: &str) -> Option<Self> {
        let (word, rest) = text.split_once('(')?;
        let inside = rest.strip_suffix(')')?.trim();
        let simple = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "._*$+".contains(c));
        match word.trim() {
            "execution" => {
                let (before, parameters) = inside.split_once('(')?;
                if parameters.matches(')').count() != 1 {
                    return None;
                }
                let name = before.split_whitespace().last()?;
                let (of, method) = name.rsplit_once('.').unwrap_or(("*", name));
                // `a..*(..)`: any type below the package.
                let of = of.strip_suffix('.').map_or_else(|| of.to_owned(), |package| format!("{package}..*"));
                (simple(&of) && simple(method)).then(|| Term::Execution(of, method.to_owned()))
            }
            "within" => simple(inside).then(|| Term::Within(inside.to_owned())),
            "this" | "target" => simple(inside).then(|| Term::Is(inside.to_owned())),
            "bean" => simple(inside).then(|| Term::Bean(inside.to_owned())),
            _ => None,
        }
    }

    fn holds(&self, names: &[String], method: &str) -> bool {
        let Some(own) = names.first() else { return false };
        match self {
            Term::Execution(of, named) => glob(named, method) && names.iter().any(|name| type_is(of, name)),
            Term::Within(of) => type_is(of, own),
            Term::Is(of) => names.iter().any(|name| type_is(of, name)),
            Term::Bean(named) => {
                let simple = own.rsplit('.').next().unwrap_or(own);
                let mut letters = simple.chars();
                let begun = letters.next().map(|first| first.to_lowercase().chain(letters).collect::<String>());
                begun.is_some_and(|name| glob(named, &name))
            }
        }
    }
}

/// Whether a type is called as a pattern says: `*` stands for a part of a name, `..` for any packages between.
fn type_is(pattern: &str, name: &str) -> bool {
    let pattern = pattern.trim_end_matches('+');
    if pattern == "*" {
        return true;
    }
    let parts: Vec<&str> = pattern.split('.').collect();
    let segments: Vec<&str> = name.split('.').collect();
    // An empty part stands for any number of packages. `reached` are the places that the parts so far lead to.
    let mut reached: BTreeSet<usize> = BTreeSet::from([0]);
    for part in parts {
        reached = match part {
            "" => (reached.first().copied().unwrap_or(segments.len() + 1)..=segments.len()).collect(),
            part => {
                let fits = |at: &&usize| segments.get(**at).is_some_and(|segment| glob(part, segment));
                reached.iter().filter(fits).map(|at| at + 1).collect()
            }
        };
    }
    reached.contains(&segments.len())
}

/// Whether a word is as a pattern with `*` says.
fn glob(pattern: &str, word: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = word.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a pointcut means a method of a type that extends others.
    fn check(expression: &str, names: &[&str], method: &str, expected: Option<bool>) {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let found = Pointcut::read(expression).map(|pointcut| pointcut.holds(&names, method));
        assert_eq!(found, expected, "{expression}");
    }

    #[test]
    fn terms() {
        let order = ["shop.order.OrderServiceImpl", "shop.api.OrderService", "shop.Tx"];
        check("execution(* shop..*Service.*(..))", &order, "save", Some(true));
        check("execution(* shop..*Service.find*(..))", &order, "save", Some(false));
        check("execution(public void *..OrderServiceImpl.save(..))", &order, "save", Some(true));
        check("execution(* shop.order.*.*(..))", &order, "save", Some(true));
        check("execution(* shop.*.*(..))", &["shop.order.Order"], "save", Some(false));
        check("execution(* shop.service..*(..))", &["shop.service.a.B"], "save", Some(true));
        check("execution(* shop.service..*.*(..))", &["shop.service.B"], "save", Some(true));
        check("execution(* shop.service..*(..))", &["shop.services.B"], "save", Some(false));
        check("execution(* *(..))", &order, "save", Some(true));
        check("within(shop.order..*)", &order, "save", Some(true));
        check("within(shop.api..*)", &order, "save", Some(false));
        check("this(shop.Tx)", &order, "save", Some(true));
        check("target(shop.Other)", &order, "save", Some(false));
        check("bean(*ServiceImpl)", &order, "save", Some(true));
        check("within(shop..*) and !execution(* *.save(..))", &order, "save", Some(false));
        check("this(shop.Other) || this(shop.Tx)", &order, "save", Some(true));
    }

    #[test]
    fn what_is_not_understood_says_so() {
        for expression in
            ["@annotation(shop.Tx)", "args(String)", "", "services()", "(within(a) || within(b))", "within("]
        {
            check(expression, &["a.B"], "save", None);
        }
        check(&vec!["within(a)"; 100].join("&&"), &["a.B"], "save", None);
    }

    #[test]
    fn the_longest_pattern_decides() {
        let methods = vec![("*".to_owned(), true), ("get*".to_owned(), false)];
        let advice = Advice { id: String::new(), line: 1, methods };
        assert!(writes(&advice, "save") && !writes(&advice, "getAll"));
        assert!(writes(&Advice { methods: Vec::new(), ..advice }, "getAll"));
    }
}
