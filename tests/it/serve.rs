//! `seamline serve` from outside: the address it prints, the key for the bearer, the bearer for everything else, edits that
//! survive, files that are what the command line writes, and an end.

use crate::command::{check, folder, run, seamline, text};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A server that ends with this value.
struct Running {
    child: Child,
    /// Host and port.
    authority: String,
    key: String,
    bearer: String,
}

/// The one scenario that is there from the start.
const ONE: &str = "/api/analyses/1/scenarios/1";

impl Running {
    /// A server that answers; its analysis need not be there.
    fn start(args: &[&str]) -> Self {
        let mut command = seamline();
        command.args(["serve", "--no-open"]).args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut printed = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        out.read_line(&mut printed).expect("it prints its address");
        let address = printed.trim_end().strip_prefix("http://").expect(&printed);
        let (authority, key) = address.split_once("/#k=").expect(&printed);
        Self { authority: authority.to_owned(), key: key.to_owned(), bearer: String::new(), child }
    }

    /// A server with the bearer and the first analysis.
    fn open(args: &[&str]) -> Self {
        let mut server = Self::start(args);
        server.bearer = server.exchange(&server.key).1;
        let events = text(&server.get("/api/analyses/1/events"));
        assert!(events.ends_with("event: end\ndata: {\"state\":\"done\"}\n\n"), "{events}");
        server
    }

    /// Sends a request and returns status, head and body.
    fn ask(&self, line: &str, host: &str, headers: &str, body: &str) -> (u16, String, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.authority).expect("it listens");
        let length = body.len();
        let request = format!(
            "{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = Vec::new();
        // A connection that is closed with an unread rest may end with an error: what came before it counts.
        let _ = stream.read_to_end(&mut answer);
        let end = answer.windows(4).position(|part| part == b"\r\n\r\n").expect("a head ends");
        let body = answer.split_off(end + 4);
        let head = text(&answer);
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect(&head);
        let body = if head.contains("transfer-encoding: chunked") { whole(&body) } else { body };
        (status, head, body)
    }

    fn get(&self, path: &str) -> Vec<u8> {
        let headers = format!("Authorization: Bearer {}\r\n", self.bearer);
        let (status, head, body) = self.ask(&format!("GET {path}"), &self.authority, &headers, "");
        assert_eq!(status, 200, "{head}{}", text(&body));
        body
    }

    fn view(&self) -> Value {
        serde_json::from_slice(&self.get(ONE)).expect("a view")
    }

    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let headers = format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", self.bearer);
        let (status, _, body) = self.ask(&format!("POST {path}"), &self.authority, &headers, &body.to_string());
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// Moves a file to a service.
    fn edit(&self, revision: u64, unit: usize, to: &str) -> (u16, Value) {
        let edit = json!({ "do": "move", "units": [unit], "to": to });
        self.post(
            &format!("{ONE}/edit"),
            &json!({ "revision": revision, "edit": edit, "reason": "it \"belongs\" there" }),
        )
    }

    /// Sends something to somebody who may die meanwhile, and returns the status of the answer.
    #[cfg(unix)]
    fn attempt(&self, path: &str, headers: &str, body: &str) -> Option<u16> {
        let mut stream = TcpStream::connect(&self.authority).ok()?;
        let (host, length) = (&self.authority, body.len());
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n"
        );
        stream.write_all(head.as_bytes()).ok()?;
        stream.write_all(body.as_bytes()).ok()?;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        text(&answer).split(' ').nth(1)?.parse().ok()
    }

    #[cfg(unix)]
    fn signal(&self, name: &str) {
        let killed = Command::new("sh").args(["-c", &format!("kill -{name} {}", self.child.id())]).status();
        assert!(killed.expect("sh is there").success());
    }

    /// The bearer for a key.
    fn exchange(&self, key: &str) -> (u16, String) {
        let body = serde_json::json!({ "key": key }).to_string();
        let json = "Content-Type: application/json\r\n";
        let (status, _, body) = self.ask("POST /api/session", &self.authority, json, &body);
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        (status, answer["bearer"].as_str().unwrap_or_default().to_owned())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The bytes of a body that comes in chunks.
fn whole(mut chunks: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = chunks.windows(2).position(|part| part == b"\r\n") {
        let size = usize::from_str_radix(&text(&chunks[..end]), 16).expect("a size");
        whole.extend(&chunks[end + 2..][..size]);
        chunks = &chunks[end + 2 + size + 2..];
    }
    whole
}

/// The sample as a repository with its files, in a folder with room for more.
fn shop(folder: &Path) -> String {
    let (bare, place) = (folder.join("bare"), folder.join("shop"));
    seamline_fixtures::find("shop").expect("it is bundled").replay(&bare).expect("it is unpacked");
    git2::Repository::clone(bare.to_str().expect("a plain path"), &place).expect("it has its files");
    place.to_str().expect("a plain path").to_owned()
}

const FILES: [(&str, &str); 3] = [("analysis", "analysis.json"), ("plan", "plan.json"), ("report", "report.html")];

#[test]
fn what_is_served_is_what_is_written() {
    let out = folder();
    let place = out.path().to_str().expect("a plain path");
    assert!(run(&["analyze", "--quiet", "--sample", "shop", "--out", place]).status.success());
    let mut server = Running::start(&["--sample", "shop", "--read-only"]);
    assert!(server.authority.starts_with("127.0.0.1:"), "{}", server.authority);
    assert_eq!(server.exchange(&"0".repeat(32)).0, 401);
    let (status, bearer) = server.exchange(&server.key);
    assert_eq!((status, bearer.len()), (200, 32));
    assert_eq!(server.exchange(&server.key).0, 401, "a key opens once");
    server.bearer = bearer;
    server.get("/api/analyses/1/events");
    for (word, file) in FILES {
        let served = server.get(&format!("/api/analyses/1/{word}"));
        assert!(served == fs::read(out.path().join(file)).expect("it is written"), "{word}");
    }
    let page = text(&server.get("/"));
    assert!(page.starts_with("<!doctype html>") && !page.contains(&server.bearer) && !page.contains(&server.key));
    assert_eq!(
        server.edit(0, 0, "new"),
        (403, json!({ "error": "this server was started with --read-only", "kind": "read-only" }))
    );
}

/// What the browser showed before it was saved is what the command line writes with the saved file, byte for byte.
#[test]
fn what_is_saved_gives_what_was_shown() {
    let place = folder();
    let (shop, state) = (shop(place.path()), place.path().join("state"));
    let server = Running::open(&[&shop, "--quiet", "--state", state.to_str().expect("a plain path")]);
    let (status, view) = server.edit(0, 3, "new-service");
    assert_eq!(status, 200, "{view}");
    let merge = json!({ "do": "merge", "services": [view["services"][0]["name"], view["services"][1]["name"]], "into": "both" });
    let (status, view) =
        server.post(&format!("{ONE}/edit"), &json!({ "revision": 1, "edit": merge, "reason": "one team" }));
    assert_eq!(status, 200, "{view}");
    let shown: Vec<Vec<u8>> = FILES.iter().map(|(word, _)| server.get(&format!("{ONE}/{word}"))).collect();
    let foreseen = server.get(&format!("{ONE}/decisions"));
    let (status, saved) = server.post(&format!("{ONE}/save"), &json!({ "revision": 2 }));
    assert_eq!((status, &saved["file"]), (200, &json!("seamline.decisions.toml")), "{saved}");
    assert_eq!(fs::read(Path::new(&shop).join("seamline.decisions.toml")).expect("it is written"), foreseen);
    let out = place.path().join("out");
    assert!(run(&["analyze", &shop, "--quiet", "--out", out.to_str().expect("a plain path")]).status.success());
    for ((word, file), shown) in FILES.iter().zip(shown) {
        assert!(shown == fs::read(out.join(file)).expect("it is written"), "{word}");
    }
    let names: Vec<String> = fs::read_dir(&shop)
        .expect("a folder")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".seamline") || name.starts_with("seamline"))
        .collect();
    assert_eq!(names, ["seamline.decisions.toml"], "nothing else is left in the repository");
}

/// W45: killed while edits come in, twenty times: every edit that was answered is there, and of the next one all or nothing.
#[cfg(unix)]
#[test]
fn a_kill_loses_nothing_that_was_answered() {
    let place = folder();
    let (shop, state) = (shop(place.path()), place.path().join("state"));
    let args = [&*shop, "--quiet", "--state", state.to_str().expect("a plain path")];
    let mut known = 0;
    for round in 0..20_u64 {
        let server = Running::open(&args);
        let view = server.view();
        let revision = view["revision"].as_u64().expect("a number");
        assert!(revision == known || revision == known + 1, "{known} answered, {revision} found");
        let moved: u64 =
            view["entries"].as_array().expect("a list").iter().map(|entry| entry["moved"].as_u64().unwrap_or(0)).sum();
        assert!(revision == 0 || moved > 0, "{view}");
        known = revision;
        std::thread::scope(|scope| {
            let (server, answered) = (&server, std::sync::atomic::AtomicU64::new(known));
            let answered = &answered;
            scope.spawn(move || {
                std::thread::sleep(std::time::Duration::from_millis(3 * round));
                server.signal("KILL");
            });
            for number in 0..50_u64 {
                let at = answered.load(std::sync::atomic::Ordering::SeqCst);
                let headers = format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", server.bearer);
                let to = ["one", "two"][(number % 2) as usize];
                let edit =
                    json!({ "revision": at, "edit": { "do": "move", "units": [round], "to": to }, "reason": "r" })
                        .to_string();
                let Some(status) = server.attempt(&format!("{ONE}/edit"), &headers, &edit) else { break };
                assert!([200, 422].contains(&status), "{status}");
                answered.fetch_add(u64::from(status == 200), std::sync::atomic::Ordering::SeqCst);
            }
            known = answered.load(std::sync::atomic::Ordering::SeqCst);
        });
    }
}

/// W48: the system may end it at any time.
#[cfg(unix)]
#[test]
fn a_termination_ends_it_and_keeps_edits() {
    let place = folder();
    let (shop, state) = (shop(place.path()), place.path().join("state"));
    let args = [&*shop, "--quiet", "--state", state.to_str().expect("a plain path")];
    let mut server = Running::open(&args);
    assert_eq!(server.edit(0, 3, "new-service").0, 200);
    let before = server.view();
    // Another one may look meanwhile, and no more.
    check(&[&["serve", "--no-open"], &args[..]].concat(), 2, "another `seamline serve`");
    let looking = Running::open(&[&args[..], &["--read-only"]].concat());
    assert_eq!(looking.view(), before);
    server.signal("TERM");
    assert_eq!(server.child.wait().expect("the program ends").code(), Some(143));
    let again = Running::open(&args);
    assert_eq!(again.view(), before);
    assert_eq!(again.post(&format!("{ONE}/undo"), &json!({ "revision": 1 })).0, 200);
}

#[test]
fn nothing_to_analyse_ends_it() {
    let place = folder();
    let empty = place.path().join("empty");
    fs::create_dir(&empty).expect("made");
    let state = place.path().join("state");
    let (empty, state) = (empty.to_str().expect("a plain path"), state.to_str().expect("a plain path"));
    check(&["serve", "--no-open", empty, "--state", state], 3, "no source file");
    check(&["serve", "--no-open", "--sample", "shop", "--clusterer", "nothing"], 2, "unknown clusterer");
}

#[test]
fn another_name_for_this_machine_is_refused() {
    let server = Running::start(&["--sample", "shop", "--quiet"]);
    let port = server.authority.rsplit_once(':').expect("it has a port").1;
    for host in ["evil.test", &format!("evil.test:{port}"), &format!("localhost:{port}"), "127.0.0.1"] {
        let (status, head, body) = server.ask("GET /", host, "", "");
        assert_eq!((status, text(&body).as_str()), (403, "this server has another name\n"), "{host}: {head}");
    }
}

/// The usual end: the code of an interrupt, and nothing to complain about. No secret was told on the way.
#[cfg(unix)]
#[test]
fn an_interrupt_ends_it() {
    let mut server = Running::open(&["--sample", "shop"]);
    server.get("/api/analyses/1/plan");
    server.signal("INT");
    let mut said = String::new();
    server.child.stderr.take().expect("piped").read_to_string(&mut said).expect("it ends");
    assert_eq!(server.child.wait().expect("the program ends").code(), Some(130), "{said}");
    assert!(!said.contains("error") && !said.contains(&server.bearer) && !said.contains(&server.key), "{said}");
}

#[test]
fn a_port_that_is_taken_is_a_usage_error() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let port = taken.local_addr().expect("it has an address").port().to_string();
    check(&["serve", "--sample", "shop", "--port", &port], 2, "another --port");
}
