//! What people decided: from the file to the assignments.

use crate::command::{check, folder, run, text};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Entries about the figure app, apart from each other, in a form that can be sorted.
const ENTRIES: [&str; 8] = [
    "[[merge]]\nservices = ['team-members', 'mixed-auth-inbox']\ninto = 'accounts'\nreason = 'teams are people'\n",
    "[[split]]\nservice = 'mixed-log-assets'\nparts = 2\nreason = 'exports load the machine'\n",
    "[[pin]]\nfiles = ['routes/inbox.js', 'models/notification.js']\nservice = 'notifications'\nreason = 'told to people'\n",
    "[[shared]]\nfiles = ['lib/errors.js', 'middleware/**']\nreason = 'all answer errors alike'\n",
    "[[stays]]\nservices = ['public']\nreason = 'the page stays'\n",
    "[[apart]]\ngroups = [['services/exportService.js'], ['services/documentService.js']]\nreason = 'scaled alone'\n",
    "[[together]]\nfiles = ['models/user.js', 'models/session.js']\nreason = 'a session is a user'\n",
    "[[team]]\nservice = 'figures'\nteam = '@shop/drawing'\nreason = 'they drew it'\n",
];

struct Result {
    plan: serde_json::Value,
    assignments: BTreeMap<String, String>,
    analysis: serde_json::Value,
    summary: String,
}

fn analyze(decisions: &str, options: &[&str]) -> Result {
    let folder = folder();
    let file = folder.path().join("d.toml");
    fs::write(&file, decisions).expect("a file can be written");
    let out = folder.path().join("out");
    let mut args = vec!["analyze", "--sample", "figure-app", "--no-history", "--decisions"];
    args.extend([path(&file), "--out", path(&out)]);
    args.extend(options);
    let output = run(&args);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let read = |name: &str| fs::read(out.join(name)).expect("it was written");
    Result {
        assignments: serde_json::from_slice(&read("assignments.json")).expect("JSON"),
        analysis: serde_json::from_slice(&read("analysis.json")).expect("JSON"),
        plan: serde_json::from_slice(&read("plan.json")).expect("JSON"),
        summary: text(&output.stdout),
    }
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// The names of services differ without history; these are the ones the entries need.
fn renamed(analysis: &serde_json::Value) -> Vec<String> {
    let services = analysis["services"].as_array().expect("services");
    services.iter().map(|service| service["name"].as_str().expect("a name").to_owned()).collect()
}

/// The entries for the services that there are.
fn entries() -> Vec<String> {
    let free = analyze("", &[]);
    let at = |file: &str| free.assignments[file].clone();
    let names = [
        ("team-members", at("models/team.js")),
        ("mixed-auth-inbox", at("controllers/signInController.js")),
        ("mixed-log-assets", at("services/exportService.js")),
        ("public", at("public/src/App.jsx")),
        ("figures", at("services/figureService.js")),
    ];
    let known = renamed(&free.analysis);
    assert!(names.iter().all(|(_, name)| known.contains(name)), "{names:?} {known:?}");
    let fit = |entry: &&str| {
        names
            .iter()
            .fold((*entry).to_owned(), |entry, (then, now)| entry.replace(&format!("'{then}'"), &format!("'{now}'")))
    };
    ENTRIES.iter().map(fit).collect()
}

#[test]
fn decisions_hold_in_any_order_and_on_any_threads() {
    let mut entries = entries();
    let once = analyze(&entries.concat(), &["--threads", "1"]);
    let at = |result: &Result, file: &str| result.assignments[file].clone();
    assert_eq!(at(&once, "models/notification.js"), "notifications");
    assert_eq!(at(&once, "routes/inbox.js"), "notifications");
    assert_eq!(at(&once, "middleware/auth.js"), "(shared)");
    assert_eq!(at(&once, "public/src/App.jsx"), "monolith");
    assert_eq!(at(&once, "models/user.js"), at(&once, "models/session.js"));
    assert_ne!(at(&once, "services/exportService.js"), at(&once, "services/documentService.js"));
    let steps = once.plan["plan"]["steps"].as_array().expect("steps");
    assert!(!steps.is_empty() && steps.iter().all(|step| step["service"] != "monolith"), "{steps:?}");
    assert_eq!(once.plan["plan"]["remainder"]["service"], "monolith");
    for turn in [1, 4] {
        entries.rotate_left(turn);
        assert_eq!(analyze(&entries.concat(), &[]).assignments, once.assignments, "turned by {turn}");
    }
    let again = analyze(&format!("recluster = true\n{}", entries.concat()), &[]);
    assert_eq!(at(&again, "models/notification.js"), "notifications");
    assert_ne!(at(&again, "services/exportService.js"), at(&again, "services/documentService.js"));
    assert!(!again.analysis["reclustered"].as_array().expect("prices").is_empty());
}

#[test]
fn prices_add_up_to_the_difference() {
    let (free, decided) = (analyze("", &[]), analyze(&entries().concat(), &[]));
    let score = |result: &Result, id: &str| {
        let scores = result.analysis["scores"].as_array().expect("scores").iter();
        scores.filter(|score| score["id"] == id).find_map(|score| score["value"].as_f64()).expect("a value")
    };
    let decisions = decided.analysis["decisions"].as_array().expect("decisions");
    assert_eq!(decisions.len(), ENTRIES.len());
    for id in ["modularity", "references-crossing"] {
        let prices = decisions.iter().flat_map(|one| one["price"].as_array().expect("prices"));
        let steps = prices.filter(|price| price["metric"] == id);
        let sum: f64 =
            steps.map(|price| price["after"].as_f64().unwrap_or(0.0) - price["before"].as_f64().unwrap_or(0.0)).sum();
        let whole = score(&decided, id) - score(&free, id);
        assert!((sum - whole).abs() < 1e-5 && whole != 0.0, "{id}: {sum} {whole}");
    }
}

#[test]
fn the_plan_does_what_was_decided() {
    let entries = "[[gateway]]\nfiles = ['app.js']\nreason = 'they route'\n\
        [[shared]]\nfiles = ['models/team.js']\nreason = 'everyone asks for teams'\n\
        [[pin]]\nfiles = ['lib/errors.js']\nservice = 'errors'\nreason = 'it will grow'\n";
    let decided = analyze(entries, &[]);
    let plan = &decided.plan["plan"];
    let steps: Vec<&str> =
        plan["steps"].as_array().expect("steps").iter().filter_map(|one| one["service"].as_str()).collect();
    assert!(!steps.is_empty() && !steps.contains(&"gateway"), "{steps:?}");
    let mut found: Vec<String> = Vec::new();
    for one in plan["treatments"]["types"]["items"].as_array().expect("types") {
        if one["rule"] == "decided" {
            let word = |key: &str| one[key].as_str().expect("a word");
            let file = word("unit").split('#').next().unwrap_or_default();
            found.push(format!("{file} {}", word("treatment")));
        }
    }
    found.sort();
    found.dedup();
    assert_eq!(found, ["app.js stays", "lib/errors.js owned", "models/team.js library"]);
}

#[test]
fn stale_entries_are_told_first_and_have_no_effect() {
    let free = analyze("", &[]);
    let stale = "[[rename]]\nservice = 'billing'\nto = 'money'\nreason = 'r'\n[[pin]]\nfiles = ['gone/**']\nservice = 'x'\n\
                 reason = 'r'\n";
    let decided = analyze(stale, &[]);
    assert_eq!(decided.assignments, free.assignments);
    assert!(decided.summary.contains("no service is called billing"), "{}", decided.summary);
    assert!(decided.summary.contains("no file is gone/**"), "{}", decided.summary);
}

#[test]
fn names_stay_with_files_when_an_earlier_analysis_is_given() {
    let folder = folder();
    let free = analyze("", &[]);
    let drawing = free.assignments["services/figureService.js"].clone();
    let then: BTreeMap<&str, &str> = free
        .assignments
        .iter()
        .map(|(file, service)| (file.as_str(), if *service == drawing { "drawing" } else { service.as_str() }))
        .collect();
    let file = folder.path().join("then.json");
    fs::write(&file, serde_json::to_vec(&then).expect("JSON")).expect("a file can be written");
    let now = analyze("", &["--previous", path(&file)]);
    assert_eq!(now.assignments["services/figureService.js"], "drawing");
}

#[test]
fn conflicts_and_mistakes_are_usage_errors_that_name_their_lines() {
    let folder = folder();
    let file = folder.path().join("d.toml");
    let refuse = |text: &str, said: &str| {
        fs::write(&file, text).expect("a file can be written");
        check(&["analyze", "--sample", "shop", "--no-history", "--decisions", path(&file)], 2, said);
    };
    let pin = |service: &str| format!("[[pin]]\nfiles = ['**']\nservice = '{service}'\nreason = 'r'\n");
    refuse(&(pin("a") + &pin("b")), "line 1 (** belongs to a) and line 5 (** belongs to b) cannot both hold");
    refuse("[[pin]]\nfiles = ['a']\nservice = 'x'\n", "missing field `reason`");
    refuse("[[pin]]\nfiles = ['a[']\nservice = 'x'\nreason = 'r'\n", "line 1: `a[` is no pattern of paths");
}

#[test]
fn explain_names_the_decision() {
    let folder = folder();
    let file = folder.path().join("d.toml");
    fs::write(&file, "[[pin]]\nfiles = ['lib/bus.js']\nservice = 'wires'\nreason = 'everyone needs it'\n")
        .expect("written");
    let output = run(&["explain", "lib/bus.js", "--sample", "figure-app", "--no-history", "--decisions", path(&file)]);
    let said = text(&output.stdout);
    assert!(said.contains("decided in line 1: lib/bus.js belongs to wires, since everyone needs it"), "{said}");
}

#[test]
fn two_analyses_are_compared() {
    let folder = folder();
    let (then, now) = (folder.path().join("then.json"), folder.path().join("now.json"));
    let free = analyze("", &[]);
    fs::write(&then, free.analysis.to_string()).expect("written");
    let pinned = "[[pin]]\nfiles = ['lib/bus.js']\nservice = 'wires'\nreason = 'everyone needs it'\n";
    let decided = analyze(pinned, &["--previous", path(&then)]);
    fs::write(&now, decided.analysis.to_string()).expect("written");
    let said = text(&run(&["diff", path(&then), path(&now)]).stdout);
    assert!(said.contains("files: 0 new, 0 gone, 1 in another service"), "{said}");
    assert!(said.contains("to wires (lib/bus.js belongs to wires)"), "{said}");
    assert!(said.contains("- wires is new (1 file)"), "{said}");
    assert_eq!(decided.analysis["changed"]["moved"]["total"], 1);
    let json = run(&["diff", path(&then), path(&now), "--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(json, decided.analysis["changed"]);
    let revisions = run(&["diff", "HEAD~200", "HEAD", "--sample", "figure-app", "--no-history"]);
    let said = text(&revisions.stdout);
    assert!(revisions.status.success() && said.contains("new, "), "{said}{}", text(&revisions.stderr));
    check(&["diff", path(&then), "no-such-thing", "--sample", "figure-app"], 3, "no-such-thing");
}
