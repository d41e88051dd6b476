use super::*;
use crate::trial::Shop;
use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::thread::{JoinHandle, spawn};

/// A server that runs until this value goes.
struct Running {
    address: SocketAddr,
    bearer: String,
    cancel: Arc<Cancel>,
    thread: Option<JoinHandle<io::Result<Ended>>>,
}

impl Running {
    fn start() -> Self {
        let server = Server::bind(0).unwrap();
        let (address, key, cancel) =
            (server.listener.local_addr().unwrap(), server.key.reveal().to_owned(), Arc::default());
        let ready = server.prepare(Arc::new(Shop::new(3)), false, None).unwrap();
        let asked: Arc<Cancel> = Arc::clone(&cancel);
        let thread = Some(spawn(move || ready.run(&asked, || {})));
        let mut running = Self { address, bearer: String::new(), cancel, thread };
        let body = format!("{{\"key\":\"{key}\"}}");
        let answer = running.send("POST", "/api/session", "", &body);
        running.bearer = answer.split('"').nth(3).expect(&answer).to_owned();
        running
    }

    /// Sends a request and returns the whole answer.
    fn send(&self, method: &str, path: &str, more: &str, body: &str) -> String {
        let mut stream = self.connect();
        let (address, bearer, length) = (self.address, &self.bearer, body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: Bearer {bearer}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n{more}\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let _ = stream.write_all(body.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends bytes and returns the first line of the answer, or nothing.
    fn say(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        // A connection that is closed with an unread rest may end with an error: what came before it counts.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned()
    }

    /// Asks for the page with more lines in the head.
    fn page(&self, more: &str) -> String {
        self.say(format!("GET / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{more}\r\n", self.address).as_bytes())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.cancel.cancel();
        let ended = self.thread.take().expect("it runs").join().expect("it does not panic").expect("it ends well");
        assert_eq!(ended, Ended::Asked);
    }
}

/// W1, W4.
#[test]
fn only_this_machine_is_answered() {
    let server = Server::bind(0).unwrap();
    let address = server.listener.local_addr().unwrap();
    assert_eq!(address.ip(), IpAddr::V4(Ipv4Addr::LOCALHOST));
    assert_ne!(address.port(), 0);
    assert_eq!(server.address(), format!("http://{address}/#k={}", server.key.reveal()));
}

/// W3.
#[test]
fn a_port_that_is_taken_is_an_error() {
    let server = Server::bind(0).unwrap();
    let again = Server::bind(server.listener.local_addr().unwrap().port());
    assert_eq!(again.err().map(|why| why.kind()), Some(io::ErrorKind::AddrInUse));
}

/// W14, W30: what is no HTTP/1.1 request for a plain address.
#[test]
fn odd_requests_are_refused() {
    let server = Running::start();
    assert_eq!(server.page(""), "HTTP/1.1 200 OK");
    assert_eq!(server.say(b"GET / HTTP/1.0\r\n\r\n"), "HTTP/1.0 403 Forbidden");
    assert_eq!(server.say(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), "HTTP/1.1 403 Forbidden");
    let head = format!("Host: {}\r\nConnection: close\r\n\r\n", server.address);
    assert_eq!(server.say(format!("GET /\0 HTTP/1.1\r\n{head}").as_bytes()), "HTTP/1.1 400 Bad Request");
    let whole = format!("GET http://{}/ HTTP/1.1\r\n{head}", server.address);
    assert_eq!(server.say(whole.as_bytes()), "HTTP/1.1 400 Bad Request");
    assert_eq!(
        server.say(format!("CONNECT evil.test:80 HTTP/1.1\r\n{head}").as_bytes()),
        "HTTP/1.1 405 Method Not Allowed"
    );
    assert!(!server.say(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").contains("200"));
}

/// W36.
#[test]
fn a_head_has_at_most_16_kibibytes() {
    let server = Running::start();
    assert_eq!(server.page(&format!("X: {}\r\n", "x".repeat(15_000))), "HTTP/1.1 200 OK");
    assert_eq!(server.page(&format!("X: {}\r\n", "x".repeat(17_000))), "HTTP/1.1 431 Request Header Fields Too Large");
}

/// W35: whoever sends too much hears so, even while still sending.
#[test]
fn much_is_refused_in_words() {
    let server = Running::start();
    for more in ["", "Origin: http://evil.test\r\n"] {
        let answer = server.send("POST", "/api/analyses", more, &" ".repeat(2 * 1024 * 1024));
        let (status, words) =
            if more.is_empty() { ("413", "at most 1 MiB is read") } else { ("403", "other pages are not answered") };
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")) && answer.contains(words), "{answer}");
    }
}

/// W37: those that never finish their head keep nobody waiting.
#[test]
fn slow_requests_hold_nobody_up() {
    let server = Running::start();
    let slow: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
            stream
        })
        .collect();
    assert_eq!(server.page(""), "HTTP/1.1 200 OK");
    drop(slow);
}

/// W41: those that only watch keep nobody waiting, and are told the end.
#[test]
fn watchers_are_told_and_hold_nobody_up() {
    let server = Running::start();
    let events = "GET /api/analyses/1/events HTTP/1.1";
    let head = format!("Host: {}\r\nAuthorization: Bearer {}\r\n", server.address, server.bearer);
    let watching: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(format!("{events}\r\n{head}\r\n").as_bytes()).unwrap();
            stream
        })
        .collect();
    assert_eq!(server.page(""), "HTTP/1.1 200 OK");
    for mut stream in watching {
        let mut told = String::new();
        let mut bytes = [0; 4096];
        while !told.contains("event: end") {
            let read = stream.read(&mut bytes).unwrap();
            assert!(read > 0, "{told}");
            told += &String::from_utf8_lossy(&bytes[..read]);
        }
        assert!(told.contains("text/event-stream") && told.contains("{\"state\":\"done\"}"), "{told}");
    }
    let foreign = server.send("GET", "/api/analyses/1/events", "Origin: http://127.0.0.1:1\r\n", "");
    assert!(foreign.starts_with("HTTP/1.1 403"), "{foreign}");
}

/// W38: a thousand at once are answered, or told that they are too many; nobody is left alone, and the server is well.
#[test]
fn a_thousand_at_once() {
    let server = Running::start();
    let answers: Vec<String> = std::thread::scope(|scope| {
        let ask = |number: u32| {
            let server = &server;
            scope.spawn(move || {
                let path = ["/api/state", "/api/analyses/1/scenarios/1", "/"][number as usize % 3];
                server.send("GET", path, "", "")
            })
        };
        let asked: Vec<_> = (0..1000).map(ask).collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let good = answers.iter().filter(|answer| answer.starts_with("HTTP/1.1 200")).count();
    let odd = answers.iter().find(|answer| {
        !answer.is_empty() && !answer.starts_with("HTTP/1.1 200") && !answer.starts_with("HTTP/1.1 503")
    });
    assert!(good >= 400 && odd.is_none(), "{good} {odd:?}");
    assert_eq!(server.page(""), "HTTP/1.1 200 OK");
}
