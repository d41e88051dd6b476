//! Which checks of who calls stand before an entry point, and whether the closest of them lets everyone in.
//!
//! A guard of fewer lines is closer than one of more, one of lines closer than one of a file, and that closer than one of
//! the whole application; of equally close ones the one that opens wins, as in ASP.NET and Spring. Of patterns of paths the
//! one that is said first is closest, as in Spring.

use seamline_analyzer::RepoPath;
use seamline_analyzer::facts::{EntryPoint, Facts, Guard, Reach};
use std::collections::{BTreeMap, BTreeSet};

/// The guards of some facts, by the file they are for.
pub(super) struct Guards<'a> {
    of_file: BTreeMap<&'a RepoPath, Vec<&'a Guard>>,
    of_all: Vec<&'a Guard>,
}

impl<'a> Guards<'a> {
    pub(super) fn new(facts: &'a Facts) -> Self {
        let mut guards = Self { of_file: BTreeMap::new(), of_all: Vec::new() };
        for guard in &facts.guards {
            match &guard.reach {
                Reach::Lines { path, .. } | Reach::File { path } => guards.of_file.entry(path).or_default().push(guard),
                Reach::Paths { .. } | Reach::Application => guards.of_all.push(guard),
            }
        }
        guards
    }

    /// The checks before an entry point, and whether it is open; then, what says so.
    pub(super) fn before(&self, path: &RepoPath, entry: &EntryPoint) -> (Vec<String>, bool) {
        let own = self.of_file.get(path).into_iter().flatten();
        let all: Vec<&Guard> =
            own.chain(&self.of_all).copied().filter(|guard| guard.reach.covers(path, entry)).collect();
        let closest = all.iter().min_by_key(|guard| (width(guard), !guard.open));
        let open = closest.is_some_and(|guard| guard.open);
        let names: BTreeSet<&str> =
            all.iter().filter(|guard| guard.open == open).map(|guard| guard.name.as_str()).collect();
        (names.into_iter().map(str::to_owned).collect(), open)
    }
}

/// How much a guard is about.
fn width(guard: &Guard) -> (u8, u32) {
    match &guard.reach {
        Reach::Lines { first, last, .. } => (0, last.saturating_sub(*first)),
        Reach::File { .. } => (1, 0),
        Reach::Paths { .. } => (2, guard.line),
        Reach::Application => (3, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seamline_analyzer::facts::EntryKind;
    use seamline_analyzer::{Id, UnitId};

    /// Guards as `name first-last`, `name file`, `name all` or `name /pattern`, with `+` before one that opens; what is said
    /// of line 10, a route `/orders/{id}`.
    #[track_caller]
    fn check(guards: &str, expected: &str) {
        let path = RepoPath::new("a.cs").expect("a path");
        let one = |(line, words): (u32, &str)| {
            let (name, reach) = words.trim().split_once(' ').expect("a name and a reach");
            let reach = match reach.split_once('-') {
                _ if reach.starts_with('/') => Reach::Paths { pattern: reach.to_owned() },
                Some((first, last)) => Reach::Lines {
                    path: path.clone(),
                    first: first.parse().expect("a line"),
                    last: last.parse().expect("a line"),
                },
                None if reach == "file" => Reach::File { path: path.clone() },
                None => Reach::Application,
            };
            let (name, open) = (name.trim_start_matches('+').to_owned(), name.starts_with('+'));
            Guard { unit: UnitId::new(0), line, name, open, reach, rule: String::new() }
        };
        let guards = (1..).zip(guards.split(';').filter(|words| !words.is_empty())).map(one).collect();
        let facts = Facts { guards, ..Facts::default() };
        let entry = EntryPoint {
            unit: UnitId::new(0),
            line: 10,
            kind: EntryKind::Http { method: "GET".to_owned(), path: "/orders/{id}".to_owned() },
            handler: String::new(),
            rule: String::new(),
        };
        let (names, open) = Guards::new(&facts).before(&path, &entry);
        assert_eq!(format!("{}{}", if open { "open: " } else { "" }, names.join(", ")), expected);
    }

    #[test]
    fn what_covers_the_line_counts() {
        check("", "");
        check("User 1-9;Admin 5-20;Site all", "Admin, Site");
    }
    #[test]
    fn the_closest_decides_whether_it_is_open() {
        check("User 1-90;+Anyone 9-12", "open: Anyone");
        check("+Anyone 1-90;User 9-12", "User");
        check("+Anyone all;User file", "User");
        check("User all;+Anyone file", "open: Anyone");
    }
    #[test]
    fn of_equally_close_ones_the_opening_one_wins() {
        check("User 9-12;+Anyone 9-12", "open: Anyone");
    }
    #[test]
    fn patterns_of_paths_count_and_the_first_decides() {
        check("Admin /orders/**;Other /users/**", "Admin");
        check("+Anyone /orders/*;User /orders/**", "open: Anyone");
        check("User /orders/*;+Anyone /**", "User");
        check("+Anyone /**;User 9-12", "User");
        check("User all;+Anyone /orders/{id}", "open: Anyone");
    }
}
