//! `.dependency-cruiser.cjs`: one forbidden rule per service from its areas to the others'; run by itself, it writes what
//! crosses today as the tool's list of known violations.

use super::areas::areas;
use super::borders::Borders;
use super::{Cut, NO_SOURCE, Rules, SCRIPTS, head, json};
use seamline_analyzer::Info;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// dependency-cruiser, for JavaScript and TypeScript.
pub(crate) struct DependencyCruiser;

static INFO: Info = Info {
    id: "dependency-cruiser",
    summary: "the cut as forbidden dependencies of dependency-cruiser, without today's (JavaScript, TypeScript)",
    reference: "https://github.com/sverweij/dependency-cruiser (17)",
};

impl Rules for DependencyCruiser {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        ".dependency-cruiser.cjs"
    }

    fn languages(&self) -> &'static [&'static str] {
        SCRIPTS
    }

    fn write(&self, cut: &Cut<'_>, out: &mut dyn Write) -> io::Result<()> {
        let borders = Borders::new(cut, self.languages());
        let areas = areas(&borders.files, |_, _| true);
        let left = ["tests and what is generated".to_owned()];
        let tops: BTreeSet<&str> = borders
            .files
            .keys()
            .map(|path| path.split('/').next().unwrap_or(path))
            .filter(|top| super::plain(top) == *top)
            .collect();
        let tops: Vec<&str> = tops.into_iter().collect();
        let use_it = [
            "Once: node .dependency-cruiser.cjs > .dependency-cruiser-known-violations.json",
            &format!("Use: npx depcruise --ignore-known --config .dependency-cruiser.cjs {}", tops.join(" ")),
        ];
        for line in head(cut.document, &borders, self, &use_it, &left) {
            writeln!(out, "{}", format!("// {line}").trim_end())?;
        }
        writeln!(out, "\n\"use strict\";\nconst fs = require(\"node:fs\");\n")?;
        writeln!(out, "/** The folders (with a slash) and files of each service. */\nconst services = new Map([")?;
        for service in borders.services() {
            let own: BTreeSet<&str> =
                areas.iter().filter(|(path, _)| borders.files[*path] == Some(service)).map(|(_, area)| *area).collect();
            entry(out, service, own)?;
        }
        writeln!(out, "]);\n\n/** What files use across borders today. */\nconst today = new Map([")?;
        for (from, to) in borders.by_user() {
            entry(out, from, to)?;
        }
        writeln!(out, "]);\n\n/** Tests and what is generated are in no service. */")?;
        writeln!(out, "const outside = {};", json(NO_SOURCE))?;
        out.write_all(RULES.as_bytes())
    }
}

fn entry(out: &mut dyn Write, key: &str, values: BTreeSet<&str>) -> io::Result<()> {
    writeln!(out, "  [{}, [", json(key))?;
    for value in values {
        writeln!(out, "    {},", json(value))?;
    }
    writeln!(out, "  ]],")
}

/// From lists to rules. A rule of the tool has regular expressions, and one per file would take it minutes; so what crosses
/// today goes into its own list of known violations.
const RULES: &str = r#"
const exact = (path) => `^${path.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}${path.endsWith("/") ? "" : "$"}`;
const names = [...services.keys()];
const others = (name) => names.filter((other) => other !== name).flatMap((other) => services.get(other).map(exact));
const owner = (file) => names.find((name) => services.get(name).some((at) => at === file || (at.endsWith("/") && file.startsWith(at))));
const called = (name) => `${name} stays within its borders`;

module.exports = {
  forbidden: names.map((name) => ({
    name: called(name),
    comment: "Another service's code: ask through what that service offers, or move the code to the service that needs it.",
    severity: "error",
    from: { path: services.get(name).map(exact), pathNot: [outside] },
    to: { path: others(name), pathNot: [outside] },
  })),
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    ...(fs.existsSync("tsconfig.json") ? { tsConfig: { fileName: "tsconfig.json" } } : {}),
  },
};

if (require.main === module) {
  const known = [...today].flatMap(([from, used]) =>
    used.map((to) => ({ type: "dependency", from, to, rule: { severity: "error", name: called(owner(from)) } })),
  );
  process.stdout.write(`${JSON.stringify(known, null, 1)}\n`);
}
"#;
