//! Paths that are written as regular expressions (Django): text, groups and classes, as far as they say what a path with
//! parameters says. Alternatives, repeated groups and what looks around are not read.

use super::written::{Reader, is_path};

impl<'a> Reader<'a> {
    /// One piece of a regular expression, as far as it is a path with groups.
    pub(super) fn of_regex(&mut self, first: char) -> Option<()> {
        match first {
            '^' => self.skip(1),
            '$' if self.rest.len() == 1 => self.skip(1),
            '\\' => {
                let escaped = self.rest[1..].chars().next()?;
                self.skip(1 + escaped.len_utf8())?;
                match escaped {
                    'd' | 'w' => self.class(),
                    'Z' | 'z' | 'A' | 'b' => Some(()),
                    other if !other.is_alphanumeric() => self.text(&other.to_string()),
                    _ => None,
                }
            }
            '(' => {
                let inner = self.balanced('(', ')')?;
                let optional = self.rest.starts_with('?');
                if optional {
                    self.skip(1)?;
                }
                self.group(inner, optional)
            }
            '[' => {
                self.balanced('[', ']')?;
                self.class()
            }
            '.' if self.rest.starts_with(".*") || self.rest.starts_with(".+") => {
                self.skip(2)?;
                self.rest_of("")
            }
            '/' if self.rest.starts_with("/?") => {
                self.skip(2)?;
                if self.rest.trim_start_matches('$').is_empty() { Some(()) } else { self.text("/") }
            }
            other if is_path(other) && other != '+' && other != '*' => {
                self.skip(other.len_utf8())?;
                if self.rest.starts_with(['?', '*', '+', '{']) { None } else { self.text(&other.to_string()) }
            }
            _ => None,
        }
    }

    fn group(&mut self, inner: &'a str, optional: bool) -> Option<()> {
        let without = optional.then(|| self.done.clone());
        if let Some(inner) = inner.strip_prefix("?:") {
            let mut reader = Reader { rest: inner, regex: true, done: std::mem::take(&mut self.done) };
            while !reader.rest.is_empty() {
                reader.piece()?;
            }
            self.done = reader.done;
        } else {
            let named = inner.strip_prefix("?P<").or_else(|| inner.strip_prefix("?<"));
            let (name, pattern) = named.and_then(|named| named.split_once('>')).unwrap_or(("", inner));
            if name.is_empty() && inner.starts_with('?') {
                return None;
            }
            if pattern.contains('/') || matches!(pattern, ".*" | ".+") {
                self.rest_of(name)
            } else {
                self.param(name, false)
            }?;
        }
        without.map_or(Some(()), |without| self.also(without))
    }

    /// A class of characters and how often: a parameter without a name.
    fn class(&mut self) -> Option<()> {
        if self.rest.starts_with('{') {
            self.balanced('{', '}')?;
        } else {
            self.take(|character| "*+?".contains(character));
        }
        self.param("", false)
    }
}
