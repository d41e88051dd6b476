//! Objects that calls are handed: their keys, and whether all of them are seen.

use super::table::{Act, Role};
use super::tape::At;
use super::walk::Walk;
use crate::shape::Object;

/// Keys of one object, and arguments of one call, that are read.
const MOST: usize = 256;
/// Objects inside objects are read this deep.
const DEPTH: usize = 4;

impl Walk<'_> {
    /// The objects among the arguments of a call; keyword arguments are one.
    pub(super) fn objects(&self, list: Option<At>) -> Vec<Object> {
        let mut objects: Vec<Object> = Vec::new();
        let mut keywords = Object::default();
        let Some(list) = list else { return objects };
        let arguments = self.tape.children(list).filter(|one| !matches!(self.act(*one), Some(Act::Comment)));
        for (place, argument) in arguments.take(MOST).enumerate() {
            let value = self.unwrap(argument);
            match self.act(value) {
                Some(Act::Object) => {
                    let mut object = Object { at: Some(place), ..Object::default() };
                    self.keys(value, "", DEPTH, &mut object);
                    objects.push(object);
                }
                Some(Act::Pair) => self.key(value, "", DEPTH, &mut keywords),
                _ if self.tape.text(value).starts_with("**") => keywords.open = true,
                _ => {}
            }
        }
        if !keywords.keys.is_empty() || keywords.open {
            objects.push(keywords);
        }
        objects
    }

    fn keys(&self, object: At, prefix: &str, depth: usize, into: &mut Object) {
        for child in self.tape.children(object) {
            if into.keys.len() >= MOST {
                into.open = true;
                return;
            }
            match self.act(child) {
                Some(Act::Pair) => self.key(child, prefix, depth, into),
                Some(Act::Comment | Act::Operation) => {}
                // `{status}`
                Some(Act::Name) => into.keys.push([prefix, self.tape.text(child)].concat()),
                _ => into.open = true,
            }
        }
    }

    fn key(&self, pair: At, prefix: &str, depth: usize, into: &mut Object) {
        let Some(key) = self.tape.child(pair, Role::Key).or_else(|| self.tape.child(pair, Role::Name)) else { return };
        let key = self.key_of(key);
        if !key.chars().all(|c| c.is_alphanumeric() || "_$.-".contains(c)) || key.is_empty() {
            into.open = true;
            return;
        }
        let key = [prefix, &key].concat();
        let value = self.tape.child(pair, Role::Value).map(|value| self.unwrap(value));
        let inner = value.filter(|value| depth > 0 && matches!(self.act(*value), Some(Act::Object)));
        into.keys.push(key.clone());
        if let Some(inner) = inner {
            self.keys(inner, &[&key, "."].concat(), depth - 1, into);
        }
    }
}
