//! `seamline serve` from outside: the address it prints, the key for the bearer, the bearer for the analysis, and an end.

use crate::command::{check, folder, run, seamline, text};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

/// A server that ends with this value.
struct Running {
    child: Child,
    /// Host and port.
    authority: String,
    key: String,
}

impl Running {
    fn start(args: &[&str]) -> Self {
        let mut command = seamline();
        command.arg("serve").args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut printed = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        out.read_line(&mut printed).expect("it prints its address");
        let address = printed.trim_end().strip_prefix("http://").expect(&printed);
        let (authority, key) = address.split_once("/#k=").expect(&printed);
        Self { authority: authority.to_owned(), key: key.to_owned(), child }
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
        stream.read_to_end(&mut answer).expect("it answers");
        let end = answer.windows(4).position(|part| part == b"\r\n\r\n").expect("a head ends");
        let body = answer.split_off(end + 4);
        let head = text(&answer);
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect(&head);
        (status, head, body)
    }

    fn get(&self, path: &str, bearer: &str) -> Vec<u8> {
        let headers = format!("Authorization: Bearer {bearer}\r\n");
        let (status, head, body) = self.ask(&format!("GET {path}"), &self.authority, &headers, "");
        assert_eq!(status, 200, "{head}");
        body
    }

    /// The bearer for a key.
    fn exchange(&self, key: &str) -> (u16, String) {
        let body = serde_json::json!({ "key": key }).to_string();
        let json = "Content-Type: application/json\r\n";
        let (status, _, body) = self.ask("POST /api/session", &self.authority, json, &body);
        let answer: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
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

#[test]
fn what_is_served_is_what_is_written() {
    let out = folder();
    let place = out.path().to_str().expect("a plain path");
    assert!(run(&["analyze", "--quiet", "--sample", "shop", "--out", place]).status.success());
    let server = Running::start(&["--sample", "shop", "--no-open", "--read-only"]);
    assert!(server.authority.starts_with("127.0.0.1:"), "{}", server.authority);
    assert_eq!(server.exchange(&"0".repeat(32)).0, 401);
    let (status, bearer) = server.exchange(&server.key);
    assert_eq!((status, bearer.len()), (200, 32));
    assert_eq!(server.exchange(&server.key).0, 401, "a key opens once");
    for (path, file) in [("/api/analysis", "analysis.json"), ("/api/plan", "plan.json"), ("/api/report", "report.html")]
    {
        assert!(server.get(path, &bearer) == fs::read(out.path().join(file)).expect("it is written"), "{path}");
    }
    let page = text(&server.get("/", &bearer));
    assert!(page.starts_with("<!doctype html>") && !page.contains(&bearer) && !page.contains(&server.key));
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
    let mut server = Running::start(&["--sample", "shop"]);
    let (_, bearer) = server.exchange(&server.key);
    server.get("/api/plan", &bearer);
    let killed = Command::new("sh").args(["-c", &format!("kill -INT {}", server.child.id())]).status();
    assert!(killed.expect("sh is there").success());
    let mut said = String::new();
    server.child.stderr.take().expect("piped").read_to_string(&mut said).expect("it ends");
    assert_eq!(server.child.wait().expect("the program ends").code(), Some(130), "{said}");
    assert!(!said.contains("error") && !said.contains(&bearer) && !said.contains(&server.key), "{said}");
}

#[test]
fn a_port_that_is_taken_is_a_usage_error() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let port = taken.local_addr().expect("it has an address").port().to_string();
    check(&["serve", "--sample", "shop", "--port", &port], 2, "another --port");
}
