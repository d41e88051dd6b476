//! A validation for a terminal, at most 100 columns wide but for long paths.

use super::v1::*;
use super::view::{
    NONE, ablation, alike, cheaper, compared, form, granularity, kind, pulled, role, signed, two, variants, wrong,
};
use crate::display::{count, percent, short, short_path};
use crate::format::wrapped;
use crate::view::show;
use std::fmt::Write;

/// The most wrongly placed files.
const MAX_WRONG: usize = 30;

/// The validation as text.
pub fn text(validation: &Validation) -> String {
    let mut out = String::new();
    let origin = &validation.origin;
    let revision =
        origin.revision.as_deref().map_or(String::new(), |id| format!("  commit {}", crate::display::commit(id)));
    let version = show(&validation.tool.version);
    let fine = granularity(validation).map_or_else(String::new, |fine| format!("  {fine}"));
    let _ = writeln!(
        out,
        "{}{revision}  seamline {version}  seed {}{fine}",
        short(&origin.name, 40),
        validation.settings.seed
    );
    let _ = writeln!(out, "\n{}", validation.headline());
    for check in &validation.bar.checks {
        line(&mut out, if check.holds { "  ok    " } else { "  FAILS " }, &show(&check.sentence));
    }
    line(&mut out, "  ", &validation.scope_sentence());
    if validation.truth.mask_paths && validation.settings.path_signals {
        line(&mut out, "  ! ", "folder names give this truth away; --no-path-signals leaves them out");
    }
    recovery(validation, &mut out);
    services(validation, &mut out);
    misplaced(validation, &mut out);
    ablations(validation, &mut out);
    deployment(validation, &mut out);
    plan(validation, &mut out);
    live(validation, &mut out);
    out
}

/// A text over as many lines as it needs.
fn line(out: &mut String, start: &str, said: &str) {
    let mut bytes = Vec::new();
    wrapped(&mut bytes, start, said).expect("writing to memory does not fail");
    out.push_str(&String::from_utf8_lossy(&bytes));
}

fn recovery(validation: &Validation, out: &mut String) {
    let with_best = validation.groupings.iter().any(|one| one.best.is_some());
    let with_functions = validation.groupings.iter().any(|one| one.functions.is_some());
    let _ = write!(
        out,
        "\nRecovery\n  {:<18}{:<12}{:>7}{:>7}{:>7}{:>7}{:>7}{:>7}{:>8}{:>7}",
        "grouping", "", "MoJoFM", "ARI", "NMI", "prec.", "recall", "F1", "groups", "found"
    );
    let _ = write!(out, "{}", if with_best { "   best" } else { "" });
    let _ = writeln!(out, "{}", if with_functions { "  funct." } else { "" });
    for one in &validation.groupings {
        let m = &one.strict;
        let _ = write!(
            out,
            "  {:<18}{:<12}{:>7.1}{:>7}{:>7}{:>7}{:>7}{:>7}{:>8}{:>7}",
            short(&one.id, 17),
            role(one),
            m.mojofm,
            two(m.ari),
            two(m.nmi),
            two(m.precision),
            two(m.recall),
            two(m.f1),
            m.groups,
            format!("{}/{}", one.recognised, m.services)
        );
        if with_best {
            let _ = write!(out, "{:>7}", one.best.as_ref().map_or(NONE.to_owned(), |best| two(best.measures.ari)));
        }
        if with_functions {
            let _ = write!(out, "{:>8}", one.functions.map_or(NONE.to_owned(), |found| two(found.ari)));
        }
        out.push('\n');
    }
    line(
        out,
        "  ",
        "strict: a file that is not placed is alone; found: services that a group is the larger part of, and the \
         other way round",
    );
    if let Some(best) = validation.default().and_then(|default| default.best.as_ref()) {
        let accepted = validation.truth.variants.iter().map(|one| show(&one.name)).collect::<Vec<_>>().join(", ");
        line(
            out,
            "  ",
            &format!("best: ARI against the best of the accepted variants ({accepted}); here {}", variants(best)),
        );
    }
    if with_functions {
        line(out, "  ", "funct.: ARI with the functions of split files in their place");
    }
}

fn services(validation: &Validation, out: &mut String) {
    let _ = writeln!(
        out,
        "\nServices\n  {:<22}{:>6}  {:<22}{:>6}{:>8}{:>11}{:>8}{:>7}",
        "service", "files", "nearest candidate", "files", "common", "precision", "recall", "F1"
    );
    for one in &validation.services {
        let _ = write!(out, "  {:<22}{:>6}  ", short(&one.name, 21), count(one.files));
        let _ = match &one.matched {
            None => writeln!(out, "{NONE}"),
            Some(found) => writeln!(
                out,
                "{:<22}{:>6}{:>8}{:>11}{:>8}{:>7}{}",
                short(&found.candidate, 21),
                count(found.files),
                count(found.common),
                two(found.precision),
                two(found.recall),
                two(found.f1),
                if found.recognised { "" } else { "  not recognised" }
            ),
        };
    }
}

fn misplaced(validation: &Validation, out: &mut String) {
    let all = validation.misplaced.len();
    if all == 0 {
        out.push_str("\nNo file is wrongly placed\n");
        return;
    }
    let _ = writeln!(out, "\nFiles wrongly placed\n  {:<40}{:>6}{:>6}  strongest tie there", "", "there", "home");
    let mut room = MAX_WRONG;
    for group in alike(validation) {
        let shown = group.len().min(room);
        room -= shown;
        if shown == 0 {
            continue;
        }
        line(out, "  ", &format!("{}, {}", show(&group[0].how), wrong(&group[0])));
        for one in &group[..shown] {
            let tie = pulled(one, 22).into_iter().next().unwrap_or_else(|| "none".to_owned());
            let [here, home] = [one.pull_here, one.pull_home].map(percent);
            let _ = writeln!(out, "    {:<38}{here:>6}{home:>6}  {tie}", short_path(&one.path, 37));
        }
    }
    line(
        out,
        "  ",
        "there, home: shares of its coupling that go where it is and to the candidate nearest to its service",
    );
    if all > MAX_WRONG {
        let _ = writeln!(out, "  {MAX_WRONG} of {all} shown; all are in the page and in JSON");
    }
}

fn ablations(validation: &Validation, out: &mut String) {
    let _ = writeln!(
        out,
        "\nAblations\n  {:<34}{:>7}{:>12}{:>15}{:>9}{:>7}{:>8}",
        "what is left of the evidence", "ARI", "difference", "range", "MoJoFM", "F1", "groups"
    );
    let mut last = "";
    for one in &validation.ablations {
        if kind(one) != last {
            last = kind(one);
            let _ = writeln!(out, "  {last}");
        }
        let range = match one.runs.len() {
            0 | 1 => String::new(),
            _ => format!("{}..{}", two(one.range[0]), two(one.range[1])),
        };
        let mean =
            |measure: fn(&Measures) -> f64| one.runs.iter().map(measure).sum::<f64>() / one.runs.len().max(1) as f64;
        let _ = writeln!(
            out,
            "    {:<32}{:>7}{:>12}{range:>15}{:>9.1}{:>7}{:>8.1}",
            short(&ablation(one), 31),
            two(one.ari),
            signed(one.difference),
            mean(|found| found.mojofm),
            two(mean(|found| found.f1)),
            mean(|found| found.groups as f64)
        );
    }
    let seeds = validation.seeds();
    line(
        out,
        "  ",
        &format!("difference: to the default; what rests on chance is the mean of seeds 1 to {seeds}, with its range"),
    );
}

fn deployment(validation: &Validation, out: &mut String) {
    let claim = &validation.deployment;
    let _ = writeln!(out, "\nDeployments, replayed over the history");
    line(
        out,
        "  ",
        &format!(
            "{} report {} faster deployments. This history, in cost saved against deploying the monolith:",
            show(&claim.source),
            cheaper(claim.claim)
        ),
    );
    let _ = writeln!(
        out,
        "  {:<32}{:>6}{:>5}{:>5}{:>5}{:>9}{:>9}{:>8}{:>10}{:>8}",
        "commits by services touched", "none", "1", "2", "3+", "several", "serial", "median", "parallel", "median"
    );
    for replay in &claim.replays {
        let _ = writeln!(out, "  {}", form(replay));
        for case in &replay.cases {
            let [none, one, two, more] = case.touching;
            let _ = write!(
                out,
                "    {:<30}{none:>6}{one:>5}{two:>5}{more:>5}{:>9}",
                short(&case.id, 30),
                case.coordinated.map_or(NONE.to_owned(), percent)
            );
            let _ = match case.reduction {
                None => writeln!(out, "{NONE:>9}"),
                Some(found) => writeln!(
                    out,
                    "{:>9}{:>8}{:>10}{:>8}",
                    cheaper(found.serial_mean),
                    cheaper(found.serial_median),
                    cheaper(found.parallel_mean),
                    cheaper(found.parallel_median)
                ),
            };
        }
        let unusable = replay.cases.first().map_or(0, |case| case.unusable);
        line(
            out,
            "    ",
            &format!(
                "{}; {} unknown, {} commits touch only such and are left out",
                show(&replay.formula),
                crate::display::counted(replay.unknown_files, "file"),
                count(unusable)
            ),
        );
        if let Some(half) = replay.by_fixed.iter().find(|fixed| fixed.share >= 0.5) {
            line(
                out,
                "    ",
                &format!(
                    "where {} of a deployment does not shrink with the code: {} serial, {} parallel",
                    percent(half.share),
                    cheaper(half.serial),
                    cheaper(half.parallel)
                ),
            );
        }
    }
    line(out, "  ", &validation.history_sentence());
}

fn plan(validation: &Validation, out: &mut String) {
    let Some(plan) = &validation.plan else { return };
    out.push_str("\nPlan against reality\n");
    comparisons("predicted", &plan.comparisons, out);
    if !plan.extraction.is_empty() {
        out.push_str("\nSeen in the decomposed code\n");
        comparisons("seen", &plan.extraction, out);
    }
}

fn comparisons(what: &str, all: &[PlanComparison], out: &mut String) {
    let _ = writeln!(
        out,
        "  {:<10}{:<24}{:>10}{:>10}{:>6}{:>8}{:>11}{:>8}",
        "what", "", what, "accepted", "real", "common", "precision", "recall"
    );
    for one in all {
        let _ = writeln!(
            out,
            "  {:<10}{:<24}{:>10}{:>10}{:>6}{:>8}{:>11}{:>8}",
            short(&one.kind, 9),
            short(&compared(one), 23),
            count(one.predicted),
            count(one.accepted),
            count(one.real),
            count(one.common),
            two(one.precision),
            two(one.recall)
        );
    }
}

fn live(validation: &Validation, out: &mut String) {
    let Some(live) = &validation.live else { return };
    let _ = writeln!(out, "\nMeasured with running servers");
    line(out, "  ", &show(&live.machine));
    if !live.faults.is_empty() {
        let _ = writeln!(out, "\n  {:<36}{:>10}{:>8}  begun meanwhile", "down or broken", "answered", "ready");
    }
    for fault in &live.faults {
        let start = format!("  {:<36}{:>10}{:>8}  ", short(&fault.what, 35), fault.share(), fault.ready());
        line(out, &start, &fault.afterwards());
    }
    if !live.scaling.is_empty() {
        let _ = writeln!(out, "\n  {:<26}{:>11}{:>8}{:>8}", "exports", "a second", "MB", "failed");
    }
    for one in &live.scaling {
        let _ = writeln!(out, "  {:<26}{}", short(&one.form, 25), right(&one.cells(), &[11, 8, 8]));
    }
    if let Some(factor) = live.second_worker {
        let _ = writeln!(out, "  the second worker: {} times as many", two(factor));
    }
    if !live.latency.is_empty() {
        let head = ["alone p50", "p95", "busy p50", "p95", "slower", "exports/s", "failed"].map(str::to_owned);
        let _ = writeln!(out, "\n  {:<26}{}", "ordinary requests, ms", right(&head, &LATENCY));
    }
    for one in &live.latency {
        let _ = writeln!(out, "  {:<26}{}", short(&one.form, 25), right(&one.cells(), &LATENCY));
    }
}

/// The widths of the columns of latencies.
const LATENCY: [usize; 7] = [11, 6, 10, 6, 8, 11, 8];

/// Cells, each to the right of its width.
fn right(cells: &[String], widths: &[usize]) -> String {
    cells.iter().zip(widths).map(|(cell, width)| format!("{cell:>width$}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn the_shop() {
        insta::assert_snapshot!(text(&sample::with_plan()));
    }

    #[test]
    fn nothing_hidden_reaches_the_terminal() {
        let text = text(&sample::hostile());
        assert!(text.chars().all(|character| character == '\n' || !character.is_control()));
    }

    #[test]
    fn lines_fit_the_terminal() {
        for validation in [sample::shop(), sample::with_plan(), sample::bare()] {
            let text = text(&validation);
            let wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > 108).collect();
            assert!(wide.is_empty(), "{wide:?}");
        }
    }
}
