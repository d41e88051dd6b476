//! Services one by one: which group comes nearest to each, and how files of services lie in groups.
//!
//! The match of a service is the group with the largest F1, `2 c / (|service| + |group|)` with `c` files in common (ties:
//! more files in common, then the first by name); two services may have the same match. Only files that have a service in
//! the truth count as members of a group. A service is *recognised* when some group is the larger part of it and it is the
//! larger part of that group: `c / max(|service|, |group|) > 1/2`, so no group stands for two.

use crate::compare::Labels;
use std::collections::{BTreeMap, BTreeSet};

/// A true service and the group nearest to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Its files.
    pub files: usize,
    /// The nearest group; `None` when no file of it is placed.
    pub matched: Option<Match>,
}

/// The group nearest to a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Its name.
    pub group: String,
    /// Its known files.
    pub files: usize,
    /// Files in common.
    pub common: usize,
    /// Of the group's files, the share that belong to the service.
    pub precision: f64,
    /// Of the service's files, the share that are in the group.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// Whether each is the larger part of the other.
    pub recognised: bool,
}

/// How the files of services lie in groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The services, by name.
    pub services: Vec<String>,
    /// The groups, those of the first service first, the larger first; the last is `None` where a file is not placed.
    pub groups: Vec<Option<String>>,
    /// Files by service and group.
    pub files: Vec<Vec<usize>>,
}

/// Every service with its match, by name.
pub fn services(proposal: &Labels, truth: &Labels) -> Vec<Service> {
    let (sizes, groups) = (counted(truth.values()), known_groups(proposal, truth));
    let common = common(proposal, truth);
    let service = |(name, files): (&str, usize)| {
        let one = |(group, size): (&&str, &usize)| {
            let common = common.get(&(name, *group)).copied().unwrap_or(0);
            (common > 0).then(|| matched(group, common, files, *size))
        };
        let nearer = |a: &Match, b: &Match| {
            a.f1.total_cmp(&b.f1).then(a.common.cmp(&b.common)).then_with(|| b.group.cmp(&a.group))
        };
        Service { name: name.to_owned(), files, matched: groups.iter().filter_map(one).max_by(nearer) }
    };
    sizes.into_iter().map(service).collect()
}

/// How many services are recognised.
pub fn recognised(proposal: &Labels, truth: &Labels) -> usize {
    let found = services(proposal, truth).into_iter().filter_map(|service| service.matched);
    found.filter(|matched| matched.recognised).count()
}

fn matched(group: &str, common: usize, service: usize, size: usize) -> Match {
    let [both, service, files] = [common, service, size].map(|count| count as f64);
    Match {
        group: group.to_owned(),
        files: size,
        common,
        precision: both / files,
        recall: both / service,
        f1: 2.0 * both / (service + files),
        recognised: 2.0 * both > service.max(files),
    }
}

/// How the files of services lie in groups.
pub fn table(proposal: &Labels, truth: &Labels) -> Table {
    let names: Vec<&str> = counted(truth.values()).into_keys().collect();
    let at = |name: &str| names.binary_search(&name).expect("every service is listed");
    let mut rows: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (path, service) in truth {
        let row = rows.entry(proposal.get(path).map(String::as_str)).or_insert_with(|| vec![0; names.len()]);
        row[at(service)] += 1;
    }
    let mut columns: Vec<(Option<&str>, Vec<usize>)> = rows.into_iter().collect();
    columns.sort_by_key(|(group, row)| {
        let most = (0..row.len()).rev().max_by_key(|service| row[*service]).unwrap_or(0);
        (group.is_none(), most, std::cmp::Reverse(row.iter().sum::<usize>()), *group)
    });
    Table {
        files: (0..names.len()).map(|service| columns.iter().map(|(_, row)| row[service]).collect()).collect(),
        groups: columns.iter().map(|(group, _)| group.map(str::to_owned)).collect(),
        services: names.iter().map(|name| (*name).to_owned()).collect(),
    }
}

/// Of each group, the service most of its known files belong to (ties: the first by name).
pub(super) fn majorities<'a>(proposal: &'a Labels, truth: &'a Labels) -> BTreeMap<&'a str, &'a str> {
    let mut most: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for ((service, group), files) in common(proposal, truth) {
        let best = most.entry(group).or_insert((service, 0));
        if files > best.1 {
            *best = (service, files);
        }
    }
    most.into_iter().map(|(group, (service, _))| (group, service)).collect()
}

/// Files in common by (service, group).
fn common<'a>(proposal: &'a Labels, truth: &'a Labels) -> BTreeMap<(&'a str, &'a str), usize> {
    let mut common = BTreeMap::new();
    for (path, service) in truth {
        if let Some(group) = proposal.get(path) {
            *common.entry((service.as_str(), group.as_str())).or_default() += 1;
        }
    }
    common
}

/// Known files by group.
fn known_groups<'a>(proposal: &'a Labels, truth: &Labels) -> BTreeMap<&'a str, usize> {
    let known: BTreeSet<&str> = truth.keys().map(String::as_str).collect();
    counted(proposal.iter().filter(|(path, _)| known.contains(path.as_str())).map(|(_, group)| group))
}

fn counted<'a>(labels: impl Iterator<Item = &'a String>) -> BTreeMap<&'a str, usize> {
    let mut counted = BTreeMap::new();
    for label in labels {
        *counted.entry(label.as_str()).or_default() += 1;
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each letter labels the file at its place; a dot is a file without a label.
    fn labels(text: &str) -> Labels {
        let named = text.chars().enumerate().filter(|(_, label)| *label != '.');
        named.map(|(at, label)| (format!("{at:03}"), label.to_string())).collect()
    }

    /// `service:group precision recall f1`, `!` when recognised.
    fn check(proposal: &str, truth: &str, expected: &[&str]) {
        let shown = |service: Service| match service.matched {
            None => format!("{}:-", service.name),
            Some(found) => format!(
                "{}:{} {:.2} {:.2} {:.2}{}",
                service.name,
                found.group,
                found.precision,
                found.recall,
                found.f1,
                if found.recognised { "!" } else { "" }
            ),
        };
        let found: Vec<String> = services(&labels(proposal), &labels(truth)).into_iter().map(shown).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_truth_recognises_all() {
        check("aabb", "xxyy", &["x:a 1.00 1.00 1.00!", "y:b 1.00 1.00 1.00!"]);
    }
    #[test]
    fn one_group_matches_both_and_stands_for_none() {
        check("aaaa", "xxyy", &["x:a 0.50 1.00 0.67", "y:a 0.50 1.00 0.67"]);
    }
    #[test]
    fn one_group_stands_for_the_larger_part() {
        check("aaaaa", "xxxyy", &["x:a 0.60 1.00 0.75!", "y:a 0.40 1.00 0.57"]);
    }
    #[test]
    fn the_nearest_of_the_pieces_matches() {
        check("aabbbc", "xxxxxx", &["x:b 1.00 0.50 0.67"]);
        check("abb.", "xxyy", &["x:a 1.00 0.50 0.67", "y:b 0.50 0.50 0.50"]);
    }
    #[test]
    fn a_service_of_which_nothing_is_placed_has_no_match() {
        check("aa..", "xxyy", &["x:a 1.00 1.00 1.00!", "y:-"]);
    }
    #[test]
    fn files_beyond_the_truth_do_not_count() {
        check("aazz", "xx..", &["x:a 1.00 1.00 1.00!"]);
    }

    #[test]
    fn the_table_puts_the_groups_of_a_service_together() {
        let table = table(&labels("babbac."), &labels("xyxxyzx"));
        assert_eq!(table.services, ["x", "y", "z"]);
        let groups: Vec<&str> = table.groups.iter().map(|group| group.as_deref().unwrap_or("-")).collect();
        assert_eq!(groups, ["b", "a", "c", "-"]);
        assert_eq!(table.files, [[3, 0, 0, 1], [0, 2, 0, 0], [0, 0, 1, 0]]);
    }

    #[test]
    fn majorities_break_ties_by_name() {
        let (proposal, truth) = (labels("aabb"), labels("xyyx"));
        assert_eq!(majorities(&proposal, &truth), BTreeMap::from([("a", "x"), ("b", "x")]));
    }
}
