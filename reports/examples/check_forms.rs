//! Writes a check (its JSON, on standard input) in every form into a folder, for the tools that read them:
//! `check_forms DIR < check.json`. `tests/artifacts/forms.mjs` uses it.

use seamline_reports::check::{ALL, CheckDocument};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("which folder?")?;
    let check: CheckDocument = serde_json::from_reader(std::io::stdin().lock())?;
    std::fs::create_dir_all(&folder)?;
    for form in ALL {
        std::fs::write(Path::new(&folder).join(form.info.id), form.render(&check))?;
    }
    Ok(())
}
