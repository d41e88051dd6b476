//! The context map of the plan in the Context Mapper language: bounded contexts with what they keep, and who is upstream.
//!
//! What is used is upstream of who uses it. Two that use each other are written as a partnership: a wish to check, not a
//! finding. <https://contextmapper.org/docs/context-map/>

use super::{Artifact, Draft, File, one};
use crate::format::cml::{entity, identifier, string};
use crate::plan::v1::{Border, Step};
use seamline_analyzer::Info;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

pub(super) static CML: Artifact = Artifact {
    info: Info {
        id: "cml",
        summary: "bounded contexts and their relations for Context Mapper",
        reference: "https://contextmapper.org/docs/language-reference/",
    },
    files: "context-map.cml",
    derived: "borders with their relation (customer and supplier, conformist, partnership), owned stores as responsibilities, \
              persistent entities as aggregates",
    make,
};

fn make(draft: &Draft<'_>) -> Vec<File> {
    let mut out = String::new();
    for line in
        draft.heads(&["Relations follow from who uses whom in the code; whether teams see them so is for them to say."])
    {
        let _ = writeln!(out, "// {line}");
    }
    let mut taken = BTreeSet::new();
    let map = identifier(&draft.document.origin.name, "System", &mut taken);
    let names: BTreeMap<&str, String> = draft
        .services()
        .enumerate()
        .map(|(at, (step, _))| {
            (step.service.as_str(), identifier(&step.service, &format!("Context{}", at + 1), &mut taken))
        })
        .collect();
    let _ = writeln!(out, "ContextMap {map}Map {{\n\ttype = SYSTEM_LANDSCAPE\n\tstate = TO_BE");
    if !names.is_empty() {
        let all: Vec<&str> = draft.services().map(|(step, _)| names[step.service.as_str()].as_str()).collect();
        let _ = writeln!(out, "\tcontains {}", all.join(", "));
    }
    let borders = &draft.plan.borders;
    for border in borders {
        let (Some(from), Some(to)) = (names.get(border.from.as_str()), names.get(border.to.as_str())) else { continue };
        let back = borders.iter().any(|other| (&other.from, &other.to) == (&border.to, &border.from));
        relation(&mut out, border, back, from, to);
    }
    let _ = writeln!(out, "}}");
    let mut entities = BTreeSet::new();
    for (step, _) in draft.services() {
        context(&mut out, draft, step, &names[step.service.as_str()], &mut entities);
    }
    one("context-map.cml", out)
}

fn relation(out: &mut String, border: &Border, back: bool, from: &str, to: &str) {
    let _ = match (back, border.relation.as_str()) {
        (true, _) if border.from < border.to => writeln!(out, "\n\t{from} [P]<->[P] {to}"),
        (true, _) => Ok(()),
        (false, "conformist") => writeln!(out, "\n\t{to} [U]->[D,CF] {from}"),
        (false, "customer-supplier") => writeln!(out, "\n\t{to} [U,S]->[D,C] {from}"),
        (false, _) => writeln!(out, "\n\t{to} [U]->[D] {from}"),
    };
}

fn context(out: &mut String, draft: &Draft<'_>, step: &Step, name: &str, taken: &mut BTreeSet<String>) {
    let _ = writeln!(out, "\nBoundedContext {name} {{\n\ttype = SYSTEM");
    let _ = writeln!(out, "\tdomainVisionStatement = {}", string(&step.responsibility));
    let kept =
        draft.plan.stores.iter().filter(|store| store.owner.as_ref() == Some(&step.service) && store.kind != "topic");
    let kept: Vec<String> = kept.map(|store| string(&store.name)).collect();
    if !kept.is_empty() {
        let _ = writeln!(out, "\tresponsibilities = {}", kept.join(", "));
    }
    let own =
        draft.document.units.iter().filter(|unit| {
            unit.entity && draft.places.of(&unit.path).is_some_and(|places| places.contains(&step.service))
        });
    let entities: Vec<String> =
        own.enumerate().map(|(at, unit)| identifier(entity(unit), &format!("{name}Entity{}", at + 1), taken)).collect();
    if !entities.is_empty() {
        let _ = writeln!(out, "\n\tAggregate {name}Aggregate {{");
        for (at, entity) in entities.iter().enumerate() {
            let root = if at == 0 { "\n\t\t\taggregateRoot\n\t\t" } else { "\n\t\t" };
            let _ = writeln!(out, "\t\tEntity {entity} {{{root}}}");
        }
        let _ = writeln!(out, "\t}}");
    }
    let _ = writeln!(out, "}}");
}
