//! Which locations of nginx send each route to who answers it.
//!
//! For each route the shortest beginning of its path is looked for below which all routes go to one service. Of plain text
//! it becomes a prefix location, with parameters a regular expression; a path that belongs to nobody else becomes an exact
//! location. A beginning that ends in a parameter counts only where no path of others fits below it.
//!
//! Order is what nginx makes of it: exact first, then the longest prefix (`^~`, so that no expression takes it away), then
//! the expressions from top to bottom, which are sorted so that text goes before parameters and those before the rest of a
//! path. Where methods of one path go to different services, a map decides.

use super::route::{Piece, RoutePath};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The most ids that stand behind one location.
const MAX_IDS: usize = 6;

/// Where a route leads, by method.
#[derive(Default)]
pub(super) struct Answer {
    /// By method, `ANY` among them; the names of the services.
    pub(super) by: BTreeMap<String, BTreeSet<String>>,
    /// The ids of its routes.
    ids: Vec<String>,
    /// Whether it is also written with a slash at its end.
    slash: bool,
}

/// All routes by their paths.
#[derive(Default)]
pub(super) struct Answers {
    by_path: BTreeMap<Vec<Segment>, Answer>,
}

impl Answers {
    /// Adds a route that a service answers.
    pub(super) fn add(&mut self, path: &RoutePath, method: &str, service: &str, id: &str) {
        let segments = path.segments().iter().map(|pieces| segment(pieces)).collect();
        let answer = self.by_path.entry(segments).or_default();
        answer.by.entry(method.to_ascii_uppercase()).or_default().insert(service.to_owned());
        answer.ids.push(id.to_owned());
        answer.slash |= path.template().ends_with('/');
    }
}

/// A part of a path between slashes: plain text, or an expression.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Segment {
    /// 0 text, 1 text and parameters, 2 a parameter, 3 the rest.
    rank: u8,
    /// The text, or the expression.
    text: String,
}

/// A location: what it matches and what stands in it.
pub(super) struct Location {
    segments: Vec<Segment>,
    /// Whether also everything below.
    below: bool,
    /// Whether also with a slash at the end.
    slash: bool,
    /// A service, or a variable that a map sets to one.
    target: String,
    ids: Vec<String>,
}

fn segment(pieces: &[Piece]) -> Segment {
    match pieces {
        [Piece::Text(text)] => Segment { rank: 0, text: text.clone() },
        [Piece::Param(_)] => Segment { rank: 2, text: "[^/]+".to_owned() },
        _ => {
            let rest = pieces.iter().any(|piece| matches!(piece, Piece::Rest(_)));
            let text = pieces.iter().map(|piece| match piece {
                Piece::Text(text) => literal(text),
                Piece::Param(_) => "[^/]+".to_owned(),
                Piece::Rest(_) => ".*".to_owned(),
            });
            Segment { rank: if rest { 3 } else { 1 }, text: text.collect() }
        }
    }
}

/// Text inside an expression.
fn literal(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if character.is_ascii_punctuation() && !"/-_~!&',;=@%".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// The locations, and the maps from methods to services with their names.
pub(super) fn locations(answers: &Answers) -> (Vec<Location>, Vec<(String, &Answer)>) {
    let answers = &answers.by_path;
    let mut found: BTreeMap<(Vec<Segment>, bool), Location> = BTreeMap::new();
    let mut maps = Vec::new();
    for (path, answer) in answers {
        let (segments, below, target) = match beginning(answers, path) {
            Some((length, below, target)) => (&path[..length], below, target),
            None => {
                let targets: BTreeSet<&String> = answer.by.values().flatten().collect();
                let target = match (targets.len(), targets.first()) {
                    (1, Some(target)) => (*target).clone(),
                    _ => {
                        maps.push((format!("by_method_{}", maps.len() + 1), answer));
                        format!("$by_method_{}", maps.len())
                    }
                };
                (&path[..], false, target)
            }
        };
        let location = found.entry((segments.to_vec(), below)).or_insert_with(|| Location {
            segments: segments.to_vec(),
            below,
            slash: false,
            target,
            ids: Vec::new(),
        });
        location.slash |= answer.slash;
        location.ids.extend(answer.ids.iter().cloned());
    }
    let mut locations: Vec<Location> = found.into_values().collect();
    locations.sort_by(|a, b| {
        let ranks = |one: &Location| one.segments.iter().map(|segment| segment.rank).collect::<Vec<_>>();
        let longer = b.segments.len().cmp(&a.segments.len());
        let by_rank = a.segments.iter().zip(&b.segments).map(|(a, b)| a.rank.cmp(&b.rank)).find(|order| order.is_ne());
        (regular(a), ranks(a).is_empty()).cmp(&(regular(b), ranks(b).is_empty())).then_with(|| {
            if regular(a) {
                by_rank.unwrap_or(longer).then_with(|| a.segments.cmp(&b.segments))
            } else {
                a.segments.cmp(&b.segments)
            }
        })
    });
    (locations, maps)
}

fn regular(location: &Location) -> bool {
    location.segments.iter().any(|segment| segment.rank > 0)
}

/// The shortest beginning of a path below which all is answered by one service: how long, whether other paths lie below it,
/// and the service.
fn beginning(answers: &BTreeMap<Vec<Segment>, Answer>, path: &[Segment]) -> Option<(usize, bool, String)> {
    (1..=path.len()).find_map(|length| {
        let start = &path[..length];
        let target = only(answers, start)?;
        let below = length < path.len() || others_below(answers, path);
        let open = start.last().is_some_and(|last| last.rank > 0);
        (!(below && open && crossed(answers, start, &target))).then_some((length, below, target))
    })
}

/// Whether paths of other services fit below a beginning as well, where its parameters take their text. The rest of a path
/// fits everywhere, and comes last anyway.
fn crossed(answers: &BTreeMap<Vec<Segment>, Answer>, start: &[Segment], target: &str) -> bool {
    let fits = |(own, other): (&Segment, &Segment)| own == other || own.rank > 0 && other.rank < 3 || other.rank == 2;
    answers.iter().any(|(path, answer)| {
        let others = answer.by.values().flatten().any(|service| service != target);
        others && path.len() > start.len() && start.iter().zip(path).all(fits)
    })
}

/// The one service that answers everything below a beginning.
fn only(answers: &BTreeMap<Vec<Segment>, Answer>, beginning: &[Segment]) -> Option<String> {
    let below = answers.iter().filter(|(path, _)| path.starts_with(beginning));
    let targets: BTreeSet<&String> = below.flat_map(|(_, answer)| answer.by.values().flatten()).collect();
    if targets.len() == 1 { targets.first().map(|target| (*target).clone()) } else { None }
}

fn others_below(answers: &BTreeMap<Vec<Segment>, Answer>, path: &[Segment]) -> bool {
    answers.keys().any(|other| other.len() > path.len() && other.starts_with(path))
}

/// One location, or two where one cannot say it.
pub(super) fn location_of(out: &mut String, location: &Location) {
    let target = &location.target;
    let ids: Vec<&str> = location.ids.iter().take(MAX_IDS).map(String::as_str).collect();
    let more = location.ids.len().saturating_sub(MAX_IDS);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let note = format!("# {}{more}", ids.join(", "));
    let path: String = location
        .segments
        .iter()
        .map(|segment| {
            if regular(location) && segment.rank == 0 {
                format!("/{}", literal(&segment.text))
            } else {
                format!("/{}", segment.text)
            }
        })
        .collect();
    let path = if path.is_empty() { "/".to_owned() } else { path };
    let pass = format!("{{ proxy_pass http://{target}; }}");
    let _ = if regular(location) {
        let rest = location.segments.last().is_some_and(|segment| segment.rank == 3);
        let end = if rest {
            ""
        } else if location.below {
            "(?:/|$)"
        } else {
            "/?$"
        };
        writeln!(out, "        location ~ {} {pass} {note}", quoted(&format!("^{path}{end}")))
    } else if location.below {
        let _ = writeln!(out, "        location = {} {pass}", quoted(&path));
        writeln!(out, "        location ^~ {} {pass} {note}", quoted(&format!("{path}/")))
    } else {
        if location.slash && path != "/" {
            let _ = writeln!(out, "        location = {} {pass}", quoted(&format!("{path}/")));
        }
        writeln!(out, "        location = {} {pass} {note}", quoted(&path))
    };
}

/// A quoted token: of these, nginx takes quotes and backslashes for its own.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::super::route::paths;
    use super::*;

    /// Routes as `GET /path service`; locations as nginx has them.
    fn check(routes: &str, expected: &[&str]) {
        let mut answers = Answers::default();
        for route in routes.split("; ") {
            let [method, path, service] = route.split(' ').collect::<Vec<_>>()[..] else { panic!("{route}") };
            for path in paths(path).unwrap() {
                answers.add(&path, method, service, "R1");
            }
        }
        let mut out = String::new();
        for location in locations(&answers).0 {
            location_of(&mut out, &location);
        }
        let shown: Vec<String> = out
            .lines()
            .map(|line| line.trim().trim_start_matches("location ").replace("proxy_pass http://", ""))
            .map(|line| {
                line.split(" # ")
                    .next()
                    .unwrap_or_default()
                    .replace("{ ", "")
                    .replace("; }", "")
                    .trim_end_matches('#')
                    .trim()
                    .to_owned()
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn all_below_one_beginning() {
        check(
            "GET /orders/:id a; POST /orders a; GET /users b",
            &["= \"/orders\" a", "^~ \"/orders/\" a", "= \"/users\" b"],
        );
    }
    #[test]
    fn mixed_below_a_beginning() {
        check(
            "GET /f a; GET /f/:id a; GET /f/:id/exports b; GET /f/:id/shares/:s a",
            &["= \"/f\" a", "~ \"^/f/[^/]+/exports/?$\" b", "~ \"^/f/[^/]+/shares(?:/|$)\" a", "~ \"^/f/[^/]+/?$\" a"],
        );
    }
    #[test]
    fn a_parameter_takes_no_text_of_others() {
        check(
            "GET /api/:a/:b a; GET /api/x/y/z b; GET /api/* c",
            &["= \"/api/x\" b", "^~ \"/api/x/\" b", "~ \"^/api/[^/]+/[^/]+/?$\" a", "~ \"^/api/.*\" c"],
        );
    }
    #[test]
    fn text_before_parameters() {
        check(
            "GET /:a/x a; GET /:a/:b b; GET /:a/y.svg c",
            &["~ \"^/[^/]+/x/?$\" a", "~ \"^/[^/]+/y\\\\.svg/?$\" c", "~ \"^/[^/]+/[^/]+/?$\" b"],
        );
    }
    #[test]
    fn the_rest_comes_last() {
        check("GET /:a/* a; GET /:a/:b b", &["~ \"^/[^/]+/[^/]+/?$\" b", "~ \"^/[^/]+/.*\" a"]);
    }
    #[test]
    fn a_slash_at_the_end() {
        check("GET /x/ a; GET /y b", &["= \"/x/\" a", "= \"/x\" a", "= \"/y\" b"]);
    }
    #[test]
    fn methods_of_one_path() {
        check("GET /x a; POST /x b", &["= \"/x\" $by_method_1"]);
    }
    #[test]
    fn the_root() {
        check("GET / a; GET /x b", &["= \"/x\" b", "= \"/\" a"]);
    }
}
