use super::*;
use axum::body::Bytes;
use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::thread::{JoinHandle, spawn};

/// A server that runs until this value goes.
struct Running {
    address: SocketAddr,
    cancel: Arc<Cancel>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Running {
    fn start() -> Self {
        let server = Server::bind(0).unwrap();
        let (address, cancel) = (server.listener.local_addr().unwrap(), Arc::new(Cancel::new()));
        let door = Door::new(server.key, Instant::now() + LIFETIME).unwrap();
        let data = crate::resource::ALL.iter().map(|_| Bytes::new()).collect();
        let (router, asked) = (router(Site::of(server.authority, door, data)), Arc::clone(&cancel));
        let thread = Some(spawn(move || serve(server.listener, router, &asked)));
        Self { address, cancel, thread }
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
        self.thread.take().expect("it runs").join().expect("it does not panic").expect("it ends well");
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
