//! Guards: checks of who calls, before an entry point is reached.

use super::{EntryKind, EntryPoint, glob};
use crate::id::UnitId;
use crate::path::RepoPath;

/// A check of identity or rights, or the word that there is none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Guard {
    /// The unit that says it.
    pub unit: UnitId,
    /// The line that says it, from 1.
    pub line: u32,
    /// What is asked for, as the code names it: `requireUser`, `hasRole('ADMIN')`, `IsAuthenticated`.
    pub name: String,
    /// Whether it lets everyone in (`[AllowAnonymous]`, `permitAll`, `AllowAny`).
    pub open: bool,
    /// What it guards.
    pub reach: Reach,
    /// The rule that saw it, for instance `guard.spring`.
    pub rule: String,
}

/// What a guard guards.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The entry points of a file that stand between two lines: one route, the methods of a class, what a router
    /// declares after its `use`.
    Lines {
        /// The file.
        path: RepoPath,
        /// The first line, from 1.
        first: u32,
        /// The last line.
        last: u32,
    },
    /// Every entry point of a file, for instance of a router that is mounted behind the guard.
    File {
        /// The file.
        path: RepoPath,
    },
    /// The HTTP entry points whose path matches a pattern as written: `/admin/**`.
    Paths {
        /// The pattern.
        pattern: String,
    },
    /// Every entry point of the application, unless something closer says otherwise.
    Application,
}

impl Reach {
    /// Whether it covers an entry point that lies in a file. A pattern covers routes of any file; the method that some
    /// frameworks add to it is not in the facts.
    pub fn covers(&self, path: &RepoPath, entry: &EntryPoint) -> bool {
        match self {
            Reach::Lines { path: of, first, last } => of == path && (*first..=*last).contains(&entry.line),
            Reach::File { path: of } => of == path,
            Reach::Paths { pattern } => match &entry.kind {
                EntryKind::Http { path, .. } => glob::matches(pattern, path),
                EntryKind::Message { .. } | EntryKind::Rpc { .. } | EntryKind::Schedule { .. } | EntryKind::Main => {
                    false
                }
            },
            Reach::Application => true,
        }
    }
}
