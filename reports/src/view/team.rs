//! Who works on what: people beside services, by the share of a service's commits that each took part in.
//!
//! Team ownership lowers the number of defects when few people know a part well (Bird and others: Don't touch my code!,
//! 2011); here it only describes.

use super::show;
use crate::display::{count, counted, percent};
use crate::wire::Document;

/// The most people with a column.
const MAX_PEOPLE: usize = 10;
/// The most services with a row.
const MAX_SERVICES: usize = 40;
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
    /// How many people took part in a tenth of its commits at least.
    pub(crate) knows: String,
    /// Per person of the columns the share and its shade, 0 to 4.
    pub(crate) cells: Vec<(String, u8)>,
}

/// People beside services; none without history.
pub(crate) fn teams(document: &Document) -> Option<TeamsView> {
    let services = &document.services;
    let mut work = vec![0.0_f64; document.contributors.len()];
    let mut places = vec![0_u64; document.contributors.len()];
    for owner in services.iter().flat_map(|service| &service.owners) {
        work[owner.contributor as usize] += owner.share;
        places[owner.contributor as usize] += u64::from(owner.share >= KNOWS);
    }
    let mut people: Vec<usize> = (0..work.len()).filter(|at| work[*at] > 0.0).collect();
    if people.is_empty() {
        return None;
    }
    people.sort_by(|a, b| work[*b].total_cmp(&work[*a]).then(a.cmp(b)));
    let shown = &people[..people.len().min(MAX_PEOPLE)];
    let knows = |service: &crate::wire::Service| service.owners.iter().filter(|owner| owner.share >= KNOWS).count();
    let row = |(at, service): (usize, &crate::wire::Service)| TeamRow {
        service: at,
        team: service.team.as_deref().map(show).unwrap_or_default(),
        knows: count(knows(service) as u64),
        cells: shown
            .iter()
            .map(|person| {
                let owner = service.owners.iter().find(|owner| owner.contributor as usize == *person);
                owner.map_or((String::new(), 0), |owner| (percent(owner.share), shade(owner.share)))
            })
            .collect(),
    };
    let alone: Vec<String> = services
        .iter()
        .filter(|service| knows(service) == 1 && service.owners[0].share >= ALONE)
        .map(|service| show(&service.name))
        .collect();
    let mut sentences = Vec::new();
    if !alone.is_empty() {
        let first = alone.iter().take(5).cloned().collect::<Vec<_>>();
        let more = alone.len().saturating_sub(5);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        sentences.push(format!("one person carries {}{more}", first.join(", ")));
    }
    let everywhere = people.iter().filter(|at| 2 * places[**at] > services.len() as u64).count() as u64;
    if services.len() > 2 && everywhere > 0 {
        sentences.push(format!(
            "{} took part in a tenth of the commits of more than half of the services",
            counted(everywhere, "person").replace("persons", "people")
        ));
    }
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
        note,
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
