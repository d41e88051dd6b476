//! What each draft is, and how it was derived.

use super::work::plain;
use super::{ALL, Artifact, Draft, File, one};
use crate::plan::markdown::code;
use seamline_analyzer::Info;
use std::fmt::Write;

pub(super) static README: Artifact = Artifact {
    info: Info { id: "readme", summary: "what each draft is, and how it was derived", reference: "CommonMark" },
    files: "README.md",
    derived: "the list of drafts",
    make,
};

fn make(draft: &Draft<'_>) -> Vec<File> {
    let mut out = format!("# Drafts for a migration\n\n{}\n\n", plain(&draft.head()));
    out.push_str(ABOUT);
    out.push_str("\n| file | what it is | derived from | form |\n|---|---|---|---|\n");
    for artifact in ALL {
        let Info { summary, reference, .. } = artifact.info;
        let _ = writeln!(out, "| {} | {summary} | {} | {} |", code(artifact.files), artifact.derived, reference);
    }
    out.push_str("\n## The services\n\n");
    if draft.plan.steps.is_empty() {
        out.push_str("The plan has no step, so there is nothing to draft but the gateway in front of what is there.\n");
    } else {
        out.push_str("| step | service | its name in these files |\n|---|---|---|\n");
    }
    for (step, name) in draft.services() {
        let _ = writeln!(out, "| {} | {} | {} |", step.id, plain(&step.service), code(name));
    }
    out.push_str(CHECKS);
    one("README.md", out)
}

const ABOUT: &str = "\
**Nothing here is finished.** Each file is a start that a person completes, corrects or throws away. What code and history
do not say is not in it: no image, no size, no secret, no database server, no broker, no field of a request, no team. Where a
form asks for something, there is a placeholder that says so. `x-seamline-evidence` and ids such as S1, B2.O3 or R4 lead to
`plan.json` and to file and line.

The program writes these files and never deletes one: after a change of the plan, files of services that are gone stay, and
have to be removed by hand.
";

const CHECKS: &str = "
## Check them

| file | by |
|---|---|
| `openapi/*.yaml` | `openapi-spec-validator openapi/*.yaml` |
| `asyncapi.yaml` | `asyncapi validate asyncapi.yaml` |
| `nginx/gateway.conf` | `nginx -t -c \"$PWD/nginx/gateway.conf\"`, where the names of the services resolve |
| `compose.yaml` | `docker compose config --quiet` |
| `k8s/*.yaml` | `kubectl apply --dry-run=server -f k8s/` |
| `monitoring/prometheus.yml` | `promtool check config monitoring/prometheus.yml` |
| `workspace.dsl` | `structurizr validate -workspace workspace.dsl` |
";
