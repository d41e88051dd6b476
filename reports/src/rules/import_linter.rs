//! `.importlinter`: one forbidden contract per service, from each of its modules to each of the others', without what is
//! imported today.

use super::borders::Borders;
use super::python::Modules;
use super::{Cut, Rules, head, plain};
use crate::display::counted;
use seamline_analyzer::Info;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// import-linter, for Python.
pub(crate) struct ImportLinter;

static INFO: Info = Info {
    id: "import-linter",
    summary: "the cut as contracts of import-linter, without today's imports (Python)",
    reference: "https://import-linter.readthedocs.io (2.17)",
};

impl Rules for ImportLinter {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        ".importlinter"
    }

    fn extension(&self) -> &'static str {
        "ini"
    }

    fn languages(&self) -> &'static [&'static str] {
        &["python"]
    }

    fn write(&self, cut: &Cut<'_>, out: &mut dyn Write) -> io::Result<()> {
        let borders = Borders::new(cut, self.languages());
        let modules = Modules::new(&borders);
        let name = |path: &str| modules.in_package(path).then(|| modules.of[path].1.as_str());
        let mut services: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (path, service) in &borders.files {
            if let (Some(service), Some(name)) = (service, name(path)) {
                services.entry(service).or_default().insert(name);
            }
        }
        let mut today: BTreeMap<&str, BTreeSet<(&str, &str)>> = BTreeMap::new();
        for (from, to) in &borders.today {
            if let (Some(service), Some(from), Some(to)) = (borders.files[from], name(from), name(to)) {
                today.entry(service).or_default().insert((from, to));
            }
        }
        let known: usize = services.values().map(BTreeSet::len).sum();
        let left = [
            "new files, until it is made anew".to_owned(),
            format!(
                "{} of services outside packages (folders with __init__.py)",
                counted((borders.placed() - known) as u64, "file")
            ),
        ];
        let roots = modules.roots();
        let roots: Vec<&str> = roots.into_iter().filter(|root| plain(root) == root.replace('/', "_")).collect();
        let call = format!("Use: pip install import-linter; PYTHONPATH={} lint-imports", roots.join(":"));
        for line in head(cut.document, &borders, self, &[&call], &left) {
            writeln!(out, "{}", format!("# {line}").trim_end())?;
        }
        let packages: BTreeSet<&str> =
            services.values().flatten().map(|name| name.split('.').next().unwrap_or(name)).collect();
        writeln!(out, "\n[importlinter]")?;
        list(out, "root_packages", packages.into_iter().map(str::to_owned))?;
        for (at, (service, own)) in services.iter().enumerate() {
            let others: BTreeSet<&str> =
                services.iter().filter(|(other, _)| *other != service).flat_map(|(_, names)| names).copied().collect();
            writeln!(out, "\n[importlinter:contract:service-{}]", at + 1)?;
            writeln!(out, "name = {} stays within its borders", plain(service))?;
            writeln!(out, "type = forbidden\nallow_indirect_imports = true\nas_packages = false")?;
            writeln!(out, "unmatched_ignore_imports_alerting = none")?;
            list(out, "source_modules", own.iter().map(|name| (*name).to_owned()))?;
            list(out, "forbidden_modules", others.into_iter().map(str::to_owned))?;
            if let Some(pairs) = today.get(service) {
                list(out, "ignore_imports", pairs.iter().map(|(from, to)| format!("{from} -> {to}")))?;
            }
        }
        Ok(())
    }
}

fn list(out: &mut dyn Write, key: &str, items: impl Iterator<Item = String>) -> io::Result<()> {
    writeln!(out, "{key} =")?;
    for item in items {
        writeln!(out, "    {item}")?;
    }
    Ok(())
}
