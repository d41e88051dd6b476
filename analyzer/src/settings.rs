//! Settings of an analysis: typed, and valid by construction of the command line.

use crate::facts::Granularity;
use crate::info::Info;

/// What an analysis can be asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The clusterer's id; `seamline` is the default pipeline.
    pub clusterer: String,
    /// The seed of everything random.
    pub seed: u64,
    /// The wanted number of services, smallest and largest.
    pub services: Option<(usize, usize)>,
    /// Whether folders, packages and build modules may give evidence.
    pub path_signals: bool,
    /// How fine the units of the facts are; the facts decide, this is for the record.
    pub granularity: Granularity,
    /// The weights of the layers.
    pub weights: Weights,
    /// Parameters of the published method.
    pub mazlami: Mazlami,
}

/// The weight of each layer in the combined graph.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// References.
    pub structural: f64,
    /// Referring to the same units.
    pub co_use: f64,
    /// Using the same stores and entities.
    pub data: f64,
    /// Nouns in file and type names.
    pub name: f64,
    /// Changing together.
    pub logical: f64,
    /// Folders, behind the gate.
    pub path: f64,
    /// Vocabulary; 0 by default: it lowers the measured accuracy.
    pub semantic: f64,
    /// The same people; 0 by default: it lowers the measured accuracy.
    pub contributor: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            structural: 1.0,
            co_use: 0.25,
            data: 0.30,
            name: 0.35,
            logical: 0.30,
            path: 0.8,
            semantic: 0.0,
            contributor: 0.0,
        }
    }
}

/// Parameters of the published method (Mazlami, Cito, Leitner, ICWS 2017).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mazlami {
    /// Logical coupling on.
    pub logical: bool,
    /// Semantic coupling on.
    pub semantic: bool,
    /// Contributor coupling on.
    pub contributor: bool,
    /// The wanted number of services.
    pub services: usize,
    /// The largest allowed service, in files.
    pub max_size: usize,
    /// The window of logical coupling, in seconds.
    pub interval: i64,
}

impl Default for Mazlami {
    fn default() -> Self {
        Self { logical: true, semantic: true, contributor: false, services: 4, max_size: 10, interval: 3600 }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            clusterer: PIPELINE.id.to_owned(),
            seed: 1,
            services: None,
            path_signals: true,
            granularity: Granularity::File,
            weights: Weights::default(),
            mazlami: Mazlami::default(),
        }
    }
}

/// The card of the default pipeline.
pub static PIPELINE: Info = Info {
    id: "seamline",
    summary: "all couplings in one graph, folders only as far as the code agrees with them, Leiden with consensus",
    reference: "Traag, Waltman, van Eck: From Louvain to Leiden (2019); Lancichinetti, Fortunato: Consensus clustering \
                in complex networks (2012)",
};
