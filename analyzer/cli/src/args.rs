//! What was typed: the command line as clap reads it, before anyone asks what it means.
//!
//! Every option of an analysis is optional here, so that "not typed" can be told from a default; [`crate::settings`]
//! puts the configuration file below it.

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

/// Shows where a monolith can be cut into services, why, how sure it is, and what each cut costs.
#[derive(Debug, Parser)]
#[command(name = "seamline", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) talk: Talk,
    #[command(flatten)]
    pub(crate) cache: Cache,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 a check says no; 2 usage or configuration; 3 input unusable; 4 done, but coverage below \
                          --min-coverage; 5 output could not be written; 130 interrupted; 143 terminated.";

/// How much is said on standard error.
#[derive(Debug, Clone, Args)]
pub(crate) struct Talk {
    /// Say nothing but errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Say more: the configuration file used, what was left out
    #[arg(long, short, global = true, action = ArgAction::Count, conflicts_with = "quiet")]
    pub(crate) verbose: u8,
    /// Print how long each step took
    #[arg(long, global = true)]
    pub(crate) timings: bool,
}

/// Where what was read is kept from run to run.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Cache")]
pub(crate) struct Cache {
    /// Keep what was read in this folder [default: seamline in the user's cache folder]
    #[arg(long = "cache", value_name = "DIR", global = true, value_hint = ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,
    /// Keep nothing, and use nothing that was kept
    #[arg(long, global = true, conflicts_with = "folder")]
    pub(crate) no_cache: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Analyse a repository and write the report
    Analyze(Analyze),
    /// Plan the migration: what to untangle, what goes first, at what price
    Plan(Plan),
    /// Render a stored analysis again
    Report(Report),
    /// Fail when a change makes the cut harder: the gate for pull requests
    Check(Check),
    /// Keep what the gate lets through: findings that people accepted
    Baseline(Baseline),
    /// Compare two analyses: stored ones or revisions
    Diff(Diff),
    /// Follow coupling, seams and hotspots over releases or months
    Trend(Trend),
    /// Analyse a repository and show it in a browser on this machine
    Serve(Serve),
    /// Say why a file is where it is, or what ties two files or services
    Explain(Explain),
    /// Print the graph and the partition for other tools
    Export(Export),
    /// Score the tool, or any decomposition, against a known one
    Validate(Validate),
    /// List what is built in
    List(List),
    /// Show or delete what was kept from earlier runs
    Cache(Kept),
    /// Write a seamline.toml with every setting and what it does
    Init(Init),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page
    Man,
}

/// What is analysed, and how.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Source {
    /// The repository or folder [default: the current folder]
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) path: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) options: Options,
}

/// The options every analysis takes.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Analysis")]
pub(crate) struct Options {
    /// Analyse a bundled sample instead of a repository
    #[arg(long, value_name = "NAME", conflicts_with = "path")]
    pub(crate) sample: Option<String>,
    /// Analyse this commit, branch or tag, read from the object database, instead of the files on disk
    #[arg(long, value_name = "REV")]
    pub(crate) rev: Option<String>,
    /// Do not read the commit history
    #[arg(long, conflicts_with = "since")]
    pub(crate) no_history: bool,
    /// Leave out commits before this day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) since: Option<String>,
    /// Let names of folders, packages and build modules give no evidence
    #[arg(long)]
    pub(crate) no_path_signals: bool,
    /// How many services are wanted
    #[arg(long, value_name = "N|MIN..MAX")]
    pub(crate) services: Option<String>,
    /// What is grouped: whole files, types, or functions and methods [default: file]
    #[arg(long, value_name = "file|type|function")]
    pub(crate) granularity: Option<String>,
    /// The method that groups; `seamline list clusterers` shows them
    #[arg(long, value_name = "ID")]
    pub(crate) clusterer: Option<String>,
    /// The seed of everything random
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// How many threads may work; the result does not depend on it [default: one per processor]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Read a repository that belongs to another user
    #[arg(long)]
    pub(crate) trust_owner: bool,
    /// Exit with 4 when less than this share of the source files could be read [default: 0]
    #[arg(long, value_name = "0..1")]
    pub(crate) min_coverage: Option<f64>,
    /// The configuration file [default: the nearest seamline.toml upward from PATH]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
    /// What people decided [default: the nearest seamline.decisions.toml upward from PATH]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) decisions: Option<PathBuf>,
    /// Leave out what people decided: the proposal itself
    #[arg(long, conflicts_with = "decisions")]
    pub(crate) no_decisions: bool,
    /// Keep the names that services had in this analysis.json or assignments.json
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) previous: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Analyze {
    #[command(flatten)]
    pub(crate) source: Source,
    /// Where the results go
    #[arg(long, value_name = "DIR", default_value = "seamline-out", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,
    /// What the summary on standard output looks like
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: String,
    /// Show this in the report: what `seamline trend --format json` wrote
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) trend: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Plan {
    #[command(flatten)]
    pub(crate) source: Source,
    /// Use a stored analysis instead of making one
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["path", "sample"])]
    pub(crate) from: Option<PathBuf>,
    /// Plan for these services and not for those that are found: {"path": "service"}, also "path#function"
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "from")]
    pub(crate) assignments: Option<PathBuf>,
    /// Also write drafts into this folder: interfaces, gateway, manifests, decisions, issues; `seamline list artifacts`
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) artifacts: Option<PathBuf>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = Paper::Markdown)]
    pub(crate) format: Paper,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
}

/// The shape of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Paper {
    /// For people
    Markdown,
    /// For programs
    Json,
    /// For a spreadsheet or an issue tracker
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// What was: an analysis.json, or a commit, branch or tag
    #[arg(value_name = "A", value_hint = ValueHint::FilePath)]
    pub(crate) then: String,
    /// What is
    #[arg(value_name = "B", value_hint = ValueHint::FilePath)]
    pub(crate) now: String,
    /// The repository of the revisions [default: the current folder]
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub(crate) path: Option<PathBuf>,
    /// `text` or `json`
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: String,
    /// Write to this file [default: standard output]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) options: Options,
}

#[derive(Debug, Args)]
pub(crate) struct Trend {
    #[command(flatten)]
    pub(crate) source: Source,
    /// What revisions are chosen by: the last commit of each month, the tags of versions, or every so many commits
    #[arg(long, value_name = "month|release|N", default_value = "month")]
    pub(crate) every: String,
    /// The newest so many revisions [default: 12]
    #[arg(long, value_name = "N")]
    pub(crate) last: Option<usize>,
    /// `text`, `json`, `csv`, `svg` or `html`
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: String,
    /// Write to this file [default: standard output]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The stored analysis
    #[arg(long, value_name = "FILE", default_value = "seamline-out/analysis.json", value_hint = ValueHint::FilePath)]
    pub(crate) from: PathBuf,
    /// The format; `seamline list formats` shows them
    #[arg(long, value_name = "FORMAT", default_value = "html")]
    pub(crate) format: String,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) source: Source,
    /// The port of 127.0.0.1; 0 takes one that is free
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) port: u16,
    /// Do not open the browser
    #[arg(long)]
    pub(crate) no_open: bool,
    /// Change nothing: no edits, no further analyses, no saving
    #[arg(long)]
    pub(crate) read_only: bool,
    /// Where edits are kept until they are saved [default: the folder for the state of programs of this user]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) state: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A file (its path, an ending of it or its name without extension), a service, or a rule of the gate
    #[arg(value_name = "X")]
    pub(crate) subject: String,
    /// A second one
    #[arg(value_name = "Y")]
    pub(crate) other: Option<String>,
    /// The repository or folder [default: the current folder]
    #[arg(long, short = 'C', value_name = "PATH", value_hint = ValueHint::DirPath)]
    pub(crate) path: Option<PathBuf>,
    /// Take a stored analysis instead of a fresh one
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["path", "sample", "rev"])]
    pub(crate) from: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) options: Options,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) source: Source,
    /// The format; `seamline list formats` shows them
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: String,
    /// Which service each file belongs to, for formats that state borders [default: as for `check`; with `--from` a
    /// proposal]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) assignments: Option<PathBuf>,
    /// Take a stored analysis instead of a fresh one
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["path", "sample", "rev"])]
    pub(crate) from: Option<PathBuf>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) source: Source,
    /// The branch that the change goes to; compared is with what both have in common [default: `base` of `[gate]`]
    #[arg(long, value_name = "REV")]
    pub(crate) base: Option<String>,
    /// Check what is staged instead of the files on disk, against `HEAD` unless `--base` says otherwise
    #[arg(long, conflicts_with = "rev")]
    pub(crate) staged: bool,
    /// Which service each file belongs to (path to service) [default: `assignments` of `[gate]`, the cut of the baseline,
    /// or what an analysis of the base proposes]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) assignments: Option<PathBuf>,
    /// The folder of accepted findings [default: `baseline` of `[gate]`, or seamline-baseline in PATH, if there is one]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, num_args = 0..=1, require_equals = true,
          default_missing_value = "")]
    pub(crate) baseline: Option<PathBuf>,
    /// Leave the baseline out
    #[arg(long, conflicts_with = "baseline")]
    pub(crate) no_baseline: bool,
    /// How the check is told, and into which file; may be given several times [default on standard output: text; inside
    /// GitHub Actions also annotations, and a comment in the summary of the job]
    #[arg(long, value_name = "FORMAT[=FILE]")]
    pub(crate) format: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Baseline {
    #[command(subcommand)]
    pub(crate) what: OfBaseline,
}

/// What can be done with a baseline.
#[derive(Debug, Subcommand)]
pub(crate) enum OfBaseline {
    /// Accept what is there now; less always, more only with a reason
    Update {
        #[command(flatten)]
        accepting: Accepting,
        /// Accept more than is accepted now
        #[arg(long, requires = "reason")]
        allow_increase: bool,
        /// Why more is accepted
        #[arg(long, value_name = "TEXT", requires = "allow_increase")]
        reason: Option<String>,
        /// Propose a cut anew instead of keeping the one that was written
        #[arg(long)]
        new_cut: bool,
    },
    /// Remove what is not there any more
    Prune {
        #[command(flatten)]
        accepting: Accepting,
    },
    /// Say what an accepted finding is, why it is one, and where it is now
    Explain {
        /// RULE FROM TO, or the beginning of a fingerprint
        #[arg(value_name = "RULE FROM TO", required = true, num_args = 1..=3)]
        subject: Vec<String>,
        #[command(flatten)]
        accepting: Explaining,
    },
    /// Merge three versions of a file: git calls this as a merge driver
    Merge {
        /// The common ancestor (%O)
        old: PathBuf,
        /// Ours, and the place of the result (%A)
        ours: PathBuf,
        /// Theirs (%B)
        theirs: PathBuf,
    },
}

/// What a baseline is about.
#[derive(Debug, Clone, Args)]
pub(crate) struct Accepting {
    #[command(flatten)]
    pub(crate) source: Source,
    /// The folder of accepted findings [default: `baseline` of `[gate]`, or seamline-baseline in PATH]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) baseline: Option<PathBuf>,
    /// Which service each file belongs to [default: `assignments` of `[gate]`, the cut that was written, or a proposal]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) assignments: Option<PathBuf>,
}

/// The same, where the path has a name.
#[derive(Debug, Clone, Args)]
pub(crate) struct Explaining {
    /// The repository or folder [default: the current folder]
    #[arg(long, short = 'C', value_name = "PATH", value_hint = ValueHint::DirPath)]
    pub(crate) path: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) options: Options,
    /// The folder of accepted findings [default: `baseline` of `[gate]`, or seamline-baseline in PATH]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) baseline: Option<PathBuf>,
    /// Which service each file belongs to [default: as for `update`]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) assignments: Option<PathBuf>,
}

impl From<&Explaining> for Accepting {
    fn from(args: &Explaining) -> Self {
        let Explaining { path, options, baseline, assignments } = args.clone();
        Self { source: Source { path, options }, baseline, assignments }
    }
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Validate {
    #[command(flatten)]
    pub(crate) source: Source,
    /// The known decomposition: {"service_of": {path: service}}, or path to service directly
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) truth: Option<PathBuf>,
    /// Score a stored analysis instead of a fresh one
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["path", "sample", "rev"])]
    pub(crate) from: Option<PathBuf>,
    /// Score these assignments (path to service) instead of a fresh analysis
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath,
          conflicts_with_all = ["path", "sample", "rev", "from"])]
    pub(crate) assignments: Option<PathBuf>,
    /// How the scores are printed
    #[arg(long, value_enum, default_value_t = Sheet::Text)]
    pub(crate) format: Sheet,
    #[command(flatten)]
    pub(crate) whole: Whole,
}

/// What only a whole validation takes.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Whole validation (what a sample gets; any of these asks for it)")]
pub(crate) struct Whole {
    /// Every part: all methods, ablations, deployments, and the bar
    #[arg(long, conflicts_with_all = ["from", "assignments"])]
    pub(crate) full: bool,
    /// Write validation.json and validation.html into this folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with_all = ["from", "assignments"])]
    pub(crate) out: Option<PathBuf>,
    /// How many seeds what rests on chance is run with [default: 5]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100),
          conflicts_with_all = ["from", "assignments"])]
    pub(crate) seeds: Option<u64>,
    /// Measured seconds of one deployment: {"monolith": s, "services": {service: s}, "gateway": s}
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["from", "assignments"])]
    pub(crate) seconds: Option<PathBuf>,
    /// Compare with what is recorded in this file, not with what came with the sample
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["from", "assignments"])]
    pub(crate) recorded: Option<PathBuf>,
    /// Record what comes out in this file, and do not compare with what was recorded before
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath,
          conflicts_with_all = ["from", "assignments", "recorded"])]
    pub(crate) record: Option<PathBuf>,
    /// Also measure with running servers (a checkout's fixtures/figure-app), or read what was measured from a file
    #[arg(long, value_name = "DIR|FILE", value_hint = ValueHint::AnyPath, num_args = 0..=1, require_equals = true,
          default_missing_value = "fixtures/figure-app", conflicts_with_all = ["from", "assignments"])]
    pub(crate) live: Option<PathBuf>,
}

/// The shape of a validation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sheet {
    /// Tables for people
    Text,
    /// JSON for programs
    Json,
    /// The page with pictures
    Html,
}

/// The shape of a small result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// A table for people
    Text,
    /// JSON for programs
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// One family only
    #[arg(value_enum)]
    pub(crate) family: Option<Family>,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    pub(crate) format: Shape,
}

/// A family of built-in things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Family {
    /// What can be read
    Languages,
    /// What ties two files together
    Couplings,
    /// What groups files
    Clusterers,
    /// What describes a grouping
    Metrics,
    /// What can be written
    Formats,
    /// What can be drafted from a plan
    Artifacts,
    /// What the gate looks for
    Rules,
    /// What can be tried
    Samples,
}

#[derive(Debug, Args)]
pub(crate) struct Kept {
    /// What is done
    #[arg(value_enum)]
    pub(crate) what: OfCache,
}

/// What can be done with the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OfCache {
    /// Show where it is and how large
    Info,
    /// Delete it
    Clear,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Where the file goes
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) path: PathBuf,
    /// Replace a file that is there
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}
