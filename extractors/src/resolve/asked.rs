//! Tests that go over HTTP: the routes that answer the paths they name.

use seamline_analyzer::UnitId;
use seamline_analyzer::facts::{EntryKind, EntryPoint};
use std::collections::BTreeMap;

/// More routes of one length are not compared.
const MOST: usize = 2_000;

/// Routes by the number of their segments.
pub(super) struct Routes<'a>(BTreeMap<usize, Vec<(Vec<&'a str>, &'a EntryPoint)>>);

impl<'a> Routes<'a> {
    pub(super) fn new(entry_points: &'a [EntryPoint]) -> Self {
        let mut routes: BTreeMap<usize, Vec<(Vec<&'a str>, &'a EntryPoint)>> = BTreeMap::new();
        for entry in entry_points {
            if let EntryKind::Http { path, .. } = &entry.kind {
                let segments = segments(path);
                routes.entry(segments.len()).or_default().push((segments, entry));
            }
        }
        Self(routes)
    }

    /// The units that answer a path, with the functions that do.
    pub(super) fn answering(&self, path: &str) -> impl Iterator<Item = (UnitId, &'a str)> {
        let asked = segments(path);
        // A path that a value is appended to is a segment longer.
        let lengths = [Some(asked.len()), path.ends_with('/').then_some(asked.len() + 1)];
        let near: Vec<_> = lengths.into_iter().flatten().filter_map(|length| self.0.get(&length)).collect();
        let fits = near.into_iter().flat_map(|list| list.iter().take(MOST)).filter(|(route, _)| answers(route, &asked));
        fits.map(|(_, entry)| (entry.unit, entry.handler.as_str())).collect::<Vec<_>>().into_iter()
    }
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| !segment.is_empty()).collect()
}

/// Whether a route answers a path: segment by segment, at least one of them by its name.
fn answers(route: &[&str], asked: &[&str]) -> bool {
    let same = |(a, b): (&&str, &&str)| a.eq_ignore_ascii_case(b);
    let open = |segment: &str| segment.starts_with([':', '{', '<', '[', '*', '(']) || segment.contains(['$', '%', '{']);
    let pairs = || route.iter().zip(asked);
    pairs().all(|(a, b)| same((a, b)) || open(a) || open(b))
        && pairs().any(|(a, b)| same((a, b)) && !open(a))
        && route.iter().skip(asked.len()).all(|rest| open(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_and_paths() {
        let check = |route: &str, path: &str, expected: bool| {
            assert_eq!(answers(&segments(route), &segments(path)), expected, "{route} {path}");
        };
        check("/orders/:id", "/orders/12", true);
        check("/orders/{id}/lines", "/orders/${id}/lines", true);
        check("/orders", "/customers", false);
        check("/:a/:b", "/x/y", false);
        check("/orders/{id}", "/orders/", true);
    }
}
