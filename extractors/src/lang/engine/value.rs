//! Literals and argument lists: values as far as one can read them off the text.

use super::declare::as_written;
use super::table::{Act, Quotes, Role};
use super::tape::At;
use super::walk::Walk;
use crate::shape::{Argument, HOLE, Text, Value};
use seamline_analyzer::facts::Context;

/// Lists and objects are read this deep.
const DEPTH: usize = 4;
/// Arguments of one call that are read.
const ARGUMENTS: usize = 256;

impl<'a> Walk<'a> {
    /// Records a string literal or a chain of them, once, at its outermost node.
    pub(super) fn string(&mut self, at: At) {
        if self.is_joined(at) {
            return;
        }
        let Some(value) = self.text_of(at) else { return };
        if value.len() >= 2 && value != HOLE {
            let line = self.tape.line(at);
            self.mention_in_string(at);
            self.shapes.strings.push(Text { value, line });
        }
    }

    /// A string that is a type's name mentions it: as a type where types stand, else as a string.
    fn mention_in_string(&mut self, at: At) {
        let counts = |part: &At| matches!(self.act(*part), Some(Act::Fragment | Act::Escape | Act::Hole));
        let mut parts = self.tape.children(at).filter(counts);
        let (Some(only), None) = (parts.next(), parts.next()) else { return };
        if !matches!(self.act(only), Some(Act::Fragment)) {
            return;
        }
        let name = self.tape.text(only);
        let place = self.place(at);
        if place.types && is_dotted(name) {
            self.mention(name, place.context, at);
        } else if is_type_like(name) {
            self.mention(name, Context::TypeString, at);
        }
    }

    /// Whether a larger string has this node as a part.
    fn is_joined(&self, at: At) -> bool {
        let mut outer = self.tape.parent(at);
        while matches!(self.act(outer), Some(Act::Wrapped)) {
            outer = self.tape.parent(outer);
        }
        self.is_chain(outer)
    }

    fn is_chain(&self, at: At) -> bool {
        match self.act(at) {
            Some(Act::Adjacent) => true,
            Some(Act::Binary) => self.tape.child(at, Role::Operator).is_some_and(|sign| self.tape.text(sign) == "+"),
            _ => false,
        }
    }

    /// The value of a string literal or a chain with at least one; interpolations and other parts are holes.
    fn text_of(&self, at: At) -> Option<String> {
        let mut value = String::new();
        let mut literal = false;
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            match self.act(at) {
                Some(Act::Text(quotes)) => {
                    literal = true;
                    self.read_literal(at, quotes, &mut value);
                }
                Some(Act::Wrapped | Act::Binary | Act::Adjacent) if self.is_chain(at) || self.is_wrapped(at) => {
                    let first = open.len();
                    open.extend(self.tape.children(at).filter(|part| self.is_part(*part)));
                    open[first..].reverse();
                }
                _ if value.ends_with(HOLE) => {}
                _ => value.push_str(HOLE),
            }
        }
        literal.then(|| value.replace("\r\n", "\n"))
    }

    fn is_wrapped(&self, at: At) -> bool {
        matches!(self.act(at), Some(Act::Wrapped))
    }

    fn is_part(&self, at: At) -> bool {
        self.tape.role(at) != Role::Operator && !matches!(self.act(at), Some(Act::Comment))
    }

    fn read_literal(&self, at: At, quotes: Quotes, value: &mut String) {
        match quotes {
            Quotes::Verbatim => value.push_str(&verbatim(self.tape.text(at))),
            Quotes::Parts => {
                for part in self.tape.children(at) {
                    match self.act(part) {
                        Some(Act::Fragment) => self.read_fragment(part, value),
                        Some(Act::Escape) => unescape(self.tape.text(part), value),
                        Some(Act::Hole) if !value.ends_with(HOLE) => value.push_str(HOLE),
                        _ => {}
                    }
                }
            }
        }
    }

    /// A fragment may have escapes inside it (Python).
    fn read_fragment(&self, at: At, value: &mut String) {
        let mut from = 0;
        let text = self.tape.text(at);
        for part in self.tape.children(at).filter(|part| matches!(self.act(*part), Some(Act::Escape))) {
            let (start, escape) = (self.tape.start(part) - self.tape.start(at), self.tape.text(part));
            value.push_str(text.get(from..start).unwrap_or_default());
            unescape(escape, value);
            from = start + escape.len();
        }
        value.push_str(text.get(from..).unwrap_or_default());
    }

    /// The value inside parentheses, `await` and argument wrappers.
    pub(crate) fn unwrap(&self, at: At) -> At {
        let mut at = at;
        while let Some(Act::Wrapped | Act::Argument) = self.act(at) {
            let inner = self.tape.children(at).filter(|inner| !matches!(self.act(*inner), Some(Act::Comment))).last();
            let Some(inner) = inner else { break };
            at = inner;
        }
        at
    }

    /// What a value reads like.
    pub(crate) fn value_of(&self, at: At) -> Value {
        self.value_within(at, DEPTH)
    }

    fn value_within(&self, at: At, depth: usize) -> Value {
        let at = self.unwrap(at);
        match self.act(at) {
            Some(Act::Text(_) | Act::Adjacent | Act::Binary) => self.text_of(at).map_or(Value::Other, Value::Text),
            Some(Act::Symbol) => Value::Text(symbol(self.tape.text(at)).to_owned()),
            Some(Act::Name | Act::TypeName | Act::Qualified) => Value::Name(as_written(self.tape.text(at))),
            // `() => Order` stands for `Order` where a declaration has to come later.
            Some(Act::Scope) => match self.tape.child(at, Role::Body).filter(|body| self.is_name(*body)) {
                Some(name) => Value::Name(as_written(self.tape.text(name))),
                None => self.selected_by(at),
            },
            Some(Act::Member) => self.path(at).plain().map_or(Value::Other, Value::Name),
            Some(Act::TypeLiteral) => {
                let name = self.tape.children(at).next().map(|name| as_written(self.tape.text(name)));
                name.map_or(Value::Other, Value::Name)
            }
            Some(Act::List) if depth > 0 => {
                let items = self.tape.children(at).filter(|item| !matches!(self.act(*item), Some(Act::Comment)));
                Value::List(items.take(ARGUMENTS).map(|item| self.value_within(item, depth - 1)).collect())
            }
            _ => Value::Other,
        }
    }

    /// `order => order.Lines` stands for `order.Lines`, where functions are no values of modules.
    fn selected_by(&self, function: At) -> Value {
        let body = self.tape.child(function, Role::Body).filter(|_| !self.language.modules);
        let selects = body.filter(|body| matches!(self.act(*body), Some(Act::Member)));
        selects.and_then(|body| self.path(body).plain()).map_or(Value::Other, Value::Name)
    }

    /// The arguments of a call or annotation; the pairs of objects among them appear with dotted keys.
    pub(super) fn arguments(&self, list: Option<At>) -> Vec<Argument> {
        let mut arguments = Vec::new();
        let Some(list) = list else { return arguments };
        for argument in self.tape.children(list) {
            if arguments.len() >= ARGUMENTS {
                break;
            }
            self.argument(argument, "", DEPTH, &mut arguments);
        }
        arguments
    }

    fn argument(&self, at: At, prefix: &str, depth: usize, arguments: &mut Vec<Argument>) {
        match self.act(at) {
            Some(Act::Comment | Act::TypeArguments) => {}
            Some(Act::Pair) => {
                let Some(key) = self.tape.child(at, Role::Key).or_else(|| self.tape.child(at, Role::Name)) else {
                    return;
                };
                let key = [prefix, &self.key_of(key)].concat();
                let value = self.tape.child(at, Role::Value).map(|value| self.unwrap(value));
                let value = value.unwrap_or(at);
                match self.act(value) {
                    Some(Act::Object) if depth > 0 => self.pairs(value, &format!("{key}."), depth - 1, arguments),
                    Some(Act::List) if depth > 0 => {
                        arguments.push(Argument { key: Some(key.clone()), value: self.value_of(value) });
                        // `include: [{ model: Order }]` has `include.model` among its keys.
                        let objects = self.tape.children(value).take(ARGUMENTS);
                        let is_object = |item: &At| matches!(self.act(*item), Some(Act::Object));
                        let prefix = format!("{key}.");
                        objects.filter(is_object).for_each(|object| self.pairs(object, &prefix, depth - 1, arguments));
                    }
                    _ => arguments.push(Argument { key: Some(key), value: self.value_of(value) }),
                }
            }
            Some(Act::Argument) => {
                let key = self.tape.child(at, Role::Key).or_else(|| self.tape.child(at, Role::Name));
                let key = key.map(|key| self.key_of(key));
                arguments.push(Argument { key, value: self.value_of(at) });
            }
            Some(Act::Object) => self.pairs(at, prefix, depth, arguments),
            _ => arguments.push(Argument { key: None, value: self.value_of(at) }),
        }
    }

    fn pairs(&self, object: At, prefix: &str, depth: usize, arguments: &mut Vec<Argument>) {
        for pair in self.tape.children(object).filter(|pair| matches!(self.act(*pair), Some(Act::Pair))) {
            if arguments.len() >= ARGUMENTS {
                break;
            }
            self.argument(pair, prefix, depth, arguments);
        }
    }

    pub(super) fn key_of(&self, key: At) -> String {
        let text = self.text_of(key);
        text.unwrap_or_else(|| as_written(self.tape.text(key).trim_matches([':', '=', ' '])))
    }
}

/// The word of a symbol.
fn symbol(text: &str) -> &str {
    text.strip_prefix(':').unwrap_or(text)
}

/// `order.Order`, `Order`, `order`, `Shop::Order`: names joined by dots or double colons.
pub(super) fn is_dotted(name: &str) -> bool {
    name.len() < 200
        && name.split("::").flat_map(|part| part.split('.')).all(|part| {
            part.starts_with(|c: char| c.is_alphabetic() || c == '_')
                && part.chars().all(|c| c.is_alphanumeric() || c == '_')
        })
}

/// Whether a string may be a type's name: its last part is in capitalised words, as `Order` in `order.Order`.
fn is_type_like(name: &str) -> bool {
    let last = name.rsplit(['.', ':']).next().unwrap_or_default();
    last.len() >= 3
        && last.starts_with(|c: char| c.is_ascii_uppercase())
        && last.bytes().any(|b| b.is_ascii_lowercase())
        && is_dotted(name)
}

/// The content of `@"..."`, `$@"..."`: no escapes but the doubled quote.
fn verbatim(text: &str) -> String {
    let inner = text.trim_start_matches(['@', '$']).trim_start_matches('"');
    inner.strip_suffix('"').unwrap_or(inner).replace("\"\"", "\"")
}

/// Appends what an escape sequence stands for.
fn unescape(escape: &str, value: &mut String) {
    let Some(body) = escape.strip_prefix('\\') else { return value.push_str(escape) };
    let code = |digits: &str, radix: u32| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match body.as_bytes().first() {
        Some(b'n') => value.push('\n'),
        Some(b't') => value.push('\t'),
        Some(b'r') => value.push('\r'),
        Some(b'b' | b'f' | b'v' | b'a') => value.push(' '),
        Some(b's') => value.push(' '),
        Some(b'\n' | b'\r') | None => {}
        Some(b'u' | b'U' | b'x') => {
            let digits = body[1..].trim_start_matches(['u', '{']).trim_end_matches('}');
            value.extend(code(digits, 16));
        }
        Some(b'0'..=b'7') => value.extend(code(body, 8)),
        Some(_) => value.push_str(body),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_type_like, unescape, verbatim};

    #[test]
    fn type_like_strings() {
        for (text, expected) in [
            ("Order", true),
            ("order.Order", true),
            ("Order.", false),
            ("ORDER", false),
            ("order", false),
            ("Or", false),
            ("Order placed", false),
            ("", false),
            ("shop.models.OrderLine", true),
            ("Shop::Order", true),
            ("Shop:Order", false),
            ("::", false),
        ] {
            assert_eq!(is_type_like(text), expected, "{text}");
        }
    }

    #[test]
    fn escapes() {
        for (escape, expected) in [
            ("\\n", "\n"),
            ("\\\"", "\""),
            ("\\u0041", "A"),
            ("\\u{1F600}", "😀"),
            ("\\x41", "A"),
            ("\\101", "A"),
            ("\\uD800", ""),
        ] {
            let mut value = String::new();
            unescape(escape, &mut value);
            assert_eq!(value, expected, "{escape}");
        }
    }

    #[test]
    fn verbatim_strings() {
        assert_eq!(verbatim("@\"a\"\"b\""), "a\"b");
        assert_eq!(verbatim("@\"\""), "");
    }
}
