//! What the evidence speaks for: files that another service pulls more than their own, and services that hardly stand alone.
//!
//! A file is named when its second service pulls at it at least [`CLEARLY`] times as strongly as its own, and either more of
//! its neighbours (two at least) or more of its commits (three at least) say the same. A service is named when it has fewer
//! than [`SMALL`] files, or more references to one other service than among its own files, and half of all that cross its
//! border. Files and services that people decided about are left alone. The order is that of the evidence, in edge weight
//! of the combined graph: metrics are shown and never summed up, for they do not tell which cut is the better one.

use super::{Failed, View, Workbench};
use crate::analysis::{Band, Place};
use crate::cx::Cx;
use crate::decision::{Decision, Decisions, Edit, Price, Role, differences};
use crate::facts::ChangeKind;
use crate::id::{Id, UnitId};
use crate::pipeline::SMALL;
use std::collections::{BTreeMap, BTreeSet};

/// How many times as strongly another service has to pull.
const CLEARLY: f64 = 1.25;

/// An edit that the evidence speaks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The edit.
    pub edit: Edit,
    /// What it is, in words without a full stop.
    pub sentence: String,
    /// What speaks for it, each in words without a full stop, strongest first.
    pub why: Vec<String>,
    /// The metrics that it would change.
    pub price: Vec<Price>,
}

/// An edit and how much weight of the graph speaks for it.
struct Found {
    weight: f64,
    edit: Edit,
    sentence: String,
    why: Vec<String>,
}

/// How many neighbours and commits tie a file to a service.
#[derive(Default)]
struct Ties {
    neighbours: BTreeSet<UnitId>,
    /// Commits with any file of the service.
    commits: usize,
    /// Commits with each file of it.
    with: BTreeMap<UnitId, usize>,
}

impl Workbench {
    /// At most so many edits that the evidence speaks for in a view of `decisions`, most evidence first, each with why and
    /// with what it would change; none where nothing stands out.
    ///
    /// # Errors
    /// When asked to stop.
    pub fn suggest(
        &self,
        cx: Cx<'_>,
        view: &View,
        decisions: &Decisions,
        most: usize,
    ) -> Result<Vec<Suggestion>, Failed> {
        let mut found = self.moves(view, most);
        found.extend(self.merges(view));
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.sentence.cmp(&b.sentence)));
        let mut suggestions = Vec::new();
        for Found { edit, sentence, why, .. } in found {
            if suggestions.len() == most {
                break;
            }
            cx.cancel.check()?;
            let Ok(made) = self.edit(view, decisions, &edit, "suggested") else { continue };
            let after = self.view_after(cx, view, &made)?;
            let price = differences(&view.scores, &after.scores);
            suggestions.push(Suggestion { edit, sentence, why, price });
        }
        Ok(suggestions)
    }

    /// Files that are clearly pulled elsewhere; twice as many as are wanted, since some cannot be moved.
    fn moves(&self, view: &View, most: usize) -> Vec<Found> {
        let decided = decided(view);
        let pulled = |(unit, pull): (usize, &crate::pipeline::Pull)| {
            let placement = &view.placements[UnitId::new(unit)];
            let Place::Candidate(own) = placement.place else { return None };
            let (second, _) = placement.runner_up?;
            let other = pull.other.map_or(0.0, |(_, weight)| weight);
            let role = |at: usize| view.services[at].role == Role::Service;
            let clear = placement.band == Band::Contested && other >= CLEARLY * pull.own && other > 0.0;
            let free = !decided.contains(&UnitId::new(unit)) && role(own.index()) && role(second.index());
            (clear && free).then(|| (UnitId::new(unit), own.index(), second.index(), other - pull.own))
        };
        let pulls = view.decided().firmness.pulls();
        let mut pulled: Vec<(UnitId, usize, usize, f64)> = pulls.iter().enumerate().filter_map(pulled).collect();
        pulled.sort_by(|a, b| b.3.total_cmp(&a.3).then(a.0.cmp(&b.0)));
        pulled.truncate(most.saturating_mul(4).max(16));
        let ties = self.ties_of(view, pulled.iter().map(|one| one.0).collect());
        let told = |(unit, own, second, weight): (UnitId, usize, usize, f64)| {
            let ties = &ties[&unit];
            let none = Ties::default();
            let (here, there) = (ties.get(&own).unwrap_or(&none), ties.get(&second).unwrap_or(&none));
            let neighbours = there.neighbours.len() >= 2 && there.neighbours.len() > here.neighbours.len();
            let commits = there.commits >= 3 && there.commits > here.commits;
            if !neighbours && !commits {
                return None;
            }
            let name = |at: usize| view.services[at].name.as_str();
            let (from, to, file) = (name(own), name(second), self.facts.units[unit].short());
            let mut why = Vec::new();
            if neighbours {
                let all: usize = ties.values().map(|ties| ties.neighbours.len()).sum();
                why.push(format!(
                    "{} of its {all} neighbours are in {to}, {} in {from}",
                    there.neighbours.len(),
                    here.neighbours.len()
                ));
            }
            if commits {
                let most = there.with.iter().max_by_key(|(unit, count)| (**count, std::cmp::Reverse(**unit)));
                let with = most.map(|(unit, count)| {
                    format!(
                        "; with {} {count} {}",
                        self.facts.units[*unit].short(),
                        if *count == 1 { "time" } else { "times" }
                    )
                });
                why.push(format!(
                    "it changed in {} commits together with files of {to}, in {} with files of {from}{}",
                    there.commits,
                    here.commits,
                    with.unwrap_or_default()
                ));
            }
            Some(Found {
                weight,
                edit: Edit::Move { units: vec![unit], to: to.to_owned() },
                sentence: format!("move {file} from {from} to {to}"),
                why,
            })
        };
        pulled.into_iter().filter_map(told).take(most.saturating_mul(2)).collect()
    }

    /// What ties some units to each service.
    fn ties_of(&self, view: &View, units: BTreeSet<UnitId>) -> BTreeMap<UnitId, BTreeMap<usize, Ties>> {
        let service = |unit: UnitId| match view.placements[unit].place {
            Place::Candidate(candidate) => Some(candidate.index()),
            Place::Shared | Place::Unassigned => None,
        };
        let mut ties: BTreeMap<UnitId, BTreeMap<usize, Ties>> =
            units.iter().map(|unit| (*unit, BTreeMap::new())).collect();
        for (from, to, _) in self.evidence().references() {
            for (unit, other) in [(from, to), (to, from)].map(|(a, b)| (UnitId::new(a), UnitId::new(b))) {
                if let (Some(ties), Some(service)) = (ties.get_mut(&unit), service(other)) {
                    ties.entry(service).or_default().neighbours.insert(other);
                }
            }
        }
        for change in self.facts.changes.values().filter(|change| change.kind == ChangeKind::Normal) {
            for unit in change.units.iter().filter(|unit| units.contains(unit)) {
                let others = change.units.iter().filter(|other| *other != unit);
                let mut met = BTreeSet::new();
                for (other, service) in others.filter_map(|other| Some((*other, service(other.to_owned())?))) {
                    let ties = ties.get_mut(unit).expect("it is asked for").entry(service).or_default();
                    *ties.with.entry(other).or_default() += 1;
                    if met.insert(service) {
                        ties.commits += 1;
                    }
                }
            }
        }
        ties
    }

    /// Services that hardly stand alone, with the one that they would join.
    fn merges(&self, view: &View) -> Vec<Found> {
        let decided = decided(view);
        let named = named(view);
        let n = view.services.len();
        let mut of: Vec<Option<usize>> = vec![None; view.placements.len()];
        for (at, service) in view.services.iter().enumerate() {
            service.units.iter().for_each(|unit| of[unit.index()] = Some(at));
        }
        let mut inside = vec![0_usize; n];
        let mut border: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); n];
        for (from, to, _) in self.evidence().references() {
            match (of[from], of[to]) {
                (Some(a), Some(b)) if a == b => inside[a] += 1,
                (Some(a), Some(b)) => {
                    *border[a].entry(b).or_default() += 1;
                    *border[b].entry(a).or_default() += 1;
                }
                _ => {}
            }
        }
        let free = |at: usize| {
            let service = &view.services[at];
            service.role == Role::Service && !named.contains(service.name.as_str())
        };
        let merge = |at: usize| {
            let service = &view.services[at];
            let own = free(at) && service.units.iter().all(|unit| !decided.contains(unit));
            let most = border[at].iter().max_by_key(|(other, count)| (**count, std::cmp::Reverse(**other)));
            let (other, count) = most.filter(|_| own).map(|(other, count)| (*other, *count))?;
            let all: usize = border[at].values().sum();
            let small = service.units.len() < SMALL;
            let mostly = count > inside[at] && count * 2 >= all;
            let larger = view.services[other].units.len() >= service.units.len() && free(other);
            if !larger || !(small || mostly) {
                return None;
            }
            let (name, to) = (service.name.as_str(), view.services[other].name.as_str());
            let mut why = Vec::new();
            if mostly {
                why.push(format!(
                    "{count} of the {all} references over its border are with {to}, {} are among its own files",
                    inside[at]
                ));
            }
            if small {
                let files = service.units.len();
                why.push(format!("it has {files} {}", if files == 1 { "file" } else { "files" }));
            }
            if !mostly {
                why.push(format!("{count} of the {all} references over its border are with {to}"));
            }
            let weight: f64 = service
                .units
                .iter()
                .flat_map(|unit| self.ties.graph.row(unit.index()))
                .map(|(unit, weight)| match of[unit] {
                    Some(service) if service == other => weight,
                    // Seen from both ends.
                    Some(service) if service == at => -weight / 2.0,
                    _ => 0.0,
                })
                .sum();
            Some(Found {
                weight,
                edit: Edit::Merge { services: vec![name.to_owned(), to.to_owned()], into: to.to_owned() },
                sentence: format!("let {name} be part of {to}"),
                why,
            })
        };
        (0..n).filter_map(merge).collect()
    }
}

/// The units that people decided about, and those that moved with them.
fn decided(view: &View) -> BTreeSet<UnitId> {
    let placed = view.placements.iter().filter(|(_, placement)| placement.decided.is_some()).map(|(unit, _)| unit);
    placed.chain(view.entries.iter().flat_map(|entry| entry.units.iter().copied())).collect()
}

/// The services that people decided about by name, whatever it was.
fn named(view: &View) -> BTreeSet<&str> {
    let names = |decision: &'_ Decision| -> Vec<String> {
        match decision {
            Decision::Pin(_, service) | Decision::Team(service, _) | Decision::Split(service, _) => {
                vec![service.clone()]
            }
            Decision::Merge(_, into) => vec![into.clone()],
            Decision::Rename(_, to) => vec![to.clone()],
            Decision::Together(_) | Decision::Apart(_) | Decision::Treat(..) | Decision::Sizes { .. } => Vec::new(),
        }
    };
    let entries = view.decided().bound.entries();
    let named: BTreeSet<String> = entries.iter().flat_map(|entry| names(&entry.decision)).collect();
    view.services.iter().map(|service| service.name.as_str()).filter(|name| named.contains(*name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::tests::cx;
    use crate::decision::Previous;
    use crate::facts::{Facts, random};
    use crate::settings::Settings;

    /// Files `folder/name`, each cut with its folder; `a > b` are references, `a + b` commits.
    fn check(files: &str, ties: &str, decisions: impl Fn(&Workbench) -> Decisions, expected: &[&str]) {
        let mut paths: Vec<&str> = files.split(' ').collect();
        paths.sort_unstable();
        let id = |name: &str| {
            UnitId::new(paths.iter().position(|path| path.ends_with(&format!("/{name}"))).expect("a file is called so"))
        };
        let sample = random::facts(2, 1);
        let unit = |path: &&str| {
            let unit = sample.units[UnitId::new(0)].clone();
            crate::facts::Unit {
                path: crate::RepoPath::new(path).expect("a path"),
                types: Vec::new(),
                entity: false,
                ..unit
            }
        };
        let mut facts = Facts {
            units: paths.iter().map(unit).collect(),
            terms: paths.iter().map(|_| Vec::new()).collect(),
            ..Facts::default()
        };
        for (at, tie) in ties.split("; ").enumerate() {
            if let Some((from, to)) = tie.split_once(" > ") {
                let reference = crate::facts::Reference {
                    from: id(from),
                    to: id(to),
                    context: crate::facts::Context::Call,
                    name: to.to_owned(),
                    tier: crate::facts::Tier::Import,
                    count: 3,
                    lines: vec![1],
                };
                facts.references.push(reference);
            } else {
                let mut units: Vec<UnitId> = tie.split(" + ").map(id).collect();
                units.sort_unstable();
                let change = sample.changes.values().find(|change| change.kind == ChangeKind::Normal).expect("one");
                facts.changes.push(crate::facts::ChangeSet { id: format!("{at:040x}"), units, ..change.clone() });
            }
        }
        facts.contributors = sample.contributors.clone();
        facts.references.sort();
        let settings = Settings { clusterer: "folders".to_owned(), ..Settings::default() };
        let bench = Workbench::new(cx(), facts, &settings, &Previous::default()).expect("nobody cancels");
        let decisions = decisions(&bench);
        let view = bench.view(cx(), &decisions).expect("it holds together");
        let found = bench.suggest(cx(), &view, &decisions, 5).expect("nobody cancels");
        let told: Vec<String> = found.iter().map(|one| format!("{}: {}", one.sentence, one.why.join("; "))).collect();
        assert_eq!(told, expected);
        assert!(found.iter().all(|one| !one.price.is_empty()), "what is suggested changes something");
        assert_eq!(bench.suggest(cx(), &view, &decisions, 1).expect("nobody cancels"), found[..found.len().min(1)]);
    }

    const FILES: &str = "orders/a.py orders/b.py orders/c.py orders/d.py stock/e.py stock/f.py stock/g.py stock/h.py";
    const INSIDE: &str = "a.py > b.py; b.py > c.py; a.py > c.py; e.py > f.py; f.py > g.py; e.py > g.py; ";

    #[test]
    fn a_file_that_another_service_pulls() {
        let ties = format!(
            "{INSIDE}a.py > h.py; b.py > h.py; c.py > h.py; d.py > a.py; d.py > b.py; a.py + h.py; b.py + h.py; a.py + h.py"
        );
        let expected = "move h.py from stock to orders: 3 of its 3 neighbours are in orders, 0 in stock; it changed in 3 commits \
                        together with files of orders, in 0 with files of stock; with a.py 2 times";
        check(FILES, &ties, |_| Decisions::default(), &[expected]);
    }

    #[test]
    fn what_people_decided_is_left_alone() {
        let ties = format!("{INSIDE}a.py > h.py; b.py > h.py; c.py > h.py; d.py > a.py; d.py > b.py");
        let pinned = |bench: &Workbench| {
            let view = bench.view(cx(), &Decisions::default()).expect("nothing is decided");
            let edit = Edit::Pin { units: vec![UnitId::new(7)] };
            bench.edit(&view, &Decisions::default(), &edit, "it is theirs").expect("it can stay")
        };
        check(FILES, &ties, pinned, &[]);
    }

    #[test]
    fn where_all_is_well_nothing_stands_out() {
        let ties = format!("{INSIDE}d.py > a.py; d.py > b.py; h.py > e.py; h.py > f.py");
        check(FILES, &ties, |_| Decisions::default(), &[]);
    }

    #[test]
    fn a_service_that_hardly_stands_alone() {
        let files = format!("{FILES} mail/m.py mail/n.py mail/o.py");
        let ties = format!(
            "{INSIDE}d.py > a.py; d.py > b.py; h.py > e.py; h.py > f.py; m.py > a.py; n.py > b.py; n.py > m.py; o.py > m.py; o.py > c.py"
        );
        let expected = "let mail be part of orders: 3 of the 3 references over its border are with orders, 2 are among its own files";
        check(&files, &ties, |_| Decisions::default(), &[expected]);
    }
}
