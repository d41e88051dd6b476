//! Paths of routes as the frameworks write them, in one form: text, a parameter, or the rest of the path.
//!
//! | written | by | becomes |
//! |---|---|---|
//! | `/a/:id`, `/a/:id(\\d+)`, `/a/:id?` | Express, Koa, Rails, older axum | `/a/{id}`; without the optional part too |
//! | `/a/{id}`, `/a/{id:int}`, `/a/{id?}` | Spring, ASP.NET, JAX-RS, FastAPI, actix | the same |
//! | `/a/<id>`, `/a/<int:id>` | Flask, Django, Rocket | the same |
//! | `/a/[id]` | Next.js | the same |
//! | `^a/(?P<id>\d+)/$` | Django | `/a/{id}/` |
//! | `*`, `**`, `*rest`, `{*rest}`, `{tail:.*}`, `<path:rest>`, `[...rest]` | most of them | the rest of the path |
//!
//! What cannot be read for certain, or has characters that belong in no path, is left out by whoever asks, and counted.

use super::route::{Piece, RoutePath};
use std::collections::BTreeSet;

/// The longest path that is looked at, in characters.
const LONGEST: usize = 400;
/// The most paths that one written path stands for (each optional part doubles them).
const MOST: usize = 4;

/// The paths that a written one stands for; `None` when it cannot be read for certain.
pub(super) fn paths(written: &str) -> Option<Vec<RoutePath>> {
    let harmless = |character: char| !character.is_control() && !character.is_whitespace();
    if written.chars().count() > LONGEST
        || crate::display::visible(written) != written
        || !written.chars().all(harmless)
    {
        return None;
    }
    let escapes = written.contains('\\') && !written.contains("/:") && !written.contains('{');
    let regex = escapes || written.contains("(?") || written.contains('^') || written.ends_with('$');
    let mut reader = Reader { rest: written, regex, done: vec![Vec::new()] };
    while !reader.rest.is_empty() {
        reader.piece()?;
    }
    let mut paths: Vec<RoutePath> = reader.done.into_iter().map(tidy).collect();
    paths.sort();
    paths.dedup();
    Some(paths)
}

pub(super) struct Reader<'a> {
    /// What is left to read.
    pub(super) rest: &'a str,
    /// Whether it is a regular expression.
    pub(super) regex: bool,
    /// What was read so far, once for each choice of optional parts.
    pub(super) done: Vec<Vec<Piece>>,
}

impl<'a> Reader<'a> {
    /// Takes one piece off the rest.
    pub(super) fn piece(&mut self) -> Option<()> {
        let first = self.rest.chars().next()?;
        if self.regex {
            return self.of_regex(first);
        }
        match first {
            '{' => {
                let inner = self.balanced('{', '}')?;
                self.braced(inner)
            }
            '<' => {
                let inner = self.balanced('<', '>')?;
                let (kind, name) = inner.split_once(':').unwrap_or(("", inner));
                if kind == "path" || name.ends_with("..") { self.rest_of(name) } else { self.param(name, false) }
            }
            '[' => {
                let optional = self.rest.starts_with("[[");
                let inner = self.balanced('[', ']')?.trim_start_matches('[').trim_end_matches(']');
                match inner.strip_prefix("...") {
                    Some(name) if optional => {
                        let without = self.done.clone();
                        self.rest_of(name)?;
                        self.also(without)
                    }
                    Some(name) => self.rest_of(name),
                    None => self.param(inner, false),
                }
            }
            ':' if self.at_start() => self.colon(),
            '*' => {
                let name = self.take(|character| character == '*' || is_word(character)).trim_matches('*');
                if self.rest.is_empty() { self.rest_of(name) } else { self.param(name, false) }
            }
            '(' => {
                let inner = self.balanced('(', ')')?;
                if matches!(inner, ".*" | ".+") && self.rest.is_empty() {
                    return self.rest_of("");
                }
                let without = self.done.clone();
                let plain = inner.chars().all(is_path) && self.rest.starts_with('?');
                plain.then_some(())?;
                self.skip(1)?;
                self.text(inner)?;
                self.also(without)
            }
            other if is_path(other) => {
                let text = self.take(is_path);
                self.text(text)
            }
            _ => None,
        }
    }

    /// `id`, `id:int`, `id?`, `id=1`, `*rest`, `tail:.*`.
    fn braced(&mut self, inner: &str) -> Option<()> {
        let (name, pattern) = inner.split_once(':').unwrap_or((inner, ""));
        let (name, optional) = match name.split_once(['?', '=']) {
            Some((name, _)) => (name, true),
            None => (name, inner.ends_with('?')),
        };
        if name.starts_with('*') || name.ends_with('*') || matches!(pattern, ".*" | ".+" | "path" | "**") {
            self.rest_of(name.trim_matches('*'))
        } else {
            self.param(name, optional)
        }
    }

    /// `:id`, `:id(\\d+)`, `:id?`, `:rest*`.
    fn colon(&mut self) -> Option<()> {
        self.skip(1)?;
        let name = self.take(is_word);
        if name.is_empty() {
            return None;
        }
        let pattern = if self.rest.starts_with('(') { self.balanced('(', ')')? } else { "" };
        if matches!(pattern, ".*" | ".+" | "*") {
            return self.rest_of(name);
        }
        match self.rest.chars().next() {
            Some(sign @ ('*' | '+')) => {
                self.skip(1)?;
                let without = (sign == '*' || self.rest.starts_with('?')).then(|| self.done.clone());
                self.rest = self.rest.trim_start_matches('?');
                self.rest_of(name)?;
                without.map_or(Some(()), |without| self.also(without))
            }
            Some('?') => {
                self.skip(1)?;
                self.param(name, true)
            }
            _ => self.param(name, false),
        }
    }

    /// Whether a parameter may begin here, and not a colon of the path's own.
    fn at_start(&self) -> bool {
        let last = self.done.last().and_then(|pieces| pieces.last());
        last.is_none_or(|piece| matches!(piece, Piece::Text(text) if text.ends_with(['/', '-', '.'])))
    }

    pub(super) fn text(&mut self, text: &str) -> Option<()> {
        for pieces in &mut self.done {
            match pieces.last_mut() {
                Some(Piece::Text(last)) => last.push_str(text),
                _ => pieces.push(Piece::Text(text.to_owned())),
            }
        }
        Some(())
    }

    /// A parameter; one that may be left out takes its slash along.
    pub(super) fn param(&mut self, name: &str, optional: bool) -> Option<()> {
        let mut without = optional.then(|| self.done.clone());
        for pieces in without.iter_mut().flatten() {
            if let Some(Piece::Text(text)) = pieces.last_mut().filter(|piece| **piece != Piece::Text("/".to_owned())) {
                text.truncate(text.trim_end_matches('/').len());
            }
        }
        self.push(&Piece::Param(name.to_owned()));
        without.map_or(Some(()), |without| self.also(without))
    }

    /// The rest of the path has to be its end.
    pub(super) fn rest_of(&mut self, name: &str) -> Option<()> {
        let over = self.rest.trim_start_matches(['/', '$', ')']);
        self.push(&Piece::Rest(name.trim_end_matches("..").to_owned()));
        self.rest = over;
        over.is_empty().then_some(())
    }

    fn push(&mut self, piece: &Piece) {
        self.done.iter_mut().for_each(|pieces| pieces.push(piece.clone()));
    }

    pub(super) fn also(&mut self, without: Vec<Vec<Piece>>) -> Option<()> {
        self.done.extend(without);
        (self.done.len() <= MOST).then_some(())
    }

    pub(super) fn skip(&mut self, bytes: usize) -> Option<()> {
        self.rest = self.rest.get(bytes..)?;
        Some(())
    }

    pub(super) fn take(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|character| !fits(character)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// What is between a sign and the one that closes it.
    pub(super) fn balanced(&mut self, open: char, close: char) -> Option<&'a str> {
        let mut depth = 0_u32;
        for (at, character) in self.rest.char_indices() {
            if character == open {
                depth += 1;
            } else if character == close {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    let inner = &self.rest[1..at];
                    self.rest = &self.rest[at + 1..];
                    return Some(inner);
                }
            }
        }
        None
    }
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// Characters of a path (RFC 3986: pchar and `/`) but what is encoded, and letters of any script, which are encoded on the way.
pub(super) fn is_path(character: char) -> bool {
    character.is_alphanumeric() || "/-_.~!$&'+,;=@".contains(character)
}

/// A leading slash, no doubled one, and names of parameters that are plain and unique.
fn tidy(pieces: Vec<Piece>) -> RoutePath {
    let mut taken = BTreeSet::new();
    let mut tidied = vec![Piece::Text("/".to_owned())];
    for piece in pieces {
        match (piece, tidied.last_mut()) {
            (Piece::Text(text), Some(Piece::Text(last))) => last.push_str(&text),
            (Piece::Param(name), _) => tidied.push(Piece::Param(plain(&name, "param", &mut taken))),
            (Piece::Rest(name), _) => tidied.push(Piece::Rest(plain(&name, "rest", &mut taken))),
            (text, _) => tidied.push(text),
        }
    }
    for piece in &mut tidied {
        if let Piece::Text(text) = piece {
            while text.contains("//") {
                *text = text.replace("//", "/");
            }
        }
    }
    RoutePath { pieces: tidied }
}

/// A plain name that no other parameter of the path has.
fn plain(name: &str, otherwise: &str, taken: &mut BTreeSet<String>) -> String {
    let cleaned: String = name.chars().filter(|character| is_word(*character)).take(40).collect();
    let wanted = if cleaned.is_empty() { otherwise.to_owned() } else { cleaned };
    let mut free = wanted.clone();
    let mut number = 2;
    while !taken.insert(free.clone()) {
        free = format!("{wanted}_{number}");
        number += 1;
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, expected: &str) {
        let shown = paths(written)
            .map_or("-".to_owned(), |paths| paths.iter().map(RoutePath::template).collect::<Vec<_>>().join(" "));
        assert_eq!(shown, expected, "{written}");
    }

    #[test]
    fn plain_paths_stay() {
        check("/", "/");
        check("/orders/open", "/orders/open");
        check("orders//open/", "/orders/open/");
        check("/größe", "/größe");
    }
    #[test]
    fn colons() {
        check("/orders/:id/items/:itemId", "/orders/{id}/items/{itemId}");
        check("/orders/:id(\\d+)", "/orders/{id}");
        check("/orders/:id([0-9]+)", "/orders/{id}");
        check("/figures/:id.svg", "/figures/{id}.svg");
        check("/v1/orders/x:cancel", "-");
        check("/files/:path(.*)", "/files/{path}");
        check("/a/:rest*", "/a/ /a/{rest}");
        check("/a/:rest*?", "/a/ /a/{rest}");
        check("/a/:rest+", "/a/{rest}");
        check("/info(.json)?", "/info /info.json");
    }
    #[test]
    fn braces_and_angles() {
        check("/orders/{id:[0-9]{3}}", "/orders/{id}");
        check("/orders/{id:int}/{*rest}", "/orders/{id}/{rest}");
        check("/files/{tail:.*}", "/files/{tail}");
        check("/a/<int:id>/<name>", "/a/{id}/{name}");
        check("/a/<path:rest>", "/a/{rest}");
        check("/a/<rest..>", "/a/{rest}");
        check("/shop/[id]/[...slug]", "/shop/{id}/{slug}");
    }
    #[test]
    fn optional_parts_are_two_paths() {
        check("/a/:id?", "/a /a/{id}");
        check("/:id?", "/ /{id}");
        check("/a/{id?}", "/a /a/{id}");
    }
    #[test]
    fn stars() {
        check("/static/*", "/static/{rest}");
        check("/static/**", "/static/{rest}");
        check("/static/*path", "/static/{path}");
        check("/*/orders", "/{param}/orders");
    }
    #[test]
    fn regular_expressions_of_django() {
        check("^orders/(?P<id>\\d+)/$", "/orders/{id}/");
        check("/\\.well-known/jwks.json$", "/.well-known/jwks.json");
        check("/image/(?P<id>[.0-9A-Za-z_=\\-]+)/$", "/image/{id}/");
        check("/static/(?P<path>.*)$", "/static/{path}");
        check("/t/(?P<id>\\d+)/(?:(?P<format>[a-z]+)/)?", "/t/{id}/ /t/{id}/{format}/");
        check("^a|b$", "-");
    }
    #[test]
    fn names_are_plain_and_unique() {
        check("/a/{id}/b/{id}", "/a/{id}/b/{id_2}");
        check("/a/{x y}", "-");
        check("/a/{é}", "/a/{param}");
    }
    #[test]
    fn what_is_no_path_is_left_out() {
        for odd in ["/a b", "/a\nb", "/a\"b", "/a?b=c", "/a#b", "/a{", "/a\u{202e}", "/{7*7}}", "${x}\u{0}"] {
            check(odd, "-");
        }
        check(&format!("/{}", "x".repeat(1000)), "-");
    }
}
