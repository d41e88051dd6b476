//! What is wanted: the configuration file, and the command line above it, checked.
//!
//! Everything here is valid: a wrong value has been refused with the reason and what to try.

mod gate;

use crate::args::Options;
use crate::config::{Config, Plan};
use crate::decisions::Read;
use crate::error::{Failure, Outcome};
use crate::suggest::closest;
use seamline_analyzer::decision::Previous;
use seamline_analyzer::facts::Granularity;
use seamline_analyzer::plan::order;
use seamline_analyzer::{Settings, cluster, settings};
use seamline_decisions::Services;
use seamline_extractors::Head;
use seamline_extractors::git::Trust;
use seamline_reports::Document;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What is wanted of one run.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// The commit to read instead of the files on disk.
    pub(crate) rev: Option<String>,
    /// Whether what is staged is read instead of either.
    pub(crate) staged: bool,
    /// Whether another user's repository is read.
    pub(crate) trust: Trust,
    /// How much of the history is read.
    pub(crate) history: Span,
    /// The share of the source files that must have been readable.
    pub(crate) min_coverage: f64,
    /// How many threads may work.
    pub(crate) threads: Option<usize>,
    /// What the analyzer is asked for.
    pub(crate) analysis: Settings,
    /// What the plan is made with.
    pub(crate) plan: order::Weights,
    /// Days that a point of effort takes, at best and at worst.
    pub(crate) days: Option<(f64, f64)>,
    /// What the gate looks for.
    pub(crate) gate: gate::Gate,
    /// The configuration file that was read.
    pub(crate) config: Option<PathBuf>,
    /// What people decided about the cut.
    pub(crate) decided: Read,
    /// The analysis that services keep their names from, and that the result is compared with.
    pub(crate) previous: Earlier,
}

/// An earlier analysis.
#[derive(Debug, Clone, Default)]
pub(crate) struct Earlier {
    /// The services by file.
    pub(crate) names: Previous,
    /// The analysis, where all of it was given.
    pub(crate) document: Option<Document>,
}

/// How much of the history is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Span {
    /// All of it.
    All,
    /// From this time on, seconds since 1970.
    Since(i64),
    /// Nothing.
    Off,
}

impl Wanted {
    /// Puts the command line above the configuration of the target.
    pub(crate) fn new(options: &Options, target: Option<&Path>) -> Outcome<Self> {
        let (config, file) = Config::load(options.config.as_deref(), target)?;
        let decided =
            if options.no_decisions { Read::default() } else { Read::load(options.decisions.as_deref(), target)? };
        Ok(Self {
            rev: options.rev.clone(),
            staged: false,
            trust: if options.trust_owner { Trust::Any } else { Trust::Own },
            history: span(options, &config)?,
            min_coverage: min_coverage(options.min_coverage.or(config.input.min_coverage))?,
            threads: threads(options.threads)?,
            analysis: analysis(options, &config, decided.services.as_deref())?,
            plan: plan(&config.plan)?,
            days: days(&config.plan)?,
            gate: gate::Gate::new(&config, file.as_deref())?,
            config: file,
            decided,
            previous: options.previous.as_deref().map(previous).transpose()?.unwrap_or_default(),
        })
    }

    /// The state that is read.
    pub(crate) fn head(&self) -> Head {
        match &self.rev {
            _ if self.staged => Head::Index,
            Some(revision) => Head::Revision(revision.clone()),
            None => Head::Now,
        }
    }
}

fn analysis(options: &Options, config: &Config, decided: Option<&str>) -> Outcome<Settings> {
    let default = Settings::default();
    let written = config.analysis.services.as_ref().map(Services::written);
    let services = options.services.clone().or_else(|| decided.map(str::to_owned)).or(written);
    let id = options.clusterer.clone().or_else(|| config.analysis.clusterer.clone());
    Ok(Settings {
        clusterer: id.map(clusterer).transpose()?.unwrap_or(default.clusterer),
        seed: options.seed.or(config.analysis.seed).unwrap_or(default.seed),
        services: services.as_deref().map(range).transpose()?,
        path_signals: !options.no_path_signals && config.analysis.path_signals.unwrap_or(default.path_signals),
        granularity: granularity(options.granularity.as_deref().or(config.analysis.granularity.as_deref()))?,
        weights: weights(config, default.weights)?,
        mazlami: mazlami(config, default.mazlami)?,
    })
}

/// An earlier analysis, whole or its assignments.
fn previous(file: &Path) -> Outcome<Earlier> {
    let cannot = |why: &dyn std::fmt::Display| Failure::usage(format!("cannot read {}: {why}", file.display()));
    let bytes = std::fs::read(file).map_err(|why| cannot(&why))?;
    let (assigned, document): (BTreeMap<String, String>, _) = match serde_json::from_slice(&bytes) {
        Ok(assigned) => (assigned, None),
        Err(_) => {
            let document = Document::read(&bytes).map_err(|why| cannot(&why))?;
            (document.place_of_units(), Some(document))
        }
    };
    let names = Previous(assigned.into_iter().filter(|(_, service)| !service.starts_with('(')).collect());
    Ok(Earlier { names, document })
}

fn plan(config: &Plan) -> Outcome<order::Weights> {
    let default = order::Weights::default();
    let weight = |name: &str, written: Option<f64>, default: f64| match written {
        Some(weight) if !(0.0..=100.0).contains(&weight) => {
            Err(Failure::usage(format!("plan.{name} is {weight}")).hint("a number from 0 to 100"))
        }
        written => Ok(written.unwrap_or(default)),
    };
    Ok(order::Weights {
        incoming: weight("incoming", config.incoming, default.incoming)?,
        outgoing: weight("outgoing", config.outgoing, default.outgoing)?,
        writes: weight("writes", config.writes, default.writes)?,
        spanning: weight("spanning", config.spanning, default.spanning)?,
        state: weight("state", config.state, default.state)?,
    })
}

fn days(config: &Plan) -> Outcome<Option<(f64, f64)>> {
    match (config.days_low, config.days_high) {
        (None, None) => Ok(None),
        (Some(low), Some(high)) if 0.0 < low && low <= high && high <= 1000.0 => Ok(Some((low, high))),
        _ => Err(Failure::usage("plan.days-low and plan.days-high are no range of days")
            .hint("both, above 0, the lower one first")),
    }
}

fn granularity(written: Option<&str>) -> Outcome<Granularity> {
    let Some(written) = written else { return Ok(Granularity::default()) };
    let known = Granularity::ALL.into_iter().find(|known| known.name() == written);
    let unknown = || {
        let failure = Failure::usage(format!("unknown granularity `{written}`"));
        Granularity::ALL.iter().fold(failure, |failure, known| failure.hint(format!("`{}`", known.name())))
    };
    known.ok_or_else(unknown)
}

fn clusterer(id: String) -> Outcome<String> {
    let known = || std::iter::once(settings::PIPELINE.id).chain(cluster::ALL.iter().map(|method| method.info().id));
    if known().any(|method| method == id) {
        return Ok(id);
    }
    let failure = Failure::usage(format!("unknown clusterer `{id}`"));
    let failure = match closest(&id, known()) {
        Some(near) => failure.hint(format!("`{near}`")),
        None => failure,
    };
    Err(failure.hint("`seamline list clusterers`"))
}

/// Reads `N` or `MIN..MAX`.
fn range(written: &str) -> Outcome<(usize, usize)> {
    let number = |text: &str| text.trim().parse::<usize>().ok().filter(|number| (1..=1000).contains(number));
    let ends = match written.split_once("..") {
        Some((low, high)) => number(low).zip(number(high.trim_start_matches('='))),
        None => number(written).map(|exactly| (exactly, exactly)),
    };
    ends.filter(|(low, high)| low <= high).ok_or_else(|| {
        Failure::usage(format!("`{written}` is no number of services"))
            .hint("a number from 1 to 1000, or a range: `4..8`")
    })
}

fn span(options: &Options, config: &Config) -> Outcome<Span> {
    if options.no_history || (options.since.is_none() && config.input.history == Some(false)) {
        return Ok(Span::Off);
    }
    let day = options.since.as_ref().or(config.input.since.as_ref());
    day.map_or(Ok(Span::All), |day| start_of(day).map(Span::Since))
}

/// The first second of a day in UTC, seconds since 1970.
fn start_of(day: &str) -> Outcome<i64> {
    let wrong = || Failure::usage(format!("`{day}` is no day")).hint("`YYYY-MM-DD`, such as `2024-01-31`");
    let parts: Vec<i64> = day.split('-').map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
    match parts[..] {
        [year @ 1970..=9999, month @ 1..=12, day] if (1..=days_in(year, month)).contains(&day) => {
            Ok((days_before(year) + (1..month).map(|month| days_in(year, month)).sum::<i64>() + day - 1) * 86_400)
        }
        _ => Err(wrong()),
    }
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days from 1970 to the first of January of a year.
fn days_before(year: i64) -> i64 {
    let leaps = |year: i64| year / 4 - year / 100 + year / 400;
    (year - 1970) * 365 + leaps(year - 1) - leaps(1969)
}

fn min_coverage(share: Option<f64>) -> Outcome<f64> {
    match share.unwrap_or(0.0) {
        share if (0.0..=1.0).contains(&share) => Ok(share),
        other => Err(Failure::usage(format!("minimum coverage {other} is not from 0 to 1")).hint("0.85")),
    }
}

fn threads(number: Option<usize>) -> Outcome<Option<usize>> {
    match number {
        Some(0 | 1025..) => Err(Failure::usage("the number of threads must be from 1 to 1024")),
        fine => Ok(fine),
    }
}

fn weights(config: &Config, default: settings::Weights) -> Outcome<settings::Weights> {
    let weight = |name: &str, written: Option<f64>, default: f64| match written.unwrap_or(default) {
        fine if (0.0..=100.0).contains(&fine) => Ok(fine),
        other => Err(Failure::usage(format!("weight {name} = {other} is not from 0 to 100"))),
    };
    let written = &config.weights;
    Ok(settings::Weights {
        structural: weight("structural", written.structural, default.structural)?,
        co_use: weight("co-use", written.co_use, default.co_use)?,
        data: weight("data", written.data, default.data)?,
        name: weight("name", written.name, default.name)?,
        logical: weight("logical", written.logical, default.logical)?,
        path: weight("path", written.path, default.path)?,
        semantic: weight("semantic", written.semantic, default.semantic)?,
        contributor: weight("contributor", written.contributor, default.contributor)?,
    })
}

fn mazlami(config: &Config, default: settings::Mazlami) -> Outcome<settings::Mazlami> {
    let written = &config.mazlami;
    let fine = settings::Mazlami {
        logical: written.logical.unwrap_or(default.logical),
        semantic: written.semantic.unwrap_or(default.semantic),
        contributor: written.contributor.unwrap_or(default.contributor),
        services: written.services.unwrap_or(default.services),
        max_size: written.max_size.unwrap_or(default.max_size),
        interval: written.interval.unwrap_or(default.interval),
    };
    if fine.services == 0 || fine.max_size == 0 || fine.interval <= 0 {
        return Err(Failure::usage("services, max-size and interval of [mazlami] must be above 0"));
    }
    if !(fine.logical || fine.semantic || fine.contributor) {
        return Err(Failure::usage("[mazlami] switches every coupling off").hint("leave one on"));
    }
    Ok(fine)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(flags: Options, text: &str) -> String {
        let config = Config::parse(text, Path::new("seamline.toml")).expect("the text is right");
        match (analysis(&flags, &config, None), span(&flags, &config)) {
            (Ok(settings), Ok(span)) => format!("{} {:?} {span:?}", settings.seed, settings.services),
            (Err(failure), _) | (_, Err(failure)) => failure.to_string(),
        }
    }

    fn check(flags: Options, text: &str, expected: &str) {
        assert_eq!(merged(flags, text), expected);
    }

    #[test]
    fn defaults() {
        check(Options::default(), "", "1 None All");
    }
    #[test]
    fn the_file_wins_over_defaults() {
        check(Options::default(), "analysis = { seed = 2, services = 3 }", "2 Some((3, 3)) All");
    }
    #[test]
    fn the_command_line_wins_over_the_file() {
        check(Options { seed: Some(7), ..Options::default() }, "analysis = { seed = 2 }", "7 None All");
    }
    #[test]
    fn a_range_of_services() {
        check(Options { services: Some("4..8".into()), ..Options::default() }, "", "1 Some((4, 8)) All");
    }
    #[test]
    fn a_range_upside_down() {
        check(
            Options { services: Some("8..4".into()), ..Options::default() },
            "",
            "error: `8..4` is no number of services\n  try: a number from 1 to 1000, or a range: `4..8`",
        );
    }
    #[test]
    fn the_file_switches_history_off() {
        check(Options::default(), "input = { history = false }", "1 None Off");
    }
    #[test]
    fn since_on_the_command_line_switches_it_on() {
        check(
            Options { since: Some("1970-01-02".into()), ..Options::default() },
            "input = { history = false }",
            "1 None Since(86400)",
        );
    }
    #[test]
    fn unknown_granularities_name_the_known() {
        check(
            Options { granularity: Some("line".into()), ..Options::default() },
            "",
            "error: unknown granularity `line`\n  try: `file`\n  try: `type`\n  try: `function`",
        );
    }
    #[test]
    fn the_command_line_stands_above_the_file() {
        let options = Options { granularity: Some("type".into()), ..Options::default() };
        let text = "[analysis]\ngranularity = \"function\"";
        let config = Config::parse(text, Path::new("seamline.toml")).expect("the text is right");
        assert_eq!(analysis(&options, &config, None).ok().map(|wanted| wanted.granularity), Some(Granularity::Type));
    }
    #[test]
    fn unknown_clusterers_name_the_nearest() {
        let text = merged(Options { clusterer: Some("seemline".into()), ..Options::default() }, "");
        assert!(text.contains("try: `seamline`"), "{text}");
    }

    fn day(written: &str, expected: Option<i64>) {
        assert_eq!(start_of(written).ok(), expected, "{written}");
    }

    #[test]
    fn days() {
        day("1970-01-01", Some(0));
        day("2000-03-01", Some(951_868_800));
        day("2024-02-29", Some(1_709_164_800));
        day("2023-02-29", None);
        day("2024-13-01", None);
        day("yesterday", None);
    }

    #[test]
    fn defaults_of_the_template_are_the_defaults() {
        let text = crate::config::uncommented().replace("services = \"4..8\"", "");
        let config = Config::parse(&text, Path::new("template")).expect("the template is right");
        assert_eq!(analysis(&Options::default(), &config, None).expect("valid"), Settings::default());
    }
}
