//! `seamline completions SHELL`: a completion script on standard output.

use crate::args::{Cli, Completions};
use crate::error::Outcome;
use clap::CommandFactory;
use std::io::Write;

pub(crate) fn run(args: &Completions) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "seamline", &mut script);
    Ok(std::io::stdout().write_all(&script)?)
}
