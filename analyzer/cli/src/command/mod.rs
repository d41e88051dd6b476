//! The commands, one file each.

mod completions;
mod init;
mod list;
mod man;

use crate::args::{Cli, Command};
use crate::error::Outcome;

/// Does what was asked.
pub(crate) fn run(cli: Cli) -> Outcome {
    match cli.command {
        Command::List(args) => list::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man => man::run(),
    }
}
