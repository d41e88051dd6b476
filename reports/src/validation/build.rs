//! From a validation of the core to the document: copying, naming and rounding; no judgement.

use super::v1::*;
use crate::wire::Document;
use crate::wire::six;
use seamline_analyzer::compare;
use seamline_analyzer::validate as core;

impl Validation {
    /// The document of a validation. `analysis` is the document of the analysis that was validated.
    pub fn new(found: &core::Validation, truth: &core::Truth, analysis: &Document) -> Self {
        let default = found.groupings.first().map_or(0.0, |grouping| grouping.strict.ari);
        Self {
            schema_version: SCHEMA_VERSION,
            tool: analysis.tool.clone(),
            origin: analysis.origin.clone(),
            settings: analysis.settings.clone(),
            truth: known(truth),
            scope: scope(&found.scope),
            bar: Bar {
                holds: found.bar.iter().all(core::bar::Check::holds),
                checks: found.bar.iter().map(check).collect(),
            },
            groupings: found.groupings.iter().map(grouping).collect(),
            services: found.services.iter().map(service).collect(),
            table: table(&found.table),
            misplaced: found.misplaced.iter().map(misplaced).collect(),
            ablations: found.ablations.iter().map(|one| ablation(one, default)).collect(),
            deployment: Deployment {
                claim: core::deployment::CLAIM,
                source: core::deployment::SOURCE.to_owned(),
                history: analysis.history.clone(),
                replays: found.deployment.iter().map(replay).collect(),
            },
            live: None,
            plan: found.plan.as_ref().map(plan),
        }
    }
}

fn count(number: usize) -> u64 {
    number as u64
}

fn known(truth: &core::Truth) -> Truth {
    let variant = |variant: &core::Variant| Variant {
        name: variant.name.clone(),
        reason: variant.reason.clone(),
        moves: count(variant.moves.len()),
    };
    Truth {
        name: truth.name.clone(),
        mask_paths: truth.mask_paths,
        services: truth.services().into_iter().map(str::to_owned).collect(),
        variants: truth.variants.iter().map(variant).collect(),
    }
}

fn scope(scope: &core::Scope) -> Scope {
    Scope {
        known: count(scope.known),
        split: count(scope.split),
        shared: count(scope.shared),
        gateway: count(scope.gateway),
        dropped: count(scope.dropped),
        not_source: scope.not_source.clone(),
        not_analysed: scope.not_analysed.clone(),
        unmentioned: scope.unmentioned.clone(),
    }
}

fn check(check: &core::bar::Check) -> Check {
    Check {
        against: check.against.clone(),
        value: six(check.value),
        wanted: six(check.wanted),
        found: six(check.found),
        holds: check.holds(),
        sentence: check.sentence(),
    }
}

fn measures(found: &compare::Measures) -> Measures {
    Measures {
        files: count(found.files),
        groups: count(found.cells),
        services: count(found.services),
        mojofm: six(found.mojofm),
        ari: six(found.ari),
        nmi: six(found.nmi),
        precision: six(found.precision),
        recall: six(found.recall),
        f1: six(found.f1),
        mojo: count(found.mojo),
    }
}

fn grouping(one: &core::recovery::Grouping) -> Grouping {
    Grouping {
        id: one.id.clone(),
        role: one.role.name().to_owned(),
        placed: count(one.placed),
        recognised: count(one.recognised),
        strict: measures(&one.strict),
        best: one
            .best
            .as_ref()
            .map(|best| Best { variants: best.variants.clone(), measures: measures(&best.measures) }),
        functions: one.functions.as_ref().map(measures),
    }
}

fn service(one: &core::services::Service) -> Service {
    let matched = |found: &core::services::Match| Match {
        candidate: found.group.clone(),
        files: count(found.files),
        common: count(found.common),
        precision: six(found.precision),
        recall: six(found.recall),
        f1: six(found.f1),
        recognised: found.recognised,
    };
    Service { name: one.name.clone(), files: count(one.files), matched: one.matched.as_ref().map(matched) }
}

fn table(table: &core::services::Table) -> Table {
    let row = |row: &Vec<usize>| row.iter().map(|files| count(*files)).collect();
    Table {
        services: table.services.clone(),
        candidates: table.groups.clone(),
        files: table.files.iter().map(row).collect(),
    }
}

fn misplaced(one: &core::misplaced::Misplaced) -> Misplaced {
    let pull = |pull: &core::misplaced::Pull| Pull {
        path: pull.path.clone(),
        share: six(pull.share),
        coupling: pull.coupling.to_owned(),
    };
    Misplaced {
        path: one.path.clone(),
        how: one.how.name().to_owned(),
        service: one.service.clone(),
        home: one.home.clone(),
        candidate: one.group.clone(),
        candidate_is: one.group_is.clone(),
        pull_here: six(one.pull_here),
        pull_home: six(one.pull_home),
        pulls: one.pulls.iter().map(pull).collect(),
    }
}

fn ablation(one: &core::ablation::Ablation, default: f64) -> Ablation {
    let ari = one.mean(|found| found.ari);
    let (least, most) = one.range(|found| found.ari);
    Ablation {
        id: one.id.clone(),
        kind: one.kind.name().to_owned(),
        ari: six(ari),
        difference: six(ari - default),
        range: [six(least), six(most)],
        runs: one.runs.iter().map(measures).collect(),
    }
}

fn plan(found: &core::foreseen::Foreseen) -> Plan {
    Plan {
        comparisons: found.plans.iter().map(comparison).collect(),
        extraction: found.extraction.iter().map(comparison).collect(),
    }
}

fn comparison(one: &core::foreseen::Comparison) -> PlanComparison {
    PlanComparison {
        kind: one.kind.to_owned(),
        form: one.form.to_owned(),
        predicted: count(one.predicted),
        accepted: count(one.accepted),
        real: count(one.real),
        common: count(one.common()),
        precision: six(one.precision()),
        recall: six(one.recall()),
        missed: one.missed.clone(),
        extra: one.extra.clone(),
    }
}

fn replay(one: &core::deployment::Replay) -> Replay {
    let case = |case: &core::deployment::Case| Case {
        id: case.id.to_owned(),
        touching: case.touching.map(count),
        unusable: count(case.unusable),
        coordinated: case.coordinated().map(six),
        reduction: case.reduction.map(|found| Reduction {
            serial_mean: six(found.serial_mean),
            serial_median: six(found.serial_median),
            parallel_mean: six(found.parallel_mean),
            parallel_median: six(found.parallel_median),
        }),
    };
    let fixed = |one: &core::deployment::Fixed| Fixed {
        share: one.share,
        serial: six(one.serial),
        parallel: six(one.parallel),
    };
    Replay {
        form: one.form.to_owned(),
        formula: one.formula().to_owned(),
        measured: one.measured,
        monolith: six(one.monolith),
        costs: one.costs.iter().map(|(name, cost)| Cost { name: name.clone(), cost: six(*cost) }).collect(),
        unknown_files: count(one.unknown_files),
        cases: one.cases.iter().map(case).collect(),
        by_fixed: one.by_fixed.iter().map(fixed).collect(),
    }
}
