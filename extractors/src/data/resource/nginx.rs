//! nginx: `location /api/orders/ { proxy_pass http://order:3000; }` hands paths to a deployable.
//!
//! Only what a gateway's map of routes needs: locations with their matching rule, the host and path of the nearest
//! `proxy_pass` inside, whether a location is `internal`, and exact locations that the gateway answers itself
//! (`return 200`). Variables, included files and rewrites are not followed.
//! Syntax: <https://nginx.org/en/docs/http/ngx_http_core_module.html#location>.

use crate::file::{FileFacts, GatewayMention};
use seamline_analyzer::facts::RoutePattern;

/// Locations inside each other are read this deep.
const DEPTH: usize = 64;

/// Locations of one file that are kept: each is held against every route.
const MOST: usize = 1_000;

/// An open block.
#[derive(Default)]
struct Block {
    /// When it is a location: its pattern and line.
    location: Option<(RoutePattern, u32)>,
    inside: bool,
    /// Who answers and the path that is asked for.
    answer: Option<(Option<String>, Option<String>)>,
}

/// What a configuration says; nothing when it hands nothing on.
pub(super) fn read(text: &str) -> Option<FileFacts> {
    let mut facts = FileFacts::default();
    let mut open: Vec<Block> = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    for (word, line) in tokens(text) {
        match word {
            "{" => {
                let location = pattern(&words).map(|pattern| (pattern, line));
                if open.len() >= DEPTH {
                    return None;
                }
                open.push(Block { location, ..Block::default() });
                words.clear();
            }
            "}" => {
                facts.gateway.extend(open.pop().and_then(mention));
                words.clear();
            }
            ";" => {
                if let Some(block) = open.iter_mut().rev().find(|block| block.location.is_some()) {
                    directive(&words, block);
                }
                words.clear();
            }
            _ => words.push(word),
        }
    }
    facts.gateway.sort_by_key(|mention| mention.line);
    facts.gateway.truncate(MOST);
    (!facts.gateway.is_empty()).then_some(facts)
}

fn directive(words: &[&str], block: &mut Block) {
    match words {
        ["internal"] => block.inside = true,
        ["proxy_pass", url] => {
            if let Some((target, path)) = target(url) {
                block.answer = Some((Some(target), path));
            }
        }
        ["return", code, ..] if code.len() == 3 && code.starts_with('2') => {
            let exact = matches!(block.location, Some((RoutePattern::Exact(_), _)));
            if exact && block.answer.is_none() {
                block.answer = Some((None, None));
            }
        }
        _ => {}
    }
}

fn mention(block: Block) -> Option<GatewayMention> {
    let ((pattern, line), (target, path)) = (block.location?, block.answer?);
    Some(GatewayMention { pattern, target, path, inside: block.inside, line })
}

fn pattern(words: &[&str]) -> Option<RoutePattern> {
    match words {
        ["location", "=", path] => Some(RoutePattern::Exact((*path).to_owned())),
        ["location", "~" | "~*", expression] => Some(RoutePattern::Regex((*expression).to_owned())),
        ["location", "^~", path] | ["location", path] => Some(RoutePattern::Prefix((*path).to_owned())),
        _ => None,
    }
}

/// The deployable and the path of a URL.
fn target(url: &str) -> Option<(String, Option<String>)> {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"))?;
    let host = rest.split([':', '/']).next().filter(|host| !host.is_empty() && !host.contains('$'))?;
    let path = rest.find('/').map(|at| rest[at..].to_owned()).filter(|path| !path.contains('$'));
    Some((host.split('.').next().unwrap_or(host).to_ascii_lowercase(), path))
}

/// Words, braces and semicolons with their lines; comments left out, quotes taken off.
fn tokens(text: &str) -> impl Iterator<Item = (&str, u32)> {
    let mut rest = text;
    let mut line = 1;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find(|c: char| !c.is_whitespace())?;
            line += rest[..start].matches('\n').count() as u32;
            rest = &rest[start..];
            if !rest.starts_with('#') {
                break;
            }
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        }
        let first = rest.chars().next()?;
        let (word, used) = match first {
            '{' | '}' | ';' => (&rest[..1], 1),
            '"' | '\'' => {
                let end = rest[1..].find(first).map_or(rest.len(), |end| end + 1);
                (&rest[1..end], (end + 1).min(rest.len()))
            }
            _ => {
                // A brace ends a word unless it is a repetition inside a regular expression: `[0-9]{2}`.
                let end = rest.find(|c: char| c.is_whitespace() || c == ';').unwrap_or(rest.len());
                let end = match rest[..end].strip_suffix('{') {
                    Some(word) if !word.is_empty() => end - 1,
                    _ => end,
                };
                (&rest[..end], end)
            }
        };
        let token = (word, line);
        line += rest[..used].matches('\n').count() as u32;
        rest = &rest[used..];
        Some(token)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let facts = read(text).unwrap_or_default();
        let shown: Vec<String> = facts
            .gateway
            .iter()
            .map(|route| {
                let target = route.target.as_deref().unwrap_or("itself");
                let asked = route.path.as_deref().unwrap_or("");
                let inside = if route.inside { " inside" } else { "" };
                match &route.pattern {
                    RoutePattern::Exact(path) => format!("{} = {path} {target}{asked}{inside}", route.line),
                    RoutePattern::Prefix(path) => format!("{} {path}* {target}{asked}{inside}", route.line),
                    RoutePattern::Regex(path) => format!("{} ~ {path} {target}{asked}{inside}", route.line),
                }
            })
            .collect();
        assert_eq!(shown.join("\n"), expected);
    }

    #[test]
    fn a_prefix() {
        check("location /api/orders/ { proxy_pass http://order:3000; }", "1 /api/orders/* order");
    }
    #[test]
    fn exact_and_regular_expressions() {
        check(
            "server {\n  location = /a { proxy_pass http://a; }\n  location ~ ^/b/[^/]{2,3}$ { proxy_pass http://b/x; }\n}",
            "2 = /a a\n3 ~ ^/b/[^/]{2,3}$ b/x",
        );
    }
    #[test]
    fn other_directives_and_comments() {
        check(
            "# location /x { proxy_pass http://x; }\nlocation /y { root web; proxy_pass http://y; # z\n }",
            "2 /y* y",
        );
    }
    #[test]
    fn variables_and_plain_files_are_nobody() {
        check("location / { proxy_pass http://$backend; }\nlocation /s { root web; }", "");
    }
    #[test]
    fn what_only_the_gateway_asks() {
        check(
            "location = /_v { internal; proxy_pass http://user/internal/verify; }",
            "1 = /_v user/internal/verify inside",
        );
    }
    #[test]
    fn what_the_gateway_answers_itself() {
        check("location = /healthz { return 200 'ok'; } location /api/ { return 200; }", "1 = /healthz itself");
        check("location = /x { return 404; } location = /old { return 301 /new; }", "");
    }
    #[test]
    fn inside_an_if() {
        check("location /a { if ($x) { proxy_pass http://a; } }", "1 /a* a");
    }
    #[test]
    fn what_is_not_closed_ends() {
        check("location /a { proxy_pass 'http://a", "");
        check(&"{".repeat(100), "");
    }
}
