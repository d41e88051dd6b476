//! A small XML event reader: enough for mapper and changelog files, never failing, without recursion.

/// A start tag, an end tag or a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// `<name a="b">`; the attributes as written. An empty element is followed by its end.
    Start(&'a str, &'a str, u32),
    /// `</name>`.
    End(&'a str),
    /// Text, CDATA included, with entities resolved.
    Text(String),
}

/// The events of a document, comments and declarations left out; at most `most`.
pub(super) fn events(text: &str, most: usize) -> Vec<Event<'_>> {
    let (mut all, mut at, mut line) = (Vec::new(), 0, 1);
    while at < text.len() && all.len() < most {
        let rest = &text[at..];
        let until = |mark: &str| rest.find(mark).map_or(rest.len(), |found| found + mark.len());
        let length = if rest.starts_with("<!--") {
            until("-->")
        } else if rest.starts_with("<![CDATA[") {
            let length = until("]]>");
            all.push(Event::Text(rest[9..length].trim_end_matches("]]>").to_owned()));
            length
        } else if rest.starts_with("<?") {
            until("?>")
        } else if rest.starts_with("<!") {
            until(">")
        } else if rest.starts_with('<') {
            tag(rest, line, &mut all)
        } else {
            let length = rest.find('<').unwrap_or(rest.len());
            all.push(Event::Text(resolved(&rest[..length])));
            length
        };
        line += u32::try_from(rest[..length].matches('\n').count()).unwrap_or(0);
        at += length;
    }
    all
}

/// Reads a tag and returns its length.
fn tag<'a>(rest: &'a str, line: u32, all: &mut Vec<Event<'a>>) -> usize {
    let mut quote = None;
    let end = rest.char_indices().skip(1).find(|&(_, c)| match quote {
        Some(open) if c == open => {
            quote = None;
            false
        }
        None if c == '"' || c == '\'' => {
            quote = Some(c);
            false
        }
        None => c == '>',
        Some(_) => false,
    });
    let Some((end, _)) = end else { return rest.len() };
    let inside = &rest[1..end];
    if let Some(name) = inside.strip_prefix('/') {
        all.push(Event::End(name.trim()));
        return end + 1;
    }
    let body = inside.strip_suffix('/').unwrap_or(inside);
    let (name, attributes) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
    all.push(Event::Start(local(name), attributes, line));
    if inside.ends_with('/') {
        all.push(Event::End(local(name)));
    }
    end + 1
}

/// The name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The value of an attribute.
pub(super) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    while let Some((key, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().filter(|&c| c == '"' || c == '\'')?;
        let (value, next) = after[1..].split_once(quote)?;
        if key.trim() == name {
            return Some(value);
        }
        rest = next;
    }
    None
}

/// Text with its entities resolved.
pub(super) fn resolved(text: &str) -> String {
    let mut out = text.to_owned();
    for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
        if out.contains('&') {
            out = out.replace(entity, character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_texts_and_lines() {
        let found = events("<?xml?>\n<a x=\"1>2\"><!-- c -->t&lt;<b:c/></a>", 100);
        let expected = [
            Event::Text("\n".to_owned()),
            Event::Start("a", "x=\"1>2\"", 2),
            Event::Text("t<".to_owned()),
            Event::Start("c", "", 2),
            Event::End("c"),
            Event::End("a"),
        ];
        assert_eq!(found, expected);
        assert_eq!(attribute("a = \"x\" bc='y'", "bc"), Some("y"));
        assert_eq!(events("<a <b", 10), []);
        assert_eq!(events("<![CDATA[", 10), [Event::Text(String::new())]);
    }
}
