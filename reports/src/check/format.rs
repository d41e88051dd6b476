//! The forms in which a check is told, one line each.

use super::{CheckDocument, azure, checkstyle, github, gitlab, html, junit, markdown, sarif, teamcity, text};
use seamline_analyzer::Info;

/// A form in which a check is told.
#[derive(Debug)]
pub struct CheckFormat {
    /// Its id, a line about it, and where it is described.
    pub info: Info,
    render: fn(&CheckDocument) -> String,
}

impl CheckFormat {
    /// The check in this form.
    pub fn render(&self, check: &CheckDocument) -> String {
        (self.render)(check)
    }
}

/// Every form.
pub const ALL: &[CheckFormat] = &[
    CheckFormat {
        info: Info { id: "text", summary: "for people: what, where, why, what to do", reference: "this manual" },
        render: text::render,
    },
    CheckFormat {
        info: Info {
            id: "json",
            summary: "everything, versioned, with a schema",
            reference: "schema/check.v1.schema.json",
        },
        render: json,
    },
    CheckFormat {
        info: Info {
            id: "html",
            summary: "one page for people: offline, to print, to keep",
            reference: "HTML living standard; content security policy level 3; WCAG 2.2",
        },
        render: html::render,
    },
    CheckFormat {
        info: Info {
            id: "markdown",
            summary: "a comment for the change, empty when nothing is new or gone",
            reference: "GitHub Flavored Markdown; Mermaid",
        },
        render: markdown::render,
    },
    CheckFormat {
        info: Info {
            id: "sarif",
            summary: "for Azure DevOps, Jenkins, editors: what is suppressed is there and says so",
            reference: "OASIS SARIF 2.1.0",
        },
        render: sarif::render,
    },
    CheckFormat {
        info: Info {
            id: "github-sarif",
            summary: "for code scanning of GitHub, which takes no notice of suppressions: without what is suppressed",
            reference: "GitHub: SARIF support for code scanning",
        },
        render: sarif::for_github,
    },
    CheckFormat {
        info: Info {
            id: "github",
            summary: "annotations of GitHub Actions",
            reference: "GitHub: workflow commands for GitHub Actions",
        },
        render: github::render,
    },
    CheckFormat {
        info: Info { id: "gitlab", summary: "code quality of GitLab", reference: "GitLab: code quality report format" },
        render: gitlab::render,
    },
    CheckFormat {
        info: Info {
            id: "junit",
            summary: "tests that pass or fail: GitLab, Jenkins and others",
            reference: "Jenkins xUnit plug-in: junit-10.xsd",
        },
        render: junit::render,
    },
    CheckFormat {
        info: Info {
            id: "checkstyle",
            summary: "for the many readers of Checkstyle's results",
            reference: "Checkstyle: XMLLogger",
        },
        render: checkstyle::render,
    },
    CheckFormat {
        info: Info {
            id: "azure",
            summary: "issues and result of a task of Azure Pipelines",
            reference: "Microsoft: logging commands",
        },
        render: azure::render,
    },
    CheckFormat {
        info: Info { id: "teamcity", summary: "inspections of TeamCity", reference: "JetBrains: service messages" },
        render: teamcity::render,
    },
];

/// The form of an id.
pub fn find(id: &str) -> Option<&'static CheckFormat> {
    ALL.iter().find(|form| form.info.id == id)
}

fn json(check: &CheckDocument) -> String {
    let mut text = serde_json::to_string_pretty(check).expect("plain values");
    text.push('\n');
    text
}
