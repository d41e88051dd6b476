//! In which forms a check is told, and where: what was asked for, or what suits the place it runs in.

use crate::error::{Failure, Kind, Outcome};
use crate::output::write_file;
use crate::suggest::closest;
use seamline_extractors::git::{Repository, Trust};
use seamline_reports::check::{self, CheckDocument, CheckFormat, shielded};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The forms in which a check is told.
pub(crate) struct Forms {
    /// Those that go to files.
    files: Vec<(&'static CheckFormat, PathBuf)>,
    /// What is told on standard output.
    told: Told,
}

/// What is told on standard output.
enum Told {
    /// A form that was asked for, or text.
    Form(&'static CheckFormat),
    /// No form was asked for, and this is a job of GitHub Actions: text, annotations, and a comment in that file.
    Actions(Option<PathBuf>),
}

impl Forms {
    /// What was asked for. It is checked before any work is done.
    pub(crate) fn wanted(asked: &[String]) -> Outcome<Self> {
        let (mut files, mut told) = (Vec::new(), None);
        for (form, file) in asked.iter().map(|wanted| form(wanted)).collect::<Outcome<Vec<_>>>()? {
            match file {
                Some(file) => to_file(&mut files, form, file)?,
                None => to_standard_output(&mut told, form)?,
            }
        }
        let told = match told {
            Some(form) => Told::Form(form),
            None if inside_actions() => Told::Actions(summary().filter(|to| files.iter().all(|(_, file)| file != to))),
            None => Told::Form(built_in("text")),
        };
        Ok(Self { files, told })
    }

    /// Tells a check: files first, so that what is read last is what happened.
    pub(crate) fn tell(self, document: &CheckDocument) -> Outcome {
        for (form, file) in self.files {
            write_file(&file, form.render(document).as_bytes())?;
        }
        match self.told {
            Told::Form(form) => {
                let text = form.render(document);
                let guarded = form.info.id == "text" && inside_actions();
                let text = if guarded { shielded(&text) } else { text };
                std::io::stdout().write_all(text.as_bytes())?;
            }
            Told::Actions(summary) => {
                let of = |id| built_in(id).render(document);
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

fn to_file(files: &mut Vec<(&'static CheckFormat, PathBuf)>, form: &'static CheckFormat, file: PathBuf) -> Outcome {
    if let Some((other, _)) = files.iter().find(|(_, other)| *other == file) {
        let (one, other) = (form.info.id, other.info.id);
        return Err(Failure::usage(format!("{other} and {one} cannot both go to {}", file.display())));
    }
    files.push((form, file));
    Ok(())
}

fn to_standard_output(told: &mut Option<&'static CheckFormat>, form: &'static CheckFormat) -> Outcome {
    let Some(other) = told.replace(form) else { return Ok(()) };
    let (one, other) = (form.info.id, other.info.id);
    Err(Failure::usage(format!("{other} and {one} cannot both go to standard output"))
        .hint(format!("`--format {one}=FILE`")))
}

fn inside_actions() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// The file that GitHub Actions shows as the summary of a job.
fn summary() -> Option<PathBuf> {
    std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty()).map(PathBuf::from)
}

fn built_in(id: &str) -> &'static CheckFormat {
    check::find(id).expect("built in")
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
