//! `seamline baseline`: what people accepted, kept small and explained.

use crate::args::{Accepting, OfBaseline};
use crate::baseline::{self, Baseline, Entry, file_of, folder_of};
use crate::error::{Failure, Kind, Outcome};
use crate::fresh::{Target, use_threads};
use crate::look::{Cutting, Looked};
use crate::session::Session;
use crate::settings::Wanted;
use seamline_analyzer::gate::{self, Finding, Identity, Left, covering, left, standing};
use seamline_reports::check::{fingerprint, where_and_why};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

pub(crate) fn run(session: &Session, args: &OfBaseline) -> Outcome {
    match args {
        OfBaseline::Update { accepting, allow_increase, reason, new_cut } => {
            refuse_in_ci()?;
            let wanted_reason = if *allow_increase { reason.as_deref() } else { None };
            if *allow_increase && reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
                return Err(Failure::usage("more can be accepted only with a reason").hint("`--reason TEXT`"));
            }
            update(session, accepting, wanted_reason, *new_cut)
        }
        OfBaseline::Prune { accepting } => {
            refuse_in_ci()?;
            prune(session, accepting)
        }
        OfBaseline::Explain { subject, accepting } => explain(session, &accepting.into(), subject),
        OfBaseline::Merge { old, ours, theirs } => baseline::merge_files(old, ours, theirs),
    }
}

/// A gate that rewrites what it measures against lets everything through.
fn refuse_in_ci() -> Outcome {
    match std::env::var("CI") {
        Ok(value) if !matches!(value.as_str(), "" | "0" | "false") => Err(Failure::usage(
            "the baseline is not written in CI (CI is set): update it where you work, and commit it",
        )),
        _ => Ok(()),
    }
}

/// What stands there now, and what is accepted.
struct Now {
    folder: PathBuf,
    wanted: Wanted,
    old: Option<Baseline>,
    looked: Looked,
    standing: BTreeMap<Identity, Finding>,
    left: Left,
    /// Whether the settings name a file that says what the cut is.
    assigned: bool,
}

fn look(session: &Session, args: &Accepting, new_cut: bool, written: bool) -> Outcome<Now> {
    let target = Target::new(args.source.path.as_deref(), &args.source.options)?;
    let wanted = Wanted::new(&args.source.options, target.configured_by())?;
    use_threads(wanted.threads)?;
    let folder = folder_of(args.baseline.as_deref(), wanted.gate.baseline.as_deref(), &target.path());
    let old = if written { Baseline::load_to_write(&folder)? } else { Baseline::load(&folder)? };
    let assignments = args.assignments.as_deref().or(wanted.gate.assignments.as_deref());
    let cutting = Cutting { assignments, baseline: old.as_ref().filter(|_| !new_cut) };
    let looked = Looked::new(session, &target, &wanted, None, cutting)?;
    let standing = looked.with(&wanted, |input| standing(input, wanted.gate.terms(None)));
    let standing = standing.into_iter().map(|finding| (finding.id.clone(), finding)).collect();
    let accepted = old.as_ref().map(Baseline::accepted);
    let left = looked.with(&wanted, |input| left(input, wanted.gate.terms(accepted.as_ref())));
    let assigned = args.assignments.is_none() && assignments.is_some();
    Ok(Now { folder, wanted, old, looked, standing, left, assigned })
}

fn update(session: &Session, args: &Accepting, reason: Option<&str>, new_cut: bool) -> Outcome {
    let now = look(session, args, new_cut, true)?;
    if !new_cut && args.assignments.is_none() {
        keeps_services(&now)?;
    }
    let is_first = now.old.is_none();
    let old = now.old.clone().unwrap_or_default();
    let mut new = Baseline::of(old.left(now.left));
    let (mut more, mut strict) = (Vec::new(), 0_usize);
    for (id, finding) in &now.standing {
        let file = file_of(&finding.service);
        if let Some((_, entry)) = covering(&old.entries, id) {
            new.entries.insert(id.clone(), Entry { file, reason: entry.reason.clone() });
        } else if now.wanted.gate.strict.contains(&finding.service) {
            strict += 1;
        } else {
            more.push(finding);
            let reason = reason.unwrap_or_default().trim().to_owned();
            new.entries.insert(id.clone(), Entry { file, reason });
        }
    }
    if !is_first && reason.is_none() && !more.is_empty() {
        let shown = more.iter().take(SHOWN).map(|finding| format!("\n  {}: {}", finding.id.rule, finding.what));
        let rest = more.len().saturating_sub(SHOWN);
        let rest = if rest > 0 { format!("\n  and {rest} more") } else { String::new() };
        let message = format!(
            "{} findings are not accepted yet; nothing was written{}{rest}",
            more.len(),
            shown.collect::<String>()
        );
        return Err(Failure::new(Kind::Check, message)
            .hint("`seamline baseline update --allow-increase --reason TEXT` accepts them")
            .hint("`seamline baseline prune` only removes what is gone"));
    }
    // What is accepted more strongly now is not said twice.
    let stands = |id: &Identity| now.standing.contains_key(id);
    let strongest: BTreeMap<Identity, ()> =
        new.entries.keys().filter(|id| stands(id)).map(|id| (id.clone(), ())).collect();
    new.entries.retain(|id, _| stands(id) || covering(&strongest, id).is_none());
    if now.assigned {
        // Somebody else says what the cut is.
    } else {
        new.set_cut(now.looked.files(), &now.looked.homes.labels);
    }
    new.save(&now.folder)?;
    let gone = old.entries.keys().filter(|id| !new.entries.contains_key(*id)).count();
    let added = new.entries.keys().filter(|id| !old.entries.contains_key(*id)).count();
    let mut out = std::io::stdout();
    writeln!(out, "{}: {} accepted, {added} more, {gone} fewer", now.folder.display(), new.entries.len())?;
    if strict > 0 {
        writeln!(out, "{strict} findings of strict services were not accepted")?;
    }
    if now.looked.proposed {
        writeln!(out, "the cut is a proposal, and is kept in {} from now on", now.folder.join("_cut.txt").display())?;
    }
    Ok(())
}

/// Refuses to write a cut without a service that the one before has: what its files were belongs to others by now.
fn keeps_services(now: &Now) -> Outcome {
    let there: BTreeSet<&String> = now.looked.homes.labels.values().collect();
    let cut = now.old.iter().filter(|_| !now.assigned).flat_map(|old| old.cut().iter());
    let gone: BTreeMap<&String, &String> = cut
        .filter(|(_, service)| !service.starts_with('(') && !there.contains(service))
        .map(|(path, service)| (service, path))
        .collect();
    let Some((service, path)) = gone.into_iter().next() else { return Ok(()) };
    let message = format!("{service} of the cut has no file any more ({path} names none); nothing was written");
    Err(Failure::usage(message)
        .hint(format!(
            "write where its files are now into {}, or remove its lines",
            now.folder.join("_cut.txt").display()
        ))
        .hint("`seamline baseline update --new-cut` makes a new cut"))
}

/// How many findings are named in a refusal.
const SHOWN: usize = 5;

fn prune(session: &Session, args: &Accepting) -> Outcome {
    let now = look(session, args, false, true)?;
    let Some(mut kept) = now.old else { return Err(none(&now.folder)) };
    let (before, weaker) = (kept.entries.len(), now.left.weaker.len());
    kept.entries = kept.left(now.left);
    kept.save(&now.folder)?;
    let gone = (before + weaker).saturating_sub(kept.entries.len());
    let mut out = std::io::stdout();
    writeln!(out, "{}: {} accepted, {gone} fewer", now.folder.display(), kept.entries.len())?;
    if weaker > 0 {
        writeln!(out, "{weaker} of these are what is left of stronger ones")?;
    }
    Ok(())
}

fn none(folder: &Path) -> Failure {
    Failure::usage(format!("no baseline in {}", folder.display())).hint("`seamline baseline update` writes one")
}

fn explain(session: &Session, args: &Accepting, subject: &[String]) -> Outcome {
    let now = look(session, args, false, false)?;
    let Some(old) = &now.old else { return Err(none(&now.folder)) };
    let is_meant = |id: &Identity| match subject {
        [print] => fingerprint(id).starts_with(print.as_str()),
        [rule, from, to] => (id.rule, &id.from, &id.to) == (rule.as_str(), from, to),
        _ => false,
    };
    let meant: BTreeSet<&Identity> = old.entries.keys().filter(|id| is_meant(id)).collect();
    if meant.is_empty() {
        return Err(Failure::usage(format!("nothing accepted is called {}", subject.join(" ")))
            .hint("RULE FROM TO as in the files, or the beginning of a fingerprint"));
    }
    let mut text = String::new();
    for id in meant {
        let entry = &old.entries[id];
        text.push_str(&format!("{} {} > {} ({})\n", id.rule, id.from, id.to, id.kind));
        text.push_str(&format!("  accepted in {}", now.folder.join(&entry.file).display()));
        text.push_str(&if entry.reason.is_empty() { "\n".to_owned() } else { format!(": {}\n", entry.reason) });
        if let Some(card) = gate::find(id.rule).map(gate::Rule::card) {
            text.push_str(&format!("  why: {}\n  fix: {}\n", card.why, card.fix));
        }
        match now.standing.get(id) {
            Some(finding) => text.push_str(&where_and_why(finding)),
            None => text.push_str("  it is not there any more: `seamline baseline prune` removes it\n"),
        }
    }
    session.timings();
    Ok(std::io::stdout().write_all(crate::error::visible(&text).as_bytes())?)
}
