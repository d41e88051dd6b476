//! `seamline man`: the manual page in roff on standard output; one page, the commands as sections.

use crate::args::Cli;
use crate::error::Outcome;
use clap::CommandFactory;
use clap_mangen::Man;
use std::io::Write;

pub(crate) fn run() -> Outcome {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        writeln!(page, ".SH \"SEAMLINE {}\"", sub.get_name().to_uppercase())?;
        let man = Man::new(sub.clone());
        man.render_synopsis_section(&mut page)?;
        man.render_description_section(&mut page)?;
        man.render_options_section(&mut page)?;
    }
    Ok(std::io::stdout().write_all(&page)?)
}
