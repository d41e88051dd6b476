//! How a step is done: what goes first, ways in and out, hooks.

use super::{MAX_ROWS, Page, code};
use crate::display::{count, counted, listed};
use crate::format::escape;
use crate::plan::v1::{Hook, Way};
use crate::plan::words::some;
use std::collections::BTreeMap;

/// The most things of one way.
const MAX_ITEMS: usize = 20;
/// The most call sites of one thing: they are the work, so nearly all stand here.
const MAX_SITES: usize = 24;

impl Page<'_> {
    /// Data or code first, and what bridges the time.
    pub(super) fn approach(&mut self, name: &str) {
        let plan = self.plan;
        let Some(approach) = plan.approaches.iter().find(|one| one.service == name) else { return };
        let first = match approach.first.as_str() {
            "data" => "Data first",
            "code" => "Code first",
            _ => "Code alone",
        };
        self.line(&format!("**{first}**: {}.\n", escape(&approach.why)));
        if approach.interim.is_empty() {
            return;
        }
        self.line("Until its data is its own:\n");
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for one in &approach.interim {
            let head = format!("**{}**: {}", one.pattern.replace('-', " "), escape(&one.why));
            let who = match one.pattern.as_str() {
                "aggregate-exposing-monolith" => "of",
                "database-view" => "read by",
                _ => "written by",
            };
            let services = escape(&some(&one.services, 6));
            let item = format!("{} {who} {services}: {}", code(&one.store), self.at(&one.evidence));
            match groups.iter_mut().find(|(known, _)| *known == head) {
                Some((_, items)) => items.push(item),
                None => groups.push((head, vec![item])),
            }
        }
        for (head, items) in groups {
            self.line(&format!("- {head}"));
            items.iter().take(MAX_ROWS).for_each(|item| self.line(&format!("  - {item}")));
            self.shown(items.len() as u64, items.len().min(MAX_ROWS));
        }
        self.line("");
    }

    /// Ways in and out, by rule.
    pub(super) fn ways(&mut self, name: &str) {
        let plan = self.plan;
        let ways: Vec<&Way> = plan.ways.iter().filter(|way| way.service == name).collect();
        if ways.is_empty() {
            return;
        }
        self.line("**Ways in and out**, each with its pattern.\n");
        for same in ways.chunk_by(|a, b| (&a.direction, &a.rule) == (&b.direction, &b.rule)) {
            let first = same[0];
            let (pattern, rule) = (first.pattern.replace('-', " "), first.rule.replace('-', " "));
            self.line(&format!("- {}, {rule}: **{pattern}**: {}", first.direction, escape(&first.why)));
            for way in same {
                self.way(way);
            }
        }
        self.line("");
    }

    fn way(&mut self, way: &Way) {
        let end = match (&way.other, way.direction.as_str()) {
            (None, _) => "from outside".to_owned(),
            (Some(other), "in") => format!("from {}", escape(other)),
            (Some(other), _) => format!("to {}", escape(other)),
        };
        let total = counted(way.items.total, "item");
        // Entry points stand below, with who may call them.
        if matches!(way.rule.as_str(), "route" | "consumer" | "clock") {
            self.line(&format!("  - [{}] {end}: {total}, listed below", way.id));
            return;
        }
        self.line(&format!("  - [{}] {end}:", way.id));
        for item in way.items.items.iter().take(MAX_ITEMS) {
            let sites = self.sites(&item.evidence, item.places);
            self.line(&format!("    - {}: {sites}", code(&item.what)));
        }
        let shown = way.items.items.len().min(MAX_ITEMS);
        if way.items.total > shown as u64 {
            self.line(&format!(
                "    - {} of {} shown; plan.json has more",
                count(shown as u64),
                count(way.items.total)
            ));
        }
    }

    /// Call sites, all that are known.
    fn sites(&self, evidence: &[String], total: u64) -> String {
        let known: Vec<String> = evidence
            .iter()
            .filter_map(|id| self.places.get(id.as_str()))
            .take(MAX_SITES)
            .map(|one| super::place(&one.file, one.line))
            .collect();
        if known.is_empty() {
            return counted(total, "place");
        }
        let shown = known.len() as u64;
        let text = known.join(", ");
        if total > shown { format!("{text} ({} of {} shown)", count(shown), count(total)) } else { text }
    }

    /// Hooks that hang on it, or that it runs.
    pub(super) fn hooks(&mut self, name: &str) {
        let plan = self.plan;
        let own = |hook: &&Hook| hook.to.as_deref() == Some(name) || hook.from.iter().any(|from| from == name);
        let hooks: Vec<&Hook> = plan.hooks.iter().filter(own).collect();
        let number = |becomes: &str| hooks.iter().filter(|hook| hook.becomes == becomes).count();
        let (inside, topics) = (number("inside"), number("topic"));
        if hooks.is_empty() {
            return;
        }
        let mut says = "**Hooks.** What a framework runs by itself it runs in one process only.".to_owned();
        match inside {
            0 => {}
            1 => says.push_str(" 1 has both ends here and stays as it is."),
            n => says.push_str(&format!(" {n} have both ends here and stay as they are.")),
        }
        match topics {
            0 => {}
            1 => says.push_str(" 1 hangs on a topic that crosses, which stands above."),
            n => says.push_str(&format!(" {n} hang on topics that cross, which stand above.")),
        }
        self.line(&format!("{says}\n"));
        let told: Vec<&Hook> =
            hooks.into_iter().filter(|hook| hook.becomes != "inside" && hook.becomes != "topic").collect();
        if told.is_empty() {
            return;
        }
        let mut groups: BTreeMap<&str, Vec<&Hook>> = BTreeMap::new();
        for hook in told {
            groups.entry(&hook.advice).or_default().push(hook);
        }
        for (advice, hooks) in groups {
            self.line(&format!("- {}", escape(advice)));
            for hook in hooks.iter().take(MAX_ROWS) {
                self.line(&format!("  - {}", self.hook(hook)));
            }
            self.shown(hooks.len() as u64, hooks.len().min(MAX_ROWS));
        }
        self.line("");
    }

    fn hook(&self, hook: &Hook) -> String {
        let on = hook.on.as_deref().map_or("whatever is saved".to_owned(), code);
        let runs = if hook.handler.is_empty() { "code".to_owned() } else { code(&hook.handler) };
        let from = if hook.from.is_empty() { String::new() } else { format!(" ({})", escape(&listed(&hook.from))) };
        let to = hook.to.as_deref().map_or(String::new(), |to| format!(" of {}", escape(to)));
        let when = if hook.kind == "event" { String::new() } else { format!("{} on ", escape(&hook.when)) };
        format!("[{}] {when}{on}{from} runs {runs}{to}: {}", hook.id, self.at(&hook.evidence))
    }
}
