//! Literate cases: each Markdown file under `tests/cases` tells what should be seen in a few files and commits, and is
//! checked. They are the specification that a reader of the manual would want.
//!
//! A fenced block is a file (`java src/A.java`: anything, then a path), the commits (`history`), or what is expected
//! (`expect references`); `granularity` says that parts of files are the units. The files and commits go through the real extraction and analysis, in memory. Run with
//! `UPDATE_CASES=1` to write what is seen into the expected blocks, and then read the difference: it must be what the
//! prose says.

use crate::layers::root;
use crate::reach;
use seamline_analyzer::analysis::Place;
use seamline_analyzer::facts::{Granularity, HistoryState};
use seamline_analyzer::run::analyze;
use seamline_analyzer::{Analysis, Cancel, Cancelled, Cx, Facts, Settings, Silent};
use seamline_extractors::history::{History, MeaningSettings, People, RawCommit, Walk};
use seamline_extractors::source::MemoryTree;
use seamline_extractors::{ExtractSettings, extract};
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_case_holds() {
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut wrong = Vec::new();
    let files = markdown_files(&root().join("tests/cases"));
    assert!(files.len() >= 12, "the cases are found");
    for file in files {
        let text = fs::read_to_string(&file).expect("a case is readable");
        let seen = with_what_is_seen(&text);
        if seen != text && update {
            fs::write(&file, seen).expect("a case is writable");
        } else if seen != text {
            wrong.push(format!("{}\n{}", file.display(), difference(&text, &seen)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn markdown_files(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder is readable") {
            let path = entry.expect("an entry is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The lines that differ, `-` expected, `+` seen.
fn difference(expected: &str, seen: &str) -> String {
    let missing = |of: &str, from: &str, sign: &str| {
        let from: Vec<&str> = from.lines().collect();
        of.lines().filter(|line| !from.contains(line)).map(|line| format!("  {sign} {line}\n")).collect::<String>()
    };
    missing(expected, seen, "-") + &missing(seen, expected, "+")
}

/// A fenced block: what stands behind the fence, and the lines inside.
struct Block<'a> {
    info: &'a str,
    body: String,
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let (mut blocks, mut open): (Vec<Block<'_>>, Option<Block<'_>>) = (Vec::new(), None);
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some(Block { info: info.trim(), body: String::new() }),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.body.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    blocks
}

/// The case with its expected blocks filled with what is seen.
fn with_what_is_seen(text: &str) -> String {
    let blocks = blocks(text);
    let analysis = analysis(&blocks);
    let (mut seen, mut replacing) = (String::new(), false);
    for line in text.lines() {
        match line.strip_prefix("```") {
            Some(info) if info.starts_with("expect ") => {
                replacing = true;
                seen.extend([line, "\n", &view(&analysis, info.trim_start_matches("expect ").trim())]);
            }
            Some(_) => {
                replacing = false;
                seen.extend([line, "\n"]);
            }
            None if replacing => {}
            None => seen.extend([line, "\n"]),
        }
    }
    seen
}

fn analysis(blocks: &[Block<'_>]) -> Analysis {
    let files = blocks.iter().filter_map(|block| {
        let (_, path) = block.info.split_once(' ').filter(|(kind, _)| *kind != "expect")?;
        Some((path, block.body.as_str()))
    });
    let tree = MemoryTree::new(files);
    let history = blocks.iter().find(|block| block.info == "history").map(|block| Told::read(&block.body));
    let mailmap = blocks.iter().find(|block| block.info == "text .mailmap").map(|block| block.body.as_str());
    let history = history.map(|told| told.after(mailmap));
    let cancel = Cancel::default();
    let cx = Cx { progress: &Silent, cancel: &cancel };
    // Small enough that a case can show a bulk commit.
    let meaning = MeaningSettings { bulk: 5, ..MeaningSettings::default() };
    let granularity = granularity(blocks);
    let settings = ExtractSettings { threads: Some(1), history: meaning, granularity, ..ExtractSettings::default() };
    let history = history.as_ref().map(|told| told as &dyn History);
    let facts = extract(cx, &tree, history, &settings).expect("nobody asks to stop").facts;
    analyze(cx, facts, &Settings { granularity, ..Settings::default() }).expect("nobody asks to stop")
}

fn granularity(blocks: &[Block<'_>]) -> Granularity {
    let Some(block) = blocks.iter().find(|block| block.info == "granularity") else { return Granularity::File };
    let known = Granularity::ALL.into_iter().find(|known| known.name() == block.body.trim());
    known.expect("`file`, `type` or `function`")
}

/// A history as a case tells it: per commit a line `DAY NAME <MAIL>: SUBJECT`, and indented below it what it changed
/// (`path`, or `old => new`), `with NAME <MAIL>` for co-authors, `reverts N` for the N-th commit of the case.
struct Told {
    commits: Vec<RawCommit>,
}

impl Told {
    fn read(text: &str) -> Self {
        let mut commits: Vec<RawCommit> = Vec::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            match line.strip_prefix("  ") {
                None => commits.push(header(line, commits.len())),
                Some(body) => body_line(commits.last_mut().expect("a commit comes first"), body.trim()),
            }
        }
        for commit in &mut commits {
            commit.paths.sort();
        }
        commits.reverse();
        Self { commits }
    }

    /// With the people that a mailmap says they are, as a repository's history has them.
    fn after(mut self, mailmap: Option<&str>) -> Self {
        let mut people = People::new(mailmap);
        for person in self.commits.iter_mut().flat_map(|commit| &mut commit.people) {
            *person = people.resolve(person.clone());
        }
        self
    }
}

fn id(index: usize) -> String {
    format!("{:040x}", index + 1)
}

fn header(line: &str, index: usize) -> RawCommit {
    let (day, rest) = line.split_once(' ').expect("a day comes first");
    let (who, subject) = rest.split_once(">: ").expect("a mail address in angle brackets, a colon and a subject");
    RawCommit {
        id: id(index),
        time: day.strip_prefix("day").and_then(|day| day.parse::<i64>().ok()).expect("`day7`") * 86_400,
        people: vec![person(who)],
        subject: subject.to_owned(),
        reverts: None,
        paths: Vec::new(),
        renames: Vec::new(),
    }
}

fn person(who: &str) -> (String, String) {
    let (name, mail) = who.trim_end_matches('>').split_once(" <").expect("`NAME <MAIL>`");
    (name.to_owned(), mail.to_owned())
}

fn body_line(commit: &mut RawCommit, line: &str) {
    if let Some(who) = line.strip_prefix("with ") {
        commit.people.push(person(who));
    } else if let Some(number) = line.strip_prefix("reverts ") {
        commit.reverts = Some(id(number.parse::<usize>().expect("a number of a commit") - 1));
    } else if let Some((old, new)) = line.split_once(" => ") {
        commit.renames.push((old.to_owned(), new.to_owned()));
        commit.paths.push(new.to_owned());
    } else {
        commit.paths.push(line.to_owned());
    }
}

impl History for Told {
    fn walk(&self, _cx: Cx<'_>, keep: &(dyn Fn(&str) -> bool + Sync)) -> Result<Walk, Cancelled> {
        let mut commits = self.commits.clone();
        for commit in &mut commits {
            commit.paths.retain(|path| keep(path));
        }
        let walked = commits.len() as u64;
        let mut walk = Walk::of(commits);
        (walk.state, walk.walked) = (HistoryState::Complete, walked);
        Ok(walk)
    }
}

/// One kind of what is seen, one fact a line.
fn view(analysis: &Analysis, kind: &str) -> String {
    let facts = &analysis.facts;
    let lines: Vec<String> = match kind {
        "references" => references(facts),
        "resolution" => resolution(facts),
        "stores" => stores(facts),
        "touches" => touches(facts),
        "links" => links(facts),
        "entry points" => entry_points(facts),
        "transactions" => transactions(facts),
        "joins" => joins(facts),
        "columns" => columns(facts),
        "repeats" => repeats(facts),
        "associations" => associations(facts),
        "hooks" => hooks(facts),
        "guards" => guards(facts),
        "states" => states(facts),
        "tests" => tests(facts),
        "entities" => units(facts, |unit| unit.entity),
        "files" => files(facts),
        "parts" => parts(facts),
        "divided" => divided(analysis),
        "changes" => changes(facts),
        "rows" => reach::rows(facts),
        "requests" => reach::requests(facts),
        "gateway" => reach::gateway(facts),
        "topics by pattern" => reach::patterns(facts),
        "people" => people(facts),
        "groups" => groups(analysis),
        other => panic!("nothing is known about `{other}`"),
    };
    lines.into_iter().flat_map(|line| [line, "\n".to_owned()]).collect()
}

fn list(lines: &[u32]) -> String {
    lines.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

fn references(facts: &Facts) -> Vec<String> {
    let line = |one: &seamline_analyzer::facts::Reference| {
        let (from, to) = (facts.units[one.from].label(), facts.units[one.to].label());
        let (context, tier) = (one.context.name(), one.tier.name());
        format!("{from}:{} -> {to}  {context} {} (by {tier})", list(&one.lines), one.name)
    };
    facts.references.iter().map(line).collect()
}

fn resolution(facts: &Facts) -> Vec<String> {
    let r = &facts.resolution;
    let counts = [
        ("import", r.import),
        ("package", r.package),
        ("wildcard", r.wildcard),
        ("name", r.name),
        ("ambiguous", r.ambiguous),
        ("blocked", r.blocked),
    ];
    counts.iter().filter(|(_, count)| *count > 0).map(|(name, count)| format!("{name} {count}")).collect()
}

fn stores(facts: &Facts) -> Vec<String> {
    accesses(facts, &facts.accesses)
}

fn touches(facts: &Facts) -> Vec<String> {
    accesses(facts, &facts.touches)
}

fn accesses(facts: &Facts, all: &[seamline_analyzer::facts::Access]) -> Vec<String> {
    let access = |one: &seamline_analyzer::facts::Access| {
        let (path, store) = (facts.units[one.unit].label(), &facts.stores[one.store]);
        let (mode, kind) = (one.mode.name(), store.kind.name());
        format!("{path}:{} {mode} {kind} {} ({})", list(&one.lines), store.name, one.rule)
    };
    all.iter().map(access).collect()
}

fn links(facts: &Facts) -> Vec<String> {
    let link = |one: &seamline_analyzer::facts::StoreLink| {
        let (from, to) = (&facts.stores[one.from].name, &facts.stores[one.to].name);
        format!("{from} -> {to}  {} at {}:{}", one.kind.name(), one.site.path, one.site.line)
    };
    facts.store_links.iter().map(link).collect()
}

fn entry_points(facts: &Facts) -> Vec<String> {
    let entry = |one: &seamline_analyzer::facts::EntryPoint| {
        let handler = if one.handler.is_empty() { "?" } else { &one.handler };
        format!("{}:{} {} -> {handler} ({})", facts.units[one.unit].label(), one.line, one.kind.label(), one.rule)
    };
    facts.entry_points.iter().map(entry).collect()
}

fn transactions(facts: &Facts) -> Vec<String> {
    let step = |step: &seamline_analyzer::facts::Step| {
        let (mode, store) = (step.mode.name(), &facts.stores[step.store].name);
        let through: String = step.through.iter().map(|name| format!(" > {name}")).collect();
        format!("  {}{through} {mode} {store} at {}:{}", step.line, step.site.path, step.site.line)
    };
    let of = |one: &seamline_analyzer::facts::Transaction| {
        let (label, first, last) = (facts.units[one.unit].label(), one.first_line, one.last_line);
        let head = format!("{label}:{first}-{last} in {} ({})", one.function, one.rule);
        std::iter::once(head).chain(one.steps.iter().map(step)).collect::<Vec<_>>()
    };
    facts.transactions.iter().flat_map(of).collect()
}

fn joins(facts: &Facts) -> Vec<String> {
    let used = |(store, mode): &(seamline_analyzer::StoreId, seamline_analyzer::facts::Mode)| {
        format!("{} {}", mode.name(), facts.stores[*store].name)
    };
    let join = |one: &seamline_analyzer::facts::Join| {
        let stores: Vec<String> = one.stores.iter().map(used).collect();
        format!("{}:{} {} ({})", facts.units[one.unit].label(), one.line, stores.join(", "), one.rule)
    };
    facts.joins.iter().map(join).collect()
}

fn columns(facts: &Facts) -> Vec<String> {
    let used = |one: &seamline_analyzer::facts::ColumnUse| {
        let (label, store) = (facts.units[one.unit].label(), &facts.stores[one.store].name);
        let names = if one.whole { "*".to_owned() } else { one.columns.join(", ") };
        format!("{label}:{} {} {store}: {names} ({})", one.site.line, one.mode.name(), one.rule)
    };
    facts.columns.iter().map(used).collect()
}

fn repeats(facts: &Facts) -> Vec<String> {
    let repeat = |one: &seamline_analyzer::facts::Repeat| {
        let what = if one.name.is_empty() { "(store)" } else { &one.name };
        format!("{}:{} {what}", facts.units[one.unit].label(), one.line)
    };
    facts.repeats.iter().map(repeat).collect()
}

fn associations(facts: &Facts) -> Vec<String> {
    let association = |one: &seamline_analyzer::facts::Association| {
        let (from, to) = (&facts.stores[one.from].name, &facts.stores[one.to].name);
        format!("{from}.{} holds {to} at {}:{}", one.field, one.site.path, one.site.line)
    };
    facts.associations.iter().map(association).collect()
}

fn hooks(facts: &Facts) -> Vec<String> {
    use seamline_analyzer::facts::HookOn;
    let hook = |one: &seamline_analyzer::facts::Hook| {
        let on = match &one.on {
            HookOn::Store(store) => format!("{} {}", facts.stores[*store].kind.name(), facts.stores[*store].name),
            HookOn::Event(name) => format!("event {name}"),
            HookOn::Everything => "everything".to_owned(),
        };
        let handler = if one.handler.is_empty() { "?" } else { &one.handler };
        {
            let (unit, runs) = (facts.units[one.unit].label(), facts.units[one.runs].label());
            format!("{unit}:{} {} on {on} -> {handler} in {runs} ({})", one.line, one.when, one.rule)
        }
    };
    facts.hooks.iter().map(hook).collect()
}

fn guards(facts: &Facts) -> Vec<String> {
    use seamline_analyzer::facts::Reach;
    let guard = |one: &seamline_analyzer::facts::Guard| {
        let reach = match &one.reach {
            Reach::Lines { path, first, last } => format!("{path}:{first}-{last}"),
            Reach::File { path } => path.to_string(),
            Reach::Paths { pattern } => format!("paths {pattern}"),
            Reach::Application => "everything".to_owned(),
        };
        let word = if one.open { "opens" } else { "guards" };
        format!("{}:{} {} {word} {reach} ({})", facts.units[one.unit].label(), one.line, one.name, one.rule)
    };
    facts.guards.iter().map(guard).collect()
}

fn states(facts: &Facts) -> Vec<String> {
    let used = |one: &seamline_analyzer::facts::StateUse| {
        let word = if one.writes { "writes" } else { "reads" };
        format!("  {}:{} {word} in {}", facts.units[one.unit].label(), one.line, one.function)
    };
    let state = |one: &seamline_analyzer::facts::SharedState| {
        let (label, kind) = (facts.units[one.unit].label(), one.kind.name());
        let head = format!("{label}:{} {kind} {} ({})", one.line, one.name, one.rule);
        std::iter::once(head).chain(one.uses.iter().map(used)).collect::<Vec<_>>()
    };
    facts.states.iter().flat_map(state).collect()
}

fn tests(facts: &Facts) -> Vec<String> {
    let test = |one: &seamline_analyzer::facts::TestFile| {
        let units: Vec<String> =
            one.units.iter().map(|(unit, count)| format!("{} {count}", facts.units[*unit].label())).collect();
        format!("{}: {}", one.path, units.join(", "))
    };
    facts.tests.iter().map(test).collect()
}

fn units(facts: &Facts, which: impl Fn(&seamline_analyzer::facts::Unit) -> bool) -> Vec<String> {
    facts.units.values().filter(|unit| which(unit)).map(|unit| unit.label()).collect()
}

fn files(facts: &Facts) -> Vec<String> {
    use seamline_analyzer::facts::State;
    let state = |one: &seamline_analyzer::facts::Item| match one.state {
        State::Ok => format!("{} ok", one.path),
        State::Partial(code) => format!("{} partial: {}", one.path, code.meaning()),
        State::Skipped(code) => format!("{} skipped: {}", one.path, code.meaning()),
        State::Failed(code) => format!("{} failed: {}", one.path, code.meaning()),
    };
    facts.ledger.items().iter().map(state).collect()
}

fn changes(facts: &Facts) -> Vec<String> {
    let change = |one: &seamline_analyzer::facts::ChangeSet| {
        let units: Vec<String> = one.units.iter().map(|unit| facts.units[*unit].label()).collect();
        let people: Vec<&str> = one.contributors.iter().map(|id| facts.contributors[*id].name.as_str()).collect();
        let units = if units.is_empty() { format!("{} files", one.files) } else { units.join(" ") };
        format!("{} `{}` by {}: {units}", one.kind.name(), one.subject, people.join(", "))
    };
    facts.changes.values().map(change).collect()
}

fn people(facts: &Facts) -> Vec<String> {
    let bot = |bot| if bot { " (a program)" } else { "" };
    facts.contributors.values().map(|one| format!("{} <{}>{}", one.name, one.mail, bot(one.bot))).collect()
}

fn parts(facts: &Facts) -> Vec<String> {
    let part = |unit: &seamline_analyzer::facts::Unit| match &unit.part {
        None => format!("{} whole", unit.path),
        Some(part) => {
            let lines: Vec<String> = part.ranges.iter().map(|(first, last)| format!("{first}-{last}")).collect();
            format!("{} {} {}", unit.label(), part.kind.name(), lines.join(","))
        }
    };
    facts.units.values().map(part).collect()
}

fn divided(analysis: &Analysis) -> Vec<String> {
    let place = |place: Place| match place {
        Place::Candidate(candidate) => analysis.candidates[candidate].name.as_str(),
        Place::Shared => "(shared)",
        Place::Unassigned => "(unassigned)",
    };
    let name = |unit: &seamline_analyzer::UnitId| {
        analysis.facts.units[*unit].part.as_ref().map_or("", |part| part.name.as_str())
    };
    let share = |share: &seamline_analyzer::analysis::PlaceShare| {
        let parts: Vec<&str> = share.units.iter().map(name).collect();
        format!("{}: {}", place(share.place), parts.join(" "))
    };
    let file = |file: &seamline_analyzer::analysis::Divided| {
        let shares: Vec<String> = file.shares.iter().map(share).collect();
        format!("{}  {}", file.path, shares.join("; "))
    };
    analysis.divided.iter().map(file).collect()
}

fn groups(analysis: &Analysis) -> Vec<String> {
    let members = |place: Place| {
        let units = analysis.facts.units.iter().filter(|(id, _)| analysis.placements[*id].place == place);
        units.map(|(_, unit)| unit.label()).collect::<Vec<_>>().join(" ")
    };
    let candidates = analysis.candidates.iter().map(|(id, one)| (one.name.as_str(), members(Place::Candidate(id))));
    let rest = [("(shared)", members(Place::Shared)), ("(unassigned)", members(Place::Unassigned))];
    candidates
        .chain(rest)
        .filter(|(_, files)| !files.is_empty())
        .map(|(name, files)| format!("{name}: {files}"))
        .collect()
}
