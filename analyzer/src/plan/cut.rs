//! A cut: which service each unit goes to, or why to none.

use crate::analysis::{Analysis, Place};
use crate::id::{Id, IdVec, ServiceId, UnitId};

/// A cut of all units into services.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cut {
    /// The services' names.
    pub services: IdVec<ServiceId, String>,
    /// What becomes of each unit.
    pub roles: IdVec<UnitId, Role>,
}

/// What becomes of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It goes to this service.
    Service(ServiceId),
    /// Every service contains it that needs it.
    Shared,
    /// It becomes the front door.
    Gateway,
    /// It is no longer there.
    Gone,
}

/// Who calls or answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// A service.
    Service(ServiceId),
    /// The front door.
    Gateway,
}

impl Cut {
    /// The cut that an analysis proposes: its candidates; what has no place is anybody's, like what is shared.
    pub fn of_analysis(analysis: &Analysis) -> Self {
        let role = |place| match place {
            Place::Candidate(candidate) => Role::Service(ServiceId::new(candidate.index())),
            Place::Shared | Place::Unassigned => Role::Shared,
        };
        Self {
            services: analysis.candidates.values().map(|candidate| candidate.name.clone()).collect(),
            roles: analysis.placements.values().map(|placement| role(placement.place)).collect(),
        }
    }

    /// The service of a unit.
    pub fn service(&self, unit: UnitId) -> Option<ServiceId> {
        match self.roles[unit] {
            Role::Service(service) => Some(service),
            Role::Shared | Role::Gateway | Role::Gone => None,
        }
    }

    /// Who a unit speaks for.
    pub fn party(&self, unit: UnitId) -> Option<Party> {
        match self.roles[unit] {
            Role::Service(service) => Some(Party::Service(service)),
            Role::Gateway => Some(Party::Gateway),
            Role::Shared | Role::Gone => None,
        }
    }
}
