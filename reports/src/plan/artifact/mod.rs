//! Drafts of what a migration needs beside its plan: interfaces, gateway, manifests, decisions, issues.
//!
//! Each artifact is one file here and one line in [`ALL`]. All are drafts and say so in their heads; each is made from the
//! plan and the analysis beside it and from nothing else. What neither says is left open and marked as open: an empty
//! schema with an `x-` note, a comment, a placeholder with a name that nobody takes for real.

mod adr;
mod alternative;
mod asyncapi;
mod cml;
mod codeowners;
mod compose;
mod draft;
mod expression;
mod issues;
mod kubernetes;
mod location;
mod mermaid;
mod monomorph;
mod names;
mod nginx;
mod openapi;
mod operation;
mod places;
mod prometheus;
mod readme;
mod record;
mod route;
mod schema;
mod structurizr;
mod work;
mod written;
mod yaml;

pub use draft::Draft;

use seamline_analyzer::Info;

/// A draft, as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it goes below the folder of all drafts: lower case, `/` between parts, never out of it.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// A kind of draft.
pub struct Artifact {
    /// Its id, a line about it, and the specification it follows.
    pub info: Info,
    /// Its file or files, for people: `openapi/<service>.yaml`.
    pub files: &'static str,
    /// What it is derived from, for people.
    pub derived: &'static str,
    make: fn(&Draft<'_>) -> Vec<File>,
}

impl Artifact {
    /// Its files for one plan.
    pub fn make(&self, draft: &Draft<'_>) -> Vec<File> {
        (self.make)(draft)
    }
}

/// Every artifact, in the order of `seamline list` and of the README.
pub const ALL: &[&Artifact] = &[
    &readme::README,
    &adr::ADR,
    &issues::ISSUES,
    &openapi::OPENAPI,
    &asyncapi::ASYNCAPI,
    &cml::CML,
    &mermaid::MERMAID,
    &structurizr::STRUCTURIZR,
    &nginx::NGINX,
    &compose::COMPOSE,
    &kubernetes::KUBERNETES,
    &prometheus::PROMETHEUS,
    &codeowners::CODEOWNERS,
    &monomorph::MONOMORPH,
];

/// All drafts of a plan, sorted by path.
pub fn drafts(draft: &Draft<'_>) -> Vec<File> {
    let mut files: Vec<File> = ALL.iter().flat_map(|artifact| artifact.make(draft)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// One file.
fn one(path: &str, text: String) -> Vec<File> {
    vec![File { path: path.to_owned(), text }]
}

#[cfg(test)]
mod tests;
