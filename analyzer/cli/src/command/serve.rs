//! `seamline serve`: shows analyses in a browser on this machine, where people try decisions and save them, until Ctrl-C.

use crate::analyst::Local;
use crate::args::Serve;
use crate::browser;
use crate::error::{Failure, Kind, Outcome};
use crate::session::Session;
use crate::state;
use seamline_web_ui::{Ended, Server};
use std::io::{self, Write};
use std::sync::Arc;

pub(crate) fn run(session: Session, args: Serve) -> Outcome {
    let session = Arc::new(session);
    let server = Server::bind(args.port).map_err(|why| cannot_listen(args.port, &why))?;
    let address = server.address();
    let analyst = Arc::new(Local::new(Arc::clone(&session), &args)?);
    let state = state::folder(args.state.as_ref(), analyst.target());
    if state.is_none() && !args.read_only {
        session.tell("edits are kept until this ends and no longer: --state DIR names a folder for them");
    }
    let prepared = server.prepare(Arc::<Local>::clone(&analyst), args.read_only, state.as_deref());
    let ready = prepared.map_err(|why| match why.kind() {
        io::ErrorKind::WouldBlock => Failure::usage("another `seamline serve` works on this repository")
            .hint("its tab in the browser")
            .hint("--read-only")
            .hint("another --state"),
        _ => Failure::new(Kind::Output, format!("cannot keep edits: {why}")).hint("--state DIR").hint("--read-only"),
    })?;
    ready.notes().iter().for_each(|note| session.tell(format_args!("note: {note}")));
    let mut out = io::stdout();
    writeln!(out, "{address}")?;
    out.flush()?;
    let leading = if args.no_open || !browser::is_near() { None } else { browser::open(&address).ok() };
    session.tell(match leading {
        Some(_) => "the browser opens this address, once, within ten minutes; Ctrl-C stops",
        None => "open this address in a browser: it opens one tab, once, within ten minutes; Ctrl-C stops",
    });
    let ended = ready.run(session.cx().cancel, move || drop(leading));
    match ended.map_err(|why| Failure::new(Kind::Output, format!("cannot serve: {why}")))? {
        Ended::Asked => Err(Failure::stopped()),
        Ended::Terminated => Err(Failure::terminated()),
        Ended::Failed => Err(analyst.failure().unwrap_or_else(|| Failure::input("the analysis failed"))),
    }
}

fn cannot_listen(port: u16, why: &io::Error) -> Failure {
    let failure = Failure::usage(format!("cannot listen on port {port} of 127.0.0.1: {why}"));
    if port == 0 { failure } else { failure.hint("another --port, or none for one that is free") }
}
