//! Kubernetes manifests for each service: a Deployment, a Service, and a NetworkPolicy that lets in who calls it.
//!
//! Probes ask the check of health that the code has, else whether the port is open. Resources, secrets, configuration and
//! databases are not derived. Who may come in follows from calls and routes; what goes out is not limited, since databases
//! and brokers are not known. <https://kubernetes.io/docs/reference/kubernetes-api/>

use super::names::GATEWAY;
use super::nginx::PORT;
use super::{Artifact, Draft, File, yaml};
use crate::plan::v1::Step;
use crate::plan::words::some;
use seamline_analyzer::Info;
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) static KUBERNETES: Artifact = Artifact {
    info: Info {
        id: "kubernetes",
        summary: "Deployment, Service and NetworkPolicy of each service",
        reference: "https://kubernetes.io/docs/reference/kubernetes-api/",
    },
    files: "k8s/<service>.yaml",
    derived: "the list of services; probes from a check of health in the code; who may call from calls and routes. Images, \
              resources, configuration and secrets are not derived",
    make,
};

const LABEL: &str = "app.kubernetes.io/name";

fn make(draft: &Draft<'_>) -> Vec<File> {
    let file = |(step, name): (&Step, &str)| {
        let mut head = draft.heads(&HEAD);
        head.extend(warnings(draft, step));
        let resources = [deployment(draft, step, name), service(name), policy(draft, step, name)];
        File { path: format!("k8s/{name}.yaml"), text: yaml::documents(&head, &resources) }
    };
    draft.services().map(file).collect()
}

const HEAD: [&str; 3] = [
    "The image is a placeholder; resources, configuration and secrets are missing: neither code nor history says them.",
    "Port 8080 is the default of these drafts. The policy limits who comes in, and not what goes out: databases and",
    "brokers are not known here. It takes the gateway and Prometheus to run as pods of these names in the same namespace.",
];

/// What speaks against several replicas.
fn warnings(draft: &Draft<'_>, step: &Step) -> Vec<String> {
    let mut said = Vec::new();
    let states = draft.plan.tangles.iter().filter(|one| one.kind == "state" && one.services.contains(&step.service));
    let states: Vec<String> = states.map(|one| one.id.clone()).collect();
    if !states.is_empty() {
        said.push(format!(
            "One replica, until the state of the process that others share is gone: {}.",
            some(&states, 8)
        ));
    }
    let rpc = step.entries.iter().filter(|entry| entry.kind == "rpc").count() as u64;
    if rpc > 0 {
        let rpc = crate::display::counted(rpc, "entry");
        said.push(format!(
            "{rpc} of remote calls or GraphQL have no route of their own: let in whoever passes them on."
        ));
    }
    let jobs: Vec<String> =
        step.entries.iter().filter(|entry| entry.kind == "schedule").map(|entry| entry.label.clone()).collect();
    if !jobs.is_empty() {
        let jobs = crate::display::visible(&some(&jobs, 6)).into_owned();
        said.push(format!("Each replica would run its jobs ({jobs}): make them a CronJob, or let one replica lead."));
    }
    said
}

fn deployment(draft: &Draft<'_>, step: &Step, name: &str) -> Value {
    let probe = match draft.health(&step.service) {
        Some(path) => json!({ "httpGet": { "path": path, "port": "http" } }),
        None => json!({ "tcpSocket": { "port": "http" } }),
    };
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": { "name": name, "labels": { LABEL: name } },
        "spec": {
            "replicas": 1,
            "selector": { "matchLabels": { LABEL: name } },
            "template": {
                "metadata": { "labels": { LABEL: name } },
                "spec": {
                    "containers": [{
                        "name": name,
                        "image": format!("{name}:draft"),
                        "ports": [{ "name": "http", "containerPort": PORT }],
                        "readinessProbe": probe,
                        "livenessProbe": { "tcpSocket": { "port": "http" } },
                    }],
                },
            },
        },
    })
}

fn service(name: &str) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": { "name": name, "labels": { LABEL: name } },
        "spec": { "selector": { LABEL: name }, "ports": [{ "name": "http", "port": PORT, "targetPort": "http" }] },
    })
}

fn policy(draft: &Draft<'_>, step: &Step, name: &str) -> Value {
    let calls = draft.plan.calls.iter().filter(|call| call.to == step.service).map(|call| draft.names.of(&call.from));
    let mut callers: BTreeSet<&str> = calls.collect();
    if draft.plan.routes.iter().any(|route| route.service == step.service) {
        callers.insert(GATEWAY);
    }
    callers.insert("prometheus");
    let pods: Vec<Value> =
        callers.iter().map(|caller| json!({ "podSelector": { "matchLabels": { LABEL: caller } } })).collect();
    json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": { "name": name },
        "spec": {
            "podSelector": { "matchLabels": { LABEL: name } },
            "policyTypes": ["Ingress"],
            "ingress": [{ "from": pods, "ports": [{ "port": PORT }] }],
        },
    })
}
