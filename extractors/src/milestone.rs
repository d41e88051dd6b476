//! Revisions worth looking at over time: releases, months, or every so many commits, oldest first.
//!
//! Months and counts follow first parents from the head, so what was merged counts when it was merged. The month of a commit
//! is that of its committer in UTC; where clocks went back, only commits of ever earlier months begin a new one.
//!
//! A release is a tag that is called like a version: a prefix, then two to four numbers with dots. Of several prefixes the one
//! of most tags counts. What follows the numbers marks a version that comes before one, and is no release. A version lower
//! than one of an earlier commit is of an older line that is looked after, and is left out.

use crate::git::commit::Commit;
use crate::git::refs::tags;
use crate::git::{GitError, Objects, Repository, Trust};
use git2::{ObjectType, Oid};
use seamline_analyzer::{Cancelled, Cx};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a revision is chosen by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// The last commit of each month.
    Month,
    /// The tags of versions.
    Release,
    /// So many commits; 0 counts as 1.
    Commits(usize),
}

/// A revision worth looking at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// A month (`2024-03`), a tag, or the first digits of the commit.
    pub name: String,
    /// The commit.
    pub commit: String,
    /// Its time, seconds since 1970.
    pub time: i64,
}

/// Why there are none.
#[derive(Debug, thiserror::Error)]
pub enum MilestoneError {
    /// Someone asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// No repository.
    #[error("{} is in no git repository, so it has no history", .0.display())]
    NoRepository(PathBuf),
    /// No commit yet.
    #[error("{} has no commit yet", .0.display())]
    NoCommit(PathBuf),
    /// The repository cannot be used.
    #[error(transparent)]
    Git(#[from] GitError),
}

/// The newest `most` revisions up to `head`, oldest first. A history that ends early (a shallow clone, a missing commit) gives
/// those that are there.
///
/// # Errors
/// When there is no repository or no such head, or when asked to stop.
pub fn milestones(
    cx: Cx<'_>,
    path: &Path,
    trust: Trust,
    head: Option<&str>,
    (every, most): (Every, usize),
) -> Result<Vec<Milestone>, MilestoneError> {
    let repository = Repository::find(path, trust)?.ok_or_else(|| MilestoneError::NoRepository(path.to_owned()))?;
    let objects = repository.objects()?;
    let head = repository.resolve(&objects, head.unwrap_or("HEAD"))?;
    let head = head.ok_or_else(|| MilestoneError::NoCommit(path.to_owned()))?;
    let mut found: Vec<Milestone> = match every {
        Every::Release => releases(&objects, &repository, read(&objects, head).map_or(i64::MAX, |(time, _)| time)),
        _ => along(cx, &objects, head, every, most)?,
    };
    found.drain(..found.len().saturating_sub(most));
    Ok(found)
}

/// The time and the first parent of a commit.
fn read(objects: &Objects, id: Oid) -> Option<(i64, Option<Oid>)> {
    let object = objects.read(id, ObjectType::Commit).ok()?;
    let commit = Commit::parse(object.data())?;
    Some((commit.time, commit.parents.first().copied()))
}

fn along(cx: Cx<'_>, objects: &Objects, head: Oid, every: Every, most: usize) -> Result<Vec<Milestone>, Cancelled> {
    let mut found: Vec<Milestone> = Vec::new();
    let (mut next, mut passed) = (Some(head), 0);
    while let Some(id) = next.filter(|_| found.len() < most) {
        cx.cancel.check()?;
        let Some((time, parent)) = read(objects, id) else { break };
        let commit = id.to_string();
        let name = match every {
            Every::Commits(count) => (passed % count.max(1) == 0).then(|| commit[..10].to_owned()),
            _ => Some(month(time)).filter(|month| found.last().is_none_or(|newer| *month < newer.name)),
        };
        found.extend(name.map(|name| Milestone { name, commit, time }));
        passed += 1;
        next = parent;
    }
    found.reverse();
    Ok(found)
}

/// The month of a time, in UTC: `2024-03`. Days to dates after Hinnant, <https://howardhinnant.github.io/date_algorithms.html>.
fn month(time: i64) -> String {
    let days = time.div_euclid(86_400) + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * of_era + of_era / 4 - of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let (month, later) = if from_march < 10 { (from_march + 3, 0) } else { (from_march - 9, 1) };
    format!("{:04}-{month:02}", of_era + era * 400 + later)
}

/// The prefix of a version and its numbers.
fn version(name: &str) -> Option<(&str, [u64; 4])> {
    let start = name.find(|one: char| one.is_ascii_digit())?;
    let (prefix, rest) = name.split_at(start);
    let rest = ["-final", ".Final", ".RELEASE", ".GA"].iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest);
    let parts: Vec<&str> = rest.split(['.', '_']).collect();
    let mut numbers = [0; 4];
    if !(2..=4).contains(&parts.len()) {
        return None;
    }
    for (number, part) in numbers.iter_mut().zip(parts) {
        *number = part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()))?;
    }
    Some((prefix, numbers))
}

fn releases(objects: &Objects, repository: &Repository, latest: i64) -> Vec<Milestone> {
    let tags = tags(repository, objects);
    let dated = tags.iter().filter_map(|(name, id)| Some((name.as_str(), *id, read(objects, *id)?.0)));
    ordered(dated.filter(|(_, _, time)| *time <= latest).map(|(name, id, time)| (name, id.to_string(), time)).collect())
}

fn ordered(tags: Vec<(&str, String, i64)>) -> Vec<Milestone> {
    let mut prefixes: BTreeMap<&str, usize> = BTreeMap::new();
    for (prefix, _) in tags.iter().filter_map(|(name, ..)| version(name)) {
        *prefixes.entry(prefix).or_default() += 1;
    }
    let Some((usual, _)) = prefixes.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))) else {
        return Vec::new();
    };
    let numbered = tags.into_iter().filter_map(|(name, commit, time)| {
        let (_, numbers) = version(name).filter(|(prefix, _)| *prefix == usual)?;
        Some((time, numbers, Milestone { name: name.to_owned(), commit, time }))
    });
    let mut numbered: Vec<(i64, [u64; 4], Milestone)> = numbered.collect();
    numbered.sort_by(|a, b| (a.0, a.1, &a.2.name).cmp(&(b.0, b.1, &b.2.name)));
    let mut highest = None;
    numbered.retain(|(_, numbers, _)| {
        let is_next = highest.is_none_or(|highest| *numbers > highest);
        highest = if is_next { Some(*numbers) } else { highest };
        is_next
    });
    numbered.into_iter().map(|(.., milestone)| milestone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months() {
        for (time, expected) in [
            (0, "1970-01"),
            (951_782_399, "2000-02"),
            (951_868_800, "2000-03"),
            (1_704_067_199, "2023-12"),
            (1_704_067_200, "2024-01"),
            (-1, "1969-12"),
        ] {
            assert_eq!(month(time), expected);
        }
    }

    /// Tags in the order of their commits, and the releases among them.
    #[track_caller]
    fn check(tags: &str, expected: &str) {
        let tags = tags.split(' ').enumerate().map(|(at, name)| (name, String::new(), at as i64)).collect();
        assert_eq!(ordered(tags).into_iter().map(|one| one.name).collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn releases_are_versions_in_order() {
        check("v1.0.0 v1.1.0 v2.0.0", "v1.0.0 v1.1.0 v2.0.0");
        check("v1.9 v1.10 v1.10.1", "v1.9 v1.10 v1.10.1");
    }
    #[test]
    fn what_comes_before_a_release_is_none() {
        check("1.0-rc1 1.0 1.1.beta2 1.1 nightly 7", "1.0 1.1");
    }
    #[test]
    fn older_lines_are_left_out() {
        check("jenkins-2.400 jenkins-2.387.1 jenkins-2.401", "jenkins-2.400 jenkins-2.401");
    }
    #[test]
    fn the_usual_prefix_counts() {
        check("v1.0 web-9.0 v1.1 2.0 v1.2", "v1.0 v1.1 v1.2");
        check("none at all", "");
    }
}
