//! Addresses of other deployables, and what gateways send where: nothing to resolve, only to number.

use super::SourceFile;
use seamline_analyzer::facts::{GatewayRoute, Remote, Site};
use seamline_analyzer::{Id, UnitId};

/// The addresses of all units, sorted.
pub(super) fn of_units(files: &[SourceFile]) -> Vec<Remote> {
    let of_file = |(index, file): (usize, &SourceFile)| {
        let remote = move |mention: &crate::file::RemoteMention| Remote {
            unit: UnitId::new(index),
            line: mention.line,
            target: mention.target.clone(),
            rule: mention.rule.clone(),
        };
        file.facts.remotes.iter().map(remote).collect::<Vec<_>>()
    };
    let mut all: Vec<Remote> = files.iter().enumerate().flat_map(of_file).collect();
    all.sort();
    all
}

/// The routes of all gateways, file by file, each in its order.
pub(super) fn of_gateways(others: &[SourceFile]) -> Vec<GatewayRoute> {
    let of_file = |file: &SourceFile| {
        let route = |mention: &crate::file::GatewayMention| GatewayRoute {
            site: Site { path: file.path.clone(), line: mention.line },
            pattern: mention.pattern.clone(),
            target: mention.target.clone(),
        };
        file.facts.gateway.iter().map(route).collect::<Vec<_>>()
    };
    others.iter().flat_map(of_file).collect()
}
