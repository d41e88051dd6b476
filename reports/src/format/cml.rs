//! The proposal in the Context Mapper language: one bounded context per candidate, and who is upstream of whom.
//!
//! A used context is upstream of its user; two that use each other are written as a partnership, which is a wish to
//! check, not a finding. Kapferer, Zimmermann: Domain-driven service design (2020); <https://contextmapper.org>.

use super::Format;
use crate::display::visible;
use crate::wire::{Document, Service, Unit};
use seamline_analyzer::Info;
use std::collections::BTreeSet;
use std::io::{self, Write};

pub(super) struct Cml;

static INFO: Info = Info {
    id: "cml",
    summary: "bounded contexts and their relations for Context Mapper",
    reference: "https://contextmapper.org/docs/language-reference/",
};

/// The most responsibilities of a context.
const MAX_WORDS: usize = 6;

impl Format for Cml {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        "contexts.cml"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        let mut taken = BTreeSet::new();
        let map = identifier(&document.origin.name, "System", &mut taken);
        let names: Vec<String> = document
            .services
            .iter()
            .enumerate()
            .map(|(at, service)| identifier(&service.name, &format!("Context{}", at + 1), &mut taken))
            .collect();
        writeln!(out, "ContextMap {map}Map {{\n\ttype = SYSTEM_LANDSCAPE\n\tstate = TO_BE")?;
        if !names.is_empty() {
            writeln!(out, "\tcontains {}", names.join(", "))?;
        }
        for seam in &document.seams {
            let [a, b] = [seam.a, seam.b].map(|service| &names[service as usize]);
            match (seam.forward.mentions > 0, seam.backward.mentions > 0) {
                (true, true) => writeln!(out, "\n\t{a} [P]<->[P] {b}")?,
                (true, false) => writeln!(out, "\n\t{b} [U]->[D] {a}")?,
                (false, true) => writeln!(out, "\n\t{a} [U]->[D] {b}")?,
                (false, false) => {}
            }
        }
        writeln!(out, "}}")?;
        document.services.iter().zip(&names).try_for_each(|(service, name)| context(document, service, name, out))
    }
}

fn context(document: &Document, service: &Service, name: &str, out: &mut dyn Write) -> io::Result<()> {
    let words: Vec<String> = service.words.iter().take(MAX_WORDS).map(|word| string(word)).collect();
    writeln!(out, "\nBoundedContext {name} {{\n\ttype = SYSTEM")?;
    if !words.is_empty() {
        writeln!(out, "\tresponsibilities = {}", words.join(", "))?;
    }
    let mut taken = BTreeSet::new();
    let units = service.units.iter().map(|unit| &document.units[*unit as usize]).filter(|unit| unit.entity);
    let entities: Vec<String> = units
        .enumerate()
        .map(|(at, unit)| identifier(entity(unit), &format!("Entity{}", at + 1), &mut taken))
        .collect();
    if !entities.is_empty() {
        writeln!(out, "\n\tAggregate {name}Aggregate {{")?;
        for (at, entity) in entities.iter().enumerate() {
            let root = if at == 0 { "\n\t\t\taggregateRoot\n\t\t" } else { "\n\t\t" };
            writeln!(out, "\t\tEntity {entity} {{{root}}}")?;
        }
        writeln!(out, "\t}}")?;
    }
    writeln!(out, "}}")
}

/// The name of a unit's entity: the type that is called like its file, else its first type whose name looks like one, else
/// the file's name.
pub(crate) fn entity(unit: &Unit) -> &str {
    let file = unit.path.rsplit('/').next().unwrap_or(&unit.path);
    let stem = file.split('.').next().unwrap_or(file);
    let names = || unit.types.iter().map(|of| of.name.as_str());
    let looks = |name: &&str| name.starts_with(char::is_uppercase) && name.chars().any(char::is_lowercase);
    names().find(|name| name.eq_ignore_ascii_case(stem)).or_else(|| names().find(looks)).unwrap_or(stem)
}

/// A free identifier: the letters and digits of the name, each word with a capital.
pub(crate) fn identifier(name: &str, otherwise: &str, taken: &mut BTreeSet<String>) -> String {
    let words = name.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let title = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    let mut wanted: String = words.map(title).collect();
    wanted.truncate(80);
    if !wanted.starts_with(|first: char| first.is_ascii_alphabetic()) {
        otherwise.clone_into(&mut wanted);
    }
    let mut free = wanted.clone();
    for number in 2.. {
        if taken.insert(free.to_ascii_lowercase()) {
            break;
        }
        free = format!("{wanted}{number}");
    }
    free
}

pub(crate) fn string(text: &str) -> String {
    format!("\"{}\"", visible(text).replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_shop() {
        insta::assert_snapshot!(sample::render("cml", &sample::shop()));
    }

    #[test]
    fn identifiers_are_free_and_plain() {
        let mut taken = BTreeSet::new();
        let names = ["order-items", "order items", "a\"} {", "1st", "", "日本"];
        let names = names.map(|name| identifier(name, "Context1", &mut taken));
        assert_eq!(names, ["OrderItems", "OrderItems2", "A", "Context1", "Context12", "Context13"]);
    }
}
