//! Prints what was seen in a repository or folder that a migration plan needs, one fact a line; for reading.
//!
//! `facts PATH KIND [GRANULARITY]`, where KIND is `transactions`, `joins`, `hooks`, `guards`, `states`, `tests`, `links`
//! or `time`.

#![allow(clippy::print_stdout, reason = "an example prints")]

use seamline_analyzer::facts::{Granularity, HookOn, Mode, Transaction};
use seamline_analyzer::{Cancel, Cx, Facts, Silent, StoreId};
use seamline_extractors::{ExtractSettings, OpenSettings, extract, open};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, kind, rest @ ..] = arguments.as_slice() else { return Err("usage: facts PATH KIND".into()) };
    let granularity = rest.first().and_then(|name| Granularity::ALL.into_iter().find(|one| one.name() == name));
    let granularity = granularity.unwrap_or_default();
    let opened = open(Path::new(path), &OpenSettings::default())?;
    let cancel = Cancel::default();
    let cx = Cx { progress: &Silent, cancel: &cancel };
    let settings = ExtractSettings { granularity, ..ExtractSettings::default() };
    let extraction = extract(cx, &*opened.tree, None, &settings)?;
    let facts = &extraction.facts;
    match kind.as_str() {
        "transactions" => {
            facts.transactions.iter().for_each(|one| transaction(facts, one));
            facts
                .gaps
                .iter()
                .for_each(|gap| println!("{:?} {} at {}:{}", gap.kind, gap.name, gap.site.path, gap.site.line));
        }
        "joins" => joins(facts),
        "links" => links(facts),
        "references" => facts.references.iter().for_each(|one| {
            let (from, to) = (facts.units[one.from].label(), facts.units[one.to].label());
            println!("{from}:{:?} {} {} {to} {}", one.lines, one.context.name(), one.name, one.tier.name());
        }),
        "tests" => tests(facts),
        "guards" => guards(facts),
        "states" => states(facts),
        "hooks" => hooks(facts),
        "time" => println!("{:?}", extraction.timings),
        other => return Err(format!("no kind {other}").into()),
    }
    Ok(())
}

fn store(facts: &Facts, store: StoreId, mode: Mode) -> String {
    format!("{} {}", mode.name(), facts.stores[store].name)
}

fn transaction(facts: &Facts, one: &Transaction) {
    let (unit, written) = (facts.units[one.unit].label(), one.written().len());
    println!("{unit}:{}-{} {} ({}) writes {written}", one.first_line, one.last_line, one.function, one.rule);
    for step in &one.steps {
        let through =
            if step.through.is_empty() { String::new() } else { format!(" through {}", step.through.join(" > ")) };
        println!(
            "    {} {} at {}:{}{through}",
            step.line,
            store(facts, step.store, step.mode),
            step.site.path,
            step.site.line
        );
    }
    if one.more > 0 {
        println!("    and {} more", one.more);
    }
}

fn joins(facts: &Facts) {
    for join in &facts.joins {
        let stores: Vec<String> = join.stores.iter().map(|(id, mode)| store(facts, *id, *mode)).collect();
        println!("{}:{} {} ({})", facts.units[join.unit].label(), join.line, stores.join(", "), join.rule);
    }
}

fn links(facts: &Facts) {
    for link in &facts.store_links {
        let (from, to) = (&facts.stores[link.from].name, &facts.stores[link.to].name);
        println!("{from} -> {to} {} at {}:{}", link.kind.name(), link.site.path, link.site.line);
    }
}

fn tests(facts: &Facts) {
    for test in &facts.tests {
        println!("{}", test.path);
        for (unit, count) in &test.units {
            println!("    {count} {}", facts.units[*unit].label());
        }
    }
}

fn guards(facts: &Facts) {
    for guard in &facts.guards {
        let word = if guard.open { "opens" } else { "guards" };
        println!(
            "{}:{} {} {word} {:?} ({})",
            facts.units[guard.unit].label(),
            guard.line,
            guard.name,
            guard.reach,
            guard.rule
        );
    }
}

fn hooks(facts: &Facts) {
    for hook in &facts.hooks {
        let on = match &hook.on {
            HookOn::Store(store) => facts.stores[*store].name.clone(),
            HookOn::Event(name) => format!("event {name}"),
            HookOn::Everything => "everything".to_owned(),
        };
        let (unit, runs) = (facts.units[hook.unit].label(), facts.units[hook.runs].label());
        println!("{unit}:{} {} of {on} -> {} in {runs} ({})", hook.line, hook.when, hook.handler, hook.rule);
    }
}

fn states(facts: &Facts) {
    for state in &facts.states {
        let writers: Vec<String> = state
            .uses
            .iter()
            .filter(|one| one.writes)
            .map(|one| format!("{}:{} {}", facts.units[one.unit].short(), one.line, one.function))
            .collect();
        let (unit, kind) = (facts.units[state.unit].label(), state.kind.name());
        println!("{unit}:{} {kind} {} ({}) by {}", state.line, state.name, state.rule, writers.join(", "));
    }
}
