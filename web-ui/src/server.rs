//! The server: a socket that only this machine reaches, HTTP/1.1 on it, and an end when somebody asks for it.
//!
//! One thread answers, a few others compute, one analyses. A head has at most 16 KiB and comes within ten seconds; more than
//! [`MAX_CONNECTIONS`] are not taken.

use crate::analyst::Analyst;
use crate::bench::Bench;
use crate::door::{Door, LIFETIME};
use crate::secret::Secret;
use crate::site::{Site, router};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use seamline_analyzer::Cancel;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};

/// The most bytes of a request's head.
const MAX_HEAD: usize = 16 * 1024;
/// How long a head may take, and how long a connection may be idle.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most connections at a time.
const MAX_CONNECTIONS: usize = 512;
/// How often is looked whether to stop.
const TICK: Duration = Duration::from_millis(200);
/// How many threads compute for requests.
const HANDS: usize = 4;
/// How long whoever still works may take to stop.
const FAREWELL: Duration = Duration::from_secs(2);

/// A server that has its port and does not answer yet.
pub struct Server {
    listener: TcpListener,
    authority: String,
    key: Secret,
}

/// A server that has everything it needs.
pub struct Ready {
    server: Server,
    bench: Arc<Bench>,
}

/// Why a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Somebody asked for it.
    Asked,
    /// The system asked for it (`SIGTERM`).
    Terminated,
    /// The first analysis failed: there is nothing to serve.
    Failed,
}

impl Server {
    /// Takes a port of 127.0.0.1; 0 takes one that is free.
    ///
    /// # Errors
    /// When the port is taken or not allowed, or the operating system has no random numbers.
    pub fn bind(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let authority = listener.local_addr()?.to_string();
        Ok(Self { listener, authority, key: Secret::new()? })
    }

    /// The address to open, with the key in its fragment, which no browser sends. The key is good once and for ten
    /// minutes from [`Ready::run`].
    pub fn address(&self) -> String {
        format!("http://{}/#k={}", self.authority, self.key.reveal())
    }

    /// Takes up what a folder keeps of earlier edits; without a folder nothing is kept.
    ///
    /// # Errors
    /// When the folder cannot be used; [`io::ErrorKind::WouldBlock`] when another server uses it.
    pub fn prepare(self, analyst: Arc<dyn Analyst>, read_only: bool, state: Option<&Path>) -> io::Result<Ready> {
        let bench = Bench::open(analyst, read_only, state)?;
        Ok(Ready { server: self, bench: Arc::new(bench) })
    }
}

impl Ready {
    /// What of earlier edits had to be left out, in words.
    pub fn notes(&self) -> &[String] {
        &self.bench.notes
    }

    /// Analyses and answers until somebody asks to stop. `opened` is called once, when the key was exchanged.
    ///
    /// # Errors
    /// When the socket cannot be used.
    pub fn run(self, cancel: &Cancel, opened: impl FnOnce() + Send + 'static) -> io::Result<Ended> {
        let Self { server: Server { listener, authority, key }, bench } = self;
        let door = Door::new(key, Instant::now() + LIFETIME)?.then(opened);
        let site = Arc::new(Site::new(authority, door, Arc::clone(&bench))?);
        let worker = bench.start();
        let ended = serve(listener, router(&site), cancel, || bench.is_hopeless());
        bench.stop();
        farewell(worker);
        ended
    }
}

/// Waits for the thread that analyses, but not for ever.
fn farewell(worker: JoinHandle<()>) {
    let end = Instant::now() + FAREWELL;
    while !worker.is_finished() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(10));
    }
    if worker.is_finished() {
        // A panic of an analysis is caught and told before.
        let _ = worker.join();
    }
}

fn serve(listener: TcpListener, router: Router, cancel: &Cancel, hopeless: impl Fn() -> bool) -> io::Result<Ended> {
    listener.set_nonblocking(true)?;
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().max_blocking_threads(HANDS).build()?;
    let ended = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let terminated = termination()?;
        // Each connection holds one, and this function holds one.
        let places = Arc::new(());
        loop {
            match (cancel.check(), terminated.load(Ordering::Relaxed)) {
                (_, true) => return Ok(Ended::Terminated),
                (Err(_), _) => return Ok(Ended::Asked),
                (Ok(()), false) if hopeless() => {
                    // Whoever watches is told why.
                    sleep(2 * TICK).await;
                    return Ok(Ended::Failed);
                }
                (Ok(()), false) => {}
            }
            match timeout(TICK, listener.accept()).await {
                Ok(Ok((stream, _))) if Arc::strong_count(&places) <= MAX_CONNECTIONS => {
                    let (place, service) = (Arc::clone(&places), TowerToHyperService::new(router.clone()));
                    let connection = http1().serve_connection(TokioIo::new(stream), service);
                    tokio::spawn(async move {
                        // The other side went away or sent no HTTP: it has been told, and nobody else needs to know.
                        let _ = connection.await;
                        drop(place);
                    });
                }
                // One too many is closed, which says more than silence.
                Ok(Ok(_)) | Err(_) => {}
                // No more sockets, say: some will be free again.
                Ok(Err(_)) => sleep(TICK).await,
            }
        }
    });
    runtime.shutdown_timeout(FAREWELL);
    ended
}

/// Whether the system has asked to end.
fn termination() -> io::Result<Arc<AtomicBool>> {
    let asked = Arc::new(AtomicBool::new(false));
    #[cfg(unix)]
    {
        let mut signal = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        let heard = Arc::clone(&asked);
        tokio::spawn(async move {
            if signal.recv().await.is_some() {
                heard.store(true, Ordering::Relaxed);
            }
        });
    }
    Ok(asked)
}

fn http1() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(PATIENCE).max_buf_size(MAX_HEAD);
    builder
}

#[cfg(test)]
mod tests;
