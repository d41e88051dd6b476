//! What a cut runs through inside a table, a loop, an entity or an enumeration.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A store that several services use, by its columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnSplit {
    /// `F1`, `F2`, ...
    pub id: String,
    /// The store.
    pub store: String,
    /// Its proposed owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// `by-column`, `contested`, `unknown`, `one-writer`.
    pub division: String,
    /// What to do about it.
    pub advice: String,
    /// The services that write it.
    pub writers: Vec<ColumnSide>,
    /// The other services that read it.
    pub readers: Vec<ColumnSide>,
    /// Columns that several services write.
    pub contested: Vec<ContestedColumn>,
}

/// What one service does with the columns of a store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnSide {
    /// The service.
    pub service: String,
    /// The columns that are seen.
    pub columns: Vec<UsedColumn>,
    /// Where it uses every column.
    pub whole: Vec<String>,
    /// At how many places it uses columns that the code there does not name.
    pub unknown: u64,
    /// Some of these places.
    pub unknown_evidence: Vec<String>,
    /// Where it deletes rows; of writers only.
    pub deletes: Vec<String>,
}

/// A column that is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UsedColumn {
    /// Its name, as the code writes it.
    pub name: String,
    /// Some of the places.
    pub evidence: Vec<String>,
}

/// A column with several writers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ContestedColumn {
    /// Its name.
    pub name: String,
    /// Who writes it.
    pub writers: Vec<String>,
}

/// What crosses a border once for each element of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChattyLoop {
    /// `Q1`, `Q2`, ...
    pub id: String,
    /// The service with the loop.
    pub from: String,
    /// The service that would be asked each time.
    pub to: String,
    /// `call`, `read`, `write`.
    pub kind: String,
    /// The operation that is called, or the store.
    pub what: String,
    /// The function of the own service that asks, where the loop calls that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
    /// What to do about it.
    pub advice: String,
    /// How many lines there are.
    pub places: u64,
    /// Some of them.
    pub evidence: Vec<String>,
}

/// A field of an entity that holds an entity of another service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EntityField {
    /// `A1`, `A2`, ...
    pub id: String,
    /// The store of the entity.
    pub store: String,
    /// Its owner.
    pub owner: String,
    /// The field.
    pub field: String,
    /// The field of the other entity that leads back, where the same place declares it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back: Option<String>,
    /// The store of what it holds.
    pub holds: String,
    /// Its owner.
    pub holds_owner: String,
    /// What to do about it.
    pub advice: String,
    /// Where it is declared.
    pub evidence: Vec<String>,
}

/// An enumeration that several services use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EnumShare {
    /// `U1`, `U2`, ...
    pub id: String,
    /// Its name.
    pub name: String,
    /// The service that declares it; left out where none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The services that use it, its own among them.
    pub services: Vec<String>,
    /// What to do about it.
    pub advice: String,
    /// Where it is declared, then who uses it elsewhere.
    pub evidence: Vec<String>,
}
