//! An analysis in a browser: a server on this machine that shows it and changes nothing.
//!
//! ```text
//! Document -> Site (bytes, made once) -> Router behind the guard -> Server on 127.0.0.1
//! ```
//!
//! What else runs on this machine, and every page that its browser has open, may talk to the server: none of them is
//! trusted. A request is answered when it names this server as its host, comes from no other page, and carries the
//! bearer, which is handed out once, for the key in the address that was printed. There are no cookies, since a browser
//! sends them to every port of a host; no secret is in the address of a request, since these end in logs; and no path of
//! a request is ever opened as a file: what can be asked for is a list.

mod door;
mod guard;
mod page;
mod refusal;
mod resource;
mod secret;
mod server;
mod site;

pub use server::Server;
