//! What a candidate is once the cut is planned: a service, common code, what is left, or a module. One count for the whole
//! report: the headline, the table of services and the plan say the same number.
//!
//! *Common code* is told by four signs together: no noun of its own (its name is mixed), at least half of the other
//! candidates use it, they use it at least four times as much as it uses them, and outside hardly anything calls it (less than
//! one entry point for ten files). Of few candidates half is no sign. A guess by shape, so it is said and changes neither cut
//! nor order.

use super::show;
use crate::display::{counted, listed};
use crate::wire::{Document, Granularity};

/// Fewer candidates than this have no common code among them.
const MANY: usize = 5;
/// How many times more the others use common code than it uses them.
const USED_MORE: u64 = 4;
/// At how many files for each entry point hardly anything outside calls a candidate.
const FILES_PER_ENTRY: usize = 10;
/// How a candidate without a noun of its own begins.
const MIXED: &str = "mixed-";

/// What a candidate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// A service by the plan.
    Service,
    /// Base classes, exceptions, configuration: what the others stand on.
    Common,
    /// What is left of the monolith.
    Left,
    /// It keeps no data and nothing outside calls it.
    Module,
    /// There is no plan.
    Unknown,
}

impl Standing {
    /// A tag beside the name; empty where there is nothing to say.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Common => "common code, hardly a service",
            Self::Left => "what is left",
            Self::Module => "a module, no service",
            Self::Service | Self::Unknown => "",
        }
    }
}

/// What each candidate is, in the order of the document.
pub(crate) fn standings(document: &Document) -> Vec<Standing> {
    let common = common(document);
    let one = |(at, service): (usize, &crate::wire::Service)| {
        let plan = document.plan.as_ref();
        let left = plan.and_then(|plan| plan.remainder.as_ref()).is_some_and(|left| left.service == service.name);
        match plan {
            _ if left => Standing::Left,
            _ if common[at] => Standing::Common,
            None => Standing::Unknown,
            Some(plan) if plan.steps.iter().any(|step| step.service == service.name) => Standing::Service,
            Some(_) => Standing::Module,
        }
    };
    document.services.iter().enumerate().map(one).collect()
}

fn common(document: &Document) -> Vec<bool> {
    let n = document.services.len();
    let mut users = vec![0_usize; n];
    let (mut incoming, mut outgoing) = (vec![0_u64; n], vec![0_u64; n]);
    for seam in document.seams.iter().filter(|seam| seam.a != seam.b) {
        for (user, used, mentions) in
            [(seam.a, seam.b, seam.forward.mentions), (seam.b, seam.a, seam.backward.mentions)]
        {
            users[used as usize] += usize::from(mentions > 0);
            incoming[used as usize] = incoming[used as usize].saturating_add(mentions);
            outgoing[user as usize] = outgoing[user as usize].saturating_add(mentions);
        }
    }
    let is = |at: usize| {
        n >= MANY
            && document.services[at].name.starts_with(MIXED)
            && 2 * users[at] >= n - 1
            && incoming[at] >= outgoing[at].saturating_mul(USED_MORE)
            && document.services[at].entry_points.len() * FILES_PER_ENTRY < document.services[at].units.len()
    };
    (0..n).map(is).collect()
}

/// How many candidates were found and how many of them could be services: `12 candidates in 235 files, 5 of them could be
/// services`.
pub(crate) fn found(document: &Document) -> String {
    let all = candidates(document);
    match services(document) {
        None => all,
        Some(1) => format!("{all}, 1 of them could be a service"),
        Some(some) => format!("{all}, {some} of them could be services"),
    }
}

/// How many candidates were found: `12 candidates in 235 files`.
pub(crate) fn candidates(document: &Document) -> String {
    let files = match document.settings.granularity {
        Granularity::File => counted(document.units.len() as u64, "file"),
        Granularity::Type | Granularity::Function => {
            let (parts, files) = (document.units.len() as u64, document.files() as u64);
            format!("{} of {}", counted(parts, "part"), counted(files, "file"))
        }
    };
    format!("{} in {files}", counted(document.services.len() as u64, "candidate"))
}

/// How many candidates could be services; none without a plan.
fn services(document: &Document) -> Option<usize> {
    document.plan.as_ref()?;
    Some(standings(document).into_iter().filter(|one| *one == Standing::Service).count())
}

/// What the other candidates are: `what is left: core; modules, no services: tools`.
pub(crate) fn others(document: &Document) -> String {
    let standings = standings(document);
    let named = |wanted: Standing, words: &str| {
        let names: Vec<String> = document
            .services
            .iter()
            .zip(&standings)
            .filter(|(_, one)| **one == wanted)
            .map(|(service, _)| show(&service.name))
            .collect();
        (!names.is_empty()).then(|| format!("{words}: {}", listed(&names)))
    };
    let parts = [
        named(Standing::Left, "what is left of the monolith"),
        named(Standing::Common, "common code, hardly a service (a library, or its own step at most)"),
        named(Standing::Module, "modules, since they keep no data and nothing outside calls them"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    /// A candidate called `name`, the mentions of it in each other one, its own mentions of others, its entry points: whether
    /// it is common code.
    fn check(name: &str, used: &[u64], (uses, entries): (u64, usize), expected: bool) {
        let mut document = sample::large(used.len() + 1, 120);
        document.services[0].name = name.to_owned();
        document.services[0].entry_points = vec![0; entries];
        let template = document.seams[0].clone();
        let seam = |(at, mentions): (usize, &u64)| {
            let mut seam = template.clone();
            (seam.a, seam.b) = (0, at as u32 + 1);
            seam.backward.mentions = *mentions;
            seam.forward.mentions = if at == 0 { uses } else { 0 };
            seam
        };
        document.seams = used.iter().enumerate().map(seam).collect();
        assert_eq!(standings(&document)[0] == Standing::Common, expected, "{name} {used:?} {uses} {entries}");
    }

    #[test]
    fn common_code_has_no_noun_and_is_used_by_many() {
        check("mixed-email-core", &[9, 9, 9, 9, 9], (2, 0), true);
        check("mixed-email-core", &[9, 9, 9, 0, 0], (0, 0), true);
        check("mixed-email-core", &[9, 9, 0, 0, 0], (0, 0), false);
        check("mixed-email-core", &[9, 9, 9, 9, 9], (20, 0), false);
        check("mixed-email-core", &[9, 9, 9, 9, 9], (2, 30), false);
        check("orders", &[9, 9, 9, 9, 9], (2, 0), false);
        check("mixed-email-core", &[9, 9, 9], (0, 0), false);
    }

    #[test]
    fn what_is_no_service_adds_up() {
        let document = sample::planned();
        let all = standings(&document);
        let services = all.iter().filter(|one| **one == Standing::Service).count();
        assert!(found(&document).contains(&format!("{services} of them")), "{}", found(&document));
        assert_eq!(others(&document).is_empty(), services == all.len());
    }
}
