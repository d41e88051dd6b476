//! What becomes of hooks, in words.

use super::Builder;
use crate::plan::v1::Hook;
use seamline_analyzer::facts::HookOn;
use seamline_analyzer::plan::reaction::{Becomes, Reaction};

impl Builder<'_> {
    pub(super) fn hook(&mut self, at: usize, one: &Reaction) -> Hook {
        let facts = self.facts;
        let hook = &facts.hooks[one.hook];
        let (kind, on) = match &hook.on {
            HookOn::Store(store) => ("store", Some(self.store_name(*store))),
            HookOn::Event(name) => ("event", Some(name.clone())),
            HookOn::Everything => ("everything", None),
        };
        Hook {
            id: format!("H{at}"),
            on,
            kind: kind.to_owned(),
            when: hook.when.clone(),
            handler: hook.handler.clone(),
            from: self.names(&one.from),
            to: one.to.map(|service| self.name(service)),
            crosses: one.becomes.crosses(),
            becomes: one.becomes.name().to_owned(),
            advice: advice(one.becomes).to_owned(),
            evidence: vec![self.book.cite(facts.units[hook.unit].path.as_str(), hook.line)],
        }
    }
}

fn advice(becomes: Becomes) -> &'static str {
    match becomes {
        Becomes::Inside => "Both sides are in one service: it stays as it is.",
        Becomes::Topic => {
            "A topic of the broker carries it over the border; the listener may get it twice, late, and out of order."
        }
        Becomes::Event => {
            "Becomes an event: who it hangs on writes it into an outbox with the rows, the other side listens and copes with what \
             comes twice or late."
        }
        Becomes::Check => {
            "It runs before the rows are written and may refuse or change them, which no event can do afterwards: the owner makes \
             the check itself, or asks before it writes."
        }
        Becomes::Everywhere => "It runs for whatever is saved: each service needs one of its own, from a library.",
        Becomes::WithOwner => "Its code belongs to no service: it goes with what it hangs on.",
        Becomes::Unknown => "Nothing was seen that it hangs on: find out who raises it before either side moves.",
    }
}
