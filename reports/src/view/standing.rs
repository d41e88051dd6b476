//! What a candidate is once the cut is planned: a service, common code, what is left, or a module. One count for the whole
//! report: the headline, the table of services and the plan say the same number.
//!
//! What common code is, the plan judges ([`seamline_analyzer::plan::library`]).

use super::show;
use crate::display::{counted, listed};
use crate::wire::{Document, Granularity};

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
    /// A module that runs in a browser.
    Browser,
    /// A module of code that runs once, or of tools of development.
    Apart,
    /// There is no plan.
    Unknown,
}

impl Standing {
    /// A tag beside the name; empty where there is nothing to say.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Common => "common code, a library first",
            Self::Left => "what is left",
            Self::Module => "a module, no service",
            Self::Browser => "browser code, no service",
            Self::Apart => "runs once or by hand, no service",
            Self::Service | Self::Unknown => "",
        }
    }
}

/// What each candidate is, in the order of the document.
pub(crate) fn standings(document: &Document) -> Vec<Standing> {
    let one = |service: &crate::wire::Service| {
        let plan = document.plan.as_ref();
        let left = plan.and_then(|plan| plan.remainder.as_ref()).is_some_and(|left| left.service == service.name);
        match plan {
            _ if left => Standing::Left,
            None => Standing::Unknown,
            Some(plan) if plan.common.iter().any(|one| one.service == service.name) => Standing::Common,
            Some(plan) if plan.steps.iter().any(|step| step.service == service.name) => Standing::Service,
            Some(plan) if plan.browser.contains(&service.name) => Standing::Browser,
            Some(plan) if plan.apart.contains(&service.name) => Standing::Apart,
            Some(_) => Standing::Module,
        }
    };
    document.services.iter().map(one).collect()
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
        named(Standing::Common, "common code, a library before the first step"),
        named(Standing::Browser, "browser code, a frontend to the services that keeps no data"),
        named(Standing::Apart, "code that runs once or by hand"),
        named(Standing::Module, "modules, since they keep no data and nothing outside calls them"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn common_code_is_what_the_plan_says() {
        let mut document = sample::planned();
        let plan = document.plan.as_mut().expect("it is planned");
        let gone = plan.steps.remove(0).service;
        plan.common.push(crate::plan::CommonCode {
            id: "G1".to_owned(),
            service: gone.clone(),
            responsibility: "keeps nothing".to_owned(),
            advice: String::new(),
            units: 1,
            lines: 10,
            users: 3,
            others: 4,
            incoming: 9,
            outgoing: 1,
        });
        let at = document.services.iter().position(|service| service.name == gone).expect("it is a service");
        assert_eq!(standings(&document)[at], Standing::Common);
        assert!(others(&document).contains("common code, a library before the first step"), "{}", others(&document));
        assert!(found(&document).contains(&format!(
            "{} of them",
            standings(&document).iter().filter(|one| **one == Standing::Service).count()
        )));
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
