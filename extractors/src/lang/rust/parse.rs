//! Runs syn where its recursion is safe, and item by item, so that one syntax error costs one item.
//!
//! A scoped thread per file costs some tens of microseconds beside the milliseconds that a mean file takes, and gives
//! three things: a stack whose size is known, whoever calls; a caught panic; and the release of the line tables that
//! the lexer keeps per thread for ever.

use seamline_analyzer::facts::Code;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Item};

/// The largest bound of [`super::depth`] that is read.
pub(super) const DEPTH_LIMIT: u32 = 4_000;

/// The stack of the reading thread. Only the pages that are touched exist.
pub(super) const STACK: usize = 256 << 20;

/// A file's syntax tree, as far as it could be read.
#[derive(Default)]
pub(super) struct Tree {
    /// `#![...]`.
    pub(super) attributes: Vec<Attribute>,
    /// The items that could be read.
    pub(super) items: Vec<Item>,
    /// How many could not.
    pub(super) errors: u32,
}

/// Runs `work` on a thread with so much stack. A panic and a thread that cannot be had are a [`Code::Crash`].
pub(super) fn on_own_stack<T: Send>(stack: usize, work: impl FnOnce() -> T + Send) -> Result<T, Code> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(stack).spawn_scoped(scope, work);
        thread.map_err(|_| Code::Crash)?.join().map_err(|_| Code::Crash)
    })
}

/// The tree of a text. A text that the lexer refuses (an unclosed bracket or string) is one error and no items.
pub(super) fn tree(text: &str) -> Tree {
    items.parse_str(without_first_line_marks(text)).unwrap_or(Tree { errors: 1, ..Tree::default() })
}

/// Without a byte order mark and an interpreter line; line numbers stay.
fn without_first_line_marks(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let interpreter = text.starts_with("#!") && !text[2..].trim_start().starts_with('[');
    if interpreter { &text[text.find('\n').unwrap_or(text.len())..] } else { text }
}

fn items(input: ParseStream<'_>) -> syn::Result<Tree> {
    let mut tree = Tree { attributes: input.call(Attribute::parse_inner).unwrap_or_default(), ..Tree::default() };
    while !input.is_empty() {
        let ahead = input.fork();
        if let Ok(item) = ahead.parse::<Item>() {
            input.advance_to(&ahead);
            tree.items.push(item);
        } else {
            tree.errors += 1;
            skip_item(input)?;
        }
    }
    Ok(tree)
}

/// Up to and with the next `;` or `{...}`.
fn skip_item(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() {
        match input.parse::<proc_macro2::TokenTree>()? {
            proc_macro2::TokenTree::Punct(punct) if punct.as_char() == ';' => break,
            proc_macro2::TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::Brace => break,
            _ => {}
        }
    }
    Ok(())
}
