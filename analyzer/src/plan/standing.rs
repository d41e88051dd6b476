//! What a unit's word counts for when it comes to who owns and asks what.
//!
//! - *One-off* code runs once, or by hand: migrations, change sets, seeds, scripts, upgrades in folders of versions
//!   (`upgrades/1.4.0`), classes named as Flyway (`V1_4__Names`) and Liquibase (`NamesCustomTaskChange`) name them. It touched a
//!   table once and keeps none that anybody else uses.
//! - *Tools* of development configure a build, a linter or a test runner, and are no part of what is deployed.
//! - *Browser* code draws. A file draws when it is a component (`.tsx`, `.jsx`, `.vue`, `.svelte`), and so does every file of
//!   JavaScript or TypeScript in a folder of which a third draws, at least three do, and nothing answers a request, a message
//!   or a clock; but no file that itself opens a store. So does what lies in a folder that servers hand out as it is
//!   (`public`), and all of JavaScript and TypeScript where only other languages answer and open stores. What it seems to do with rows it does with objects of the same name,
//!   which a server sends; and between it and a server a name alone ties nothing, since the network lies between them.
//!
//! Paths decide, so what is called otherwise is not seen.

use crate::facts::{Access, EntryKind, Facts, Reference, Tier, Unit};
use crate::id::{IdVec, StoreId, UnitId};
use crate::words;
use std::collections::{BTreeMap, BTreeSet};

/// Folders of code that runs once.
const FOLDERS: &[&str] = &[
    "alembic",
    "backfill",
    "backfills",
    "changelog",
    "changelogs",
    "changeset",
    "changesets",
    "databasechange",
    "flyway",
    "liquibase",
    "migrate",
    "migration",
    "migrations",
    "script",
    "scripts",
    "seed",
    "seeder",
    "seeders",
    "seeds",
];
/// Words in names of folders of code that runs once: `migrations-sqlite`.
const FOLDER_WORDS: &[&str] =
    &["changelog", "changelogs", "changesets", "migration", "migrations", "seeder", "seeders", "seeds"];
/// Folders of tools of development.
const TOOL_FOLDERS: &[&str] =
    &["buildscripts", "cypress", "devtools", "grunt", "gulp", "storybook", "tooling", "webpack"];
/// The same, where they lie at the top of the repository.
const TOP_FOLDERS: &[&str] = &["ci", "dev", "hack"];
/// What tools of development are called, up to the first dot or hyphen of a file's name.
const TOOLS: &[&str] = &[
    "babel",
    "commitlint",
    "craco",
    "cypress",
    "eslint",
    "fabfile",
    "gruntfile",
    "gulpfile",
    "jest",
    "karma",
    "lerna",
    "metro",
    "nodemon",
    "noxfile",
    "playwright",
    "postcss",
    "prettier",
    "rollup",
    "storybook",
    "stylelint",
    "tailwind",
    "tsup",
    "vite",
    "vitest",
    "webpack",
];
/// Words in names of files that run once.
const WORDS: &[&str] = &["backfill", "changeset", "seed", "seeder", "seeds"];
/// Endings of names of files that run once.
const ENDINGS: &[&str] = &["changeset", "customsqlchange", "customtaskchange", "migration"];
/// Folders whose folders of versions hold code that runs once.
const UPGRADES: &[&str] = &["updates", "upgrade", "upgrades"];
/// Folders whose files servers hand out as they are.
const SERVED: &[&str] = &["public", "static", "webapp", "webroot", "wwwroot"];
/// What components are written in.
const COMPONENTS: &[&str] = &["jsx", "svelte", "tsx", "vue"];
/// What else runs in a browser.
const SCRIPTS: &[&str] = &["js", "mjs", "ts"];
/// The fewest components of a folder that draws.
const FEW: usize = 3;

/// What units' words count for.
#[derive(Debug, Clone)]
pub struct Standings {
    one_off: IdVec<UnitId, bool>,
    tools: IdVec<UnitId, bool>,
    browser: IdVec<UnitId, bool>,
    /// The stores that something lasting uses.
    lasting: BTreeSet<StoreId>,
}

impl Standings {
    /// Looks at every unit.
    pub fn new(facts: &Facts) -> Self {
        let tools = facts.units.values().map(is_tool).collect();
        let browser = browser(facts);
        // A folder for scripts of a page is none for scripts that somebody runs.
        let once = |(unit, of): (UnitId, &Unit)| !browser[unit] && runs_once(of);
        let one_off: IdVec<UnitId, bool> = facts.units.iter().map(once).collect();
        let touches = facts.touches.iter().filter(|touch| !browser[touch.unit]);
        let lasting = facts.accesses.iter().chain(touches).filter(|access| !one_off[access.unit]);
        let lasting = lasting.map(|access| access.store).collect();
        Self { one_off, tools, browser, lasting }
    }

    /// Whether a unit runs once, or by hand.
    pub fn runs_once(&self, unit: UnitId) -> bool {
        self.one_off[unit]
    }

    /// Whether a unit is no part of what runs as a service: it runs once, or belongs to the tools of development.
    pub fn apart(&self, unit: UnitId) -> bool {
        self.one_off[unit] || self.tools[unit]
    }

    /// Whether most lines of some units belong to those that a question is true of.
    pub fn mostly(&self, facts: &Facts, units: &[UnitId], is: fn(&Self, UnitId) -> bool) -> bool {
        let (mut those, mut others) = (0_u64, 0_u64);
        for unit in units {
            let lines = u64::from(facts.units[*unit].lines);
            if is(self, *unit) { those += lines } else { others += lines }
        }
        those > others
    }

    /// Whether a unit runs in a browser.
    pub fn draws(&self, unit: UnitId) -> bool {
        self.browser[unit]
    }

    /// The uses of stores that count: those through rows and repositories not in a browser, those of one-off code where
    /// nothing lasting uses the store.
    pub fn uses<'a>(&'a self, facts: &'a Facts) -> impl Iterator<Item = &'a Access> {
        let touches = facts.touches.iter().filter(|touch| !self.browser[touch.unit]);
        facts.accesses.iter().chain(touches).filter(|access| self.counts(access))
    }

    /// Whether a use of a store counts: that of one-off code does not where something lasting uses the store.
    pub fn counts(&self, access: &Access) -> bool {
        !self.one_off[access.unit] || !self.lasting.contains(&access.store)
    }

    /// Whether a mention ties two units: between a browser and a server a name alone does not.
    pub fn ties(&self, reference: &Reference) -> bool {
        reference.tier != Tier::Name || self.browser[reference.from] == self.browser[reference.to]
    }
}

/// Whether the path says that the unit runs once.
fn runs_once(unit: &Unit) -> bool {
    let lower = |text: &str| text.to_ascii_lowercase();
    let name = unit.path.file_name().split('.').next().unwrap_or_default();
    let once = |folder: &str| {
        FOLDERS.contains(&lower(folder).as_str())
            || words::split(folder).iter().any(|word| FOLDER_WORDS.contains(&word.as_str()))
    };
    unit.path.folders().any(once)
        || is_versioned(unit)
        || words::split(name).iter().any(|word| WORDS.contains(&word.as_str()))
        || ENDINGS.iter().any(|ending| lower(name).ends_with(ending))
}

/// Whether a unit takes data from one version to the next: in a folder of that version, or named as Flyway names it.
pub(super) fn is_versioned(unit: &Unit) -> bool {
    let folders: Vec<&str> = unit.path.folders().collect();
    let upgrade = |pair: &[&str]| UPGRADES.contains(&pair[0].to_ascii_lowercase().as_str()) && is_version(pair[1]);
    folders.windows(2).any(upgrade) || is_flyway(unit.path.stem())
}

/// Whether a name is that of a version: `1.4.0`, `v2_1`.
fn is_version(name: &str) -> bool {
    let number = name.strip_prefix(['v', 'V']).unwrap_or(name);
    number.starts_with(|first: char| first.is_ascii_digit())
        && number.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | '_' | '-' | 'x'))
}

/// Whether a name is that of a migration of Flyway: `V1_4__Names`, `R__Views`.
fn is_flyway(name: &str) -> bool {
    let Some((version, _)) = name.split_once("__") else { return false };
    version == "R" || version.starts_with(['V', 'U']) && is_version(&version[1..])
}

/// Whether the path says that the unit configures or is a tool of development.
fn is_tool(unit: &Unit) -> bool {
    let name = unit.path.file_name().to_ascii_lowercase();
    let (stem, script) = (name.split(['.', '-']).next().unwrap_or_default(), unit.path.extension());
    let script = matches!(script, "js" | "cjs" | "mjs" | "ts" | "py");
    let configures = name.contains(".config.") || name.contains(".conf.");
    let tool = TOOLS.contains(&stem) && (configures || stem.ends_with("file") || stem == "webpack");
    let folders = || unit.path.folders().map(str::to_ascii_lowercase);
    script && (tool || name.contains(".config."))
        || folders().any(|folder| TOOL_FOLDERS.contains(&folder.as_str()))
        || folders().next().is_some_and(|folder| TOP_FOLDERS.contains(&folder.as_str()))
}

fn component(unit: &Unit) -> bool {
    COMPONENTS.contains(&unit.path.extension())
}

/// The folders above a path, the closest first.
fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/').map(|(folder, _)| folder), |folder| {
        folder.rsplit_once('/').map(|(above, _)| above)
    })
}

/// What lies in a folder and below it.
#[derive(Default)]
struct Below<'a> {
    components: BTreeSet<&'a str>,
    all: BTreeSet<&'a str>,
    answers: bool,
}

impl Below<'_> {
    fn draws(&self) -> bool {
        !self.answers && self.components.len() >= FEW && 3 * self.components.len() >= self.all.len()
    }
}

fn browser(facts: &Facts) -> IdVec<UnitId, bool> {
    let answering = facts.entry_points.iter().filter(|entry| entry.kind != EntryKind::Main);
    let answering: BTreeSet<UnitId> = answering.map(|entry| entry.unit).collect();
    let opening: BTreeSet<UnitId> = facts.accesses.iter().map(|access| access.unit).collect();
    let mut folders: BTreeMap<&str, Below<'_>> = BTreeMap::new();
    let script = |of: &Unit| component(of) || SCRIPTS.contains(&of.path.extension());
    for (unit, of) in facts.units.iter().filter(|(_, of)| script(of)) {
        for folder in above(of.path.as_str()) {
            let below = folders.entry(folder).or_default();
            below.all.insert(of.path.as_str());
            below.answers |= answering.contains(&unit);
            if component(of) {
                below.components.insert(of.path.as_str());
            }
        }
    }
    let served = |folder: &str| SERVED.contains(&folder.rsplit('/').next().unwrap_or_default());
    let draws =
        |folder: &str| folders.get(folder).is_some_and(|below| below.draws() || !below.answers && served(folder));
    let serving = |wanted: bool| answering.iter().chain(&opening).any(|unit| script(&facts.units[*unit]) == wanted);
    let elsewhere = serving(false) && !serving(true);
    let one = |(unit, of): (UnitId, &Unit)| {
        let near = component(of) || script(of) && (elsewhere && !runs_once(of) || above(of.path.as_str()).any(draws));
        near && !answering.contains(&unit) && !opening.contains(&unit)
    };
    facts.units.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::planned;

    /// The units that run once, and those that draw.
    fn check(project: &str, expected: &str) {
        let (facts, ..) = planned(project);
        let standings = Standings::new(&facts);
        let named = |wanted: &dyn Fn(UnitId) -> bool| {
            let found = facts.units.iter().filter(|(unit, _)| wanted(*unit)).map(|(_, of)| of.path.as_str());
            found.collect::<Vec<_>>().join(" ")
        };
        let once = named(&|unit| standings.runs_once(unit));
        assert_eq!(format!("{once}|{}", named(&|unit| standings.draws(unit))), expected);
    }

    #[test]
    fn what_runs_once() {
        check(
            "a/migrations/2020_users.js:; a/db/CatalogSeed.cs:; a/TrimNamesChangeset.java:; a/Seedling.java:",
            "a/TrimNamesChangeset.java a/db/CatalogSeed.cs a/migrations/2020_users.js|",
        );
        check("a/migrations-sqlite/1.js:; a/immigration/Visa.java:", "a/migrations-sqlite/1.js|");
        check("a/upgrades/1.4.0/x.js:; a/upgrades/seat.js:; a/upgrades/v/x.js:", "a/upgrades/1.4.0/x.js|");
        check("a/V1_4__Names.java:; a/Values__x.java:; a/R__Views.java:", "a/R__Views.java a/V1_4__Names.java|");
        check("a/NamesCustomTaskChange.java:; a/TaskChange.java:", "a/NamesCustomTaskChange.java|");
    }
    #[test]
    fn tools_of_development() {
        let (facts, ..) = planned(
            "a/webpack.prod.js:; a/vue.config.js:; dev/x.js:; a/cypress/login.js:; a/vite.ts:; a/dev/x.js:; a/jest.config.ts:",
        );
        let standings = Standings::new(&facts);
        let apart = facts.units.iter().filter(|(unit, _)| standings.apart(*unit)).map(|(_, of)| of.path.as_str());
        let expected = ["a/cypress/login.js", "a/jest.config.ts", "a/vue.config.js", "a/webpack.prod.js", "dev/x.js"];
        assert_eq!(apart.collect::<Vec<_>>(), expected);
    }
    #[test]
    fn components_draw_and_so_does_what_lies_among_them() {
        let three = "a/app/x.tsx:; a/app/y.tsx:; a/app/z.vue:";
        check(
            &format!("{three}; a/app/model/User.ts:; b/User.ts:"),
            "|a/app/model/User.ts a/app/x.tsx a/app/y.tsx a/app/z.vue",
        );
        check("a/app/x.tsx:; a/app/model/User.ts:", "|a/app/x.tsx");
    }
    #[test]
    fn what_servers_hand_out_draws() {
        check("a/public/x.js:; a/lib/y.js: write t", "|a/public/x.js");
        check("a/public/x.js: route /x x; a/public/y.js:; a/lib/y.js: write t", "|");
    }
    #[test]
    fn scripts_beside_a_server_in_another_language_draw() {
        check("a/x.ts:; b/One.java: write t", "|a/x.ts");
        check("a/scripts/x.ts:; b/One.java: write t", "a/scripts/x.ts|");
        check("a/webapp/scripts/x.js:; b/One.java: write t", "|a/webapp/scripts/x.js");
        check("a/x.ts:; b/One.java: write t; c/y.js: route /y y", "|");
        check("a/x.ts:; b/One.java:", "|");
    }
    #[test]
    fn what_answers_or_opens_a_store_is_no_browser() {
        let two = "a/app/y.tsx:; a/app/z.tsx:; a/app/User.ts:";
        check(&format!("{two}; a/app/x.tsx: route /x x"), "|a/app/y.tsx a/app/z.tsx");
        check(&format!("{two}; a/app/x.tsx: read t"), "|a/app/User.ts a/app/y.tsx a/app/z.tsx");
    }
}
