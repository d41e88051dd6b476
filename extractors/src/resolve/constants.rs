//! Constants, from the innermost nesting outwards (Ruby).
//!
//! The order is the language's own: the classes and modules that are open where a name stands, from the inside out; the
//! ancestors of these, as far as the project declares them; the top. The first name of a path decides where it is looked
//! up, the rest is looked up inside. Of a file only what it opens is known, not where: all its nestings count for all its
//! names.
//!
//! Several files may define one constant. Those that lie where Zeitwerk looks for it (`shop/order.rb` below any root for
//! `Shop::Order`) are meant before others, which refer to them as if they inherited; where none lies there, more than
//! three tell nothing. A file that only opens a module to put others into it is never meant. `require` leads to a file
//! below `lib` or a root of that name, `require_relative` to the file beside.
//!
//! Limits: what `included` and `const_missing` bring is not found; what an engine or gem outside of the repository defines
//! in a module of the project is taken for missing.

use super::SourceFile;
use super::project::{MOST_DECLARING, Meaning, Scope, of_strategy};
use crate::file::{ConstantKind, ConstantMention, Import};
use crate::lang::Names;
use rustc_hash::{FxHashMap, FxHashSet};
use seamline_analyzer::facts::{Context, Tier};
use seamline_analyzer::{Id, UnitId};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// More files than this that define one constant are namesakes, no additions.
const MOST_PARTS: usize = 16;
/// Bases of bases are searched so many deep ..
const DEPTH: usize = 4;
/// .. and so many in all ..
const ANCESTORS: usize = 32;
/// .. of so many nestings of a file.
const SEARCHED: usize = 4;
/// More nestings of one file are not looked at; nobody opens so many.
const MOST_NESTINGS: usize = 64;

/// First names of the language, its library and Rails, which a project may add to and does not define.
const FOREIGN: &[&str] = &[
    "ActionCable",
    "ActionController",
    "ActionDispatch",
    "ActionMailer",
    "ActionText",
    "ActionView",
    "ActiveJob",
    "ActiveModel",
    "ActiveRecord",
    "ActiveStorage",
    "ActiveSupport",
    "Array",
    "Date",
    "DateTime",
    "Enumerable",
    "ERB",
    "File",
    "Hash",
    "Integer",
    "Kernel",
    "Module",
    "Object",
    "Rack",
    "Rails",
    "RSpec",
    "Sidekiq",
    "String",
    "Symbol",
    "Time",
];

/// All constants of the project.
pub(super) struct Constants<'a> {
    files: &'a [SourceFile],
    /// The files that are meant by a full name, ascending.
    defined: BTreeMap<&'a str, Vec<UnitId>>,
    /// Whether one of them lies where it is looked for, and how many files define the name in all.
    defining: FxHashMap<&'a str, (bool, usize)>,
    /// Full names that are defined, opened, or hold one that is.
    known: FxHashSet<&'a str>,
    /// What a file opens, the innermost first.
    nestings: BTreeMap<UnitId, Vec<&'a str>>,
    /// The bases of a full name, as written.
    bases: FxHashMap<&'a str, Vec<&'a str>>,
    /// Files by what `require` calls them, without extension.
    required: FxHashMap<&'a str, Vec<UnitId>>,
}

impl<'a> Constants<'a> {
    /// Reads all definitions.
    pub(super) fn new(files: &'a [SourceFile]) -> Self {
        let mut all = Self {
            files,
            defined: BTreeMap::new(),
            defining: FxHashMap::default(),
            known: FxHashSet::default(),
            nestings: BTreeMap::new(),
            bases: FxHashMap::default(),
            required: FxHashMap::default(),
        };
        for (unit, file) in of_strategy(files, Names::Constants) {
            for constant in &file.facts.constants {
                all.add(unit, constant);
            }
            for name in required(file.path.as_str()) {
                all.required.entry(name).or_default().push(unit);
            }
        }
        for nesting in all.nestings.values_mut() {
            nesting.sort_unstable_by_key(|name| (Reverse(name.len()), *name));
            nesting.dedup();
            nesting.truncate(MOST_NESTINGS);
        }
        for (name, units) in &mut all.defined {
            units.dedup();
            let expected = folded(&name.replace("::", "/"));
            let lies = |unit: &UnitId| lies_at(files[unit.index()].path.as_str(), &expected);
            let placed = units.iter().any(lies);
            all.defining.insert(name, (placed, units.len()));
            if placed {
                units.retain(lies);
            }
        }
        all
    }

    fn add(&mut self, unit: UnitId, constant: &'a ConstantMention) {
        let name = constant.name.as_str();
        let mut end = name.len();
        while self.known.insert(&name[..end]) {
            let Some(outer) = name[..end].rfind("::") else { break };
            end = outer;
        }
        if constant.kind != ConstantKind::Opened {
            self.defined.entry(name).or_default().push(unit);
        }
        if constant.kind != ConstantKind::Value {
            self.nestings.entry(unit).or_default().push(name);
            self.bases.entry(name).or_default().extend(constant.bases.iter().map(String::as_str));
        }
    }

    /// The files of the longest part of a full name that is defined, at least as long as `least`. What is not defined
    /// itself is taken for a part of what one file defines, not of a module that several add to.
    fn lookup(&self, name: &str, least: usize) -> Vec<UnitId> {
        let mut end = name.len();
        loop {
            if let Some(files) = self.defined.get(&name[..end]) {
                let (placed, count) = self.defining[&name[..end]];
                let most = if end == name.len() { MOST_DECLARING } else { 1 };
                return if placed || count <= most { files.clone() } else { Vec::new() };
            }
            match name[..end].rfind("::").filter(|outer| *outer >= least) {
                Some(outer) => end = outer,
                None => return Vec::new(),
            }
        }
    }

    /// The full name of a path of constants that stands in a nesting, as far as its first name tells; nothing where
    /// that is unknown.
    fn within(&self, nesting: &str, name: &str) -> Option<(String, usize)> {
        let full = [nesting, "::", name].concat();
        let head = nesting.len() + 2 + first(name).len();
        self.known.contains(&full[..head]).then_some((full, head))
    }

    /// The same through the ancestors of what is open.
    fn inherited(&self, nesting: &'a str, name: &str) -> Option<(String, usize)> {
        let mut open: Vec<(String, usize)> = vec![(nesting.to_owned(), DEPTH)];
        let mut seen: FxHashSet<String> = FxHashSet::default();
        while let Some((of, depth)) = open.pop().filter(|_| seen.len() < ANCESTORS) {
            for base in self.bases.get(of.as_str()).into_iter().flatten().take(ANCESTORS) {
                let Some(base) = self.base(&of, base) else { continue };
                if let Some(found) = self.within(&base, name) {
                    return Some(found);
                }
                if depth > 1 && seen.insert(base.clone()) {
                    open.push((base, depth - 1));
                }
            }
        }
        None
    }

    /// The full name of a base that stands at the head of a constant.
    fn base(&self, of: &str, written: &str) -> Option<String> {
        let absolute = written.strip_prefix("::");
        let name = absolute.unwrap_or(written);
        let mut around = if absolute.is_some() { "" } else { of };
        while let Some((outer, _)) = around.rsplit_once("::") {
            let full = [outer, "::", name].concat();
            if self.known.contains(full.as_str()) {
                return Some(full);
            }
            around = outer;
        }
        self.known.contains(name).then(|| name.to_owned())
    }

    /// The full name that a path of constants has in a file, and how much of that is sure.
    fn full(&self, from: UnitId, name: &str) -> Option<(String, usize, Tier)> {
        if let Some(name) = name.strip_prefix("::") {
            return Some((name.to_owned(), first(name).len(), Tier::Import));
        }
        let nestings = self.nestings.get(&from).map_or(&[][..], Vec::as_slice);
        let inner = nestings.iter().find_map(|nesting| self.within(nesting, name));
        let inner = inner.or_else(|| nestings.iter().take(SEARCHED).find_map(|one| self.inherited(one, name)));
        if let Some((full, least)) = inner {
            return Some((full, least, Tier::Package));
        }
        let tier = if name.contains("::") { Tier::Import } else { Tier::Package };
        self.known.contains(first(name)).then(|| (name.to_owned(), first(name).len(), tier))
    }
}

impl Scope for Constants<'_> {
    fn find(&self, from: UnitId, name: &str, _: Context) -> Meaning {
        let Some((full, least, tier)) = self.full(from, name) else { return Meaning::Unknown };
        if FOREIGN.contains(&first(&full)) {
            return Meaning::Elsewhere;
        }
        let files = self.lookup(&full, least);
        if files.contains(&from) {
            return Meaning::Own;
        }
        Meaning::files(tier, files).unwrap_or(Meaning::Unknown)
    }

    fn finds_own(&self) -> bool {
        true
    }

    fn import(&self, from: UnitId, import: &Import) -> Vec<(String, Meaning)> {
        let path = import.path.strip_suffix(".rb").unwrap_or(&import.path);
        let found = match path.starts_with('.') {
            true => relative(self.files[from.index()].path.folder(), path).and_then(|path| {
                let files = self.required.get(path.as_str())?;
                let is_it = |unit: &&UnitId| without_extension(self.files[unit.index()].path.as_str()) == path;
                Some(files.iter().filter(is_it).copied().collect::<Vec<_>>())
            }),
            false => self.required.get(path).cloned(),
        };
        let found = found.and_then(|files| match files.contains(&from) {
            true => Some(Meaning::Own),
            false => Meaning::files(Tier::Import, files),
        });
        vec![(import.path.clone(), found.unwrap_or(Meaning::Elsewhere))]
    }

    fn parts(&self, from: UnitId) -> Vec<(UnitId, u32, String)> {
        let mut parts = Vec::new();
        for constant in &self.files[from.index()].facts.constants {
            let name = constant.name.as_str();
            let alone = self.defining.get(name).is_none_or(|(_, files)| !(2..=MOST_PARTS).contains(files));
            if constant.kind != ConstantKind::Type || alone || FOREIGN.contains(&first(name)) {
                continue;
            }
            let main = self.defined.get(name).filter(|files| files.len() == 1 && files[0] != from);
            let simple = name.rsplit("::").next().unwrap_or(name).to_owned();
            parts.extend(main.map(|files| (files[0], constant.line, simple)));
        }
        parts.sort();
        parts.dedup_by(|next, kept| (next.0, &next.2) == (kept.0, &kept.2));
        parts.truncate(MOST_PARTS);
        parts
    }

    fn qualified(&self, name: &str) -> Vec<UnitId> {
        let name = name.trim_start_matches("::");
        if FOREIGN.contains(&first(name)) { Vec::new() } else { self.defined.get(name).cloned().unwrap_or_default() }
    }
}

/// The first name of a path of constants.
fn first(name: &str) -> &str {
    name.split("::").next().unwrap_or(name)
}

/// A path in small letters without underscores, as which acronyms do not matter: `HTTPLog` and `http_log` are one.
fn folded(path: &str) -> String {
    path.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}

fn without_extension(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

/// Whether a file lies at an expected place below any root.
fn lies_at(path: &str, expected: &str) -> bool {
    let path = folded(without_extension(path));
    path.strip_suffix(expected).is_some_and(|root| root.is_empty() || root.ends_with('/'))
}

/// What a file is called in `require`: its whole path, and what stands behind each `lib`.
fn required(path: &str) -> impl Iterator<Item = &str> {
    let path = without_extension(path);
    let below = path.match_indices("lib/").filter(|(at, _)| *at == 0 || path.as_bytes()[at - 1] == b'/').take(4);
    std::iter::once(path).chain(below.map(|(at, lib)| &path[at + lib.len()..]))
}

/// `../a/b` from a folder; nothing above the top.
fn relative(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        match part {
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use crate::lang::Names::Constants;
    use crate::resolve::testing::check;

    #[test]
    fn from_the_inside_out() {
        check(
            Constants,
            "app/models/order.rb: constant Order\n\
             app/models/shop/order.rb: opens Shop; constant Shop::Order\n\
             app/models/shop/line.rb: opens Shop; constant Shop::Line; call Order; call ::Order\n\
             app/models/shop/compact.rb: constant Shop::Compact; call Order",
            "app/models/shop/line.rb -> app/models/shop/order.rb call Order package
             app/models/shop/line.rb -> app/models/order.rb call ::Order import
             app/models/shop/compact.rb -> app/models/order.rb call Order package",
        );
    }

    #[test]
    fn the_first_name_decides() {
        check(
            Constants,
            "a/pay/card.rb: opens Pay; constant Pay::Card\n\
             a/shop/pay.rb: opens Shop; constant Shop::Pay\n\
             a/shop/order.rb: opens Shop; constant Shop::Order; use Pay::Card; use Pay::LIMIT",
            "a/shop/order.rb -> a/shop/pay.rb use Pay::Card package
             a/shop/order.rb -> a/shop/pay.rb use Pay::LIMIT package",
        );
    }

    #[test]
    fn a_module_that_is_only_opened_is_not_meant() {
        check(
            Constants,
            "a/shop/order.rb: opens Shop; constant Shop::Order\n\
             b.rb: use Shop; use Shop::Order::STATES; use Shop::Missing",
            "b.rb -> a/shop/order.rb use Shop::Order::STATES import
             external 2",
        );
    }

    #[test]
    fn the_file_that_is_called_so_is_meant_and_others_add_to_it() {
        check(
            Constants,
            "app/models/shop/http_log.rb: constant Shop::HTTPLog\n\
             lib/patches.rb: constant Shop::HTTPLog\n\
             lib/user.rb: use Shop::HTTPLog",
            "lib/patches.rb -> app/models/shop/http_log.rb inherit HTTPLog package
             lib/user.rb -> app/models/shop/http_log.rb use Shop::HTTPLog import",
        );
    }

    #[test]
    fn through_bases() {
        check(
            Constants,
            "a/base.rb: constant Base; constant Base::Row\n\
             a/heir.rb: constant Heir < Base; new Row; inherit Base",
            "a/heir.rb -> a/base.rb new Row package
             a/heir.rb -> a/base.rb inherit Base package",
        );
    }

    #[test]
    fn what_rails_has_is_elsewhere_though_a_project_adds_to_it() {
        check(
            Constants,
            "lib/patch.rb: constant ActiveRecord::Base; constant String\n\
             app/order.rb: constant Order; inherit ActiveRecord::Base; use String",
            "external 2",
        );
    }

    #[test]
    fn requires() {
        check(
            Constants,
            "lib/shop/tax.rb: constant Tax\n\
             lib/shop.rb: module shop/tax; module ./shop/tax; module json; module ../../../etc",
            "lib/shop.rb -> lib/shop/tax.rb import shop/tax import
             lib/shop.rb -> lib/shop/tax.rb import ./shop/tax import
             external 2",
        );
    }

    #[test]
    fn a_file_that_opens_everything_ends() {
        let opens: String = (0..5_000).map(|n| format!("; constant A::B{n} < C{n}; use Missing{n}")).collect();
        check(Constants, &format!("a.rb: opens A{opens}"), "external 5000");
    }

    #[test]
    fn a_ring_of_bases_ends() {
        check(Constants, "a.rb: constant A < B; constant B < A; use Missing", "external 1");
    }
}
