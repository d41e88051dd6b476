//! The file-level coupling graph as GraphML, with services and the parts of every weight, for Gephi, yEd and others.
//!
//! Brandes et al.: GraphML progress report (2001). XML 1.0 has no way to write most control characters, so they are
//! written out as text first.

use super::Format;
use crate::display::visible;
use crate::wire::Document;
use seamline_analyzer::Info;
use std::io::{self, Write};

pub(super) struct GraphMl;

static INFO: Info = Info {
    id: "graphml",
    summary: "the coupling graph of files, with services and the parts of every weight",
    reference: "GraphML (Brandes et al. 2001)",
};

const NODE_KEYS: [(&str, &str); 6] = [
    ("path", "string"),
    ("service", "string"),
    ("band", "string"),
    ("language", "string"),
    ("lines", "int"),
    ("stability", "double"),
];

impl Format for GraphMl {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn file_name(&self) -> &'static str {
        "graph.graphml"
    }

    fn render(&self, document: &Document, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")?;
        for (name, kind) in NODE_KEYS {
            writeln!(out, "<key id=\"{name}\" for=\"node\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
        }
        writeln!(out, "<key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>")?;
        for (at, layer) in document.graph.layers.iter().enumerate() {
            let name = xml(&layer.id);
            writeln!(out, "<key id=\"l{at}\" for=\"edge\" attr.name=\"{name}\" attr.type=\"double\"/>")?;
        }
        writeln!(out, "<graph id=\"coupling\" edgedefault=\"undirected\">")?;
        nodes(document, out)?;
        edges(document, out)?;
        writeln!(out, "</graph>\n</graphml>")
    }
}

fn nodes(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    for (at, unit) in document.units.iter().enumerate() {
        let values = [
            xml(&unit.label()),
            xml(document.place_name(unit.place)),
            xml(&unit.band),
            xml(&unit.language),
            unit.lines.to_string(),
            unit.stability.to_string(),
        ];
        write!(out, "<node id=\"n{at}\">")?;
        for ((key, _), value) in NODE_KEYS.iter().zip(values) {
            write!(out, "<data key=\"{key}\">{value}</data>")?;
        }
        writeln!(out, "</node>")?;
    }
    Ok(())
}

fn edges(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    let graph = &document.graph;
    for (at, (a, b)) in graph.a.iter().zip(&graph.b).enumerate() {
        write!(out, "<edge source=\"n{a}\" target=\"n{b}\"><data key=\"weight\">{}</data>", graph.weight[at])?;
        for (number, layer) in graph.layers.iter().enumerate().filter(|(_, layer)| layer.weight[at] != 0.0) {
            write!(out, "<data key=\"l{number}\">{}</data>", layer.weight[at])?;
        }
        writeln!(out, "</edge>")?;
    }
    Ok(())
}

/// Text for element content and attribute values.
fn xml(text: &str) -> String {
    let mut escaped = String::new();
    for character in visible(text).chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use crate::sample;

    #[test]
    fn the_shop() {
        insta::assert_snapshot!(sample::render("graphml", &sample::shop()));
    }

    #[test]
    fn hostile_names_add_no_element() {
        let lines = |text: String| {
            text.lines().map(|line| line.split(['>', ' ']).next().map(str::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!(
            lines(sample::render("graphml", &sample::hostile())),
            lines(sample::render("graphml", &sample::shop()))
        );
    }
}
