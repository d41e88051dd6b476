//! `seamline serve`: analyses, and shows the result in a browser on this machine until Ctrl-C.

use crate::args::Serve;
use crate::error::{Failure, Kind, Outcome};
use crate::fresh::fresh_for_plan;
use crate::session::Session;
use seamline_web_ui::Server;
use std::io::{self, Write};

pub(crate) fn run(session: &Session, args: &Serve) -> Outcome {
    // A port that is taken is told before the analysis, not after it.
    let server = Server::bind(args.port).map_err(|why| cannot_listen(args.port, &why))?;
    let document = fresh_for_plan(session, args.source.path.as_deref(), &args.source.options)?.planned(session)?;
    session.timings();
    let mut out = io::stdout();
    writeln!(out, "{}", server.address())?;
    out.flush()?;
    session.tell("open this address in a browser: it opens one tab, once, within ten minutes; Ctrl-C stops");
    let served = server.run(&document, session.cx().cancel);
    served.map_err(|why| Failure::new(Kind::Output, format!("cannot serve: {why}")))?;
    Err(Failure::stopped())
}

fn cannot_listen(port: u16, why: &io::Error) -> Failure {
    let failure = Failure::usage(format!("cannot listen on port {port} of 127.0.0.1: {why}"));
    if port == 0 { failure } else { failure.hint("another --port, or none for one that is free") }
}
