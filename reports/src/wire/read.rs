//! Reading a stored document. It may come from anywhere: its size is capped and every index is checked once, so that
//! nothing that renders it has to.

use super::v1::*;
use serde::Deserialize;
use std::fmt;

/// The largest document that is read.
pub const MAX_BYTES: usize = 512 * 1024 * 1024;

/// Why a stored document cannot be used.
#[derive(Debug)]
pub enum ReadError {
    /// It is larger than [`MAX_BYTES`].
    TooBig {
        /// Its size in bytes.
        bytes: usize,
    },
    /// It is not the JSON of an analysis.
    Malformed(serde_json::Error),
    /// A newer version of the program wrote it.
    Newer {
        /// Its schema version.
        found: u32,
    },
    /// It contradicts itself.
    Inconsistent(&'static str),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::TooBig { bytes } => write!(f, "{bytes} bytes are more than an analysis can have ({MAX_BYTES})"),
            ReadError::Malformed(error) => write!(f, "not an analysis.json of Seamline: {error}"),
            ReadError::Newer { found } => write!(
                f,
                "written with schema version {found}, and this program reads up to {SCHEMA_VERSION}: use a newer \
                 seamline, or analyse again with this one"
            ),
            ReadError::Inconsistent(what) => write!(f, "damaged analysis: {what} do not fit together; analyse again"),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ReadError::Malformed(error) => Some(error),
            ReadError::TooBig { .. } | ReadError::Newer { .. } | ReadError::Inconsistent(_) => None,
        }
    }
}

/// The part that every version has.
#[derive(Deserialize)]
struct Probe {
    schema_version: u32,
}

impl Document {
    /// Reads the JSON of a stored analysis.
    ///
    /// # Errors
    /// When it is too large, no analysis, from a newer version, or contradicts itself.
    pub fn read(json: &[u8]) -> Result<Self, ReadError> {
        if json.len() > MAX_BYTES {
            return Err(ReadError::TooBig { bytes: json.len() });
        }
        let probe: Probe = serde_json::from_slice(json).map_err(ReadError::Malformed)?;
        if probe.schema_version > SCHEMA_VERSION {
            return Err(ReadError::Newer { found: probe.schema_version });
        }
        let document: Self = serde_json::from_slice(json).map_err(ReadError::Malformed)?;
        document.check()?;
        Ok(document)
    }

    /// Checks that all columns are of equal length and all indices lead somewhere.
    fn check(&self) -> Result<(), ReadError> {
        for (what, holds) in self.invariants() {
            if !holds {
                return Err(ReadError::Inconsistent(what));
            }
        }
        Ok(())
    }

    fn invariants(&self) -> [(&'static str, bool); 15] {
        let below = |count: usize| move |index: &u32| (*index as usize) < count;
        let unit = below(self.units.len());
        let service = below(self.services.len());
        let store = below(self.stores.len());
        let person = below(self.contributors.len());
        let change = below(self.changes.items.len());
        let entry = below(self.entry_points.len());
        let reference = below(self.references.from.len());
        let place = |one: &Unit| match one.place {
            Place::Service(index) => service(&index),
            Place::Shared | Place::Unassigned => true,
        };
        let placed = |one: &Unit| place(one) && one.runner_up.as_ref().is_none_or(|other| service(&other.service));
        let fits_service = |one: &Service| {
            one.units.iter().all(unit)
                && one.entry_points.iter().all(entry)
                && one.stores.iter().all(|used| store(&used.store))
                && one.owners.iter().all(|owner| person(&owner.contributor))
                && one.shared_entities.iter().all(unit)
        };
        let fits_seam = |one: &Seam| {
            [one.a, one.b].iter().all(service)
                && one.forward.evidence.iter().chain(&one.backward.evidence).all(reference)
                && one.stores.iter().all(store)
                && one.changes.items.iter().all(change)
        };
        let cells = |cells: &Vec<u32>| cells.len() == self.units.len();
        [
            ("units", self.units.iter().all(placed)),
            ("divided files", {
                let fits = |share: &PlaceShare| match share.place {
                    Place::Service(index) => service(&index) && share.units.iter().all(unit),
                    Place::Shared | Place::Unassigned => share.units.iter().all(unit),
                };
                self.divided.iter().all(|file| !file.shares.is_empty() && file.shares.iter().all(fits))
            }),
            ("services", self.services.iter().all(fits_service)),
            ("seams", self.seams.iter().all(fits_seam)),
            ("shared files and entry points", {
                self.shared.iter().all(|one| unit(&one.unit)) && self.entry_points.iter().all(|one| unit(&one.unit))
            }),
            ("stores", {
                self.accesses.iter().all(|one| unit(&one.unit) && store(&one.store))
                    && self.store_links.iter().all(|one| store(&one.from) && store(&one.to))
            }),
            ("changes", {
                let fits = |one: &Change| one.contributors.iter().all(person) && one.units.iter().all(unit);
                self.changes.items.iter().all(fits)
            }),
            ("what changes together", self.cochange_fits()),
            ("the schedule of the plan", self.plan.as_ref().is_none_or(crate::plan::Plan::schedule_fits)),
            ("references", self.references.fit(self.units.len())),
            ("re-exports", {
                let Reexports { from, through } = &self.reexports;
                from.len() == through.len() && from.iter().chain(through).all(unit)
            }),
            ("edges", self.graph.fit(self.units.len())),
            ("decisions", {
                let decided = |one: &Unit| one.decided.is_none_or(|at| (at as usize) < self.decisions.len());
                self.units.iter().all(decided) && self.decisions.iter().all(|one| one.units.items.iter().all(unit))
            }),
            ("names of findings", self.plan.as_ref().is_none_or(crate::plan::words_are_plain)),
            ("partitions", {
                self.alternatives.iter().all(|one| cells(&one.cell_of))
                    && self.baselines.iter().all(|one| cells(&one.cell_of))
            }),
        ]
    }
}

impl References {
    fn fit(&self, units: usize) -> bool {
        let n = self.from.len();
        let below = |column: &[u32], count: usize| column.len() == n && column.iter().all(|at| (*at as usize) < count);
        below(&self.from, units)
            && below(&self.to, units)
            && below(&self.context, self.contexts.len())
            && below(&self.tier, self.tiers.len())
            && below(&self.name, self.names.len())
            && self.count.len() == n
            && self.lines.len() == n
    }
}

impl Graph {
    fn fit(&self, units: usize) -> bool {
        let n = self.a.len();
        let below = |column: &[u32]| column.len() == n && column.iter().all(|at| (*at as usize) < units);
        let sorted = self.a.iter().zip(&self.b).is_sorted() && self.a.iter().zip(&self.b).all(|(a, b)| a < b);
        below(&self.a)
            && below(&self.b)
            && sorted
            && self.weight.len() == n
            && self.layers.iter().all(|layer| layer.weight.len() == n)
    }
}
