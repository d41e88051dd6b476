//! What can be read off the tokens of a macro call, whose meaning only the macro knows: string literals, the names
//! mentioned, and its arguments where they are plain. Without recursion.

use super::value::{formats, line_of, name_of, starts_upper};
use crate::shape::{Argument, HOLE, Text, Value};
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use syn::{Lit, Macro};

/// More arguments than this are data.
const ARGUMENT_LIMIT: usize = 64;

/// A path found among tokens, and what follows it.
pub(super) struct Named {
    /// The path as written.
    pub(super) path: String,
    /// How it is used.
    pub(super) role: Role,
    /// Its line, from 1.
    pub(super) line: u32,
}

/// What a path among tokens is followed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// `(`: a call.
    Call,
    /// `!`: a macro call.
    Macro,
    /// `{` after a name like a type's: a struct literal.
    Literal,
    /// Anything else.
    Plain,
}

/// The names and strings among tokens, in order of appearance.
pub(super) fn read(tokens: &TokenStream) -> (Vec<Named>, Vec<Text>) {
    let (mut names, mut texts) = (Vec::new(), Vec::new());
    let mut open = vec![Cursor::new(tokens.clone())];
    while let Some(cursor) = open.last_mut() {
        let Some(token) = cursor.next() else {
            open.pop();
            continue;
        };
        match token {
            TokenTree::Group(group) => open.push(Cursor::new(group.stream())),
            TokenTree::Literal(literal) => {
                if let Lit::Str(text) = Lit::new(literal) {
                    texts.push(Text { value: text.value(), line: line_of(text.span()) });
                }
            }
            TokenTree::Ident(ident) => names.extend(cursor.path(&ident)),
            TokenTree::Punct(punct) => cursor.after_dot = punct.as_char() == '.',
        }
    }
    (names, texts)
}

/// One bracket's tokens.
struct Cursor {
    tokens: std::iter::Peekable<proc_macro2::token_stream::IntoIter>,
    after_dot: bool,
}

impl Cursor {
    fn new(tokens: TokenStream) -> Self {
        Self { tokens: tokens.into_iter().peekable(), after_dot: false }
    }

    fn next(&mut self) -> Option<TokenTree> {
        self.tokens.next()
    }

    /// The path that begins with this identifier, unless it is a field, a method or the name of a field.
    fn path(&mut self, first: &Ident) -> Option<Named> {
        let (mut path, line) = (name_of(first), line_of(first.span()));
        while self.separator() {
            match self.tokens.next_if(|token| matches!(token, TokenTree::Ident(_))) {
                Some(TokenTree::Ident(next)) => path = format!("{path}::{}", name_of(&next)),
                _ => break,
            }
        }
        let member = std::mem::take(&mut self.after_dot);
        let role = self.role(&path);
        (!member).then_some(Named { path, role, line })
    }

    /// Takes `::`; a single `:` is what it is: the name before it is a field.
    fn separator(&mut self) -> bool {
        let colon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
        self.tokens.next_if(colon).is_some() && self.tokens.next_if(colon).is_some()
    }

    fn role(&mut self, path: &str) -> Role {
        let last = path.rsplit("::").next().unwrap_or(path);
        match self.tokens.peek() {
            Some(TokenTree::Group(group)) => match group.delimiter() {
                Delimiter::Parenthesis => Role::Call,
                Delimiter::Brace if starts_upper(last) => Role::Literal,
                Delimiter::Brace | Delimiter::Bracket | Delimiter::None => Role::Plain,
            },
            Some(TokenTree::Punct(punct)) if punct.as_char() == '!' => Role::Macro,
            _ => Role::Plain,
        }
    }
}

/// The text that a formatting macro makes: `format!("a {} b", x)` is `a ` hole ` b`.
pub(super) fn text_of(mac: &Macro) -> Option<String> {
    if !formats(mac) {
        return None;
    }
    let concatenates = mac.path.segments.last().is_some_and(|last| last.ident == "concat");
    let parts = arguments(&mac.tokens);
    let texts = parts.iter().map(|part| match &part.value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    });
    if concatenates {
        return Some(texts.map(|text| text.unwrap_or(HOLE)).collect());
    }
    texts.flatten().next().map(filled)
}

/// A format string with its places as holes: `{}`, `{name:?}`; `{{` is a brace.
pub(super) fn filled(format: &str) -> String {
    let mut text = String::with_capacity(format.len());
    let mut chars = format.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '{' | '}' if chars.next_if_eq(&char).is_some() => text.push(char),
            '{' => {
                chars.by_ref().find(|&inside| inside == '}');
                text.push_str(HOLE);
            }
            _ => text.push(char),
        }
    }
    text
}

/// The arguments of a macro call or attribute: what stands between `,`, `=>` and `->`.
///
/// Plain are a literal, a path, and `key = value`. `name(x)` is keyword `name` with the value `x`; a name before other
/// brackets is that name (`table! { orders (id) { ... } }`). Leading attributes and `use` items are passed over.
pub(super) fn arguments(tokens: &TokenStream) -> Vec<Argument> {
    let mut arguments = Vec::new();
    let mut part: Vec<TokenTree> = Vec::new();
    for token in tokens.clone() {
        match separates(&part, &token) {
            true => finish(&mut part, &mut arguments),
            false => part.push(token),
        }
        if arguments.len() >= ARGUMENT_LIMIT {
            return arguments;
        }
    }
    finish(&mut part, &mut arguments);
    arguments
}

/// Whether a token ends an argument; the `=` or `-` of an arrow is taken off again.
fn separates(part: &[TokenTree], token: &TokenTree) -> bool {
    let TokenTree::Punct(punct) = token else { return false };
    let arrow = matches!(part.last(), Some(TokenTree::Punct(last)) if matches!(last.as_char(), '=' | '-'));
    punct.as_char() == ',' || (punct.as_char() == '>' && arrow)
}

fn finish(part: &mut Vec<TokenTree>, arguments: &mut Vec<Argument>) {
    while matches!(part.last(), Some(TokenTree::Punct(_))) {
        part.pop();
    }
    let part = std::mem::take(part);
    let part = after_preamble(&part);
    if !part.is_empty() {
        arguments.push(argument(part));
    }
}

/// Without leading `#[...]` and `use ...;`.
fn after_preamble(part: &[TokenTree]) -> &[TokenTree] {
    let mut part = part;
    loop {
        part = match part {
            [TokenTree::Punct(hash), TokenTree::Group(_), rest @ ..] if hash.as_char() == '#' => rest,
            [TokenTree::Ident(word), rest @ ..] if word == "use" => {
                let end =
                    rest.iter().position(|token| matches!(token, TokenTree::Punct(semi) if semi.as_char() == ';'));
                end.map_or(&[], |end| &rest[end + 1..])
            }
            _ => return part,
        };
    }
}

fn argument(part: &[TokenTree]) -> Argument {
    if let [TokenTree::Ident(key), TokenTree::Punct(equals), rest @ ..] = part
        && equals.as_char() == '='
    {
        return Argument { key: Some(name_of(key)), value: value(rest) };
    }
    let (path, rest) = leading_path(part);
    match rest {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis && !path.is_empty() => {
            let key = path.rsplit("::").next().unwrap_or(&path).to_owned();
            Argument { key: Some(key), value: grouped(group) }
        }
        [TokenTree::Group(_), ..] if !path.is_empty() => Argument { key: None, value: Value::Name(path) },
        _ => Argument { key: None, value: value(part) },
    }
}

/// The one plain value in brackets, or the list of them.
fn grouped(group: &Group) -> Value {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let parts = tokens.split(|token| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ','));
    let mut values: Vec<Value> = parts.filter(|part| !part.is_empty()).take(ARGUMENT_LIMIT).map(value).collect();
    if values.len() == 1 { values.remove(0) } else { Value::List(values) }
}

fn value(part: &[TokenTree]) -> Value {
    if let [TokenTree::Punct(reference), rest @ ..] = part
        && reference.as_char() == '&'
    {
        return value(rest);
    }
    if let [TokenTree::Literal(literal)] = part {
        return match Lit::new(literal.clone()) {
            Lit::Str(text) => Value::Text(text.value()),
            _ => Value::Other,
        };
    }
    match leading_path(part) {
        (path, []) if !path.is_empty() => Value::Name(path),
        _ => Value::Other,
    }
}

/// The path at the beginning, with `::` and `.` as written, and what comes after it.
fn leading_path(part: &[TokenTree]) -> (String, &[TokenTree]) {
    let mut path = String::new();
    let mut rest = part;
    loop {
        rest = match rest {
            [TokenTree::Ident(name), after @ ..] => {
                path += &name_of(name);
                after
            }
            _ => return (path, rest),
        };
        rest = match rest {
            [TokenTree::Punct(a), TokenTree::Punct(b), after @ ..] if a.as_char() == ':' && b.as_char() == ':' => {
                path += "::";
                after
            }
            [TokenTree::Punct(dot), TokenTree::Ident(_), ..] if dot.as_char() == '.' => {
                path += ".";
                &rest[1..]
            }
            _ => return (path, rest),
        };
    }
}
