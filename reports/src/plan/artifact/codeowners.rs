//! CODEOWNERS: which paths go to which service, with whole folders where a folder goes to one.
//!
//! Who owns them is not derived: history has names and no handles, so the people stand in comments and every line waits for
//! a team, but where somebody decided one. A line without an owner is valid, and asks nobody.
//! <https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners>

use super::{Artifact, Draft, File, one};
use crate::display::{percent, visible};
use crate::plan::v1::Step;
use seamline_analyzer::Info;
use std::collections::BTreeSet;
use std::fmt::Write;

pub(super) static CODEOWNERS: Artifact = Artifact {
    info: Info {
        id: "codeowners",
        summary: "which paths go to which service, to be completed with teams",
        reference: "https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners",
    },
    files: "CODEOWNERS",
    derived: "the files of each service, folders where a whole folder goes to one; people by their share of the commits, as \
              comments",
    make,
};

const HEAD: [&str; 3] = [
    "Lines without an owner wait for a team: history has names and no handles. A decision (team) fills them, or for instance",
    "with  sed '/^# service: orders/,/^$/ s|^/.*|& @your-org/orders|'.  Of several matching lines the last one counts.",
    "A folder stands for all that was analysed in it; documents and tests beside it come along.",
];

fn make(draft: &Draft<'_>) -> Vec<File> {
    let mut out = String::new();
    for line in draft.heads(&HEAD) {
        let _ = writeln!(out, "# {line}");
    }
    let places = draft.places.collapsed();
    let mut written: BTreeSet<&str> = BTreeSet::new();
    for (step, name) in draft.services() {
        let Some(paths) = places.get(step.service.as_str()) else { continue };
        written.insert(&step.service);
        let _ = writeln!(out, "\n# service: {name}");
        people(&mut out, step);
        lines(&mut out, paths, team(draft, &step.service));
    }
    for (place, paths) in places.iter().filter(|(place, _)| !written.contains(*place)) {
        let what = if place.starts_with('(') { "no service" } else { "no step of the plan" };
        let _ = writeln!(out, "\n# {what}: {}", visible(place));
        lines(&mut out, paths, team(draft, place));
    }
    if draft.places.divided().next().is_some() {
        out.push_str("\n# divided: parts of each file go to the services named above it; the last step that needs it removes it\n");
    }
    for (path, places) in draft.places.divided() {
        let all: Vec<String> = places.iter().map(|place| visible(place).into_owned()).collect();
        let _ = writeln!(out, "# {}\n/{}", all.join(", "), pattern(path));
    }
    one("CODEOWNERS", out)
}

fn people(out: &mut String, step: &Step) {
    let shown = |recent: bool| {
        let these = step.people.iter().filter(|person| (person.recent > 0) == recent);
        let shown = these.map(|person| format!("{} {}", visible(&person.name), percent(person.share)));
        shown.collect::<Vec<_>>().join(", ")
    };
    for (recent, said) in [(true, "by their share of its commits"), (false, "wrote it, and nothing in two years")] {
        let shown = shown(recent);
        if !shown.is_empty() {
            let _ = writeln!(out, "# {said}: {shown}");
        }
    }
}

/// The team that somebody decided a service belongs to, where it is written as a handle: `@org/team`, `@person`.
fn team<'a>(draft: &'a Draft<'_>, service: &str) -> Option<&'a str> {
    let services = draft.document.services.iter().filter(|_| draft.proposed);
    let team = services.filter(|one| one.name == service).find_map(|one| one.team.as_deref())?;
    let (plain, name) = (|c: char| c.is_ascii_alphanumeric() || "-_./".contains(c), team.strip_prefix('@')?);
    (!name.is_empty() && name.chars().all(plain)).then_some(team)
}

fn lines(out: &mut String, paths: &[String], team: Option<&str>) {
    let owner = team.map(|team| format!(" {team}")).unwrap_or_default();
    for path in paths {
        let _ = writeln!(out, "/{}{owner}", pattern(path));
    }
}

/// A path as a pattern: a space is escaped, and every sign that a pattern or a line gives a meaning matches any one
/// character. GitHub knows no escape for brackets and exclamation marks.
pub(super) fn pattern(path: &str) -> String {
    let mut pattern = String::new();
    for character in path.chars() {
        let hidden = visible(character.encode_utf8(&mut [0; 4])).chars().count() > 1;
        match character {
            ' ' => pattern.push_str("\\ "),
            '*' | '?' | '[' | ']' | '!' | '\\' | '#' | '@' => pattern.push('?'),
            other if hidden || other.is_whitespace() => pattern.push('?'),
            other => pattern.push(other),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::{make, pattern};
    use crate::plan::artifact::Draft;
    use crate::sample;

    #[test]
    fn a_decided_team_owns_its_lines() {
        for (team, line) in [("@shop/sales", " @shop/sales\n"), ("sales", "\n"), ("@a b", "\n"), ("@", "\n")] {
            let mut document = sample::planned();
            let service = document.plan.as_ref().expect("a plan").steps[0].service.clone();
            let at = document.services.iter().position(|one| one.name == service).expect("it is there");
            document.services[at].team = Some(team.to_owned());
            let files = make(&Draft::new(&document, None).expect("a plan"));
            let owned = files[0].text.split(&format!("# service: {service}")).nth(1).expect("its lines");
            let first = owned.split_inclusive('\n').find(|line| line.starts_with('/')).expect("a line");
            assert!(first.ends_with(line) && (line.len() > 1 || !first.contains('@')), "{team}: {first}");
        }
    }

    #[test]
    fn signs_lose_their_meaning() {
        for (path, expected) in [
            ("src/a.ts", "src/a.ts"),
            ("app/[id]/page.tsx", "app/?id?/page.tsx"),
            ("my file.py", "my\\ file.py"),
            ("a\nb @team", "a?b\\ ?team"),
            ("a\u{202e}b", "a?b"),
        ] {
            assert_eq!(pattern(path), expected);
        }
    }
}
