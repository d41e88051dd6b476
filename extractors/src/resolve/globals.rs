//! Global objects, across files: which names one file makes known everywhere, and how often others mention them without
//! anything that says which file is meant.

use super::project::{Meaning, Project, common_folders, names};
use seamline_analyzer::facts::{Gap, GapKind, Site};
use seamline_analyzer::{Id, UnitId};
use std::collections::{BTreeMap, BTreeSet};

/// In fewer files, and mentioned less often, a global ties little together.
const FILES: usize = 3;
const MENTIONS: u32 = 10;
/// More files that make a global of one name are not compared.
const MAKERS: usize = 50;

/// The globals that tie files together, sorted.
pub(super) fn collect(project: &Project<'_>) -> Vec<Gap> {
    let files = project.files();
    let mut made: BTreeMap<&str, Vec<(Site, UnitId)>> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        for gap in file.facts.gaps.iter().filter(|gap| gap.kind == GapKind::Global) {
            let site = Site { path: file.path.clone(), line: gap.line };
            made.entry(&gap.name).or_default().push((site, UnitId::new(index)));
        }
    }
    if made.is_empty() {
        return Vec::new();
    }
    let mut used: BTreeMap<(&str, &Site), (u32, BTreeSet<UnitId>)> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        let unit = UnitId::new(index);
        for mention in &file.facts.mentions {
            let first = mention.name.split('.').next().unwrap_or(&mention.name);
            let Some((name, makers)) = made.get_key_value(first) else { continue };
            // Several files may make one of that name, a server and a client: the nearest is meant.
            let near = |(site, _): &&(Site, UnitId)| common_folders(site.path.as_str(), file.path.as_str());
            let maker = makers.iter().take(MAKERS).rev().max_by_key(near);
            let Some((site, maker)) = maker.filter(|(_, maker)| names(project.file(*maker)) == names(file)) else {
                continue;
            };
            if unit != *maker && project.find(unit, &mention.name, mention.context) == Meaning::Unknown {
                let (mentions, users) = used.entry((name, site)).or_default();
                *mentions = mentions.saturating_add(mention.count);
                users.insert(unit);
            }
        }
    }
    let gap = |((name, site), (mentions, users)): ((&str, &Site), (u32, BTreeSet<UnitId>))| {
        let (name, site) = (name.to_owned(), site.clone());
        let files = u32::try_from(users.len()).unwrap_or(u32::MAX);
        let ties = users.len() >= FILES && mentions >= MENTIONS;
        ties.then_some(Gap { kind: GapKind::Global, name, site, mentions, files })
    };
    let mut gaps: Vec<Gap> = used.into_iter().filter_map(gap).collect();
    gaps.sort();
    gaps
}
