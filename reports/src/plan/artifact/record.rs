//! The decision record of one service: context, decision, evidence for and against, alternatives, consequences.

use super::Draft;
use super::adr::{Figure, effects, figures};
use super::work::plain;
use crate::display::listed;
use crate::display::{count, counted, percent};
use crate::plan::markdown::{code, number, whole};
use crate::plan::v1::{Event, Step};
use crate::plan::words::some;
use crate::wire::{Service, VerdictKind};

/// The most items of one list.
pub(super) const MAX_ITEMS: usize = 12;

pub(super) struct Record<'a> {
    pub(super) draft: &'a Draft<'a>,
    pub(super) step: &'a Step,
    /// Its number, from 1.
    pub(super) at: usize,
    pub(super) out: String,
}

impl Record<'_> {
    pub(super) fn write(mut self) -> String {
        let name = plain(&self.step.service);
        self.line(&format!("# {:04}: Take {name} out of the monolith\n\n{}\n", self.at, plain(&self.draft.head())));
        self.line("Status: proposed. Date: when it is decided.\n\n## Context\n");
        self.context();
        self.line("\n## Decision\n");
        self.decision();
        self.line("\n## Evidence for\n");
        self.evidence_for();
        self.line("\n## Evidence against\n");
        self.evidence_against();
        self.line("\n## Alternatives\n");
        self.alternatives();
        self.line("\n## Consequences\n");
        self.consequences();
        self.out
    }

    pub(super) fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn context(&mut self) {
        let (step, plan) = (self.step, self.draft.plan);
        let size = format!("{} in {}", counted(step.lines, "line"), counted(step.units, "file"));
        let text = format!(
            "{} {}. It is {size}, and step {} of {}.",
            plain(&step.service),
            plain(&step.responsibility),
            self.at,
            plan.steps.len()
        );
        self.line(&text);
        if let Some(changes) = step.terms.changes {
            let text = format!(
                "{} of the commits touch it; {} of these touch no other service.",
                percent(changes),
                percent(step.terms.independent)
            );
            self.line(&text);
        } else {
            self.line("There is no history to say how often it changes.");
        }
        match self.draft.plan.answer(&self.draft.document.verdict).0 {
            VerdictKind::Plausible => {}
            VerdictKind::Weak => self.line(
                "As a whole the evidence for services is weak (0000): modules in one process may be the better answer.",
            ),
            VerdictKind::Unknown => {
                self.line("As a whole too little was seen to say whether services pay (0000): this is a sketch.");
            }
            VerdictKind::None => self.line("As a whole nothing in the evidence speaks for services (0000)."),
        }
        let people: Vec<String> =
            step.people.iter().map(|one| format!("{} ({})", plain(&one.name), percent(one.share))).collect();
        if !people.is_empty() {
            self.line(&format!(
                "Its commits are by {}, those of the last two years first. Nobody asked them.",
                listed(&people)
            ));
        }
    }

    fn decision(&mut self) {
        let (step, plan) = (self.step, self.draft.plan);
        let name = &step.service;
        let wait = if step.after.is_empty() {
            "It waits for no other service".to_owned()
        } else {
            format!("It waits for {}", plain(&listed(&step.after)))
        };
        self.line(&format!("We take {} out as step {}. {wait}.\n", plain(name), step.id));
        let kept: Vec<String> = plan
            .stores
            .iter()
            .filter(|one| one.owner.as_ref() == Some(name) && one.kind != "topic")
            .map(|one| code(&one.name))
            .collect();
        self.list("It owns", &kept);
        let routes: Vec<String> = plan
            .routes
            .iter()
            .filter(|one| one.service == *name)
            .map(|one| code(&format!("{} {}", one.method, one.path)))
            .collect();
        self.list("The gateway sends it", &routes);
        let offered = self.draft.offered(name);
        let offered = offered.iter().filter(|one| !self.draft.constructs(one.operation));
        let offered: Vec<String> = offered.map(|one| code(&one.operation.name)).collect();
        self.list("It offers what others call of it today", &offered);
        let told = self.topics(|event| event.publisher == *name);
        self.list("It publishes", &told);
        let heard = self.topics(|event| event.subscriber == *name);
        self.list("It listens to", &heard);
    }

    fn topics(&self, fits: impl Fn(&Event) -> bool) -> Vec<String> {
        let mut topics: Vec<String> = self
            .draft
            .plan
            .events
            .iter()
            .filter(|event| fits(event))
            .filter_map(|event| event.topic.clone())
            .map(|topic| code(&topic))
            .collect();
        topics.sort();
        topics.dedup();
        topics
    }

    fn list(&mut self, what: &str, items: &[String]) {
        if !items.is_empty() {
            self.line(&format!("- {what}: {}.", some(items, MAX_ITEMS)));
        }
    }

    pub(super) fn figures(&self) -> Vec<Figure> {
        let states = &self.draft.plan.order.simulation;
        match (states.get(self.at - 1), states.get(self.at)) {
            (Some(before), Some(after)) => figures(before, after),
            _ => Vec::new(),
        }
    }

    /// What the analysis says of the service, where it proposed it.
    fn candidate(&self) -> Option<&Service> {
        let named = |service: &&Service| service.name == self.step.service;
        self.draft.document.services.iter().find(named).filter(|_| self.draft.proposed)
    }

    fn evidence_for(&mut self) {
        if let Some(service) = self.candidate() {
            let bands = service.bands;
            let text = format!(
                "- {} of the weight of its couplings stays inside; its files stay together when the graph is disturbed (stability {}); of its files {} are firm, {} likely, {} contested.",
                percent(service.cohesion),
                percent(service.stability),
                bands.firm,
                bands.likely,
                bands.contested
            );
            self.line(&text);
        } else {
            self.line("- Somebody wrote this service down; the analysis measured another cut, so what holds its files together is not measured here.");
        }
        let plan = self.draft.plan;
        let owned: Vec<String> = plan
            .stores
            .iter()
            .filter(|one| one.owner.as_ref() == Some(&self.step.service) && one.treatment == "owned")
            .map(|one| code(&one.name))
            .collect();
        self.list("Nobody else uses", &owned);
        let better = effects(&self.figures(), true);
        if !better.is_empty() {
            self.line(&format!("- Better with it out: {}.", better.join("; ")));
        }
        let terms = &self.step.terms;
        self.line(&format!(
            "- Its score is {:.4}: benefit {:.3} × ease {:.3} / risk {:.2}.",
            terms.score, terms.benefit, terms.ease, terms.risk
        ));
    }

    fn evidence_against(&mut self) {
        let (plan, name) = (self.draft.plan, &self.step.service);
        let mut against = Vec::new();
        let worse = effects(&self.figures(), false);
        if !worse.is_empty() {
            against.push(format!("Worse with it out, until the work below is done: {}.", worse.join("; ")));
        }
        for one in plan.transactions.iter().filter(|one| one.writers.contains(name)) {
            against.push(format!(
                "{} ({}) writes rows of {} in one transaction.",
                code(&one.function),
                one.id,
                plain(&listed(&one.writers))
            ));
        }
        let twice: Vec<String> = plan
            .stores
            .iter()
            .filter(|one| {
                one.treatment == "written-twice" && (one.owner.as_ref() == Some(name) || one.writers.contains(name))
            })
            .map(|one| format!("{} ({})", code(&one.name), one.id))
            .collect();
        if !twice.is_empty() {
            against.push(format!("Others write the same stores: {}.", some(&twice, MAX_ITEMS)));
        }
        for border in plan.borders.iter().filter(|border| !border.kept && (border.from == *name || border.to == *name))
        {
            against.push(format!(
                "{} uses {} against the order ({}, {}): turn it round or remove it first.",
                plain(&border.from),
                plain(&border.to),
                border.id,
                counted(border.mentions, "mention")
            ));
        }
        let ties = plan.ties.iter().filter(|tie| {
            tie.service.as_ref() == Some(name) || tie.stores.iter().any(|one| one.owner.as_ref() == Some(name))
        });
        let ties: Vec<String> = ties.map(|tie| tie.id.clone()).collect();
        if !ties.is_empty() {
            let tie = match ties.len() {
                1 => "1 statement or rule of the database ties".to_owned(),
                n => format!("{} statements or rules of the database tie", count(n as u64)),
            };
            against.push(format!("{tie} it to others: {}.", some(&ties, MAX_ITEMS)));
        }
        let terms = &self.step.terms;
        for (share, what) in [
            (terms.contested, "of its files are pulled by another service"),
            (terms.untested, "of what others call of it has no test that refers to its file"),
            (terms.unresolved, "of the names of the project could not be resolved, here or elsewhere"),
        ] {
            if share >= 0.005 {
                against.push(format!("{} {what}.", percent(share)));
            }
        }
        let tangles: Vec<String> =
            plan.tangles.iter().filter(|one| one.services.contains(name)).map(|one| one.id.clone()).collect();
        if !tangles.is_empty() {
            against.push(format!("Findings of phase 0 that involve it: {}.", some(&tangles, MAX_ITEMS)));
        }
        if against.is_empty() {
            against.push("Nothing was found. Reflection, names put together at run time and what a framework does on its own are not seen.".to_owned());
        }
        for one in against.iter().take(2 * MAX_ITEMS) {
            self.line(&format!("- {one}"));
        }
    }

    fn consequences(&mut self) {
        let (plan, step) = (self.draft.plan, self.step);
        let effort = &step.effort;
        let items: Vec<String> = effort
            .items
            .iter()
            .map(|item| format!("{} {}", item.work, number((item.count * 10.0).round() / 10.0)))
            .collect();
        self.line(&format!("- Work: {} to {} points ({}).", whole(effort.low), whole(effort.high), listed(&items)));
        let asks: Vec<String> =
            plan.calls.iter().filter(|call| call.from == step.service).map(|call| plain(&call.to)).collect();
        self.list("It cannot answer some requests while these are down", &asks);
        let asked: Vec<String> =
            plan.calls.iter().filter(|call| call.to == step.service).map(|call| plain(&call.from)).collect();
        self.list("These cannot answer some requests while it is down", &asked);
        let (moving, across) = (&step.tests_to_move, &step.tests_across);
        self.line(&format!(
            "- Tests: {} move along, {} refer to other services too and become contract tests.",
            count(moving.total),
            count(across.total)
        ));
        self.line("- Way back: the gateway's upstream names the monolith again, as long as the monolith's tables are kept in step.");
    }
}
