//! What requests ask for: the shapes of their bodies. Unknown keys are refused, and serde_json ends at a depth of 128.

use crate::analyst::Options;
use crate::denial::{Denial, Kind};
use seamline_analyzer::decision::{Edit, Treatment};
use seamline_analyzer::{Id, UnitId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt::Display;

/// A body.
///
/// # Errors
/// When it is another.
pub(crate) fn body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Denial> {
    let wrong = |why: &dyn Display| Denial::new(Kind::Body, format!("this is not what is expected: {why}"));
    // For serde a list of values is an object too.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(wrong(&"it is no object"));
    }
    serde_json::from_slice(bytes).map_err(|why| wrong(&why))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAnalysis {
    #[serde(default)]
    pub(crate) label: Option<String>,
    #[serde(default)]
    pub(crate) options: Options,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewScenario {
    pub(crate) name: String,
    /// The scenario that it begins as; without one, the file of decisions.
    #[serde(default)]
    pub(crate) from: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Name {
    pub(crate) name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct At {
    pub(crate) revision: u64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Preview {
    pub(crate) revision: u64,
    pub(crate) edit: Wanted,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    pub(crate) revision: u64,
    pub(crate) edit: Wanted,
    #[serde(default)]
    pub(crate) reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Figures {
    pub(crate) revision: u64,
    #[serde(default)]
    pub(crate) edit: Option<Wanted>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Suggest {
    pub(crate) revision: u64,
    /// How many at most.
    #[serde(default = "few")]
    pub(crate) most: usize,
}

fn few() -> usize {
    10
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Save {
    pub(crate) revision: u64,
    /// Whether a file is written over that somebody changed.
    #[serde(default)]
    pub(crate) over: bool,
}

/// An edit as it is sent; units by their position in the model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Wanted {
    Move {
        units: Vec<usize>,
        to: String,
    },
    Merge {
        services: Vec<String>,
        into: String,
    },
    Split {
        service: String,
        parts: usize,
    },
    Rename {
        service: String,
        to: String,
    },
    Pin {
        units: Vec<usize>,
    },
    Together {
        units: Vec<usize>,
    },
    Apart {
        groups: Vec<Vec<usize>>,
    },
    Treat {
        treatment: Word,
        #[serde(default)]
        units: Vec<usize>,
        #[serde(default)]
        services: Vec<String>,
    },
    Team {
        service: String,
        team: String,
    },
    Sizes {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        smallest: Option<usize>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        largest: Option<usize>,
    },
    Recluster {
        on: bool,
    },
    Remove {
        entry: usize,
    },
    Reason {
        entry: usize,
        reason: String,
    },
}

/// The word for a treatment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Word {
    Shared,
    Replicate,
    Stays,
    Gateway,
}

impl Wanted {
    /// The edit of a model with so many units.
    ///
    /// # Errors
    /// For a unit that is none.
    pub(crate) fn edit(self, n: usize) -> Result<Edit, Denial> {
        let units = |units: Vec<usize>| -> Result<Vec<UnitId>, Denial> {
            let unknown = units.iter().find(|unit| **unit >= n);
            unknown.map_or(Ok(()), |unit| Err(Denial::unknown(format_args!("unit {unit}"))))?;
            let mut units: Vec<UnitId> = units.into_iter().map(UnitId::new).collect();
            units.sort_unstable();
            units.dedup();
            Ok(units)
        };
        Ok(match self {
            Wanted::Move { units: all, to } => Edit::Move { units: units(all)?, to },
            Wanted::Merge { services, into } => Edit::Merge { services, into },
            Wanted::Split { service, parts } => Edit::Split { service, parts },
            Wanted::Rename { service, to } => Edit::Rename { service, to },
            Wanted::Pin { units: all } => Edit::Pin { units: units(all)? },
            Wanted::Together { units: all } => Edit::Together { units: units(all)? },
            Wanted::Apart { groups } => {
                Edit::Apart { groups: groups.into_iter().map(units).collect::<Result<_, _>>()? }
            }
            Wanted::Treat { treatment, units: all, services } => {
                Edit::Treat { treatment: treatment.treatment(), units: units(all)?, services }
            }
            Wanted::Team { service, team } => Edit::Team { service, team },
            Wanted::Sizes { smallest, largest } => Edit::Sizes { least: smallest, most: largest },
            Wanted::Recluster { on } => Edit::Recluster(on),
            Wanted::Remove { entry } => Edit::Remove { entry },
            Wanted::Reason { entry, reason } => Edit::Reason { entry, reason },
        })
    }
}

impl From<&Edit> for Wanted {
    fn from(edit: &Edit) -> Self {
        let indices = |units: &[UnitId]| units.iter().map(|unit| unit.index()).collect();
        match edit.clone() {
            Edit::Move { units, to } => Wanted::Move { units: indices(&units), to },
            Edit::Merge { services, into } => Wanted::Merge { services, into },
            Edit::Split { service, parts } => Wanted::Split { service, parts },
            Edit::Rename { service, to } => Wanted::Rename { service, to },
            Edit::Pin { units } => Wanted::Pin { units: indices(&units) },
            Edit::Together { units } => Wanted::Together { units: indices(&units) },
            Edit::Apart { groups } => Wanted::Apart { groups: groups.iter().map(|group| indices(group)).collect() },
            Edit::Treat { treatment, units, services } => {
                Wanted::Treat { treatment: Word::of(treatment), units: indices(&units), services }
            }
            Edit::Team { service, team } => Wanted::Team { service, team },
            Edit::Sizes { least, most } => Wanted::Sizes { smallest: least, largest: most },
            Edit::Recluster(on) => Wanted::Recluster { on },
            Edit::Remove { entry } => Wanted::Remove { entry },
            Edit::Reason { entry, reason } => Wanted::Reason { entry, reason },
        }
    }
}

impl Word {
    fn of(treatment: Treatment) -> Self {
        match treatment {
            Treatment::Shared => Word::Shared,
            Treatment::Replicated => Word::Replicate,
            Treatment::Stays => Word::Stays,
            Treatment::Gateway => Word::Gateway,
        }
    }

    fn treatment(self) -> Treatment {
        match self {
            Word::Shared => Treatment::Shared,
            Word::Replicate => Treatment::Replicated,
            Word::Stays => Treatment::Stays,
            Word::Gateway => Treatment::Gateway,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Read, meant, and written again.
    #[test]
    fn every_edit_has_one_form() {
        for text in [
            r#"{"do":"move","units":[0,2],"to":"a"}"#,
            r#"{"do":"merge","services":["a","b"],"into":"c"}"#,
            r#"{"do":"split","service":"a","parts":2}"#,
            r#"{"do":"rename","service":"a","to":"b"}"#,
            r#"{"do":"pin","units":[1]}"#,
            r#"{"do":"together","units":[0,1]}"#,
            r#"{"do":"apart","groups":[[0],[1,2]]}"#,
            r#"{"do":"treat","treatment":"replicate","units":[0],"services":["a"]}"#,
            r#"{"do":"team","service":"a","team":"b"}"#,
            r#"{"do":"sizes","smallest":3}"#,
            r#"{"do":"sizes","smallest":3,"largest":60}"#,
            r#"{"do":"recluster","on":true}"#,
            r#"{"do":"remove","entry":0}"#,
            r#"{"do":"reason","entry":0,"reason":"r"}"#,
        ] {
            let wanted: Wanted = body(text.as_bytes()).unwrap();
            let edit = wanted.clone().edit(3).unwrap();
            assert_eq!(Wanted::from(&edit), wanted);
            assert_eq!(serde_json::to_string(&wanted).unwrap(), text);
        }
    }

    #[test]
    fn units_are_there_and_named_once() {
        let units = |text: &str| body::<Wanted>(text.as_bytes()).and_then(|wanted| wanted.edit(3));
        let twice = units(r#"{"do":"pin","units":[2,0,2]}"#).unwrap();
        assert_eq!(twice, Edit::Pin { units: [0, 2].map(UnitId::new).to_vec() });
        for wrong in [r#"{"do":"pin","units":[3]}"#, r#"{"do":"apart","groups":[[0],[9]]}"#] {
            assert_eq!(units(wrong).unwrap_err().kind, Kind::Unknown, "{wrong}");
        }
        for wrong in
            ["{}", "[]", "1", r#"{"do":"pin"}"#, r#"{"do":"pin","units":[-1]}"#, r#"{"do":"pin","units":[],"x":1}"#]
        {
            assert_eq!(units(wrong).unwrap_err().kind, Kind::Body, "{wrong}");
        }
    }
}
