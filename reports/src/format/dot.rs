//! The service map as Graphviz DOT: <https://graphviz.org/doc/info/lang.html>.

use super::Format;
use crate::display::{count, counted, visible};
use crate::wire::{Crossing, Document};
use seamline_analyzer::Info;
use std::io::{self, Write};

pub(super) struct Dot;

static INFO: Info =
    Info { id: "dot", summary: "the service map for Graphviz", reference: "https://graphviz.org/doc/info/lang.html" };

impl Format for Dot {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        "services.dot"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "digraph services {{")?;
        writeln!(out, "  graph [rankdir=LR]; node [shape=box, style=rounded, fontname=\"sans-serif\"];")?;
        for (at, service) in document.services.iter().enumerate() {
            let files = counted(service.units.len() as u64, document.unit_word());
            writeln!(out, "  s{at} [label=\"{}\\n{files}\"];", quoted(&service.name))?;
        }
        for seam in &document.seams {
            arrow(out, seam.a, seam.b, &seam.forward)?;
            arrow(out, seam.b, seam.a, &seam.backward)?;
            if seam.forward.mentions == 0 && seam.backward.mentions == 0 {
                writeln!(out, "  s{} -> s{} [dir=none, style=dotted];", seam.a, seam.b)?;
            }
        }
        writeln!(out, "}}")
    }
}

fn arrow(out: &mut dyn Write, from: u32, to: u32, crossing: &Crossing) -> io::Result<()> {
    if crossing.mentions == 0 {
        return Ok(());
    }
    let width = 1.0 + (crossing.mentions as f64).ln_1p() / 2.0;
    writeln!(out, "  s{from} -> s{to} [label=\"{}\", penwidth={width:.1}];", count(crossing.mentions))
}

/// Text inside a double-quoted string. Only the quote is an escape of the language; a backslash is one of labels.
fn quoted(text: &str) -> String {
    visible(text).replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use crate::sample;

    #[test]
    fn the_shop() {
        insta::assert_snapshot!(sample::render("dot", &sample::shop()));
    }

    #[test]
    fn hostile_names_stay_labels() {
        let text = sample::render("dot", &sample::hostile());
        assert_eq!(text.lines().count(), sample::render("dot", &sample::shop()).lines().count());
        for line in text.lines().filter(|line| line.starts_with("  s")) {
            let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
            assert!(quotes == 2 || quotes == 0, "{line}");
        }
    }
}
