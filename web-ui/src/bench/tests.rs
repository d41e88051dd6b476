use super::*;
use crate::log::tests::Small;
use crate::log::{line, read};
use crate::trial::{Shop, Trial};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use std::time::Duration;

const ONE: &str = "analyses/1/scenarios/1";

fn scenario(trial: &Trial) -> Value {
    trial.get(ONE).json()
}

fn revision(trial: &Trial) -> u64 {
    scenario(trial)["revision"].as_u64().unwrap()
}

/// Does something at the present revision.
fn act(trial: &Trial, what: &str, more: Value) -> crate::trial::Answer {
    let mut body = json!({ "revision": revision(trial) });
    more.as_object().unwrap().iter().for_each(|(key, value)| body[key] = value.clone());
    trial.post(&format!("{ONE}/{what}"), &body)
}

fn moving(units: &[usize], to: &str) -> Value {
    json!({ "edit": { "do": "move", "units": units, "to": to }, "reason": "they belong there" })
}

fn service_of(view: &Value, unit: usize) -> String {
    let has = |service: &&Value| service["units"].as_array().unwrap().contains(&json!(unit));
    view["services"]
        .as_array()
        .unwrap()
        .iter()
        .find(has)
        .map_or("", |service| service["name"].as_str().unwrap())
        .to_owned()
}

#[test]
fn an_edit_is_tried_done_taken_back_and_done_again() {
    let trial = Trial::small();
    let first = scenario(&trial);
    assert_eq!(first["name"], "decisions");
    assert_eq!([&first["canUndo"], &first["canRedo"], &first["saved"]], [false, false, true]);
    assert_eq!(first["bands"].as_str().unwrap().len(), 12);
    assert_eq!(first["second"].as_array().unwrap().len(), 12);
    let from = service_of(&first, 0);

    let tried =
        trial.post(&format!("{ONE}/preview"), &json!({ "revision": 0, "edit": moving(&[0], "new")["edit"] })).json();
    assert_eq!(
        (&tried["movedTotal"], &tried["moved"][0]),
        (&json!(1), &json!({ "unit": 0, "from": from, "to": "new" }))
    );
    assert_eq!(scenario(&trial), first, "trying changes nothing");

    let second = act(&trial, "edit", moving(&[0], "new")).json();
    assert_eq!((service_of(&second, 0).as_str(), &second["revision"]), ("new", &json!(1)));
    assert_eq!([&second["canUndo"], &second["canRedo"], &second["saved"]], [true, false, false]);
    let entry = &second["entries"][0];
    assert_eq!(
        (&entry["kind"], &entry["reason"], &entry["moved"]),
        (&json!("pin"), &json!("they belong there"), &json!(1))
    );
    assert_eq!(entry["entry"]["files"], json!(["admin/f0000.py"]));
    // What was foreseen is what came.
    for metric in tried["metrics"].as_array().unwrap() {
        let now = second["metrics"].as_array().unwrap().iter().find(|one| one["id"] == metric["id"]).unwrap();
        assert_eq!(now["now"], metric["after"]);
    }
    assert_eq!(scenario(&trial), second);

    let third = act(&trial, "undo", json!({})).json();
    assert_eq!(
        (&third["services"], &third["metrics"], &third["entries"]),
        (&first["services"], &first["metrics"], &first["entries"])
    );
    assert_eq!((&third["saved"], &third["canRedo"]), (&json!(true), &json!(true)));
    let fourth = act(&trial, "redo", json!({})).json();
    assert_eq!((&fourth["services"], &fourth["metrics"]), (&second["services"], &second["metrics"]));
    assert_eq!(act(&trial, "redo", json!({})).denial(), (422, "no-effect".into()));
}

/// Of the shop, whose features hang together, nothing stands out but what is too small; what is suggested can be done.
#[test]
fn what_is_suggested_can_be_done() {
    let trial = Trial::small();
    act(&trial, "edit", moving(&[0], "alone")).json();
    let first = trial.post(&format!("{ONE}/suggest"), &json!({ "revision": 1 })).json();
    for suggestion in first["suggestions"].as_array().unwrap() {
        let body = json!({ "revision": 1, "edit": suggestion["edit"] });
        let tried = trial.post(&format!("{ONE}/preview"), &body).json();
        assert_eq!(tried["metrics"], suggestion["metrics"], "{suggestion}");
        assert!(!suggestion["why"].as_array().unwrap().is_empty());
    }
    let none = trial.post(&format!("{ONE}/suggest"), &json!({ "revision": 1, "most": 0 })).json();
    assert_eq!(none, json!({ "suggestions": [] }));
}

/// W43, W44: of two tabs the second is told, and nothing of the first is lost.
#[test]
fn a_stale_revision_is_refused() {
    let trial = Trial::small();
    act(&trial, "edit", moving(&[0], "new")).json();
    let second = scenario(&trial);
    for (what, more) in [
        ("edit", moving(&[1], "other")),
        ("preview", json!({ "edit": moving(&[1], "other")["edit"] })),
        ("undo", json!({})),
        ("redo", json!({})),
        ("save", json!({})),
        ("plan", json!({})),
        ("suggest", json!({})),
    ] {
        for old in [0, 2, u64::MAX] {
            let mut body = json!({ "revision": old });
            more.as_object().unwrap().iter().for_each(|(key, value)| body[key] = value.clone());
            assert_eq!(trial.post(&format!("{ONE}/{what}"), &body).denial(), (409, "stale".into()), "{what} {old}");
        }
    }
    assert_eq!(scenario(&trial), second);
}

#[test]
fn what_cannot_be_done_is_told() {
    let trial = Trial::small();
    let first = scenario(&trial);
    for (edit, kind) in [
        (json!({ "do": "move", "units": [12], "to": "x" }), "unknown"),
        (json!({ "do": "move", "units": [usize::MAX], "to": "x" }), "unknown"),
        (json!({ "do": "merge", "services": ["nobody", "nothing"], "into": "x" }), "unknown"),
        (json!({ "do": "remove", "entry": 7 }), "unknown"),
        (json!({ "do": "move", "units": [0], "to": service_of(&first, 0) }), "no-effect"),
        (json!({ "do": "recluster", "on": false }), "no-effect"),
    ] {
        let answer = act(&trial, "edit", json!({ "edit": edit, "reason": "r" }));
        assert_eq!(answer.denial(), (422, kind.to_owned()), "{edit}: {}", answer.text);
    }
    assert_eq!(
        act(&trial, "edit", json!({ "edit": { "do": "move", "units": [0], "to": "x" }, "reason": " " })).status,
        422
    );
    assert_eq!(act(&trial, "edit", json!({ "edit": { "do": "fly" }, "reason": "r" })).denial(), (400, "body".into()));
    assert_eq!(scenario(&trial), first);
    assert_eq!(trial.get("analyses/2/model").denial(), (422, "unknown".into()));
    let odd = json!({ "options": { "rev": "nowhere" } });
    assert_eq!(trial.post("analyses", &odd).denial(), (422, "unknown".into()));
}

#[test]
fn scenarios_come_and_go() {
    let trial = Trial::small();
    act(&trial, "edit", moving(&[0], "new")).json();
    let copy =
        trial.post("analyses/1/scenarios", &json!({ "name": " copy ", "from": 1 })).json()["id"].as_u64().unwrap();
    let plain = trial.post("analyses/1/scenarios", &json!({ "name": "plain" })).json()["id"].as_u64().unwrap();
    assert_eq!((copy, plain), (2, 3));
    let view = |m: u64| trial.get(&format!("analyses/1/scenarios/{m}")).json();
    assert_eq!((view(copy)["name"].as_str(), service_of(&view(copy), 0).as_str()), (Some("copy"), "new"));
    assert_ne!(service_of(&view(plain), 0), "new");
    assert_eq!(trial.post("analyses/1/scenarios/3/name", &json!({ "name": "n" })).status, 200);
    assert_eq!(trial.post("analyses/1/scenarios/3/name", &json!({ "name": "a\nb" })).status, 422);
    assert_eq!(trial.post("analyses/1/scenarios/2/drop", &json!({})).status, 200);
    assert_eq!(trial.get("analyses/1/scenarios/2").denial(), (422, "unknown".into()));
    assert_eq!(trial.post("analyses/1/scenarios/1/drop", &json!({})).status, 200);
    assert_eq!(trial.post("analyses/1/scenarios/3/drop", &json!({})).denial(), (422, "no-effect".into()));
    let state = trial.get("state").json();
    assert_eq!(state["analyses"][0]["scenarios"], json!([{ "id": 3, "name": "n", "revision": 0 }]));
}

#[test]
fn saving_writes_what_was_shown() {
    let shop = Shop::new(3);
    *shop.file.lock().unwrap() =
        "# ours\n[[pin]]\nfiles = ['page/f0001.py']\nservice = 'kept'\nreason = 'r'\n".to_owned();
    let trial = Trial::shop(shop, Box::new(Nowhere), Books::default(), false);
    assert_eq!(scenario(&trial)["entries"][0]["sentence"], "page/f0001.py belongs to kept");
    act(&trial, "edit", moving(&[0], "new")).json();
    let foreseen = trial.get(&format!("{ONE}/decisions"));
    assert_eq!(trial.get("analyses/1/decisions").text, *trial.shop.file.lock().unwrap());
    let paper = trial.get(&format!("{ONE}/analysis")).text;
    assert_eq!(act(&trial, "save", json!({})).json(), json!({ "file": "seamline.decisions.toml", "entries": 2 }));
    let text = trial.shop.file.lock().unwrap().clone();
    assert_eq!(text, foreseen.text);
    assert!(text.starts_with("# ours\n[[pin]]\nfiles = ['page/f0001.py']"), "{text}");
    assert_eq!((&scenario(&trial)["saved"], trial.get("analyses/1/decisions").text), (&json!(true), text));
    assert_eq!(trial.get(&format!("{ONE}/analysis")).text, paper);
    // Another analysis begins with what is in the file, and is the same.
    let n = trial.post("analyses", &json!({ "label": "again" })).json()["id"].as_u64().unwrap();
    trial.wait(n);
    assert_eq!(trial.get(&format!("analyses/{n}/analysis")).text, paper);
    assert_eq!(trial.get(&format!("analyses/{n}/scenarios/1")).json()["services"], scenario(&trial)["services"]);
}

#[test]
fn a_file_that_somebody_changed_is_not_written_over_unasked() {
    let trial = Trial::small();
    act(&trial, "edit", moving(&[0], "new")).json();
    "# by hand\n[[split]]\nservice = 'x'\nparts = 2\nreason = 'r'\n".clone_into(&mut trial.shop.file.lock().unwrap());
    assert_eq!(act(&trial, "save", json!({})).denial(), (409, "stale".into()));
    assert!(trial.shop.file.lock().unwrap().contains("[[split]]"));
    assert_eq!(act(&trial, "save", json!({ "over": true })).json()["entries"], 1);
    let text = trial.shop.file.lock().unwrap().clone();
    assert!(text.contains("[[pin]]") && !text.contains("[[split]]"), "{text}");
    act(&trial, "edit", moving(&[1], "new")).json();
    assert_eq!(act(&trial, "save", json!({})).json()["entries"], 1);
}

/// W47: what cannot be kept is not done, and what cannot be saved is still there.
#[test]
fn a_full_disk_loses_nothing() {
    let disk = Small::of(usize::MAX);
    let trial = Trial::shop(Shop::new(3), Box::new(disk.clone()), Books::default(), false);
    act(&trial, "edit", moving(&[0], "new")).json();
    let before = scenario(&trial);
    let kept = disk.bytes.lock().unwrap().clone();
    *disk.room.lock().unwrap() = kept.len() + 20;
    assert_eq!(act(&trial, "edit", moving(&[1], "new")).denial(), (507, "disk".into()));
    assert_eq!(act(&trial, "undo", json!({})).denial(), (507, "disk".into()));
    assert_eq!((scenario(&trial), disk.bytes.lock().unwrap().clone()), (before.clone(), kept));
    *disk.room.lock().unwrap() = usize::MAX;
    *trial.shop.full.lock().unwrap() = true;
    assert_eq!(act(&trial, "save", json!({})).denial(), (507, "disk".into()));
    assert_eq!(scenario(&trial), before);
    *trial.shop.full.lock().unwrap() = false;
    act(&trial, "edit", moving(&[1], "new")).json();
    assert_eq!(act(&trial, "save", json!({})).status, 200);
}

#[test]
fn a_restart_finds_what_was_there() {
    let disk = Small::of(usize::MAX);
    let trial = Trial::shop(Shop::new(3), Box::new(disk.clone()), Books::default(), false);
    act(&trial, "edit", moving(&[0], "new")).json();
    act(&trial, "edit", moving(&[1], "new")).json();
    act(&trial, "undo", json!({})).json();
    let unused = trial.post("analyses", &json!({ "options": { "seed": 5 } })).json()["id"].as_u64().unwrap();
    let used = trial.post("analyses", &json!({ "options": { "seed": 7 } })).json()["id"].as_u64().unwrap();
    trial.wait(unused);
    trial.wait(used);
    let there = format!("analyses/{used}/scenarios/1");
    let body = json!({ "revision": 0, "edit": moving(&[2], "third")["edit"], "reason": "r" });
    let edited = trial.post(&format!("{there}/edit"), &body).json();
    let before = scenario(&trial);
    drop(trial);

    let mut books = Books::default();
    read(&disk.bytes.lock().unwrap(), |record| books.apply(record).is_ok());
    let again = Trial::shop(Shop::new(3), Box::new(disk.clone()), books, false);
    again.wait(used);
    assert_eq!(scenario(&again), before);
    assert_eq!(again.get(&there).json(), edited);
    assert_eq!(again.get(&format!("analyses/{unused}/model")).denial(), (422, "unknown".into()));
    act(&again, "redo", json!({})).json();
}

/// Edits that were saved, or none: then the file wins, and that can be undone. Others stay.
#[test]
fn a_restart_sees_what_the_file_says_now() {
    let text = "[[pin]]\nfiles = ['admin/f0000.py']\nservice = 'written'\nreason = 'r'\n";
    for (edits, saved, expected) in [(false, false, "written"), (true, true, "written"), (true, false, "new")] {
        let disk = Small::of(usize::MAX);
        let trial = Trial::shop(Shop::new(3), Box::new(disk.clone()), Books::default(), false);
        if edits {
            act(&trial, "edit", moving(&[0], "new")).json();
        }
        if saved {
            act(&trial, "save", json!({})).json();
        }
        drop(trial);
        let mut books = Books::default();
        read(&disk.bytes.lock().unwrap(), |record| books.apply(record).is_ok());
        let shop = Shop::new(3);
        text.clone_into(&mut shop.file.lock().unwrap());
        let again = Trial::shop(shop, Box::new(disk), books, false);
        assert_eq!(service_of(&scenario(&again), 0), expected, "{edits} {saved}");
        let unsaved = edits && !saved;
        assert_eq!(act(&again, "save", json!({})).status, if unsaved { 409 } else { 200 });
    }
}

#[test]
fn nothing_is_changed_where_nothing_may_be() {
    let trial = Trial::shop(Shop::new(3), Box::new(Nowhere), Books::default(), true);
    let first = trial.get("state").json();
    assert_eq!(first["readOnly"], true);
    for endpoint in crate::endpoint::ALL.iter().filter(|one| one.act == crate::endpoint::Act::Change) {
        let path = endpoint.path.trim_start_matches("/api/").replace("{n}", "1").replace("{m}", "1");
        assert_eq!(trial.post(&path, &json!({})).denial(), (403, "read-only".into()), "{path}");
    }
    let tried = json!({ "revision": 0, "edit": moving(&[0], "new")["edit"] });
    assert_eq!(trial.post(&format!("{ONE}/preview"), &tried).status, 200);
    assert_eq!(trial.post(&format!("{ONE}/plan"), &json!({ "revision": 0 })).status, 200);
    assert_eq!(trial.get("state").json(), first);
}

#[test]
fn analyses_wait_for_each_other_and_can_be_stopped() {
    let shop = Shop { takes: Duration::from_millis(300), ..Shop::new(3) };
    let trial = Trial::shop(shop, Box::new(Nowhere), Books::default(), false);
    let second = trial.post("analyses", &json!({ "label": "long" })).json()["id"].as_u64().unwrap();
    let third = trial.post("analyses", &json!({ "options": { "rev": "panic" } })).json()["id"].as_u64().unwrap();
    assert_eq!(trial.get(&format!("analyses/{second}/model")).denial(), (503, "busy".into()));
    assert_eq!(trial.post(&format!("analyses/{second}/cancel"), &json!({})).status, 200);
    trial.wait(second);
    trial.wait(third);
    let state = trial.get("state").json();
    let states: Vec<&str> =
        state["analyses"].as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["done", "cancelled", "failed"]);
    assert_eq!(trial.post(&format!("analyses/{second}/cancel"), &json!({})).denial(), (422, "no-effect".into()));
    let events = trial.ask(&format!("GET /api/analyses/{third}/events"), "", b"");
    assert!(events.text.starts_with("event: end\ndata: {\"state\":\"failed\",\"error\":\""), "{}", events.text);
    // What came to nothing makes room.
    for _ in 3..MOST_ANALYSES + 2 {
        assert_eq!(trial.post("analyses", &json!({})).status, 200);
    }
    assert_eq!(trial.post("analyses", &json!({})).denial(), (422, "limit".into()));
}

/// W40: a move of a hundred thousand in one request, of which many are named several times here, so that the test is fast.
#[test]
fn a_very_large_move_is_one_edit() {
    let trial = Trial::shop(Shop::new(500), Box::new(Small::of(usize::MAX)), Books::default(), false);
    let all: Vec<usize> = (0..100_000).map(|unit| unit % 2000).collect();
    let body = json!({ "revision": 0, "edit": { "do": "move", "units": all, "to": "one" }, "reason": "r" });
    let view = trial.post(&format!("{ONE}/edit"), &body).json();
    assert_eq!((view["services"].as_array().unwrap().len(), &view["services"][0]["name"]), (1, &json!("one")));
    assert_eq!(view["entries"][0]["entry"]["files"].as_array().unwrap().len(), 2000);
    assert_eq!(act(&trial, "undo", json!({})).json()["entries"], json!([]));
    let unknown: Vec<usize> = (0..150_000).collect();
    let body = json!({ "revision": 2, "edit": { "do": "move", "units": unknown, "to": "one" }, "reason": "r" });
    assert!(body.to_string().len() < crate::guard::MAX_BODY);
    assert_eq!(trial.post(&format!("{ONE}/edit"), &body).denial(), (422, "unknown".into()));
}

/// Whatever happens in whatever order, records are what happened.
#[test]
fn the_log_says_what_was_done() {
    let disk = Small::of(usize::MAX);
    let trial = Trial::shop(Shop::new(3), Box::new(disk.clone()), Books::default(), false);
    act(&trial, "edit", moving(&[0], "new")).json();
    let mut records: Vec<Record> = Vec::new();
    let bytes = disk.bytes.lock().unwrap().clone();
    read(&bytes, |record| {
        records.push(record);
        true
    });
    assert!(matches!(records[0], Record::Begin { .. }) && matches!(records[1], Record::Scenario { n: 1, m: 1, .. }));
    assert!(
        matches!(&records[2], Record::Edit { n: 1, m: 1, put, .. } if put.iter().any(|line| line.contains("admin/f0000.py")))
    );
    assert_eq!(records.iter().map(line).collect::<String>().into_bytes(), bytes);
}

#[test]
fn what_takes_long_ends_with_who_waits_for_it() {
    let shop = Shop { tells: Duration::from_secs(60), ..Shop::new(3) };
    let trial = Trial::shop(shop, Box::new(Nowhere), Books::default(), false);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let report = async {
        let report = trial.asked("GET /api/analyses/1/report", "", b"");
        tokio::time::timeout(Duration::from_millis(100), report).await.is_ok()
    };
    assert!(!runtime.block_on(report), "a report that takes a minute is there at once");
    // The end of the runtime waits for all that it computes.
    drop(runtime);
    assert_eq!(trial.shop.stopped.load(Ordering::Relaxed), 1);
}
