//! `eslint.seamline.mjs`: a tag for every project of an Nx workspace, and which tags each may depend on.
//!
//! Projects are the folders with a `project.json` or `package.json`. A project whose files are all in one service has the tag
//! of that service and one of its own; by the latter it may depend on its service, on what belongs to none, and on the
//! projects that it depends on today. A project that several services share belongs to none.

use super::areas::folders;
use super::borders::Borders;
use super::{Cut, Rules, SCRIPTS, head, json};
use crate::display::counted;
use crate::wire::Document;
use seamline_analyzer::Info;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Nx, for workspaces of JavaScript and TypeScript.
pub(crate) struct Nx;

static INFO: Info = Info {
    id: "nx",
    summary: "the cut as tags and constraints of Nx, project by project (JavaScript, TypeScript)",
    reference: "https://nx.dev/docs/features/enforce-module-boundaries (23)",
};

/// The tag of what belongs to no service.
const SHARED: &str = "service:none";

impl Rules for Nx {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        "eslint.seamline.mjs"
    }

    fn languages(&self) -> &'static [&'static str] {
        SCRIPTS
    }

    fn refuses(&self, cut: &Cut<'_>) -> Option<String> {
        let borders = Borders::new(cut, self.languages());
        let projects = Projects::new(cut.document, &borders);
        let services: BTreeSet<&str> = projects.service.values().flatten().copied().collect();
        (services.len() < 2).then(|| {
            format!(
                "nx keeps projects apart, and no two of the {} found here (folders with a project.json or package.json) belong to \
                 different services",
                counted(projects.service.len() as u64, "project")
            )
        })
    }

    fn write(&self, cut: &Cut<'_>, out: &mut dyn Write) -> io::Result<()> {
        let borders = Borders::new(cut, self.languages());
        let projects = Projects::new(cut.document, &borders);
        let mixed = projects.service.values().filter(|service| service.is_none()).count();
        let left = [
            format!("{} of no single service: what happens inside", counted(mixed as u64, "project")),
            "a new import between two projects of which one depends on the other today".to_owned(),
        ];
        let use_it = [
            "Use: node eslint.seamline.mjs --tag writes the tags into project.json and package.json, once;",
            "then add `...seamline` to eslint.config.mjs: import seamline from \"./eslint.seamline.mjs\"",
        ];
        for line in head(cut.document, &borders, self, &use_it, &left) {
            writeln!(out, "{}", format!("// {line}").trim_end())?;
        }
        writeln!(out, "\nimport fs from \"node:fs\";\nimport path from \"node:path\";\n")?;
        writeln!(out, "/** The tags of each project, by its folder. */\nexport const tags = new Map([")?;
        for (folder, service) in &projects.service {
            let tags: Vec<String> = match service {
                Some(service) => vec![of_service(service), of_project(folder)],
                None => vec![SHARED.to_owned()],
            };
            writeln!(out, "  [{}, {}],", json(shown(folder)), row(&tags))?;
        }
        writeln!(
            out,
            "]);\n\n/** What each project may depend on: its service, what belongs to none, and what it uses today. */"
        )?;
        writeln!(out, "export const depConstraints = [")?;
        for (folder, service) in &projects.service {
            let Some(service) = service else { continue };
            let mut allowed = vec![of_service(service), SHARED.to_owned()];
            allowed.extend(projects.today.get(folder).into_iter().flatten().map(|other| of_project(other)));
            let source = json(&of_project(folder));
            writeln!(out, "  {{ sourceTag: {source}, onlyDependOnLibsWithTags: {} }},", row(&allowed))?;
        }
        writeln!(out, "  {{ sourceTag: {}, onlyDependOnLibsWithTags: [\"*\"] }},", json(SHARED))?;
        out.write_all(REST.as_bytes())
    }
}

/// The projects of a workspace: the service of each, and which others it uses today across borders.
struct Projects<'a> {
    service: BTreeMap<&'a str, Option<&'a str>>,
    today: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Projects<'a> {
    fn new(document: &'a Document, borders: &Borders<'a>) -> Self {
        let items = document.coverage.items.items.iter().map(|item| item.path.as_str());
        let folder = |path: &'a str| {
            let folder = path.strip_suffix("project.json").or(path.strip_suffix("package.json"))?;
            (folder.is_empty() || folder.ends_with('/')).then_some(folder)
        };
        let marked: BTreeSet<&str> = items.filter_map(folder).collect();
        let project = |path: &'a str| {
            folders(path).filter(|folder| marked.contains(folder)).last().or_else(|| marked.get("").copied())
        };
        let mut services: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
        for (path, service) in &borders.files {
            if let Some(project) = project(path) {
                services.entry(project).or_default().insert(*service);
            }
        }
        let only = |of: &BTreeSet<Option<&'a str>>| if of.len() == 1 { of.first().copied().flatten() } else { None };
        let service: BTreeMap<_, _> = services.iter().map(|(project, of)| (*project, only(of))).collect();
        let mut today: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (from, to) in &borders.today {
            if let (Some(from), Some(to)) = (project(from), project(to))
                && from != to
                && service[from].is_some()
                && service[to].is_some()
            {
                today.entry(from).or_default().insert(to);
            }
        }
        Self { service, today }
    }
}

fn shown(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder.trim_end_matches('/') }
}

fn of_service(service: &str) -> String {
    format!("service:{service}")
}

fn of_project(folder: &str) -> String {
    format!("project:{}", shown(folder))
}

fn row(tags: &[String]) -> String {
    format!("[{}]", tags.iter().map(|tag| json(tag)).collect::<Vec<_>>().join(", "))
}

const REST: &str = r#"];

const tagging = process.argv[2] === "--tag" && path.resolve(process.argv[1]) === import.meta.filename;

/** Adds tags to the file that describes a project. */
function tag(folder, wanted) {
  const project = path.join(folder, "project.json");
  const file = fs.existsSync(project) ? project : path.join(folder, "package.json");
  const content = JSON.parse(fs.readFileSync(file, "utf8"));
  const place = file === project ? content : (content.nx ??= {});
  const others = (place.tags ?? []).filter((one) => !/^(service|project):/.test(one));
  place.tags = [...others, ...wanted];
  fs.writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

if (tagging) for (const [folder, wanted] of tags) tag(folder, wanted);

export default tagging
  ? []
  : [
      {
        files: ["**/*.js", "**/*.jsx", "**/*.mjs", "**/*.cjs", "**/*.ts", "**/*.tsx"],
        plugins: { "@nx": (await import("@nx/eslint-plugin")).default },
        rules: { "@nx/enforce-module-boundaries": ["error", { allow: [], depConstraints }] },
      },
    ];
"#;
