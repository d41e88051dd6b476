//! What the command line would write: documents, made when somebody asks for them, and a few of them kept.

use super::Bench;
use crate::ask::Wanted;
use crate::books::digest;
use crate::denial::{Denial, Kind};
use seamline_analyzer::Cx;
use seamline_analyzer::gate::tally;
use seamline_analyzer::validate::labels::places;
use seamline_decisions::{parse, rewrite};
use seamline_reports::Document;
use std::sync::{Arc, PoisonError};

/// How many documents are kept, the last ones that somebody asked for. Each may have tens of megabytes.
const KEPT: usize = 4;

/// The documents that are kept, the oldest first: of which analysis, with which text of decisions.
pub(super) type Papers = Vec<((u64, String), Arc<Told>)>;

/// A document, and what the gate would know under its cut.
pub(crate) struct Told {
    /// The document.
    pub(crate) document: Document,
    /// Errors and warnings.
    pub(crate) gate: [usize; 2],
}

/// A form of a document.
pub(crate) struct Paper {
    /// The format, by its id.
    format: &'static str,
}

/// The forms: the analysis, its plan, its report.
pub(crate) const KINDS: [Paper; 3] =
    [Paper { format: "json" }, Paper { format: "plan-json" }, Paper { format: "html" }];

impl Paper {
    /// The bytes of a document, the same as `seamline analyze` writes.
    pub(crate) fn bytes(&self, document: &Document) -> Vec<u8> {
        let format = seamline_reports::find(self.format).expect("these formats are built in");
        let mut bytes = Vec::new();
        format.render(document, &mut bytes).expect("writing to memory does not fail");
        bytes
    }
}

impl Bench {
    /// The document of an analysis with the decisions that were in the file when it was made.
    pub(crate) fn base(&self, cx: Cx<'_>, n: u64) -> Result<Arc<Told>, Denial> {
        let text = self.work(n)?.analysed.text.clone();
        self.document(cx, n, &text)
    }

    /// The document of an analysis with the decisions of a text.
    pub(crate) fn document(&self, cx: Cx<'_>, n: u64, text: &str) -> Result<Arc<Told>, Denial> {
        let work = self.work(n)?;
        let key = (n, digest(text));
        let mut papers = self.papers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = papers.iter().position(|(known, _)| *known == key) {
            let known = papers.remove(at);
            papers.push(known);
            return Ok(Arc::clone(&papers[papers.len() - 1].1));
        }
        drop(papers);
        let read = parse(text).map_err(|why| Denial::new(Kind::Limit, why.to_string()))?;
        let analysis = work.analysed.bench.analysis(cx, &read.decisions)?;
        let document = (work.analysed.document)(cx, &analysis).map_err(|_| Denial::stopping())?;
        let gate = tally(&analysis.facts, &places(&analysis));
        let told = Arc::new(Told { document, gate });
        papers = self.papers.lock().unwrap_or_else(PoisonError::into_inner);
        if papers.len() >= KEPT {
            papers.remove(0);
        }
        papers.push((key, Arc::clone(&told)));
        Ok(told)
    }
}

impl Bench {
    /// The documents whose plans are compared: a scenario before and after an edit; without one, the proposal
    /// without decisions, and the scenario.
    pub(crate) fn plans(
        &self,
        cx: Cx<'_>,
        n: u64,
        m: u64,
        revision: u64,
        edit: Option<Wanted>,
    ) -> Result<(Arc<Told>, Arc<Told>), Denial> {
        let Some(wanted) = edit else {
            self.current_at(n, m, revision)?;
            return Ok((self.proposed(cx, n)?, self.document(cx, n, &self.text(n, m)?.0)?));
        };
        let (.., decisions, _) = self.preview(n, m, revision, wanted)?;
        let (text, _) = self.text(n, m)?;
        let edited = rewrite(&text, &decisions).map_err(|why| Denial::new(Kind::Limit, why.to_string()))?;
        Ok((self.document(cx, n, &text)?, self.document(cx, n, &edited)?))
    }

    /// The document of an analysis without any decision.
    fn proposed(&self, cx: Cx<'_>, n: u64) -> Result<Arc<Told>, Denial> {
        self.document(cx, n, "")
    }
}
