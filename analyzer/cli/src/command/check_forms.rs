//! In which forms a check is told, and where: what was asked for, or what suits the place it runs in.

use crate::error::{Failure, Kind, Outcome};
use crate::output::write_file;
use crate::suggest::closest;
use seamline_extractors::git::{Repository, Trust};
use seamline_reports::check::{self, CheckDocument, CheckFormat, shielded};
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The forms in which a check is told.
pub(crate) enum Forms {
    /// Those that were asked for, each with its file; without one it goes to standard output.
    Asked(Vec<(&'static CheckFormat, Option<PathBuf>)>),
    /// Nothing was asked for, and this is a job of GitHub Actions: text, annotations, and a comment in that file.
    Actions(Option<PathBuf>),
}

impl Forms {
    /// What was asked for. It is checked before any work is done.
    pub(crate) fn wanted(asked: &[String]) -> Outcome<Self> {
        if asked.is_empty() && std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true") {
            let summary = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file: &OsString| !file.is_empty());
            return Ok(Self::Actions(summary.map(PathBuf::from)));
        }
        if asked.is_empty() {
            return Ok(Self::Asked(vec![form("text")?]));
        }
        let forms = asked.iter().map(|wanted| form(wanted)).collect::<Outcome<Vec<_>>>()?;
        for (at, (one, file)) in forms.iter().enumerate() {
            let Some((other, _)) = forms[..at].iter().find(|(_, other)| other == file) else { continue };
            let (one, other) = (one.info.id, other.info.id);
            return Err(match file {
                Some(file) => Failure::usage(format!("{other} and {one} cannot both go to {}", file.display())),
                None => Failure::usage(format!("{other} and {one} cannot both go to standard output"))
                    .hint(format!("`--format {one}=FILE`")),
            });
        }
        Ok(Self::Asked(forms))
    }

    /// Tells a check: files first, so that what is read last is what happened.
    pub(crate) fn tell(self, document: &CheckDocument) -> Outcome {
        match self {
            Self::Asked(mut forms) => {
                forms.sort_by_key(|(_, file)| file.is_none());
                for (form, file) in forms {
                    let text = form.render(document);
                    match file {
                        Some(file) => write_file(&file, text.as_bytes())?,
                        None => std::io::stdout().write_all(text.as_bytes())?,
                    }
                }
            }
            Self::Actions(summary) => {
                let of = |id| check::find(id).expect("built in").render(document);
                std::io::stdout().write_all((shielded(&of("text")) + &of("github")).as_bytes())?;
                let comment = of("markdown");
                if let Some(file) = summary.filter(|_| !comment.is_empty()) {
                    append(&file, comment.as_bytes())?;
                }
            }
        }
        Ok(())
    }
}

/// `FORMAT` or `FORMAT=FILE`.
fn form(wanted: &str) -> Outcome<(&'static CheckFormat, Option<PathBuf>)> {
    let (id, file) = wanted.split_once('=').map_or((wanted, None), |(id, file)| (id, Some(PathBuf::from(file))));
    let found = check::find(id).ok_or_else(|| {
        let failure = Failure::usage(format!("no form of a check is called `{id}`"));
        let known = check::ALL.iter().map(|form| form.info.id);
        let near = closest(id, known.clone()).map_or_else(|| known.collect(), |near| vec![near]);
        near.into_iter().fold(failure, |failure, near| failure.hint(format!("`{near}`")))
    })?;
    if file.as_deref().is_some_and(|file| file.as_os_str().is_empty()) {
        return Err(Failure::usage(format!("`--format {id}=` names no file")).hint(format!("`--format {id}`")));
    }
    Ok((found, file))
}

/// Adds to a file that others write to as well.
fn append(file: &Path, bytes: &[u8]) -> Outcome {
    let written = OpenOptions::new().create(true).append(true).open(file).and_then(|mut open| open.write_all(bytes));
    written.map_err(|why| Failure::new(Kind::Output, format!("cannot add to {}: {why}", file.display())))
}

/// The folder from the root of its repository; empty where it is the root, or there is none.
pub(crate) fn folder_of(path: &Path, trust: Trust) -> String {
    Repository::find(path, trust).ok().flatten().map(|found| found.folder().to_owned()).unwrap_or_default()
}
