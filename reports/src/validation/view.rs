//! What text and page say alike: the headline, the numbers to know, and sentences about single things.

use super::v1::*;
use crate::display::{count, counted, listed, percent, short_path};
use crate::view::service::layer_name;
use crate::view::show;
use crate::wire::Granularity;

/// A number to know.
pub(super) struct Number {
    /// What it is.
    pub(super) name: &'static str,
    /// The value.
    pub(super) value: String,
    /// What lies behind it.
    pub(super) behind: String,
}

/// What stands for a value that there is none of.
pub(super) const NONE: &str = "–";

impl Validation {
    /// The grouping that is judged.
    pub(super) fn default(&self) -> Option<&Grouping> {
        self.groupings.first()
    }

    /// The trivial baseline with the largest adjusted Rand index.
    pub(super) fn best_baseline(&self) -> Option<&Grouping> {
        let baselines = self.groupings.iter().filter(|one| one.role == "baseline");
        baselines.max_by(|a, b| a.strict.ari.total_cmp(&b.strict.ari))
    }

    /// What came out, as one sentence.
    pub(super) fn headline(&self) -> String {
        let Some(default) = self.default() else { return "Nothing to score: no known file has a service".to_owned() };
        let bar = if self.bar.holds { "The bar is met" } else { "The bar is not met" };
        format!(
            "{bar}: {} of {} recognised, ARI {:.2} over {}",
            default.recognised,
            counted(default.strict.services, "service"),
            default.strict.ari,
            counted(default.strict.files, "file")
        )
    }

    /// The numbers to know.
    pub(super) fn numbers(&self) -> Vec<Number> {
        let Some(default) = self.default() else { return Vec::new() };
        let strict = &default.strict;
        let baseline = self.best_baseline().map_or_else(String::new, |one| {
            format!("{} for the best trivial grouping, {}", two(one.strict.ari), show(&one.id))
        });
        let best = default.best.as_ref().map(|best| format!("; {} with accepted variants", two(best.measures.ari)));
        let wrong = |how: &str| self.misplaced.iter().filter(|one| one.how == how).count() as u64;
        let (serial, parallel) = self.reductions();
        vec![
            Number {
                name: "ARI, 1 is the same",
                value: two(strict.ari),
                behind: format!("{baseline}{}", best.unwrap_or_default()),
            },
            Number {
                name: "MoJoFM, 100 is the same",
                value: format!("{:.0}", strict.mojofm),
                behind: format!(
                    "pairs: precision {}, recall {}, F1 {}",
                    two(strict.precision),
                    two(strict.recall),
                    two(strict.f1)
                ),
            },
            Number {
                name: "Services recognised",
                value: format!("{} of {}", default.recognised, strict.services),
                behind: format!("{} among the known files", counted(strict.groups, "candidate")),
            },
            Number {
                name: "Files wrongly placed",
                value: count(self.misplaced.len() as u64),
                behind: format!(
                    "of {}: {} mixed in, {} split off, {} unplaced",
                    count(strict.files),
                    wrong("mixed in"),
                    wrong("split off"),
                    wrong("unplaced")
                ),
            },
            Number {
                name: "Cheaper to deploy, mean",
                value: serial,
                behind: format!("{parallel} all at once; the claim is {}", cheaper(self.deployment.claim)),
            },
        ]
    }

    /// The mean reductions through the truth, one after the other and all at once.
    fn reductions(&self) -> (String, String) {
        let found = self.deployment.replays.first().and_then(|replay| replay.cases.first()?.reduction);
        found.map_or((NONE.to_owned(), NONE.to_owned()), |found| {
            (cheaper(found.serial_mean), cheaper(found.parallel_mean))
        })
    }

    /// Which files are scored and which are not.
    pub(super) fn scope_sentence(&self) -> String {
        let scope = &self.scope;
        let mut left = vec![
            format!("{} shared", count(scope.shared)),
            format!("{} of the gateway", count(scope.gateway)),
            format!("{} dropped", count(scope.dropped)),
            format!("{} that are no source", count(scope.not_source.len() as u64)),
            format!("{} that the truth does not mention", count(scope.unmentioned.len() as u64)),
        ];
        left.retain(|part| !part.starts_with("0 "));
        let without = if left.is_empty() { String::new() } else { format!("; not scored: {}", listed(&left)) };
        let split = match scope.split {
            0 => String::new(),
            some => format!(" ({} split, counted by majority)", count(some)),
        };
        let missing = match scope.not_analysed.len() as u64 {
            0 => String::new(),
            some => format!("; {} known but not analysed, counted as not placed", counted(some, "file")),
        };
        format!("{} scored{split}{without}{missing}", counted(scope.known, "file"))
    }

    /// What the history holds.
    pub(super) fn history_sentence(&self) -> String {
        let history = &self.deployment.history;
        format!(
            "{} walked: {} touch source files ({} by programs, {} above the size cap, {} reverts or reverted), {} touch \
             none, {}",
            counted(history.walked, "commit"),
            count(history.used + history.bots + history.bulk + history.reverts),
            count(history.bots),
            count(history.bulk),
            count(history.reverts),
            count(history.elsewhere),
            counted(history.merges, "merge")
        )
    }

    /// The seeds of what rests on chance.
    pub(super) fn seeds(&self) -> usize {
        self.ablations.iter().find(|one| one.kind == "seeds").map_or(0, |one| one.runs.len())
    }
}

/// How fine the units were, where they are finer than files.
pub(super) fn granularity(validation: &Validation) -> Option<&'static str> {
    match validation.settings.granularity {
        Granularity::File => None,
        Granularity::Type => Some("granularity type"),
        Granularity::Function => Some("granularity function"),
    }
}

/// Two digits after the point; never a negative nothing.
pub(super) fn two(value: f64) -> String {
    format!("{:.2}", (value * 100.0).round() / 100.0 + 0.0).replace('-', "−")
}

/// A difference with its sign.
pub(super) fn signed(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded == 0.0 { "0.00".to_owned() } else { format!("{rounded:+.2}").replace('-', "−") }
}

/// A reduction as a percentage, below 0 where it gets dearer.
pub(super) fn cheaper(value: f64) -> String {
    format!("{:.0}%", (value * 100.0).round() + 0.0).replace('-', "−")
}

/// What a grouping is.
pub(super) fn role(grouping: &Grouping) -> &'static str {
    match grouping.role.as_str() {
        "default" => "the default",
        "baseline" => "baseline",
        _ => "method",
    }
}

/// The accepted variants of the best score, in words.
pub(super) fn variants(best: &Best) -> String {
    match best.variants.is_empty() {
        true => "the truth as it is written".to_owned(),
        false => listed(&best.variants.iter().map(|name| show(name)).collect::<Vec<_>>()),
    }
}

/// What an ablation does, in the words of the report.
pub(super) fn ablation(one: &Ablation) -> String {
    let signal = |word: &str| one.id.strip_prefix(word).map(|signal| signal.trim_start().to_owned());
    let named = |signal: String| if signal == "path" { "folders".to_owned() } else { layer_name(&signal) };
    match one.kind.as_str() {
        "alone" => signal("only").map_or_else(|| show(&one.id), |signal| format!("only {}", named(signal))),
        "without" => signal("without").map_or_else(|| show(&one.id), |signal| format!("without {}", named(signal))),
        _ => show(&one.id),
    }
}

/// What kind of trial an ablation is.
pub(super) fn kind(one: &Ablation) -> &'static str {
    match one.kind.as_str() {
        "seeds" => "the default again",
        "alone" => "one kind of evidence alone",
        "without" => "all but one",
        "disguise" => "evidence made worthless",
        _ => "chance",
    }
}

/// Wrongly placed files that are wrong in the same way: mixed into the same candidate, split off into the same one.
pub(super) fn alike(validation: &Validation) -> impl Iterator<Item = &[Misplaced]> {
    let same = |a: &Misplaced, b: &Misplaced| (&a.how, &a.candidate, &a.service) == (&b.how, &b.candidate, &b.service);
    validation.misplaced.chunk_by(same)
}

/// Where such files are and where they belong.
pub(super) fn wrong(one: &Misplaced) -> String {
    let service = show(&one.service);
    let belongs = match &one.home {
        Some(home) if one.candidate.as_ref() != Some(home) => {
            format!("belong to {service}, which is nearest to {}", show(home))
        }
        Some(_) => format!("belong to {service}, which went under here"),
        None => format!("belong to {service}, of which nothing is placed"),
    };
    match (&one.candidate, &one.candidate_is) {
        (None, _) => format!("without a place; {belongs}"),
        (Some(here), Some(mostly)) if *mostly != one.service => {
            format!("in {}, mostly {}; {belongs}", show(here), show(mostly))
        }
        (Some(here), _) => format!("in {}; {belongs}", show(here)),
    }
}

/// What pulled a wrongly placed file: its strongest ties, each with its share and its coupling.
pub(super) fn pulled(one: &Misplaced, longest: usize) -> Vec<String> {
    let pull = |pull: &Pull| {
        format!("{} {}, {}", percent(pull.share), short_path(&pull.path, longest), layer_name(&pull.coupling))
    };
    one.pulls.iter().map(pull).collect()
}

/// What a plan was made from, or what the code is compared with.
pub(super) fn compared(one: &PlanComparison) -> String {
    match one.form.as_str() {
        "truth" => "the known services".to_owned(),
        "found" => "the candidates found".to_owned(),
        "known" => "what is known of it".to_owned(),
        "ran" => "what ran".to_owned(),
        other => show(other),
    }
}

/// What a form is.
pub(super) fn form(replay: &Replay) -> &'static str {
    if replay.form == "truth" { "the known services" } else { "the candidates found" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_negative_nothing() {
        assert_eq!([two(-0.001), two(0.486)], ["0.00", "0.49"]);
        assert_eq!([signed(-0.001), signed(0.05), signed(-0.128)], ["0.00", "+0.05", "−0.13"]);
        assert_eq!([cheaper(0.5), cheaper(-0.004), cheaper(-0.18)], ["50%", "0%", "−18%"]);
    }
}
