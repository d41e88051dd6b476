//! `tach.toml`: a module for every area, which may depend on its own service, on what all may use, and on the areas that it
//! depends on today.

use super::areas::areas;
use super::borders::Borders;
use super::python::{Modules, dotted};
use super::{Cut, Rules, head, plain};
use crate::display::counted;
use seamline_analyzer::Info;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Tach, for Python.
pub(crate) struct Tach;

static INFO: Info = Info {
    id: "tach",
    summary: "the cut as modules of Tach, with today's dependencies (Python)",
    reference: "https://docs.gauge.sh (Tach 0.35)",
};

/// What belongs to no service: tests, migrations and what is generated.
const EXCLUDED: &[&str] = &[
    "**/.*",
    "**/test/**",
    "**/tests/**",
    "**/testing/**",
    "**/spec/**",
    "**/e2e/**",
    "**/it/**",
    "**/docs/**",
    "**/examples/**",
    "**/sandbox/**",
    "**/node_modules/**",
    "**/vendor/**",
    "**/build/**",
    "**/dist/**",
    "**/migrations/**",
    "**/test_*.py",
    "**/*_test.py",
    "**/conftest*.py",
    "**/*_pb2.py",
    "**/*_pb2_grpc.py",
];

impl Rules for Tach {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        "tach.toml"
    }

    fn languages(&self) -> &'static [&'static str] {
        &["python"]
    }

    fn write(&self, cut: &Cut<'_>, out: &mut dyn Write) -> io::Result<()> {
        let borders = Borders::new(cut, self.languages());
        let modules = Modules::new(&borders);
        let named = modules.of.keys().map(|path| (*path, borders.files[path])).collect();
        let root = |path: &str| modules.of[path].0;
        let areas = areas(&named, |folder, path| {
            folder.len() > root(path).len() && dotted(&folder[root(path).len()..]).is_some()
        });
        let name = |path: &str| {
            let area = areas[path];
            if area.ends_with('/') {
                dotted(&area[root(path).len()..]).expect("it was asked before")
            } else {
                modules.of[path].1.clone()
            }
        };
        let mut all: BTreeMap<String, (Option<&str>, BTreeSet<String>)> = BTreeMap::new();
        for path in areas.keys() {
            all.entry(name(path)).or_insert_with(|| (borders.files[path], BTreeSet::new()));
        }
        for (from, to) in &borders.today {
            if areas.contains_key(from) && areas.contains_key(to) {
                let to = name(to);
                all.get_mut(&name(from)).expect("every area was named").1.insert(to);
            }
        }
        let pairs: usize = all.values().map(|(_, today)| today.len()).sum();
        let left = [
            format!(
                "{} of modules of which one depends on the other today: a new import there",
                counted(pairs as u64, "pair")
            ),
            format!(
                "{} whose path is no name of a module, or not the only one",
                counted(modules.nameless as u64, "file")
            ),
            "imports below `if TYPE_CHECKING`, tests and migrations".to_owned(),
        ];
        let use_it = ["Use: pip install tach; tach check"];
        for line in head(cut.document, &borders, self, &use_it, &left) {
            writeln!(out, "{}", format!("# {line}").trim_end())?;
        }
        writeln!(out)?;
        list(out, "source_roots", modules.roots())?;
        list(out, "exclude", EXCLUDED.iter().copied())?;
        writeln!(out, "root_module = \"ignore\"")?;
        let of = |wanted: Option<&str>| -> Vec<&str> {
            all.iter().filter(|(_, (service, _))| *service == wanted).map(|(name, _)| name.as_str()).collect()
        };
        let free = of(None);
        if !free.is_empty() {
            writeln!(out, "\n# What all may use.\n[[modules]]")?;
            list(out, "paths", free)?;
            writeln!(out, "utility = true\nunchecked = true")?;
        }
        for service in borders.services() {
            let own = of(Some(service));
            let (clean, tied): (Vec<&str>, Vec<&str>) = own.iter().partition(|name| all[**name].1.is_empty());
            if !clean.is_empty() {
                writeln!(out, "\n# {}\n[[modules]]", plain(service))?;
                list(out, "paths", clean)?;
                list(out, "depends_on", own.iter().copied())?;
            }
            for name in tied {
                writeln!(out, "\n# {}\n[[modules]]\npath = \"{name}\"\ndepends_on = [", plain(service))?;
                for other in own.iter().filter(|other| **other != name) {
                    writeln!(out, "    \"{other}\",")?;
                }
                writeln!(out, "    # across borders, today:")?;
                for other in &all[name].1 {
                    writeln!(out, "    \"{other}\",")?;
                }
                writeln!(out, "]")?;
            }
        }
        Ok(())
    }
}

fn list<'a>(out: &mut dyn Write, key: &str, items: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
    writeln!(out, "{key} = [")?;
    for item in items {
        writeln!(out, "    {},", super::json(item))?;
    }
    writeln!(out, "]")
}
