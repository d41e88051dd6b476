//! `seamline.decisions.toml`: what people decided about the cut, one small entry each, with a reason.
//!
//! Like the configuration it may lie inside a hostile repository, and holds nothing but names, patterns of paths inside
//! that repository, and numbers. Found: `--decisions FILE`, else the nearest `seamline.decisions.toml` from the target
//! upward to the root of its repository.

use crate::config::{self, Services};
use crate::error::{Failure, Outcome};
use schemars::JsonSchema;
use seamline_analyzer::decision::{Decision, Decisions, Entry, Selection, Treatment};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// The name of the file that is looked for.
pub(crate) const FILE_NAME: &str = "seamline.decisions.toml";

/// The most entries that are read.
const MOST: usize = 1000;

/// What was decided, and where that is written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Read {
    /// The decisions.
    pub(crate) decisions: Decisions,
    /// The wanted number of services.
    pub(crate) services: Option<String>,
    /// The file.
    pub(crate) file: Option<PathBuf>,
}

/// What people decided about the services that a repository is cut into. Every entry has a reason. The order does not
/// matter. Names of services are those of the result: what they are called after renaming.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Written {
    /// Whether a new cut is looked for in which the entries hold; else only what they name moves, which is the default.
    recluster: bool,
    /// How many services there should be, and how large.
    #[schemars(with = "Option<Target>")]
    target: Option<Spanned<Target>>,
    /// Files that belong to a service; a new one where none is called so.
    #[schemars(with = "Vec<Pin>")]
    pin: Vec<Spanned<Pin>>,
    /// Files that belong to one service, whichever it is.
    #[schemars(with = "Vec<Files>")]
    together: Vec<Spanned<Files>>,
    /// Groups of files of which no two share a service.
    #[schemars(with = "Vec<Apart>")]
    apart: Vec<Spanned<Apart>>,
    /// Services that are one.
    #[schemars(with = "Vec<Merge>")]
    merge: Vec<Spanned<Merge>>,
    /// A service that is several.
    #[schemars(with = "Vec<Split>")]
    split: Vec<Spanned<Split>>,
    /// What a service is called.
    #[schemars(with = "Vec<Rename>")]
    rename: Vec<Spanned<Rename>>,
    /// Files that become a library which several services use.
    #[schemars(with = "Vec<Treated>")]
    shared: Vec<Spanned<Treated>>,
    /// Files that are copied into each service that needs them.
    #[schemars(with = "Vec<Treated>")]
    replicate: Vec<Spanned<Treated>>,
    /// Files and services that stay in the monolith.
    #[schemars(with = "Vec<Treated>")]
    stays: Vec<Spanned<Treated>>,
    /// Files and services that become the gateway.
    #[schemars(with = "Vec<Treated>")]
    gateway: Vec<Spanned<Treated>>,
    /// Which team a service belongs to.
    #[schemars(with = "Vec<Team>")]
    team: Vec<Spanned<Team>>,
}

/// How many services there should be, and how large.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Target {
    /// How many: `5` or `"4..8"`.
    services: Option<Services>,
    /// The most files that a service may have; larger ones are divided.
    largest: Option<usize>,
    /// The fewest files that a service may have; smaller ones join their neighbour.
    smallest: Option<usize>,
    /// Why.
    reason: String,
}

/// Files that belong to a service.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Pin {
    /// Patterns of paths: `*` for a part of a name, `**` for any folders; a part of a file behind `#`.
    #[serde(default)]
    files: Vec<String>,
    /// Names of types, with or without their package.
    #[serde(default)]
    types: Vec<String>,
    /// The service.
    service: String,
    /// Why.
    reason: String,
}

/// Files that stay together.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Files {
    /// Patterns of paths.
    #[serde(default)]
    files: Vec<String>,
    /// Names of types.
    #[serde(default)]
    types: Vec<String>,
    /// Why.
    reason: String,
}

/// Groups that are kept apart.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Apart {
    /// Each a list of patterns of paths.
    groups: Vec<Vec<String>>,
    /// Why.
    reason: String,
}

/// Services that are one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Merge {
    /// The services.
    services: Vec<String>,
    /// What the one is called; the first of them unless said.
    into: Option<String>,
    /// Why.
    reason: String,
}

/// A service that is several.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Split {
    /// The service.
    service: String,
    /// In how many; the largest keeps the name, the others are numbered: `orders-2`.
    parts: usize,
    /// Why.
    reason: String,
}

/// What a service is called.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Rename {
    /// The proposed name.
    service: String,
    /// The name instead.
    to: String,
    /// Why.
    reason: String,
}

/// Files, and services as a whole, that are treated in one way.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Treated {
    /// Patterns of paths.
    #[serde(default)]
    files: Vec<String>,
    /// Names of types.
    #[serde(default)]
    types: Vec<String>,
    /// Names of services.
    #[serde(default)]
    services: Vec<String>,
    /// Why.
    reason: String,
}

/// Which team a service belongs to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Team {
    /// The service.
    service: String,
    /// The team, as a CODEOWNERS file names it.
    team: String,
    /// Why.
    reason: String,
}

impl Read {
    /// The decisions about a target.
    pub(crate) fn load(named: Option<&Path>, target: Option<&Path>) -> Outcome<Self> {
        let file = match (named, target) {
            (Some(named), _) => Some(named.to_owned()),
            (None, Some(target)) => config::nearest(target, FILE_NAME),
            (None, None) => None,
        };
        let Some(file) = file else { return Ok(Self::default()) };
        Self::parse(&config::text(&file)?, &file)
    }

    /// Reads the text of a file of decisions.
    pub(crate) fn parse(text: &str, file: &Path) -> Outcome<Self> {
        let written: Written = toml::from_str(text).map_err(|error| config::explain(&error, file))?;
        let mut taken = Taken { text, file, entries: Vec::new() };
        let services = written.target.as_ref().and_then(|target| target.as_ref().services.clone());
        let recluster = written.recluster;
        taken.all(written)?;
        let mut entries = taken.entries;
        entries.sort_by_key(|entry| entry.line);
        if entries.len() > MOST {
            return Err(Failure::usage(format!("{} holds more than {MOST} entries", file.display())));
        }
        Ok(Self {
            decisions: Decisions { recluster, entries },
            services: services.map(|services| services.written()),
            file: Some(file.to_owned()),
        })
    }
}

/// The entries while they are read.
struct Taken<'a> {
    text: &'a str,
    file: &'a Path,
    entries: Vec<Entry>,
}

impl Taken<'_> {
    fn all(&mut self, written: Written) -> Outcome {
        if let Some(target) = written.target {
            let Target { largest, smallest, reason, .. } = target.as_ref();
            let (least, most) = (smallest.unwrap_or(0), largest.unwrap_or(usize::MAX));
            self.check(&target, least <= most && most > 0, "the largest size is below the smallest")?;
            if largest.is_some() || smallest.is_some() {
                self.add(&target, reason, |_| Ok(Decision::Sizes { least, most }))?;
            }
        }
        for pin in written.pin {
            let Pin { files, types, service, reason } = pin.as_ref();
            self.check(&pin, is_name(service), "the service needs a name")?;
            self.add(&pin, reason, |_| Ok(Decision::Pin(some(files, types)?, service.clone())))?;
        }
        for together in written.together {
            let Files { files, types, reason } = together.as_ref();
            self.add(&together, reason, |_| Ok(Decision::Together(some(files, types)?)))?;
        }
        for apart in written.apart {
            let Apart { groups, reason } = apart.as_ref();
            self.check(&apart, groups.len() > 1, "two groups at least are kept apart")?;
            let groups = || groups.iter().map(|group| some(group, &[])).collect::<Result<_, _>>();
            self.add(&apart, reason, |_| Ok(Decision::Apart(groups()?)))?;
        }
        for merge in written.merge {
            let Merge { services, into, reason } = merge.as_ref();
            self.check(&merge, services.len() > 1, "two services at least become one")?;
            let into = into.as_ref().unwrap_or(&services[0]);
            self.check(&merge, is_name(into), "the service needs a name")?;
            self.add(&merge, reason, |_| Ok(Decision::Merge(services.clone(), into.clone())))?;
        }
        for split in written.split {
            let Split { service, parts, reason } = split.as_ref();
            self.check(&split, (2..=100).contains(parts), "a service is split in 2 to 100")?;
            self.add(&split, reason, |_| Ok(Decision::Split(service.clone(), *parts)))?;
        }
        for rename in written.rename {
            let Rename { service, to, reason } = rename.as_ref();
            self.check(&rename, is_name(to), "the service needs a name")?;
            self.add(&rename, reason, |_| Ok(Decision::Rename(service.clone(), to.clone())))?;
        }
        for (treatment, treated) in [
            (Treatment::Shared, written.shared),
            (Treatment::Replicated, written.replicate),
            (Treatment::Stays, written.stays),
            (Treatment::Gateway, written.gateway),
        ] {
            for treated in treated {
                let Treated { files, types, services, reason } = treated.as_ref();
                let named = !(files.is_empty() && types.is_empty() && services.is_empty());
                self.check(&treated, named, "files, types or services are missing")?;
                let what = || Selection::new(files, types).map_err(|bad| bad.to_string());
                self.add(&treated, reason, |_| Ok(Decision::Treat(treatment, what()?, services.clone())))?;
            }
        }
        for team in written.team {
            let Team { service, team: name, reason } = team.as_ref();
            self.check(&team, !name.trim().is_empty(), "the team needs a name")?;
            self.add(&team, reason, |_| Ok(Decision::Team(service.clone(), name.clone())))?;
        }
        Ok(())
    }

    fn add<T>(
        &mut self,
        written: &Spanned<T>,
        reason: &str,
        decision: impl FnOnce(&T) -> Result<Decision, String>,
    ) -> Outcome {
        self.check(written, !reason.trim().is_empty(), "the reason is missing")?;
        let decision = decision(written.as_ref()).map_err(|why| self.wrong(written, &why))?;
        self.entries.push(Entry { line: self.line(written), decision, reason: reason.trim().to_owned() });
        Ok(())
    }

    fn check<T>(&self, written: &Spanned<T>, fine: bool, what: &str) -> Outcome {
        if fine { Ok(()) } else { Err(self.wrong(written, what)) }
    }

    fn wrong<T>(&self, written: &Spanned<T>, what: &str) -> Failure {
        Failure::usage(format!("in {}, line {}: {what}", self.file.display(), self.line(written)))
    }

    fn line<T>(&self, written: &Spanned<T>) -> u32 {
        let start = written.span().start.min(self.text.len());
        1 + self.text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() as u32
    }
}

fn some(files: &[String], types: &[String]) -> Result<Selection, String> {
    let selection = Selection::new(files, types).map_err(|bad| bad.to_string())?;
    if selection.is_empty() { Err("files or types are missing".to_owned()) } else { Ok(selection) }
}

/// Whether a service may be called so: names in parentheses are reserved for what is no service.
fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.len() <= 100 && !name.starts_with('(') && !name.chars().any(char::is_control)
}

/// The JSON schema that editors use.
#[cfg(test)]
pub(crate) fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Written)).expect("a schema is plain JSON");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// The entries as lines and words, or the error.
    fn check(text: &str, expected: &str) {
        let read = Read::parse(text, Path::new("d.toml"));
        let words = read.map(|read| {
            let word = |entry: &Entry| format!("{}: {}", entry.line, entry.decision.sentence());
            read.decisions.entries.iter().map(word).collect::<Vec<_>>().join("; ")
        });
        assert_eq!(words.unwrap_or_else(|failure| failure.to_string()), expected, "{text}");
    }

    #[test]
    fn entries_know_their_lines() {
        check(
            "[[pin]]\nfiles = ['a/**']\nservice = 'x'\nreason = 'r'\n\n[[apart]]\ngroups = [['a'], ['b']]\nreason = 'r'\n\
             [[pin]]\ntypes = ['Order']\nservice = 'y'\nreason = 'r'",
            "1: a/** belongs to x; 6: a and b are kept apart; 9: Order belongs to y",
        );
        check(
            "[target]\nlargest = 9\nreason = 'r'\n[[merge]]\nservices = ['a', 'b']\nreason = 'r'\n[[stays]]\n\
             services = ['c']\nreason = 'r'",
            "1: no service has more than 9 files; 4: a, b are one service, a; 7: c stays in the monolith",
        );
    }

    #[test]
    fn wrong_entries_are_refused_with_their_line() {
        check(
            "\n[[pin]]\nfiles = ['a']\nservice = 'x'\nreason = ' '",
            "error: in d.toml, line 2: the reason is missing",
        );
        check("[[pin]]\nservice = 'x'\nreason = 'r'", "error: in d.toml, line 1: files or types are missing");
        check(
            "[[pin]]\nfiles=['a']\nservice='(shared)'\nreason='r'",
            "error: in d.toml, line 1: the service needs a name",
        );
        check(
            "[[split]]\nservice='x'\nparts=1\nreason='r'",
            "error: in d.toml, line 1: a service is split in 2 to 100",
        );
        check("[[apart]]\ngroups=[['a']]\nreason='r'", "error: in d.toml, line 1: two groups at least are kept apart");
        check(
            "[target]\nlargest=1\nsmallest=2\nreason='r'",
            "error: in d.toml, line 1: the largest size is below the smallest",
        );
    }

    #[test]
    fn unknown_kinds_name_the_nearest() {
        let failure = Read::parse("[[renam]]\n", Path::new("d.toml")).expect_err("no such kind").to_string();
        assert!(failure.contains("line 1") && failure.contains("try: `rename`"), "{failure}");
    }

    #[test]
    fn the_shipped_schema_is_current() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/seamline.decisions.schema.json");
        if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            fs::write(&file, schema()).expect("the schema can be written");
        }
        assert_eq!(fs::read_to_string(&file).unwrap_or_default(), schema());
    }
}
