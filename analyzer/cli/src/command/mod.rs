//! The commands, one file each.

mod completions;
mod explain;
mod init;
mod list;
mod man;
mod validate;

use crate::args::{Cli, Command};
use crate::error::Outcome;
use crate::session::Session;

/// Does what was asked.
pub(crate) fn run(cli: Cli) -> Outcome {
    let session = Session::start(cli.talk);
    match cli.command {
        Command::Explain(args) => explain::run(&session, &args),
        Command::Validate(args) => validate::run(&session, &args),
        Command::List(args) => list::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man => man::run(),
    }
}
