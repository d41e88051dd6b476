//! What a cut runs through inside a table, a loop, an entity or an enumeration: copying, naming and numbering.

use super::{Builder, MAX_PLACES};
use crate::plan::v1::{ChattyLoop, ColumnSide, ColumnSplit, ContestedColumn, EntityField, EnumShare, UsedColumn};
use crate::plan::words;
use seamline_analyzer::facts::Site;
use seamline_analyzer::plan::association::Across;
use seamline_analyzer::plan::chatty::{Asked, Chatty};
use seamline_analyzer::plan::columns::{Contested, SharedColumns, Side};
use seamline_analyzer::plan::enumeration::SharedEnum;

impl Builder<'_> {
    pub(super) fn column_split(&mut self, at: usize, one: &SharedColumns) -> ColumnSplit {
        let contested =
            |one: &Contested| ContestedColumn { name: one.column.clone(), writers: self.names(&one.writers) };
        let contested = one.contested.iter().map(contested).collect();
        ColumnSplit {
            id: format!("F{at}"),
            store: self.store_name(one.store),
            owner: self.owned(one.store).owner,
            division: one.division.name().to_owned(),
            advice: words::divide(one.division).to_owned(),
            writers: one.writers.iter().map(|side| self.column_side(side)).collect(),
            readers: one.readers.iter().map(|side| self.column_side(side)).collect(),
            contested,
        }
    }

    fn column_side(&mut self, side: &Side) -> ColumnSide {
        let service = self.name(side.service);
        let used =
            |(name, sites): &(String, Vec<Site>)| UsedColumn { name: name.clone(), evidence: self.book.sites(sites) };
        ColumnSide {
            service,
            columns: side.columns.iter().map(used).collect(),
            whole: self.book.sites(&side.whole),
            unknown: side.unknown.len() as u64,
            unknown_evidence: self.book.sites(&side.unknown),
            deletes: self.book.sites(&side.deletes),
        }
    }

    pub(super) fn chatty_loop(&mut self, at: usize, one: &Chatty) -> ChattyLoop {
        let (kind, what) = match &one.asked {
            Asked::Operation(unit, name) => {
                let owner = self.facts.units[*unit].part.as_ref().and_then(|part| part.owner());
                ("call", owner.map_or_else(|| name.clone(), |owner| format!("{owner}.{name}")))
            }
            Asked::Store(store, false) => ("read", self.store_name(*store)),
            Asked::Store(store, true) => ("write", self.store_name(*store)),
        };
        ChattyLoop {
            id: format!("Q{at}"),
            from: self.name(one.from),
            to: self.name(one.to),
            kind: kind.to_owned(),
            what,
            through: one.through.map(|unit| self.facts.units[unit].label()),
            advice: words::batch(kind).to_owned(),
            places: one.sites.len() as u64,
            evidence: self.book.sites(&one.sites),
        }
    }

    pub(super) fn entity_field(&mut self, at: usize, one: &Across) -> EntityField {
        let Across { association: one, back } = one;
        let (from, to) = (self.owned(one.from), self.owned(one.to));
        EntityField {
            id: format!("A{at}"),
            store: from.store,
            owner: from.owner.unwrap_or_default(),
            field: one.field.clone(),
            back: back.clone(),
            holds: to.store,
            holds_owner: to.owner.unwrap_or_default(),
            advice: words::REFER.to_owned(),
            evidence: self.book.sites([&one.site]),
        }
    }

    pub(super) fn enum_share(&mut self, at: usize, one: &SharedEnum) -> EnumShare {
        let file = self.file(one.unit).to_owned();
        let mut evidence = vec![self.book.cite(&file, one.line)];
        evidence.extend(self.users(&one.users));
        evidence.truncate(MAX_PLACES);
        EnumShare {
            id: format!("U{at}"),
            name: one.name.clone(),
            owner: self.cut.service(one.unit).map(|service| self.name(service)),
            services: self.names(&one.services),
            advice: words::PUBLISH.to_owned(),
            evidence,
        }
    }
}
