//! The server: a socket that only this machine reaches, HTTP/1.1 on it, and an end when somebody asks for it.
//!
//! Everything that is served is made before the first request, so one thread answers all of them. A head has at most
//! 16 KiB and comes within ten seconds; more than [`MAX_CONNECTIONS`] are not taken.

use crate::door::{Door, LIFETIME};
use crate::secret::Secret;
use crate::site::{Site, router};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use seamline_analyzer::Cancel;
use seamline_reports::Document;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
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

/// A server that has its port and does not answer yet.
pub struct Server {
    listener: TcpListener,
    authority: String,
    key: Secret,
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
    /// minutes from [`Server::run`].
    pub fn address(&self) -> String {
        format!("http://{}/#k={}", self.authority, self.key.reveal())
    }

    /// Answers requests for an analysis until somebody asks to stop.
    ///
    /// # Errors
    /// When the socket cannot be used.
    pub fn run(self, document: &Document, cancel: &Cancel) -> io::Result<()> {
        let door = Door::new(self.key, Instant::now() + LIFETIME)?;
        serve(self.listener, router(Site::new(self.authority, door, document)), cancel)
    }
}

fn serve(listener: TcpListener, router: Router, cancel: &Cancel) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        // Each connection holds one, and this function holds one.
        let places = Arc::new(());
        while cancel.check().is_ok() {
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
        Ok(())
    })
}

fn http1() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(PATIENCE).max_buf_size(MAX_HEAD);
    builder
}

#[cfg(test)]
mod tests;
