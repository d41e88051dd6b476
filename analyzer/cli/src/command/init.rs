//! `seamline init`: writes a `seamline.toml` with every setting, its default and what it does.

use crate::args::Init;
use crate::config::{FILE_NAME, TEMPLATE};
use crate::error::{Failure, Outcome};
use std::io::Write;

pub(crate) fn run(args: &Init) -> Outcome {
    let file = args.path.join(FILE_NAME);
    if file.symlink_metadata().is_ok() && !args.force {
        return Err(Failure::usage(format!("{} is there already", file.display())).hint("`--force` replaces it"));
    }
    crate::output::write_file(&file, TEMPLATE.as_bytes())?;
    Ok(writeln!(std::io::stdout(), "{}", file.display())?)
}
