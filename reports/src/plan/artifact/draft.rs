//! What every artifact is made from: the plan, the analysis beside it, safe names, and where files go.

use super::super::v1::{Evidence, Operation, Plan, Route, Step};
use super::names::Names;
use super::places::Places;
use super::route;
use crate::display::{commit, visible};
use crate::wire::Document;
use std::collections::{BTreeMap, BTreeSet};

/// The most places that one statement of a draft names.
const MAX_PLACES: usize = 5;

/// A plan, ready to be drafted from.
pub struct Draft<'a> {
    pub(super) document: &'a Document,
    pub(super) plan: &'a Plan,
    pub(super) places: Places,
    pub(super) names: Names,
    /// Whether the services are those that the analysis proposes, so that what it says of them holds here.
    pub(super) proposed: bool,
    evidence: BTreeMap<&'a str, &'a Evidence>,
    guards: BTreeMap<(&'a str, &'a str), &'a [String]>,
    languages: BTreeMap<&'a str, &'a str>,
    /// The file that declares each type, the first of several.
    types: BTreeMap<&'a str, &'a str>,
    /// Every type with its file.
    declared: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Draft<'a> {
    /// Drafts for the plan of a document; with `labels`, a plan for services that somebody wrote down
    /// (`{"path": "service"}`, also `path#part`). `None` for an analysis without a plan.
    pub fn new(document: &'a Document, labels: Option<&BTreeMap<String, String>>) -> Option<Self> {
        let plan = document.plan.as_ref()?;
        let entries = plan.steps.iter().flat_map(|step| &step.entries);
        let types = document.units.iter().flat_map(|unit| unit.types.iter().map(move |one| (one, unit.path.as_str())));
        let types = types.filter(|(one, _)| is_class(&one.name));
        let declared: BTreeSet<(&str, &str)> = types.map(|(one, path)| (path, one.name.as_str())).collect();
        Some(Self {
            document,
            plan,
            places: labels.map_or_else(|| Places::proposed(document), |labels| Places::labelled(document, labels)),
            names: Names::new(plan.steps.iter().map(|step| step.service.as_str())),
            proposed: labels.is_none(),
            evidence: plan.evidence.iter().map(|one| (one.id.as_str(), one)).collect(),
            guards: entries
                .map(|entry| ((entry.evidence.as_str(), entry.label.as_str()), entry.guards.as_slice()))
                .collect(),
            languages: document.units.iter().map(|unit| (unit.path.as_str(), unit.language.as_str())).collect(),
            types: declared.iter().rev().map(|(path, name)| (*name, *path)).collect(),
            declared,
        })
    }

    /// What a draft says first.
    pub(super) fn head(&self) -> String {
        let (origin, settings) = (&self.document.origin, &self.document.settings.digest);
        let at = origin.revision.as_deref().map_or(String::new(), |id| format!(", commit {}", commit(id)));
        let (version, name) = (visible(&self.document.tool.version), visible(&origin.name));
        let settings = visible(settings);
        format!("DRAFT by seamline {version} for {name}{at}, settings {settings}.")
    }

    /// The head and more lines, as comments.
    pub(super) fn heads(&self, lines: &[&str]) -> Vec<String> {
        std::iter::once(self.head()).chain(lines.iter().map(|line| (*line).to_owned())).collect()
    }

    /// The services in the order of extraction, with their safe names.
    pub(super) fn services(&self) -> impl Iterator<Item = (&'a Step, &str)> {
        self.plan.steps.iter().map(|step| (step, self.names.of(&step.service)))
    }

    /// The first places of a list of evidence: `file:line`.
    pub(super) fn at(&self, evidence: &[String]) -> Vec<String> {
        let known = evidence.iter().filter_map(|id| self.evidence.get(id.as_str()));
        let shown =
            |one: &&Evidence| if one.line > 0 { format!("{}:{}", one.file, one.line) } else { one.file.clone() };
        known.take(MAX_PLACES).map(shown).map(|place| visible(&place).into_owned()).collect()
    }

    /// The file of a place of evidence; empty where there is none.
    pub(super) fn file(&self, evidence: &str) -> &'a str {
        self.evidence.get(evidence).map_or("", |one| one.file.as_str())
    }

    /// The checks of who calls that were seen before a route.
    pub(super) fn guards(&self, route: &Route) -> &'a [String] {
        let label = format!("{} {}", route.method, route.path);
        self.guards.get(&(route.evidence.as_str(), label.as_str())).copied().unwrap_or_default()
    }

    /// The language of a file.
    pub(super) fn language(&self, file: &str) -> &'a str {
        self.languages.get(file).copied().unwrap_or_default()
    }

    /// The file that declares a type of this name, the first of several.
    pub(super) fn declares(&self, name: &str) -> Option<&'a str> {
        self.types.get(name).copied()
    }

    /// What others call of a service, by name; the same operation for several callers is one, with who calls it.
    pub(super) fn offered(&self, service: &str) -> Vec<Offered<'a>> {
        let mut found: BTreeMap<(&str, &str), Offered<'a>> = BTreeMap::new();
        for border in self.plan.borders.iter().filter(|border| border.to == service) {
            for operation in &border.operations.items {
                let offered = found.entry((&operation.name, &operation.file)).or_insert_with(|| Offered {
                    operation,
                    callers: BTreeSet::new(),
                    ids: Vec::new(),
                    calls: 0,
                });
                offered.callers.insert(&border.from);
                offered.ids.push(&operation.id);
                offered.calls += operation.calls;
            }
        }
        found.into_values().collect()
    }

    /// Whether an operation makes a value of a type: its name is a type's that its own file declares.
    pub(super) fn constructs(&self, operation: &Operation) -> bool {
        self.declared.contains(&(operation.file.as_str(), operation.name.as_str()))
    }
}

/// An operation that others call.
pub(super) struct Offered<'a> {
    pub(super) operation: &'a Operation,
    /// The services that call it.
    pub(super) callers: BTreeSet<&'a str>,
    /// Its ids in the plan.
    pub(super) ids: Vec<&'a str>,
    /// From how many places.
    pub(super) calls: u64,
}

/// Whether a name looks like a class's: what a file declares is also functions and constants, where a language has them.
pub(super) fn is_class(name: &str) -> bool {
    let word = |character: char| character.is_alphanumeric() || character == '_';
    name.starts_with(char::is_uppercase) && name.chars().any(char::is_lowercase) && name.chars().all(word)
}

/// Last parts of paths by which monitors ask whether a process is well.
const HEALTH: &[&str] = &["health", "healthz", "healthcheck", "health-check", "livez", "readyz", "ping", "_health"];
/// Last parts of paths that give figures for Prometheus.
const METRICS: &[&str] = &["metrics", "prometheus"];

impl Draft<'_> {
    /// The path of a check of health that the code has: the service's own, else one that every service answers for itself.
    pub(super) fn health(&self, service: &str) -> Option<String> {
        self.well_known(service, HEALTH)
    }

    /// The same for figures.
    pub(super) fn metrics(&self, service: &str) -> Option<String> {
        self.well_known(service, METRICS)
    }

    fn well_known(&self, service: &str, ends: &[&str]) -> Option<String> {
        [service, "(gateway)"].iter().find_map(|who| {
            let own = self.plan.routes.iter().filter(|route| route.service == *who);
            own.filter(|route| matches!(route.method.as_str(), "GET" | "ANY")).find_map(|route| {
                let path = route::paths(&route.path)?.into_iter().next()?;
                let plain = path.parameters().next().is_none().then(|| path.template())?;
                ends.contains(&plain.trim_end_matches('/').rsplit('/').next()?).then_some(plain)
            })
        })
    }
}
