//! A Prometheus configuration that asks every service for its figures.
//! <https://prometheus.io/docs/prometheus/latest/configuration/configuration/>

use super::names::MONOLITH;
use super::nginx::PORT;
use super::{Artifact, Draft, File, one, yaml};
use seamline_analyzer::Info;
use serde_json::{Value, json};

pub(super) static PROMETHEUS: Artifact = Artifact {
    info: Info {
        id: "prometheus",
        summary: "one scrape job for each service and for what is left of the monolith",
        reference: "https://prometheus.io/docs/prometheus/latest/configuration/configuration/",
    },
    files: "monitoring/prometheus.yml",
    derived: "the list of services; the path of a route for figures where the code has one",
    make,
};

const HEAD: [&str; 2] = [
    "A metrics_path stands where the code has a route for figures; elsewhere Prometheus asks /metrics, which has to be made.",
    "Alert rules are missing: what is normal is not in the code. Port 8080 is the default of these drafts.",
];

fn make(draft: &Draft<'_>) -> Vec<File> {
    let job = |name: &str, path: Option<String>| {
        let mut job = json!({ "job_name": name });
        if let Some(path) = path {
            job["metrics_path"] = json!(path);
        }
        job["static_configs"] = json!([{ "targets": [format!("{name}:{PORT}")] }]);
        job
    };
    let mut jobs: Vec<Value> = vec![job(MONOLITH, draft.metrics("(gateway)"))];
    jobs.extend(draft.services().map(|(step, name)| job(name, draft.metrics(&step.service))));
    one("monitoring/prometheus.yml", yaml::document(&draft.heads(&HEAD), &json!({ "scrape_configs": jobs })))
}
