//! Advice, in words: what a good architect would say about each kind of finding.
//!
//! Newman: Monolith to Microservices (2019); Richardson: Microservices Patterns (2018); Fowler: StranglerFigApplication,
//! BranchByAbstraction, ParallelChange; Hohpe, Woolf: Enterprise Integration Patterns (2003).

use super::v1::{Orchestrator, Redraw};
use crate::display::{counted, listed};
use crate::wire::VerdictKind;
use seamline_analyzer::plan::columns::Division;
use seamline_analyzer::plan::data::{Replacement, TieKind, Treatment};
use seamline_analyzer::plan::tangle::{Tangle, TangleKind};

/// The first few of a list, and how many more.
pub(crate) fn some(items: &[String], most: usize) -> String {
    if items.len() <= most {
        return listed(items);
    }
    format!("{} and {} more", items[..most].join(", "), items.len() - most)
}

/// The name of a language, by its id.
pub(crate) fn language(id: &str) -> &str {
    match id {
        "java" => "Java",
        "csharp" => "C#",
        "python" => "Python",
        "javascript" => "JavaScript",
        "typescript" | "tsx" => "TypeScript",
        "rust" => "Rust",
        "ruby" => "Ruby",
        other => other,
    }
}

/// What to do about common code.
pub(crate) const LIBRARY: &str = "before the first step: what several candidates need of it becomes a library that they share, the rest goes to the one that needs it; it is no service and has no step";

/// What a plan says first.
pub(crate) fn verdict(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Plausible => "Split, one service at a time",
        VerdictKind::Weak => "A modular monolith first: the evidence for services is weak",
        VerdictKind::Unknown => "Cannot say yet: too little was seen",
        VerdictKind::None => "Do not split: nothing in the evidence speaks for services",
    }
}

/// A circle of more files than this is told by their number.
const LARGE_CIRCLE: usize = 30;

/// What is tangled.
pub(super) fn tangled(tangle: &Tangle, units: &[String], services: &[String]) -> String {
    let (kind, name, places) = (tangle.kind, &tangle.name, tangle.places);
    let mixed = tangle.parts.iter().filter(|(.., by)| by.len() > 1).count() as u64;
    let first = units.first().map_or("", String::as_str);
    let of = some(services, 4);
    match kind {
        // A circle of hundreds is nobody's task.
        TangleKind::Cycle if units.len() > LARGE_CIRCLE => format!(
            "{} use each other in a circle, across {of}: no task as a whole, but where it crosses a border it can be cut",
            counted(units.len() as u64, "file")
        ),
        TangleKind::Cycle => format!("{} use each other in a circle, across {of}", some(units, 5)),
        TangleKind::Divide => {
            let (parts, are) =
                (counted(tangle.parts.len() as u64, "function"), if mixed == 1 { "works" } else { "work" });
            format!("{first} works for {of}; {mixed} of its {parts} {are} for several of them at once")
        }
        TangleKind::Barrel => format!("{first} hands on what others declare; {} use it", counted(places, "file")),
        TangleKind::Kit if tangle.parts.is_empty() => {
            format!("{} of {of} use {first}, which keeps no data", counted(places, "file"))
        }
        TangleKind::Kit => {
            let keeping: Vec<String> = tangle.parts.iter().map(|(part, ..)| part.clone()).collect();
            let (some, places) = (some(&keeping, 4), counted(places, "file"));
            format!("{places} of {of} use {first}; of its functions only {some} need data, and go to who owns it")
        }
        TangleKind::Core => {
            format!("{} of {of} use {first}, which keeps data that others use too", counted(places, "file"))
        }
        TangleKind::Reference => {
            format!("{} of {of} read {first}, which alone keeps its data", counted(places, "file"))
        }
        TangleKind::Interface => {
            format!("{} only draw and are used by {of}: {}", counted(places, "file"), some(units, 3))
        }
        TangleKind::Rules => format!("{first}, rules without data, is used by {of}"),
        TangleKind::Job => format!("the job in {first} works on data of {of}"),
        TangleKind::Guard => format!("{name} in {first} reads data for each request to {of}"),
        TangleKind::State => format!("{name} of {first} is used by {of}"),
        TangleKind::UnnamedTopic => format!("the topic {name} is put together at run time in {}", some(units, 3)),
        TangleKind::Misnamed => format!(
            "{first} says {name} in its name but belongs to {}, and no reference was seen that ties it to {}",
            services.first().map_or("", String::as_str),
            services.last().map_or("", String::as_str)
        ),
        TangleKind::Registry => format!(
            "the global {name} is made in {first} and mentioned {} elsewhere, which cannot be followed",
            counted(places, "time")
        ),
        TangleKind::Root => format!("{first} puts the application together from {of}"),
    }
}

/// What to do about a tangle.
pub(super) fn untangle(kind: TangleKind) -> &'static str {
    match kind {
        TangleKind::Cycle => {
            "Break it at the places listed: let the lighter side take what it needs as a parameter, raise an event instead of \
             calling, or move the one function both need into a third file."
        }
        TangleKind::Divide => {
            "Divide it by function, first inside the monolith, each part beside the service it works for. What works for \
             several at once is the seam itself: it becomes a conductor that calls the parts."
        }
        TangleKind::Barrel => {
            "Require the declaring files directly and delete it: it hides who uses what, and it cannot be in two services."
        }
        TangleKind::Kit => {
            "Make it a small library with its own version, without words of the domain; what only one service uses goes there. \
             Where it is a few lines, copy them: a shared library couples releases."
        }
        TangleKind::Core => {
            "Decide for one owner. The others keep its id and a copy of the few fields they show, or ask its owner."
        }
        TangleKind::Reference => {
            "Reference data or settings: give each service the values it needs as its own configuration, or offer them from one \
             place with a cache; nobody else may read the table."
        }
        TangleKind::Interface => {
            "One kit of the interface with its own version, for every page that needs it; it holds no rule and needs no service."
        }
        TangleKind::Rules => {
            "One owner of the rules, and a small versioned library for the others; or copy what each needs. Where the copy decides \
             what is valid, keep one service that decides."
        }
        TangleKind::Job => {
            "Divide it: each service cleans up what it owns, by its own clock. Only what needs several owners in order stays \
             together, as a conductor."
        }
        TangleKind::Guard => {
            "Check once at the gateway, or in each service by a signed token that carries what is asked for (who, which teams, \
             which plan); nobody but the owner reads its tables for each request."
        }
        TangleKind::State => {
            "It is one per process and will be one per service: decide for each user whether a copy is right, or whether it \
             belongs into a store with one owner."
        }
        TangleKind::UnnamedTopic => {
            "Write the names down: a topic between services is an interface, and nobody can subscribe to a name that is put \
             together."
        }
        TangleKind::Misnamed => {
            "Rename it before the move: the name sends readers, and reviewers of the cut, to the wrong service."
        }
        TangleKind::Registry => {
            "Give each file what it needs by an import or a parameter, one part of the object after the other. As long as everything \
             hangs on one object, nobody sees who uses what, and nothing can be taken out without it."
        }
        TangleKind::Root => {
            "It stays with what is left of the monolith; each service gets a small one of its own. Its routes become the \
             gateway's."
        }
    }
}

/// What to do about a store.
pub(super) fn keep(treatment: Treatment) -> &'static str {
    match treatment {
        Treatment::Owned => "Goes with its service: a schema of its own first, a database of its own with the move.",
        Treatment::ReadElsewhere => {
            "Its owner offers what the others read, by request, or they keep a copy that events renew. In between a database \
             view shows them only what they need."
        }
        Treatment::Reference => {
            "Reference data: several read it, hardly anything that is seen writes it. Copy it into each service (a library or \
             configuration) or offer it from a small service with a cache; do not share the table."
        }
        Treatment::WrittenTwice => {
            "Two writers cannot both keep its rules. Divide it by the columns each writes, or let one write and the others ask \
             for it; until then a tracer write keeps both in step, with one of them declared the source of truth."
        }
        Treatment::Topic => "Becomes a topic of the message broker, owned by who publishes it.",
        Treatment::Unclaimed => "No file of a service uses it: find out who does before it is moved.",
    }
}

/// What to do about a store that several services use, by its columns.
pub(super) fn divide(division: Division) -> &'static str {
    match division {
        Division::ByColumn => {
            "No column that is seen has two writers: split the table by column. Each service keeps a table of its own with its \
             columns and the same key; who makes the row tells the others the key."
        }
        Division::Contested => {
            "A column that several services write needs one owner, who alone writes it; the others ask the owner or send it an \
             event. The other columns can go with their writer."
        }
        Division::Unknown => {
            "Columns that are written are not all named in the code: look these places up before the table is divided, or give \
             it one owner."
        }
        Division::OneWriter => {
            "At most one service writes its columns. The others need no more than what they read: a copy of these columns, or an operation \
             that gives them. Who deletes rows asks the owner to."
        }
    }
}

/// What to do about a loop that asks another service each time.
pub(super) fn batch(kind: &str) -> &'static str {
    match kind {
        "read" => {
            "A query of another's table for each element: collect the ids and ask its owner once for all of them, or join with a copy."
        }
        "write" => {
            "A write to another's table for each element: send its owner one batch, or an event for each that it can take late."
        }
        _ => "A call over the border for each element: offer a batch operation that takes all of them in one request.",
    }
}

/// What to do about a field that holds an entity of another service.
pub(super) const REFER: &str = "Keep the id, and no mapping to the other's entity. Who follows the field asks the other \
    service, or a copy of the few fields that are shown; fetching, cascades and queries along it end at the border.";

/// What to do about an enumeration of several services.
pub(super) const PUBLISH: &str = "One service owns the list and publishes it with its interface; the others keep a copy and \
    cope with values that they do not know. A list that never changes may be copied without an owner.";

/// What takes the place of a tie.
pub(super) fn replace(kind: TieKind, replacement: Replacement) -> &'static str {
    match (kind, replacement) {
        (TieKind::Join | TieKind::WritingJoin, Replacement::ReferenceData) => {
            "Join in code with a local copy of the reference data."
        }
        (TieKind::WritingJoin, _) => {
            "Ask the other owner first and write with what it said; one statement cannot do both any more."
        }
        (_, Replacement::ReadModel) => {
            "Several owners in one query: keep a read model of the columns it shows, renewed by their events; asking each owner \
             for each row would be slow."
        }
        (_, Replacement::ApiComposition) => {
            "Compose: read the own rows, then ask the other owner for all ids in one request. Where the list is long or sorted by \
             the other's column, keep a copy of that column."
        }
        (_, Replacement::ForeignIdInCode) => {
            "The column stays as a plain id; the constraint goes, and the code copes with ids that lead nowhere."
        }
        (TieKind::Trigger, _) => {
            "No code shows this: the trigger goes, and the service that writes publishes what happened, for the other to act on."
        }
        (_, Replacement::Event) => {
            "The owner publishes that it deleted; the other service deletes or keeps by its own rules, and a nightly check finds \
             what was missed. Think of files behind the rows."
        }
        (_, Replacement::ReferenceData) => "Keep a local copy of the reference data.",
    }
}

/// What to do about a transaction that spans services: the border first, then the saga.
pub(super) fn conduct(local: Option<&Redraw>, conductor: Option<&Orchestrator>) -> String {
    let first = local.map(|redraw| {
        let (owner, stores) = (&redraw.owner, listed(&redraw.stores));
        if redraw.new_crossings <= redraw.saved_crossings {
            let fewer = counted(redraw.saved_crossings - redraw.new_crossings, "use");
            format!("First ask whether {owner} should own {stores}: then the transaction stays local, and {fewer} fewer cross than now.")
        } else {
            let more = counted(redraw.new_crossings - redraw.saved_crossings, "use");
            format!("It would stay local if {owner} owned {stores}, at the price of {more} more that cross than now.")
        }
    });
    let saga = conductor.map(|one| match one.remote_writes {
        0 => format!("Else {} conducts it without a write elsewhere.", one.service),
        1 => format!(
            "Else {} conducts it: its own rows and an outbox message in one local transaction, and the other service acts on the \
             message, once however often it comes.",
            one.service
        ),
        writes => format!(
            "Else {} conducts a saga of {} to others: what comes before its own write can be undone, what comes after is \
             repeated until it succeeds; each participant takes a message twice without harm.",
            one.service,
            counted(writes, "write")
        ),
    });
    first.into_iter().chain(saga).collect::<Vec<_>>().join(" ")
}

/// What a kind of tangle, or a treatment of types, is called above its findings.
pub(crate) fn title(kind: &str) -> &'static str {
    match kind {
        "cycle" => "Circles",
        "divide" => "Files that work for several services",
        "barrel" => "Barrels",
        "kit" => "Shared kit",
        "core" => "Shared core",
        "reference" => "Settings and reference data",
        "interface" => "Kit of the interface",
        "rules" => "Shared rules",
        "job" => "Jobs that work for several services",
        "guard" => "Checks that read for every request",
        "state" => "State of the process",
        "registry" => "Global registry",
        "unnamed-topic" => "Topics without a name",
        "misnamed" => "Misleading names",
        "root" => "Where it is put together",
        "columns" => "Tables that several services write",
        "loop" => "Loops that would ask another service each time",
        "entity field" => "Fields that hold entities of others",
        "enumeration" => "Enumerations of several services",
        "unused" => "Nothing seen that uses it",
        "replicated" => "A copy for each service",
        "library" => "Libraries",
        "stays" => "Stays in the monolith",
        "dropped" => "Dropped",
        _ => "More",
    }
}
