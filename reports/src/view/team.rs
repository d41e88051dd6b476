//! Who works on what: people beside services, by the share of a service's commits of the last two years that each took part
//! in; of all its commits where these are too few to tell.
//!
//! Team ownership lowers the number of defects when few people know a part well (Bird and others: Don't touch my code!,
//! 2011); here it only describes.

use super::show;
use crate::display::{count, counted, percent};
use crate::wire::{Document, Owner, Service};

/// The most people with a column.
const MAX_PEOPLE: usize = 10;
/// The most services with a row.
const MAX_SERVICES: usize = 40;
/// The most services that a sentence names.
const MAX_NAMED: usize = 5;
/// Who took part in at least this share of a service's commits knows it.
const KNOWS: f64 = 0.1;
/// Whose share of a service's commits is at least this carries it alone, when nobody else knows it.
const ALONE: f64 = 0.5;

/// People beside services.
pub(crate) struct TeamsView {
    /// Sentences about who works where.
    pub(crate) sentences: Vec<String>,
    /// The people of the columns.
    pub(crate) people: Vec<String>,
    /// The services.
    pub(crate) rows: Vec<TeamRow>,
    /// `10 of 40 people shown`.
    pub(crate) note: String,
}

/// One service.
pub(crate) struct TeamRow {
    /// Its position in `services`.
    pub(crate) service: usize,
    /// The team that was decided.
    pub(crate) team: String,
    /// Whether hardly anybody changed it in the last two years, so that all its commits count.
    pub(crate) old: bool,
    /// How many people took part in a tenth of its commits at least.
    pub(crate) knows: String,
    /// Per person of the columns the share and its shade, 0 to 4.
    pub(crate) cells: Vec<(String, u8)>,
}

/// What counts of somebody's work: the recent share where there is one.
pub(crate) fn counts(owner: &Owner) -> f64 {
    owner.recent.unwrap_or(owner.share)
}

/// Whether hardly anybody changed a service in the last two years.
pub(crate) fn is_old(service: &Service) -> bool {
    !service.owners.is_empty() && service.owners.iter().all(|owner| owner.recent.is_none())
}

/// People beside services; none without history.
pub(crate) fn teams(document: &Document) -> Option<TeamsView> {
    let services = &document.services;
    let mut work = vec![0.0_f64; document.contributors.len()];
    let mut places = vec![0_u64; document.contributors.len()];
    for owner in services.iter().flat_map(|service| &service.owners) {
        work[owner.contributor as usize] += counts(owner);
        places[owner.contributor as usize] += u64::from(counts(owner) >= KNOWS);
    }
    let mut people: Vec<usize> = (0..work.len()).filter(|at| work[*at] > 0.0).collect();
    if people.is_empty() {
        return None;
    }
    people.sort_by(|a, b| work[*b].total_cmp(&work[*a]).then(a.cmp(b)));
    let shown = &people[..people.len().min(MAX_PEOPLE)];
    let knows = |service: &Service| service.owners.iter().filter(|owner| counts(owner) >= KNOWS).count();
    let row = |(at, service): (usize, &Service)| TeamRow {
        service: at,
        team: service.team.as_deref().map(show).unwrap_or_default(),
        old: is_old(service),
        knows: count(knows(service) as u64),
        cells: shown
            .iter()
            .map(|person| {
                let owner = service.owners.iter().find(|owner| owner.contributor as usize == *person);
                let share = owner.map(counts).filter(|share| *share > 0.0);
                share.map_or((String::new(), 0), |share| (percent(share), shade(share)))
            })
            .collect(),
    };
    let named = |wanted: &dyn Fn(&&Service) -> bool| {
        let names: Vec<String> = services.iter().filter(wanted).map(|service| show(&service.name)).collect();
        let more = names.len().saturating_sub(MAX_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        (!names.is_empty()).then(|| format!("{}{more}", names[..names.len().min(MAX_NAMED)].join(", ")))
    };
    let alone =
        |service: &&Service| knows(service) == 1 && service.owners.iter().map(counts).fold(0.0, f64::max) >= ALONE;
    let mut sentences = Vec::new();
    sentences.extend(named(&alone).map(|names| format!("one person carries {names}")));
    sentences.extend(named(&|service| is_old(service)).map(|names| format!("hardly anybody changes {names}")));
    let everywhere = people.iter().filter(|at| 2 * places[**at] > services.len() as u64).count() as u64;
    if services.len() > 2 && everywhere > 0 {
        sentences.push(format!(
            "{} took part in a tenth of the commits of more than half of the services",
            counted(everywhere, "person").replace("persons", "people")
        ));
    }
    let old =
        if services.iter().any(is_old) { "“All its commits”: fewer than five in the last two years. " } else { "" };
    let note = if people.len() > shown.len() || services.len() > MAX_SERVICES {
        format!(
            "{} of {} people and {} of {} shown; all are in analysis.json.",
            count(shown.len() as u64),
            count(people.len() as u64),
            count(services.len().min(MAX_SERVICES) as u64),
            counted(services.len() as u64, "service")
        )
    } else {
        String::new()
    };
    Some(TeamsView {
        sentences,
        people: shown.iter().map(|at| show(&document.contributors[*at])).collect(),
        rows: services.iter().enumerate().take(MAX_SERVICES).map(row).collect(),
        note: format!("{old}{note}"),
    })
}

fn shade(share: f64) -> u8 {
    match share {
        share if share >= 0.5 => 4,
        share if share >= 0.25 => 3,
        share if share >= KNOWS => 2,
        share if share > 0.0 => 1,
        _ => 0,
    }
}
