//! Runs syn where its recursion is safe, and item by item, so that one syntax error costs one item.
//!
//! Each thread that reads gets a second one with a stack of known size, which reads for it. Whoever calls, however
//! little stack is left, is safe; a panic costs one file; and the pages of the large stack are touched once per thread
//! rather than once per file.

use crate::file::FileFacts;
use crate::shape::Shapes;
use seamline_analyzer::facts::Code;
use std::cell::RefCell;
use std::sync::mpsc::{Receiver, Sender, channel};
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

thread_local! {
    /// The reading thread of this thread, started when first needed; it ends with this thread.
    static READER: RefCell<Option<Deep>> = const { RefCell::new(None) };
}

/// What [`read_deep`] runs for each text.
pub(super) type Read = fn(&str) -> Answer;

/// What a text says.
pub(super) type Answer = (FileFacts, Shapes);

/// A thread with a stack of [`STACK`] bytes that reads texts one after the other.
struct Deep {
    texts: Sender<(Read, String)>,
    answers: Receiver<Answer>,
}

/// Reads a text on the reading thread. A panic there and a thread that cannot be had are a [`Code::Crash`].
pub(super) fn read_deep(read: Read, text: &str) -> Result<Answer, Code> {
    READER.with_borrow_mut(|reader| {
        if reader.is_none() {
            *reader = Some(Deep::start()?);
        }
        let deep = reader.as_ref().expect("it was just started");
        let sent = deep.texts.send((read, text.to_owned())).ok();
        let answer = sent.and_then(|()| deep.answers.recv().ok());
        if answer.is_none() {
            *reader = None;
        }
        answer.ok_or(Code::Crash)
    })
}

impl Deep {
    fn start() -> Result<Self, Code> {
        let (texts, incoming) = channel::<(Read, String)>();
        let (outgoing, answers) = channel();
        let work = move || {
            for (read, text) in incoming {
                let answer = read(&text);
                // The lexer keeps the text and its lines per thread until told that no span is in use any more.
                proc_macro2::extra::invalidate_current_thread_spans();
                if outgoing.send(answer).is_err() {
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new().name("rust-reader".to_owned()).stack_size(STACK);
        thread.spawn(work).map(|_| Self { texts, answers }).map_err(|_| Code::Crash)
    }
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
