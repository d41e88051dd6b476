//! The validation with running servers: the fixture's own measuring program is started, or a file of it is read.

use super::read;
use crate::error::{Failure, Kind, Outcome};
use crate::session::Session;
use seamline_reports::validation::{Fault, Latency, Live, Percentiles, Throughput};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// What stands in a file of measurements, as `run/live.mjs` writes it. Numbers that nobody shows are not read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Measured {
    at: String,
    node: String,
    cpus: u64,
    #[serde(default)]
    cpu: String,
    memory_gb: u64,
    faults: Option<Faults>,
    scaling: Option<Scaling>,
    latency: Option<Latencies>,
}

#[derive(Deserialize)]
struct Faults {
    plain: Gateway,
    asking: Gateway,
    bugs: Vec<Bug>,
}

#[derive(Deserialize)]
struct Gateway {
    results: Vec<Outage>,
}

/// What a request was answered: a status, or a word for no answer.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Status(u16),
    Word(#[expect(dead_code, reason = "that there was no status is all that counts")] String),
}

type Answers = BTreeMap<String, Answer>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outage {
    down: String,
    statuses: Answers,
    restart_seconds: f64,
    promise: Promise,
}

#[derive(Deserialize)]
struct Promise {
    what: String,
    kept: bool,
}

#[derive(Deserialize)]
struct Bug {
    form: String,
    statuses: Answers,
}

#[derive(Deserialize)]
struct Scaling {
    results: BTreeMap<String, Scaled>,
}

/// A form's throughput; the same object also holds two plain numbers.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scaled {
    #[serde(rename_all = "camelCase")]
    Form {
        per_second: f64,
        memory_mb: f64,
        failed: u64,
    },
    Number(f64),
}

#[derive(Deserialize)]
struct Latencies {
    summary: BTreeMap<String, Summary>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    idle: Percentiles,
    busy: Percentiles,
    exports_per_second: f64,
    failed: u64,
}

/// Measures in a folder with the fixture, or reads what was measured from a file.
///
/// # Errors
/// When the fixture or Node.js is not there, the measuring fails (work was lost, or a server did not start), or the file
/// cannot be used.
pub(super) fn live(session: &Session, from: &Path) -> Outcome<Live> {
    if !from.is_dir() {
        return understood(&read(from)?, &from.display().to_string());
    }
    let program = from.join("run").join("live.mjs");
    if !program.is_file() {
        return Err(Failure::usage(format!("{} holds no run/live.mjs", from.display()))
            .hint("`--live=fixtures/figure-app` in a checkout of seamline"));
    }
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("live.json");
    session.tell("starting the servers and measuring; this takes some minutes");
    let status = Command::new("node")
        .arg(&program)
        .args(["--rounds", "1", "--out"])
        .arg(&out)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .map_err(|why| Failure::usage(format!("node cannot be started: {why}")).hint("Node.js 20 or newer"))?;
    let ended = || Failure::new(Kind::Check, format!("measuring with running servers ended with {status}"));
    // It also ends with a failure where work was lost, after it wrote so; that is told like any other result.
    let measured = understood(&read(&out).map_err(|_| ended())?, "what was measured")?;
    if status.success() || lost(&measured).next().is_some() { Ok(measured) } else { Err(ended()) }
}

/// What was begun while something was down, and not done afterwards.
pub(super) fn lost(live: &Live) -> impl Iterator<Item = &Fault> {
    live.faults.iter().filter(|fault| fault.done == Some(false))
}

/// The forms that come first.
const FIRST: &str = "monolith";

fn understood(text: &str, from: &str) -> Outcome<Live> {
    let measured: Measured = serde_json::from_str(text).map_err(|why| {
        Failure::usage(format!("{from} holds no measurements: {why}")).hint("run/live.mjs writes them")
    })?;
    let Measured { at, node, cpus, cpu, memory_gb, faults, scaling, latency } = measured;
    let day = at.split('T').next().unwrap_or_default();
    let cpu = if cpu.is_empty() { String::new() } else { format!(" ({cpu})") };
    let scaled = scaling.map(|scaling| scaling.results).unwrap_or_default();
    let second_worker = match scaled.get("factor") {
        Some(Scaled::Number(factor)) => Some(*factor),
        _ => None,
    };
    let mut scaling: Vec<_> = scaled.into_iter().filter_map(|(form, one)| throughput(form, &one)).collect();
    let mut latency: Vec<_> =
        latency.map(|latency| latency.summary).unwrap_or_default().into_iter().map(times).collect();
    scaling.sort_by_key(|one| !one.form.starts_with(FIRST));
    latency.sort_by_key(|one| !one.form.starts_with(FIRST));
    Ok(Live {
        machine: format!("{day}, {cpus} cores{cpu}, {memory_gb} GB, Node.js {node}"),
        faults: faults.map(outages).unwrap_or_default(),
        scaling,
        second_worker,
        latency,
    })
}

fn outages(faults: Faults) -> Vec<Fault> {
    let outage = |outage: Outage, gateway: &str| Fault {
        what: format!("{}{gateway}", outage.down),
        answered: answered(&outage.statuses),
        requests: outage.statuses.len() as u64,
        ready_seconds: Some(outage.restart_seconds),
        begun: Some(outage.promise.what),
        done: Some(outage.promise.kept),
    };
    let bug = |bug: Bug| Fault {
        what: format!("a bug in sending mails, {}", bug.form),
        answered: answered(&bug.statuses),
        requests: bug.statuses.len() as u64,
        ready_seconds: None,
        begun: None,
        done: None,
    };
    let Faults { plain, asking, bugs } = faults;
    let plain = plain.results.into_iter().map(|one| outage(one, ""));
    let asking = asking.results.into_iter().map(|one| outage(one, ", asked by the gateway"));
    plain.chain(asking).chain(bugs.into_iter().map(bug)).collect()
}

/// How many kinds of request were answered as they should be.
fn answered(answers: &Answers) -> u64 {
    answers.values().filter(|answer| matches!(answer, Answer::Status(status) if *status < 400)).count() as u64
}

fn throughput(form: String, scaled: &Scaled) -> Option<Throughput> {
    match *scaled {
        Scaled::Form { per_second, memory_mb, failed } => {
            let form = if form.ends_with("worker") || form.ends_with("workers") {
                format!("decomposed, {form}")
            } else {
                form
            };
            Some(Throughput { form, exports_per_second: per_second, megabytes: memory_mb, failed })
        }
        Scaled::Number(_) => None,
    }
}

fn times((form, summary): (String, Summary)) -> Latency {
    Latency {
        form,
        alone: summary.idle,
        busy: summary.busy,
        exports_per_second: summary.exports_per_second,
        failed: summary.failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The measurements that are kept with the fixture.
    const KEPT: &str = include_str!("../../../../../fixtures/figure-app/run/measurements.json");

    #[test]
    fn the_measurements_kept_with_the_fixture_are_understood() {
        let live = understood(KEPT, "the fixture").expect("they are written by the measuring program");
        assert_eq!((live.faults.len(), live.scaling.len(), live.latency.len()), (9, 4, 4));
        assert!(live.faults.iter().all(|fault| fault.requests == 20 && fault.done != Some(false)));
        assert_eq!(live.faults[0].what, "user");
        assert_eq!(live.faults[0].answered, 16);
        assert!(live.second_worker.is_some_and(|factor| factor > 1.0));
    }

    #[test]
    fn what_is_no_measurement_is_refused() {
        for text in ["", "[]", "{\"at\": 3}"] {
            assert!(understood(text, "a file").is_err(), "{text}");
        }
    }
}
