//! Analyses in a browser: a server on this machine that shows them, and on which people try and keep decisions.
//!
//! ```text
//! Analyst (who can read the repository) -> Bench (analyses, scenarios, log) -> endpoints behind the guard -> 127.0.0.1
//! ```
//!
//! What else runs on this machine, and every page that its browser has open, may talk to the server: none of them is
//! trusted. A request is answered when it names this server as its host, comes from no other page, and carries the
//! bearer, which is handed out once, for the key in the address that was printed. There are no cookies, since a browser
//! sends them to every port of a host; no secret is in the address of a request, since these end in logs; and no path of
//! a request is ever opened as a file: what can be asked for is a list (`endpoint`).
//!
//! Reading changes nothing: whatever is asked with GET leaves everything as it was. What somebody changes with POST is in
//! a log on the disk before it is answered (`log`), outside of the repository; the one file that is ever written is the
//! file of decisions, when somebody saves.

mod analyst;
mod ask;
mod bench;
mod books;
mod denial;
mod door;
mod endpoint;
mod events;
mod guard;
mod log;
mod page;
mod refusal;
mod scenario;
mod secret;
mod server;
mod site;
mod status;
mod tell;
#[cfg(test)]
mod trial;

pub use analyst::{Analysed, Analyst, Options, Tell, Unanalysed};
pub use server::{Ended, Ready, Server};
