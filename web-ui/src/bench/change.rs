//! Edits: what they would do, doing them, taking them back, and what is worth trying.

use super::{Bench, Current, Work};
use crate::ask::Wanted;
use crate::books::Record;
use crate::denial::{Denial, Kind};
use crate::scenario::{self, Splice};
use seamline_analyzer::bench::{Suggestion, View};
use seamline_analyzer::decision::{Decisions, Edit};
use seamline_analyzer::{Cx, Id, UnitId};
use std::sync::Arc;

/// The most suggestions at a time.
const MOST_SUGGESTED: usize = 50;

/// The reason of an edit that is only tried.
const TRIED: &str = "not said yet";

impl Bench {
    /// What an edit would make of a scenario: the view before and the view after.
    pub(crate) fn preview(
        &self,
        n: u64,
        m: u64,
        revision: u64,
        wanted: Wanted,
    ) -> Result<(Arc<Work>, Arc<Current>, Decisions, View), Denial> {
        let (work, current) = self.current_at(n, m, revision)?;
        let (decisions, view) = self.edited(&work, &current, wanted, TRIED)?;
        Ok((work, current, decisions, view))
    }

    /// Edits a scenario.
    pub(crate) fn edit(&self, n: u64, m: u64, revision: u64, wanted: Wanted, reason: &str) -> Result<(), Denial> {
        let (work, current) = self.current_at(n, m, revision)?;
        let (decisions, view) = self.edited(&work, &current, wanted, reason)?;
        let text = self.desk().file.text.clone();
        // What could not be saved is not begun.
        seamline_decisions::rewrite(&text, &decisions).map_err(|why| Denial::new(Kind::Limit, why.to_string()))?;
        let lines = scenario::lines(&decisions);
        let mut desk = self.desk();
        let scenario = desk.at(n, m, revision)?;
        let Splice { at, out, put } = Splice::between(scenario.lines(), &lines);
        if out.is_empty() && put.is_empty() {
            return Err(Denial::new(Kind::NoEffect, "this changes nothing"));
        }
        desk.write(Record::Edit { n, m, at, out: out.len(), put })?;
        let current = Current { revision: desk.scenario(n, m)?.revision(), decisions, view };
        desk.show(n, m, &Arc::new(current));
        Ok(())
    }

    /// Edits that the evidence speaks for, best first.
    pub(crate) fn suggest(
        &self,
        cx: Cx<'_>,
        n: u64,
        m: u64,
        revision: u64,
        most: usize,
    ) -> Result<Vec<Suggestion>, Denial> {
        let (work, current) = self.current_at(n, m, revision)?;
        let Current { view, decisions, .. } = &*current;
        Ok(work.analysed.bench.suggest(cx, view, decisions, most.min(MOST_SUGGESTED))?)
    }

    /// Takes the last edit back, or does it again.
    pub(crate) fn step(&self, n: u64, m: u64, revision: u64, back: bool) -> Result<(), Denial> {
        let mut desk = self.desk();
        desk.work(n)?;
        let (can_undo, can_redo) = desk.at(n, m, revision)?.can();
        match (back, can_undo, can_redo) {
            (true, true, _) => desk.write(Record::Undo { n, m }),
            (false, _, true) => desk.write(Record::Redo { n, m }),
            (true, ..) => Err(Denial::new(Kind::NoEffect, "there is nothing to undo")),
            (false, ..) => Err(Denial::new(Kind::NoEffect, "there is nothing to do again")),
        }
    }

    fn edited(
        &self,
        work: &Work,
        current: &Current,
        wanted: Wanted,
        reason: &str,
    ) -> Result<(Decisions, View), Denial> {
        let bench = &work.analysed.bench;
        let edit: Edit = wanted.edit(bench.facts().units.len())?;
        let mut decisions = bench.edit(&current.view, &current.decisions, &edit, reason)?;
        decisions.entries.iter_mut().for_each(|entry| entry.line = 0);
        let view = bench.view_after(self.cx(), &current.view, &decisions)?;
        Ok((decisions, view))
    }
}

/// Which services of two views are the same: for each of the first, the one of the second that has most of its units and
/// has most of them from it (ties to the first).
pub(crate) fn same_services(before: &View, after: &View) -> Vec<Option<usize>> {
    let mut home = vec![usize::MAX; after.placements.len()];
    for (index, service) in after.services.iter().enumerate() {
        service.units.iter().for_each(|unit| home[unit.index()] = index);
    }
    let common = |units: &[UnitId]| {
        let mut common = vec![0_usize; after.services.len()];
        for unit in units {
            if let Some(count) = common.get_mut(home[unit.index()]) {
                *count += 1;
            }
        }
        common
    };
    let rows: Vec<Vec<usize>> = before.services.iter().map(|service| common(&service.units)).collect();
    let first_most = |counts: &mut dyn Iterator<Item = usize>| {
        counts.enumerate().filter(|(_, count)| *count > 0).fold(None, |best: Option<(usize, usize)>, (at, count)| {
            best.filter(|(_, most)| *most >= count).or(Some((at, count)))
        })
    };
    let best = |row: &Vec<usize>| first_most(&mut row.iter().copied()).map(|(at, _)| at);
    let back = |column: usize| first_most(&mut rows.iter().map(|row| row[column])).map(|(at, _)| at);
    let mutual = |(at, row): (usize, &Vec<usize>)| best(row).filter(|column| back(*column) == Some(at));
    rows.iter().enumerate().map(mutual).collect()
}
