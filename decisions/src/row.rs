//! One entry as it is written: a table of the file under the word of its kind, an object of JSON with that word as `kind`.
//!
//! What an entry means is said in one place, [`Row::read`], whichever form it had.

use schemars::JsonSchema;
use seamline_analyzer::decision::{Decision, Entry, Selection, Treatment};
use seamline_analyzer::name::flaw;
use serde::{Deserialize, Serialize};

/// One entry as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Row {
    /// Files that belong to a service; a new one where none is called so.
    Pin(Pin),
    /// Files that belong to one service, whichever it is.
    Together(Files),
    /// Groups of files of which no two share a service.
    Apart(Apart),
    /// Services that are one.
    Merge(Merge),
    /// A service that is several.
    Split(Split),
    /// What a service is called.
    Rename(Rename),
    /// Files that become a library which several services use.
    Shared(Treated),
    /// Files that are copied into each service that needs them.
    Replicate(Treated),
    /// Files and services that stay in the monolith.
    Stays(Treated),
    /// Files and services that become the gateway.
    Gateway(Treated),
    /// Which team a service belongs to.
    Team(Team),
    /// How large services are; in the file a part of `[target]`.
    Sizes(Sizes),
}

/// Files that belong to a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pin {
    /// Patterns of paths: `*` for a part of a name, `**` for any folders; a part of a file behind `#`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Names of types, with or without their package.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// The service.
    pub service: String,
    /// Why.
    pub reason: String,
}

/// Files that stay together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Files {
    /// Patterns of paths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Names of types.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Why.
    pub reason: String,
}

/// Groups that are kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Apart {
    /// Each a list of patterns of paths.
    pub groups: Vec<Vec<String>>,
    /// Why.
    pub reason: String,
}

/// Services that are one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Merge {
    /// The services.
    pub services: Vec<String>,
    /// What the one is called; the first of them unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<String>,
    /// Why.
    pub reason: String,
}

/// A service that is several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Split {
    /// The service.
    pub service: String,
    /// In how many; the largest keeps the name, the others are numbered: `orders-2`.
    pub parts: usize,
    /// Why.
    pub reason: String,
}

/// What a service is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rename {
    /// The proposed name.
    pub service: String,
    /// The name instead.
    pub to: String,
    /// Why.
    pub reason: String,
}

/// Files, and services as a whole, that are treated in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Treated {
    /// Patterns of paths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Names of types.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Names of services.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// Why.
    pub reason: String,
}

/// Which team a service belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Team {
    /// The service.
    pub service: String,
    /// The team, as a CODEOWNERS file names it.
    pub team: String,
    /// Why.
    pub reason: String,
}

/// How large services are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sizes {
    /// The fewest files that a service may have; smaller ones join their neighbour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smallest: Option<usize>,
    /// The most files that a service may have; larger ones are divided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub largest: Option<usize>,
    /// Why.
    pub reason: String,
}

impl Row {
    /// An entry as it is written.
    pub fn of(entry: &Entry) -> Self {
        let reason = entry.reason.clone();
        let split = |what: &Selection| (what.files().map(str::to_owned).collect(), what.types().to_vec());
        match &entry.decision {
            Decision::Pin(what, service) => {
                let (files, types) = split(what);
                Row::Pin(Pin { files, types, service: service.clone(), reason })
            }
            Decision::Together(what) => {
                let (files, types) = split(what);
                Row::Together(Files { files, types, reason })
            }
            Decision::Apart(groups) => {
                Row::Apart(Apart { groups: groups.iter().map(|group| split(group).0).collect(), reason })
            }
            Decision::Merge(services, into) => {
                Row::Merge(Merge { services: services.clone(), into: Some(into.clone()), reason })
            }
            Decision::Split(service, parts) => Row::Split(Split { service: service.clone(), parts: *parts, reason }),
            Decision::Rename(service, to) => Row::Rename(Rename { service: service.clone(), to: to.clone(), reason }),
            Decision::Treat(treatment, what, services) => {
                let (files, types) = split(what);
                let treated = Treated { files, types, services: services.clone(), reason };
                match treatment {
                    Treatment::Shared => Row::Shared(treated),
                    Treatment::Replicated => Row::Replicate(treated),
                    Treatment::Stays => Row::Stays(treated),
                    Treatment::Gateway => Row::Gateway(treated),
                }
            }
            Decision::Team(service, team) => Row::Team(Team { service: service.clone(), team: team.clone(), reason }),
            Decision::Sizes { least, most } => Row::Sizes(Sizes {
                smallest: Some(*least).filter(|least| *least > 0),
                largest: Some(*most).filter(|most| *most < usize::MAX),
                reason,
            }),
        }
    }

    /// The word of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Row::Pin(_) => "pin",
            Row::Together(_) => "together",
            Row::Apart(_) => "apart",
            Row::Merge(_) => "merge",
            Row::Split(_) => "split",
            Row::Rename(_) => "rename",
            Row::Shared(_) => "shared",
            Row::Replicate(_) => "replicate",
            Row::Stays(_) => "stays",
            Row::Gateway(_) => "gateway",
            Row::Team(_) => "team",
            Row::Sizes(_) => "sizes",
        }
    }

    /// What it means, as an entry that starts in that line.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(&self, line: u32) -> Result<Entry, String> {
        let (decision, reason) = match self {
            Row::Pin(Pin { files, types, service, reason }) => {
                named(service)?;
                (Decision::Pin(some(files, types)?, service.clone()), reason)
            }
            Row::Together(Files { files, types, reason }) => (Decision::Together(some(files, types)?), reason),
            Row::Apart(Apart { groups, reason }) => {
                check(groups.len() > 1, "two groups at least are kept apart")?;
                let groups = groups.iter().map(|group| some(group, &[])).collect::<Result<_, _>>()?;
                (Decision::Apart(groups), reason)
            }
            Row::Merge(Merge { services, into, reason }) => {
                check(services.len() > 1, "two services at least become one")?;
                let into = into.as_ref().unwrap_or(&services[0]);
                named(into)?;
                (Decision::Merge(services.clone(), into.clone()), reason)
            }
            Row::Split(Split { service, parts, reason }) => {
                check((2..=100).contains(parts), "a service is split in 2 to 100")?;
                (Decision::Split(service.clone(), *parts), reason)
            }
            Row::Rename(Rename { service, to, reason }) => {
                named(to)?;
                (Decision::Rename(service.clone(), to.clone()), reason)
            }
            Row::Shared(treated) => treated.read(Treatment::Shared)?,
            Row::Replicate(treated) => treated.read(Treatment::Replicated)?,
            Row::Stays(treated) => treated.read(Treatment::Stays)?,
            Row::Gateway(treated) => treated.read(Treatment::Gateway)?,
            Row::Team(Team { service, team, reason }) => {
                check(!team.trim().is_empty(), "the team needs a name")?;
                flaw(team).map_or(Ok(()), Err)?;
                (Decision::Team(service.clone(), team.clone()), reason)
            }
            Row::Sizes(Sizes { smallest, largest, reason }) => {
                let (least, most) = (smallest.unwrap_or(0), largest.unwrap_or(usize::MAX));
                check(least <= most && most > 0, "the largest size is below the smallest")?;
                check(smallest.is_some() || largest.is_some(), "a size is missing")?;
                (Decision::Sizes { least, most }, reason)
            }
        };
        check(!reason.trim().is_empty(), "the reason is missing")?;
        Ok(Entry { line, decision, reason: reason.trim().to_owned() })
    }
}

impl Treated {
    fn read(&self, treatment: Treatment) -> Result<(Decision, &String), String> {
        let named = !(self.files.is_empty() && self.types.is_empty() && self.services.is_empty());
        check(named, "files, types or services are missing")?;
        let what = Selection::new(&self.files, &self.types).map_err(|bad| bad.to_string())?;
        Ok((Decision::Treat(treatment, what, self.services.clone()), &self.reason))
    }
}

fn check(fine: bool, what: &str) -> Result<(), String> {
    if fine { Ok(()) } else { Err(what.to_owned()) }
}

fn some(files: &[String], types: &[String]) -> Result<Selection, String> {
    let selection = Selection::new(files, types).map_err(|bad| bad.to_string())?;
    if selection.is_empty() { Err("files or types are missing".to_owned()) } else { Ok(selection) }
}

/// Refuses what no service may be called: names in parentheses are reserved for what is no service.
fn named(name: &str) -> Result<(), String> {
    check(!name.trim().is_empty() && !name.starts_with('('), "the service needs a name")?;
    flaw(name).map_or(Ok(()), Err)
}
