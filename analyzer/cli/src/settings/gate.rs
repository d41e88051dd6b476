//! `[gate]`, checked: rules and figures that exist, numbers in their range, files inside the project.

use crate::config::{Config, GateLimits, Level};
use crate::error::{Failure, Outcome};
use crate::suggest::closest;
use seamline_analyzer::gate::{self, Identity, Levels, Limits, MEASURES, Severity, Terms};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

/// What the gate looks for, and how strictly.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Gate {
    /// The branch that changes go to.
    pub(crate) base: Option<String>,
    /// Who belongs where.
    pub(crate) assignments: Option<PathBuf>,
    /// The folder of accepted findings.
    pub(crate) baseline: Option<PathBuf>,
    /// Services whose findings can be neither suppressed nor accepted.
    pub(crate) strict: BTreeSet<String>,
    /// How severe findings are.
    pub(crate) levels: Levels,
    /// From which figures on rules speak.
    pub(crate) limits: Limits,
}

impl Gate {
    pub(super) fn new(config: &Config, file: Option<&Path>) -> Outcome<Self> {
        let written = &config.gate;
        let folder = file.and_then(Path::parent).unwrap_or(Path::new("."));
        let inside = |name: &str, path: &Option<String>| path.as_deref().map(|path| inside(folder, name, path));
        let services = written.services.iter();
        let services = services.map(|(name, rules)| Ok((name.clone(), levels(&format!("services.{name}"), rules)?)));
        Ok(Self {
            base: written.base.clone(),
            assignments: inside("assignments", &written.assignments).transpose()?,
            baseline: inside("baseline", &written.baseline).transpose()?,
            strict: written.strict.iter().cloned().collect(),
            levels: Levels { rules: levels("rules", &written.rules)?, services: services.collect::<Outcome<_>>()? },
            limits: limits(&written.limits, budgets(&written.budgets)?)?,
        })
    }

    /// What a judgement rests on, with what is accepted.
    pub(crate) fn terms<'a>(&'a self, accepted: Option<&'a BTreeMap<Identity, String>>) -> Terms<'a> {
        Terms { levels: &self.levels, strict: &self.strict, accepted }
    }

    /// The services that settings name.
    pub(crate) fn named(&self) -> impl Iterator<Item = &String> {
        self.strict.iter().chain(self.levels.services.keys())
    }
}

/// A path below the folder of the settings: these may come from anybody.
fn inside(folder: &Path, name: &str, path: &str) -> Outcome<PathBuf> {
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if path.is_empty() || !Path::new(path).components().all(plain) {
        return Err(Failure::usage(format!("gate.{name} is {path:?}"))
            .hint("a path below the folder of seamline.toml, without `..`"));
    }
    let place = folder.join(path);
    let leads_out = || {
        let (Ok(folder), Ok(place)) = (folder.canonicalize(), place.canonicalize()) else { return false };
        !place.starts_with(folder)
    };
    if leads_out() {
        return Err(Failure::usage(format!("gate.{name} leads out of the folder of seamline.toml: {path:?}"))
            .hint("a path below that folder, through no link that leaves it"));
    }
    Ok(place)
}

fn levels(table: &str, written: &BTreeMap<String, Level>) -> Outcome<BTreeMap<String, Severity>> {
    let level = |(id, level): (&String, &Level)| {
        known(id, gate::ALL.iter().map(|rule| rule.card().info.id), &format!("gate.{table}: no rule is called"))?;
        let severity = match level {
            Level::Off => Severity::Off,
            Level::Warn => Severity::Warn,
            Level::Error => Severity::Error,
        };
        Ok((id.clone(), severity))
    };
    written.iter().map(level).collect()
}

fn budgets(written: &BTreeMap<String, f64>) -> Outcome<BTreeMap<String, f64>> {
    let known_ids = || {
        let rules = gate::ALL.iter().map(|rule| rule.card().info.id);
        rules.chain(MEASURES.iter().map(|measure| measure.info.id))
    };
    for (id, budget) in written {
        known(id, known_ids(), "gate.budgets: no rule and no figure is called")?;
        if !budget.is_finite() || *budget < 0.0 {
            return Err(Failure::usage(format!("gate.budgets.{id} is {budget}")).hint("a number from 0"));
        }
    }
    Ok(written.clone())
}

fn known<'a>(id: &str, ids: impl Iterator<Item = &'a str> + Clone, what: &str) -> Outcome {
    if ids.clone().any(|known| known == id) {
        return Ok(());
    }
    let failure = Failure::usage(format!("{what} `{id}`"));
    let near = closest(id, ids).into_iter().fold(failure, |failure, near| failure.hint(format!("`{near}`")));
    Err(near.hint("`seamline list rules`"))
}

fn limits(written: &GateLimits, budgets: BTreeMap<String, f64>) -> Outcome<Limits> {
    let default = Limits::default();
    let number = |name: &str, written: Option<usize>, default: usize| match written.unwrap_or(default) {
        fine @ 1..=100_000 => Ok(fine),
        other => Err(Failure::usage(format!("gate.limits.{name} is {other}")).hint("a number from 1 to 100000")),
    };
    let days = match written.days.unwrap_or(default.days) {
        fine @ 1..=3650 => fine,
        other => return Err(Failure::usage(format!("gate.limits.days is {other}")).hint("a number from 1 to 3650")),
    };
    Ok(Limits {
        services: number("services", written.services, default.services)?,
        hub: number("hub", written.hub, default.hub)?,
        support: number("support", written.support, default.support)?,
        confidence: share("confidence", written.confidence, default.confidence)?,
        days,
        drift: share("drift", written.drift, default.drift)?,
        budgets,
    })
}

fn share(name: &str, written: Option<f64>, default: f64) -> Outcome<f64> {
    match written.unwrap_or(default) {
        fine if (0.0..=1.0).contains(&fine) => Ok(fine),
        other => Err(Failure::usage(format!("gate.limits.{name} is {other}")).hint("a number from 0 to 1")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(text: &str) -> Outcome<Gate> {
        Gate::new(&Config::parse(text, Path::new("seamline.toml")).expect("the text is right"), None)
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let failure = gate(text).expect_err("the text is wrong").to_string();
        assert!(failure.contains(expected), "{failure}");
    }

    #[test]
    fn defaults_are_those_of_the_template() {
        let template = crate::config::uncommented();
        let examples =
            ["base = \"origin/main\"", "assignments = \"cut.json\"", "strict = [\"billing\"]", "shared-stores = 10"];
        let text: String =
            template.lines().filter(|line| !examples.contains(line)).flat_map(|line| [line, "\n"]).collect();
        let text = text.split("[gate.services.billing]").next().unwrap_or_default();
        let Gate { base, assignments, strict, limits, levels, .. } = gate(text).expect("the template is right");
        assert_eq!((base, assignments, strict, limits), (None, None, BTreeSet::new(), Limits::default()));
        let card = |rule: &&dyn gate::Rule| (rule.card().info.id.to_owned(), rule.card().severity);
        assert_eq!(levels.rules, gate::ALL.iter().map(card).collect());
    }

    #[test]
    fn wrong_values_are_refused() {
        check("[gate.rules]\ncross-dependancy = 'off'", "try: `cross-dependency`");
        check("[gate.services.billing]\ncross-jion = 'off'", "gate.services.billing: no rule is called `cross-jion`");
        check("[gate.budgets]\nshared-store = 3", "try: `shared-stores`");
        check("[gate.budgets]\nshared-stores = -1.0", "a number from 0");
        check("[gate.limits]\nconfidence = 80", "a number from 0 to 1");
        check("[gate.limits]\nservices = 0", "a number from 1 to 100000");
        check("[gate]\nassignments = '../cut.json'", "without `..`");
        check("[gate]\nbaseline = '/tmp/x'", "without `..`");
    }
}
