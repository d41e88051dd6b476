//! The service map as a Mermaid flow chart, which code hosts draw inside Markdown: <https://mermaid.js.org>.

use super::Format;
use crate::display::{count, counted, visible};
use crate::wire::{Crossing, Document};
use seamline_analyzer::Info;
use std::io::{self, Write};

pub(super) struct Mermaid;

static INFO: Info = Info {
    id: "mermaid",
    summary: "the service map for Markdown",
    reference: "https://mermaid.js.org/syntax/flowchart.html",
};

/// Mermaid refuses charts with more edges than this by default.
const MAX_EDGES: usize = 400;

impl Format for Mermaid {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        "services.mmd"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "flowchart LR")?;
        for (at, service) in document.services.iter().enumerate() {
            let files = counted(service.units.len() as u64, document.unit_word());
            writeln!(out, "  s{at}[\"{}<br/>{files}\"]", entities(&service.name))?;
        }
        for seam in document.seams.iter().take(MAX_EDGES / 2) {
            arrow(out, seam.a, seam.b, &seam.forward)?;
            arrow(out, seam.b, seam.a, &seam.backward)?;
            if seam.forward.mentions == 0 && seam.backward.mentions == 0 {
                writeln!(out, "  s{} -.- s{}", seam.a, seam.b)?;
            }
        }
        if document.seams.len() > MAX_EDGES / 2 {
            let (shown, all) = (MAX_EDGES / 2, count(document.seams.len() as u64));
            writeln!(out, "  %% {shown} of {all} connections shown, the heaviest")?;
        }
        Ok(())
    }
}

fn arrow(out: &mut dyn Write, from: u32, to: u32, crossing: &Crossing) -> io::Result<()> {
    if crossing.mentions == 0 { Ok(()) } else { writeln!(out, "  s{from} -->|{}| s{to}", count(crossing.mentions)) }
}

/// Everything but letters, digits and a few harmless signs as Mermaid's own entity codes.
pub(crate) fn entities(text: &str) -> String {
    let mut escaped = String::new();
    for character in visible(text).chars() {
        if character.is_alphanumeric() || " -_./".contains(character) {
            escaped.push(character);
        } else {
            escaped.push_str(&format!("#{};", u32::from(character)));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use crate::sample;

    #[test]
    fn the_shop() {
        insta::assert_snapshot!(sample::render("mermaid", &sample::shop()));
    }

    #[test]
    fn hostile_names_stay_labels() {
        let text = sample::render("mermaid", &sample::hostile());
        assert_eq!(text.lines().count(), sample::render("mermaid", &sample::shop()).lines().count());
        for line in text.lines().filter(|line| line.contains('[')) {
            assert_eq!(line.matches('"').count(), 2, "{line}");
        }
    }
}
