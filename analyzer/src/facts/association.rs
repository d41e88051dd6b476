//! Fields of entities that hold other entities.

use super::Site;
use crate::id::StoreId;

/// A field of an entity that a mapper fills with another one, or many: `@ManyToOne Customer customer`. Who follows it reads
/// the other store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Association {
    /// The store of the entity.
    pub from: StoreId,
    /// The field.
    pub field: String,
    /// The store of what it holds.
    pub to: StoreId,
    /// Where that is said.
    pub site: Site,
}
