//! The plan in Markdown: two pages for a steering group, then the detail for who does it.
//!
//! Foreign text is escaped as in the summary ([`crate::format`]); files are code spans.

mod moves;
mod seams;
mod treated;

use super::obstacle::{QUESTIONS, Style, obstacles, stores};
use super::v1::*;
use super::words::{some, title, verdict};
use crate::display::{count, counted, listed, percent, visible};
use crate::format::escape;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The most rows of a table and items of a list; the JSON has all.
const MAX_ROWS: usize = 40;
/// The most places that are named with one statement.
const MAX_PLACES: usize = 4;
/// The share of the commits from which on it is said that one person made them.
const FEW_PEOPLE: f64 = 0.6;
/// The most items of the first two pages' lists.
const MAX_FIRST: usize = 6;

/// The plan as Markdown.
pub fn markdown(document: &PlanDocument) -> String {
    let places = document.plan.evidence.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut page = Page { out: String::new(), plan: &document.plan, places };
    page.head(document);
    if document.plan.steps.is_empty() {
        page.line("There are no services to extract, so there is no order and no step. What is tangled is listed all the same.\n");
    } else {
        page.services();
        page.gains();
    }
    page.obstacles();
    page.questions();
    page.order();
    page.tangles();
    page.steps();
    page.data();
    page.treatments();
    page.columns();
    page.model();
    page.transactions();
    page.loops();
    page.between();
    page.closing();
    page.out
}

struct Page<'a> {
    out: String,
    plan: &'a Plan,
    places: BTreeMap<&'a str, &'a Evidence>,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// The first few places of a list of evidence, as code spans.
    fn at(&self, evidence: &[String]) -> String {
        let known: Vec<String> = evidence
            .iter()
            .filter_map(|id| self.places.get(id.as_str()))
            .map(|one| place(&one.file, one.line))
            .collect();
        match known.len() {
            0 => String::new(),
            n if n <= MAX_PLACES => known.join(", "),
            n => format!("{} and {} more", known[..MAX_PLACES].join(", "), n - MAX_PLACES),
        }
    }

    fn head(&mut self, document: &PlanDocument) {
        let origin = &document.origin;
        let commit =
            origin.revision.as_deref().map_or(String::new(), |id| format!(", commit {}", crate::display::commit(id)));
        self.line(&format!("# Migration plan: {}\n", escape(&origin.name)));
        self.line(&format!(
            "Draft by seamline {}{commit}, settings {}. Derived from code and history; what neither tells is asked for below.\n",
            document.tool.version, document.settings.digest
        ));
        let (kind, reasons) = self.plan.answer(&document.verdict);
        let verdict = verdict(kind);
        self.line(&format!("**{verdict}.** {}.\n", escape(&reasons.join("; "))));
        self.pays();
        for one in &self.plan.common {
            self.line(&format!(
                "**First the library.** [{}] {}: {} of {} other candidates mention it, in {} places, and it mentions them in {}. It {}: {} in {}. It comes {}.\n",
                one.id,
                escape(&one.service),
                count(one.users),
                count(one.others),
                count(one.incoming),
                count(one.outgoing),
                escape(&one.responsibility),
                counted(one.lines, "line"),
                counted(one.units, "file"),
                one.advice
            ));
        }
        if let Some(left) = &self.plan.remainder {
            self.line(&format!(
                "**What is left.** {} {}: {} in {}. It is the monolith and has no step; the others come out of it.\n",
                escape(&left.service),
                escape(&left.responsibility),
                counted(left.lines, "line"),
                counted(left.units, "file")
            ));
        }
    }

    /// After which step the next no longer pays.
    fn pays(&mut self) {
        let states = &self.plan.order.simulation;
        let Some(steps) = self.plan.outlook.as_ref().and_then(|outlook| outlook.pays) else { return };
        let at = usize::try_from(steps).unwrap_or(usize::MAX);
        let (Some(then), Some(last)) = (states.get(at), states.last()) else { return };
        let place = match at.checked_sub(1).and_then(|at| self.plan.steps.get(at)) {
            None => "No step pays".to_owned(),
            Some(step) => format!("It pays up to {} {}", step.id, escape(&step.service)),
        };
        let points = 100.0 * (then.parallel.unwrap_or_default() - last.parallel.unwrap_or_default());
        self.line(&format!(
            "**Where to stop.** {place}: the rest ({}) lowers the cost of a deployment by {points:.1} of 100 points and adds {} across.\n",
            counted(self.plan.steps.len().saturating_sub(at) as u64, "step"),
            counted(last.crossing.saturating_sub(then.crossing), "mention"),
        ));
    }

    fn services(&mut self) {
        self.line("## The services, in the order of extraction\n");
        self.line("| step | service | what it is there for | files | lines | effort, points | wait for |");
        self.line("|---|---|---|--:|--:|--:|---|");
        for step in &self.plan.steps {
            let row = format!(
                "| {} | **{}** | {} | {} | {} | {}–{} | {} |",
                step.id,
                escape(&step.service),
                escape(&step.responsibility),
                count(step.units),
                count(step.lines),
                whole(step.effort.low),
                match step.effort.days {
                    None => whole(step.effort.high),
                    Some([low, high]) => format!("{} ({}–{} days)", whole(step.effort.high), whole(low), whole(high)),
                },
                escape(&listed(&step.after))
            );
            self.line(&row);
        }
        let (plan, mut told) = (self.plan, Vec::new());
        let plain = |name: &&String| !plan.browser.contains(name) && !plan.apart.contains(name);
        let plain: Vec<String> = plan.modules.iter().filter(plain).cloned().collect();
        for (names, why, then) in [
            (
                &plain,
                "No services, since they keep no data and nothing outside calls them",
                "They stay, or go with who uses them",
            ),
            (
                &plan.browser,
                "No services, since they run in a browser and keep no data",
                "They become frontends of the services",
            ),
            (&plan.apart, "No services, since they run once or by hand", "They stay as they are"),
        ] {
            if !names.is_empty() {
                told.push(format!("\n{why}: {}. {then}.", escape(&listed(names))));
            }
        }
        told.iter().for_each(|line| self.line(line));
        self.line(match self.plan.steps.iter().any(|step| step.effort.days.is_some()) {
            true => "\nDays of work after the figures in `seamline.toml`; not calendar time.\n",
            false => "\nA point is no day: it is the tool's own measure of work (see *How it was derived*). Once a step is done, `plan.days-low` and `plan.days-high` in `seamline.toml` say what a point took; until then nobody should turn this table into dates.\n",
        });
    }

    fn gains(&mut self) {
        self.line("## What each step leaves and gives\n");
        self.line("| after | mentions across | stores used by several | commits that touch one deployable | cost of a deployment, serial | parallel |");
        self.line("|---|--:|--:|--:|--:|--:|");
        for (at, state) in self.plan.order.simulation.iter().enumerate() {
            let name = match at.checked_sub(1).and_then(|at| self.plan.steps.get(at)) {
                None => "today".to_owned(),
                Some(step) => format!("{} {}", step.id, escape(&step.service)),
            };
            let share = |value: Option<f64>| value.map_or("unknown".to_owned(), percent);
            let row = format!(
                "| {name} | {} | {} | {} | {} | {} |",
                count(state.crossing),
                count(state.shared_stores),
                share(state.single),
                share(state.serial),
                share(state.parallel)
            );
            self.line(&row);
        }
        self.line(
            "\nReplayed over the commits that count; cost by lines, the monolith's being 100%. Crossing mentions are what the step \
             turns into calls, events or copies.\n",
        );
    }

    fn obstacles(&mut self) {
        self.line("## What stands in the way\n");
        let obstacles = obstacles(self.plan, &Style { text: &escape, code: &code });
        if obstacles.is_empty() {
            self.line("Nothing was seen: no transaction, query, foreign key or second writer of a store across a border, and no services that depend on each other in a circle.");
        }
        obstacles.iter().for_each(|text| self.line(&format!("- {text}")));
        self.line("");
        self.remarks("borders");
        self.first_tangles();
    }

    fn first_tangles(&mut self) {
        let plan = self.plan;
        if plan.tangles.is_empty() {
            self.line("To untangle first, in place: nothing was seen.\n");
            return;
        }
        self.line("To untangle first, in place and without any service:\n");
        // The worst of each kind first.
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut first: Vec<(usize, &Tangle)> = plan
            .tangles
            .iter()
            .map(|one| {
                let rank = seen.entry(&one.kind).or_default();
                *rank += 1;
                (*rank, one)
            })
            .collect();
        first.sort_by_key(|(rank, _)| *rank);
        let total = self.total("tangles").max(first.len() as u64);
        for (_, one) in first.iter().take(2 * MAX_FIRST) {
            self.line(&format!("- [{}] {}", one.id, escape(&one.what)));
        }
        if total > 2 * MAX_FIRST as u64 {
            self.line(&format!("- {} of {} findings shown here; the rest below", 2 * MAX_FIRST, count(total)));
        }
        self.line("");
    }

    fn questions(&mut self) {
        self.line("## What only people can say\n");
        self.line("The plan does not invent these; each can turn it round.\n");
        for question in QUESTIONS {
            self.line(&format!("- {question}"));
        }
        self.line("");
    }

    fn order(&mut self) {
        if self.plan.steps.is_empty() {
            return;
        }
        self.line("## Why this order\n");
        self.line("| service | called | calls | writes across | transactions | states | changes | alone | people | contested | untested | ease | benefit | risk | score |");
        self.line("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        for step in &self.plan.steps {
            let terms = &step.terms;
            let row = format!(
                "| {} | {} | {} | {} | {} | {} | {} | {} | {:.2} | {} | {} | {:.3} | {:.3} | {:.2} | {:.4} |",
                escape(&step.service),
                terms.incoming,
                terms.outgoing,
                terms.writes,
                terms.spanning,
                terms.state,
                terms.changes.map_or("unknown".to_owned(), percent),
                percent(terms.independent),
                terms.people,
                percent(terms.contested),
                percent(terms.untested),
                terms.ease,
                terms.benefit,
                terms.risk,
                terms.score
            );
            self.line(&row);
        }
        let weights: Vec<String> =
            self.plan.order.weights.iter().map(|one| format!("{} {}", one.name, one.value)).collect();
        self.line(&format!(
            "\nOf the services that wait for nobody, the one with the highest score is next. score = benefit × ease / risk; ease = 1 / \
             (1 + weighted sum of the first five columns), weights: {}; benefit = changes × (1 − alone) × people; risk = 1 + contested + \
             untested + unresolved.\n",
            weights.join(", ")
        ));
        let other: Vec<String> = self
            .plan
            .order
            .variations
            .iter()
            .filter(|one| !one.same)
            .map(|one| format!("- {} × {}: {}", one.weight, one.factor, escape(&one.steps.join(", "))))
            .collect();
        if other.is_empty() {
            self.line("The order stays the same when any one weight is halved or doubled.\n");
        } else {
            self.line("It changes when one weight is halved or doubled:\n");
            self.line(&other.join("\n"));
            self.line("");
        }
    }

    fn tangles(&mut self) {
        if self.plan.tangles.is_empty() {
            return;
        }
        self.line("## Phase 0: untangle in place\n");
        let mut last = String::new();
        for one in self.plan.tangles.iter().take(2 * MAX_ROWS) {
            if one.kind != last {
                if !last.is_empty() {
                    self.line("");
                }
                self.line(&format!("**{}.** {}\n", title(&one.kind), one.advice));
                last.clone_from(&one.kind);
            }
            let at = self.at(&one.evidence);
            let at = if at.is_empty() { String::new() } else { format!(": {at}") };
            self.line(&format!("- [{}] {}{at}", one.id, escape(&one.what)));
            for part in one.parts.iter().filter(|part| part.services.len() > 1).take(MAX_FIRST) {
                let at = if part.line > 0 { format!(", line {}", part.line) } else { String::new() };
                self.line(&format!("  - {}{at}: {}", code(&part.name), escape(&listed(&part.services))));
            }
        }
        let total = self.total("tangles").max(self.plan.tangles.len() as u64);
        self.rest(total, self.plan.tangles.len().min(2 * MAX_ROWS));
    }

    fn steps(&mut self) {
        self.how();
        for step in &self.plan.steps {
            self.step(step);
        }
    }

    fn step(&mut self, step: &Step) {
        let name = &step.service;
        self.line(&format!("## {}: {}\n", step.id, escape(name)));
        self.line(&format!(
            "It {}. {} in {}.",
            escape(&step.responsibility),
            counted(step.lines, "line"),
            counted(step.units, "file")
        ));
        if let Some(decide) = &step.decide {
            self.line(&format!("**First.** {}.\n", escape(decide)));
        }
        let items: Vec<String> = step
            .effort
            .items
            .iter()
            .map(|item| format!("{} {} × {}", number(item.count), item.work, item.weight))
            .collect();
        self.line(&format!("Effort: {} points ({}).\n", whole(step.effort.points), items.join(", ")));
        self.approach(name);
        self.ways(name);
        self.interface(name);
        self.uses(name);
        self.data_of(name);
        self.reactions(name);
        self.hooks(name);
        self.entries(step);
        self.tests(step);
        self.owners(step);
        self.risks(step);
        self.ending(step);
    }

    fn interface(&mut self, name: &str) {
        let plan = self.plan;
        let incoming: Vec<&Border> = plan.borders.iter().filter(|border| border.to == name).collect();
        let mut all: Vec<(&Border, &Operation)> =
            incoming.iter().flat_map(|border| border.operations.items.iter().map(move |one| (*border, one))).collect();
        // The same operation for several callers stands together.
        all.sort_by(|(_, a), (_, b)| (&a.file, &a.name).cmp(&(&b.file, &b.name)));
        if all.is_empty() {
            let rows = plan.ways.iter().any(|way| way.service == name && way.rule == "entity");
            self.line(if rows {
                "**Interface to offer.** No call of an operation by another service was seen, but others use rows of its entities (above): what they look for is what it has to offer.\n"
            } else {
                "**Interface to offer.** No call by another service was seen: nothing to offer but its routes.\n"
            });
            return;
        }
        self.line("**Interface to offer.** Branch by abstraction: put each operation behind an interface of its own, convert the callers one by one, then give it a second implementation that calls the service. A caller in a loop needs a batch.\n");
        self.line("| id | operation | does | takes → gives | called by | where |");
        self.line("|---|---|---|---|---|---|");
        let same: Vec<&[(&Border, &Operation)]> =
            all.chunk_by(|(_, a), (_, b)| (&a.file, &a.name) == (&b.file, &b.name)).collect();
        for rows in same.iter().take(MAX_ROWS) {
            let (_, one) = rows[0];
            let ids: Vec<String> = rows.iter().map(|(_, one)| one.id.clone()).collect();
            let callers: Vec<String> =
                rows.iter().map(|(border, one)| format!("{} ({})", border.from, counted(one.calls, "call"))).collect();
            let mut evidence: Vec<String> = rows.iter().flat_map(|(_, one)| one.evidence.clone()).collect();
            let mut seen = BTreeSet::new();
            evidence.retain(|id| seen.insert(id.clone()));
            let gives = if one.returns.is_empty() { "?" } else { one.returns.as_str() };
            let mut shape = format!("{} → {}", listed(&one.parameters), gives);
            if !one.entities.is_empty() {
                let _ = write!(shape, "; {} cannot cross as it is: hand over an id or a copy", listed(&one.entities));
            }
            let row = format!(
                "| {} | {} | {} | {} | {} | {} |",
                ids.join(" "),
                code(&one.name),
                one.effect,
                escape(&shape),
                escape(&listed(&callers)),
                self.at(&evidence)
            );
            self.line(&row);
        }
        let cut: u64 = incoming.iter().map(|border| border.operations.total - border.operations.shown).sum();
        self.rest(same.len() as u64 + cut, same.len().min(MAX_ROWS));
    }

    /// How many rows of a table are left out.
    fn rest(&mut self, total: u64, shown: usize) {
        if total > shown as u64 {
            self.line("");
        }
        self.shown(total, shown);
        self.line("");
    }

    /// How much of a list is shown, when that is not all.
    fn shown(&mut self, total: u64, shown: usize) {
        if total > shown as u64 {
            self.line(&format!("{} of {} shown; plan.json has more.", count(shown as u64), count(total)));
        }
    }

    /// How many there are of a list of the plan, which may have been cut.
    fn total(&self, list: &str) -> u64 {
        self.plan.lists.iter().find(|one| one.list == list).map_or(0, |one| one.total)
    }

    fn uses(&mut self, name: &str) {
        let plan = self.plan;
        let outgoing: Vec<&Border> = plan.borders.iter().filter(|border| border.from == name).collect();
        if outgoing.is_empty() {
            return;
        }
        self.line("**What it needs of others.**\n");
        for border in outgoing {
            let called: Vec<String> = border.operations.items.iter().map(|one| one.name.clone()).collect();
            let names: Vec<String> = border.names.items.iter().map(|one| one.name.clone()).collect();
            let mut text = format!(
                "- of {} ({}{}): ",
                escape(&border.to),
                border.relation,
                if border.kept { "" } else { "; to be turned round or removed" }
            );
            let mut says = Vec::new();
            if !called.is_empty() {
                says.push(format!("calls {}", escape(&some(&called, 8))));
            }
            if !names.is_empty() {
                says.push(format!("names {}", escape(&some(&names, 8))));
            }
            if border.copies.total > 0 {
                let copies: Vec<String> = border.copies.items.iter().map(|one| one.unit.clone()).collect();
                says.push(format!("takes along {}", escape(&some(&copies, 5))));
            }
            text.push_str(&says.join("; "));
            self.line(&text);
        }
        self.line("");
    }

    fn data_of(&mut self, name: &str) {
        let plan = self.plan;
        let owned = plan.stores.iter().filter(|one| one.owner.as_deref() == Some(name) && keeps(one));
        let mut by_advice: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for one in owned {
            let others: Vec<String> =
                one.writers.iter().chain(&one.readers).filter(|by| *by != name).cloned().collect();
            let used =
                if others.is_empty() { String::new() } else { format!(" (also used by {})", escape(&listed(&others))) };
            by_advice.entry(&one.advice).or_default().push(format!("[{}] {}{used}", one.id, code(&one.name)));
        }
        if !by_advice.is_empty() {
            self.line("**Data.** Copy, keep both in step, compare (row counts and a checksum per range of ids), switch reads, then writes; volumes are unknown here.\n");
            for (advice, stores) in by_advice {
                self.line(&format!("- {}. {advice}", stores.join(", ")));
            }
            self.line("");
        }
        let cached = plan.stores.iter().filter(|one| one.owner.as_deref() == Some(name) && one.kind == "cache");
        let cached: Vec<String> = cached.map(|one| format!("[{}] {}", one.id, code(&one.name))).collect();
        if !cached.is_empty() {
            self.line(&format!("Its caches start empty: {}.\n", cached.join(", ")));
        }
        let owned_by = |one: &OwnedStore| one.owner.as_deref() == Some(name);
        let ties: Vec<&Tie> = plan.ties.iter().filter(|tie| tie.stores.iter().any(owned_by)).collect();
        if !ties.is_empty() {
            self.line("What ties it to data of others:\n");
            let shown = ties.len().min(2 * MAX_ROWS);
            let mut by_advice: BTreeMap<(&str, &str), Vec<&Tie>> = BTreeMap::new();
            for tie in ties.iter().take(shown) {
                by_advice.entry((&tie.kind, &tie.advice)).or_default().push(tie);
            }
            for ((kind, advice), ties) in by_advice {
                self.line(&format!("- **{}**: {advice}", kind.replace('-', " ")));
                for tie in ties {
                    self.line(&format!("  - [{}] {} {}", tie.id, escape(&stores(tie)), self.at(&tie.evidence)));
                }
            }
            self.rest(ties.len() as u64, shown);
        }
        let spanning: Vec<String> = plan
            .transactions
            .iter()
            .filter(|one| one.writers.iter().any(|by| by == name))
            .map(|one| one.id.clone())
            .collect();
        if !spanning.is_empty() {
            self.line(&format!("Transactions that span it: {} (below).\n", listed(&spanning)));
        }
    }

    fn reactions(&mut self, name: &str) {
        let plan = self.plan;
        let mut says: Vec<String> = Vec::new();
        for event in &plan.events {
            let topic = named(event);
            if event.publisher == name {
                says.push(format!(
                    "- [{}] publishes {} for {}: {}",
                    event.id,
                    escape(&topic),
                    escape(&event.subscriber),
                    self.at(&event.evidence)
                ));
            } else if event.subscriber == name {
                says.push(format!(
                    "- [{}] listens to {} of {}: {}",
                    event.id,
                    escape(&topic),
                    escape(&event.publisher),
                    self.at(&event.evidence)
                ));
            }
        }
        if !says.is_empty() {
            self.line(
                "**Events.** Written into an outbox with the rows they tell of; each listener may get one twice.\n",
            );
            let total = says.len();
            says.truncate(MAX_ROWS);
            self.line(&says.join("\n"));
            self.rest(total as u64, says.len());
        }
    }

    fn entries(&mut self, step: &Step) {
        if step.entries.is_empty() {
            return;
        }
        self.line("**To divert at the gateway** (strangler fig: one route at a time, reads before writes; traffic unknown).\n");
        let mut groups: Vec<(String, Vec<&Entry>)> = Vec::new();
        for entry in step.entries.iter().take(MAX_ROWS) {
            let guard = guarded(entry);
            match groups.iter_mut().find(|(known, _)| *known == guard) {
                Some((_, entries)) => entries.push(entry),
                None => groups.push((guard, vec![entry])),
            }
        }
        for (guard, entries) in groups {
            self.line(&format!("- {}:", escape(&guard)));
            for entry in entries {
                let at = self.at(std::slice::from_ref(&entry.evidence));
                self.line(&format!("  - {} {at}", code(&entry.label)));
            }
        }
        self.rest(step.entries.len() as u64, step.entries.len().min(MAX_ROWS));
    }

    fn tests(&mut self, step: &Step) {
        self.line("**Tests.**");
        let files = |list: &crate::wire::Capped<String>| {
            let shown: Vec<String> = list.items.iter().take(8).map(|path| code(path)).collect();
            let more = list.total.saturating_sub(shown.len() as u64);
            if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
        };
        if step.tests_to_move.total > 0 {
            self.line(&format!("- move along: {}", files(&step.tests_to_move)));
        }
        if step.tests_across.total > 0 {
            self.line(&format!("- cross the border, and become contract tests: {}", files(&step.tests_across)));
        }
        if !step.untested.is_empty() {
            self.line(&format!(
                "- no test refers to the file of {}: write characterisation tests first",
                some(&step.untested, 8)
            ));
        }
        if step.tests_to_move.total + step.tests_across.total == 0 {
            self.line("- no test refers to its files by name: tests that only call its routes are not seen here; where there are none, write characterisation tests before anything moves");
        }
        self.line("");
    }

    fn owners(&mut self, step: &Step) {
        if step.people.is_empty() {
            return;
        }
        let told = |recent: bool| {
            let these = step.people.iter().filter(|one| (one.recent > 0) == recent);
            let last = |one: &Person| if one.last.is_empty() { String::new() } else { format!(", last {}", one.last) };
            let one = |one: &Person| {
                format!("{} ({}, {} of {}{})", one.name, percent(one.share), one.commits, one.of, last(one))
            };
            listed(&these.map(one).collect::<Vec<_>>())
        };
        let (recent, before) = (told(true), told(false));
        let mut text = match recent.as_str() {
            "" => "Nobody changed it in the two years before the newest commit".to_owned(),
            recent => format!("Whom to ask, by their commits of the last two years: {recent}"),
        };
        if !before.is_empty() {
            text.push_str(&format!("; who wrote it and has not changed it since: {before}"));
        }
        self.line(&format!(
            "**People.** {} (share of all its commits). Whether they are a team is not in the history.\n",
            escape(&text)
        ));
    }

    fn risks(&mut self, step: &Step) {
        let mut risks = Vec::new();
        let most = step.people.iter().max_by(|a, b| a.share.total_cmp(&b.share));
        if let Some(first) = most.filter(|first| first.share >= FEW_PEOPLE) {
            risks.push(format!(
                "{} made {} of its {}: what only one person knows",
                escape(&first.name),
                percent(first.share),
                counted(first.of, "commit")
            ));
        }
        if !step.hotspots.is_empty() {
            let spots: Vec<String> = step
                .hotspots
                .iter()
                .map(|one| {
                    format!("{} ({}, {})", code(&one.file), counted(one.commits, "commit"), counted(one.lines, "line"))
                })
                .collect();
            risks.push(format!("large and often changed: {}", spots.join(", ")));
        }
        if step.terms.contested > 0.0 {
            risks.push(format!("{} of its files are pulled elsewhere", percent(step.terms.contested)));
        }
        if step.terms.untested > 0.0 {
            risks.push(format!(
                "no test refers to the files of {} of the operations others call",
                percent(step.terms.untested)
            ));
        }
        if step.terms.unresolved > 0.01 {
            risks.push(format!(
                "{} of the names in the project could not be resolved: there may be more seams",
                percent(step.terms.unresolved)
            ));
        }
        if !risks.is_empty() {
            self.line("**Risks.**\n");
            for risk in risks {
                self.line(&format!("- {risk}"));
            }
            self.line("");
        }
    }

    /// What is particular about the end of a step; what is the same for all stands once, before the first.
    fn ending(&mut self, step: &Step) {
        let owned =
            self.plan.stores.iter().filter(|one| one.owner.as_deref() == Some(step.service.as_str()) && keeps(one));
        let stores: Vec<String> = owned.map(|one| code(&one.name)).collect();
        let routes = step.entries.iter().filter(|entry| entry.kind == "http").count() as u64;
        let stores = match stores.as_slice() {
            [] => String::new(),
            [one] => format!(", the store {one}"),
            all => format!(", the stores {}", some(all, 12)),
        };
        let diverted = match routes {
            0 => " and the switch that diverts its callers".to_owned(),
            routes => format!(", {} and the switch that diverts them", counted(routes, "route")),
        };
        self.line(&format!(
            "**End.** Deleted from the monolith: {} in {}{stores}{diverted}. Until then going back is turning the switch.\n",
            counted(step.lines, "line"),
            counted(step.units, "file"),
        ));
    }

    fn how(&mut self) {
        if self.plan.steps.is_empty() {
            return;
        }
        self.line("## How each step goes\n");
        for line in [
            "1. Phase 0 for this service: its findings above, inside the monolith, one release at a time.",
            "2. Its schema apart, still in the same database; what others read goes through a view or an operation. If nothing but data is in the way, data first; if callers are, code first.",
            "3. Deploy it beside the monolith without traffic; metrics, logs and traces carry the caller's correlation id.",
            "4. Backfill its data, keep both in step, and compare until a full day shows no difference.",
            "5. Divert reads, a share at a time; watch error rate, latency and differences. Where a wrong result is dear (money, rendering, search), run both and compare before anybody sees the new one. Then writes.",
            "6. Exit: no call of the old code for as many days as people agree on, a clean comparison, the rule of CI that holds the new border.",
            "7. Rollback: a switch at the gateway, as long as the old tables are still written. After the first write that they do not get, going back means restoring: decide that day, not before.",
            "8. Delete the old code, its tables, its routes and the switch. This is part of the step.",
        ] {
            self.line(line);
        }
        self.line("");
    }

    fn data(&mut self) {
        let plan = self.plan;
        let shared: Vec<&Store> = plan.stores.iter().filter(|one| one.kind != "topic").collect();
        if shared.is_empty() {
            return;
        }
        self.line("## Who owns which data\n");
        self.remarks("stores");
        self.line("| id | store | kind | owner | runner-up | written by | read by | treatment |");
        self.line("|---|---|---|---|---|---|---|---|");
        for one in shared.iter().take(2 * MAX_ROWS) {
            let row = format!(
                "| {} | {} | {} | {} | {} | {} | {} | {} |",
                one.id,
                code(&one.name),
                one.kind,
                escape(one.owner.as_deref().unwrap_or("nobody")),
                escape(one.runner_up.as_deref().unwrap_or("")),
                escape(&listed(&one.writers)),
                escape(&listed(&one.readers)),
                one.treatment
            );
            self.line(&row);
        }
        // What was cut from the plan may be topics too; without it there is nothing to say.
        let cut = self.total("stores").saturating_sub(plan.stores.len() as u64);
        self.rest(shared.len() as u64 + cut, shared.len().min(2 * MAX_ROWS));
    }

    fn transactions(&mut self) {
        let plan = self.plan;
        self.line("## Transactions that would span services\n");
        if plan.transactions.is_empty() {
            self.line("None was seen.\n");
        }
        self.remarks("transactions");
        for one in plan.transactions.iter().take(MAX_ROWS) {
            self.line(&format!("### {}: {}\n", one.id, code(&one.function)));
            self.line(&format!("{} {}\n", self.at(&one.evidence), escape(&one.advice)));
            for (at, step) in one.steps.iter().enumerate() {
                let text = format!(
                    "{}. {} ({}): {} {}",
                    at + 1,
                    escape(step.service.as_deref().unwrap_or("nobody's")),
                    step.role,
                    escape(&some(&step.does, 8)),
                    self.at(&step.evidence)
                );
                self.line(&text);
            }
            self.line("");
        }
        let total = self.total("transactions").max(plan.transactions.len() as u64);
        let shown = plan.transactions.len().min(MAX_ROWS);
        if total > shown as u64 {
            self.shown(total, shown);
            self.line("");
        }
        if !plan.outboxes.is_empty() {
            self.line("## Places for an outbox\n");
        }
        for one in plan.outboxes.iter().take(MAX_ROWS) {
            let text = format!(
                "- [{}] {} writes rows and publishes {}: an outbox keeps both in one transaction. {}",
                one.id,
                code(&one.function),
                escape(&listed(&one.topics)),
                self.at(&one.evidence)
            );
            self.line(&text);
        }
        if !plan.outboxes.is_empty() {
            let total = self.total("outboxes").max(plan.outboxes.len() as u64);
            self.rest(total, plan.outboxes.len().min(MAX_ROWS));
        }
    }

    /// What has to be known beside a list.
    pub(super) fn remarks(&mut self, list: &str) {
        let plan = self.plan;
        for remark in plan.remarks.iter().filter(|remark| remark.list == list) {
            self.line(&format!("{}\n", escape(&remark.text)));
        }
    }

    fn between(&mut self) {
        let plan = self.plan;
        if plan.calls.is_empty() && plan.events.is_empty() {
            return;
        }
        self.line("## Context map\n");
        for call in plan.calls.iter().take(2 * MAX_ROWS) {
            let text = format!(
                "- [{}] {} asks {} and waits: {} today, {}",
                call.id,
                escape(&call.from),
                escape(&call.to),
                counted(call.places, "place"),
                self.at(&call.evidence)
            );
            self.line(&text);
        }
        for event in plan.events.iter().take(2 * MAX_ROWS) {
            self.line(&format!(
                "- [{}] {} tells {}: {}",
                event.id,
                escape(&event.publisher),
                escape(&event.subscriber),
                escape(&named(event))
            ));
        }
        for (list, kept) in [("calls", plan.calls.len()), ("events", plan.events.len())] {
            let (total, shown) = (self.total(list).max(kept as u64), kept.min(2 * MAX_ROWS));
            if total > shown as u64 {
                self.line(&format!("- {} of {} {list} shown; plan.json has more", count(shown as u64), count(total)));
            }
        }
        self.line("");
    }

    fn closing(&mut self) {
        self.line("## How it was derived\n");
        self.line(
            "Owners: who writes a store most. Calls: questions that cross a border; events: topics, commands and deletions that cross. \
             Transactions: what one scope writes, through the calls in it. Effort = counted items × the weights shown; low = 0.75 of it, \
             high = times (1 + contested + untested + unresolved). The weights are judgement, not measurement. Reflection, names put \
             together at run time and what a framework does on its own are not seen. Every id stands in plan.json with all its evidence.",
        );
        let cut = self.plan.lists.iter().filter(|one| one.shown < one.total);
        let cut: Vec<String> =
            cut.map(|one| format!("{} of {} {}", count(one.shown), count(one.total), escape(&one.list))).collect();
        if !cut.is_empty() {
            self.line(&format!("\nThe plan and plan.json keep {}; the others are only counted.", listed(&cut)));
        }
    }
}

/// Whether a store holds rows or files that move: a topic belongs to nobody, and a cache starts empty.
fn keeps(store: &Store) -> bool {
    !matches!(store.kind.as_str(), "topic" | "cache")
}

/// What an event is called, or could be.
fn named(event: &Event) -> String {
    match (&event.topic, &event.proposed) {
        (Some(topic), _) => topic.clone(),
        (None, Some(name)) => format!("{name} (proposed name)"),
        (None, None) => "an event that has no name yet".to_owned(),
    }
}

/// What is said about who may call.
fn guarded(entry: &Entry) -> String {
    match (entry.guards.as_slice(), entry.open) {
        ([], _) => "no check of who calls was seen in the code that was read".to_owned(),
        (names, true) => format!("open to everyone: {}", listed(names)),
        (names, false) => format!("behind {}", listed(names)),
    }
}

fn place(file: &str, line: u32) -> String {
    if line > 0 { code(&format!("{file}:{line}")) } else { code(file) }
}

/// A code span around foreign text.
pub(super) fn code(text: &str) -> String {
    let shown = visible(text).replace('`', "'").replace('|', "¦");
    format!("`{shown}`")
}

pub(super) fn whole(value: f64) -> String {
    count(value.max(0.0).round() as u64)
}

pub(super) fn number(value: f64) -> String {
    if value.fract() == 0.0 { whole(value) } else { format!("{value:.1}") }
}
