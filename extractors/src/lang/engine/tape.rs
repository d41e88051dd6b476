//! The tape: a syntax tree as one flat list in pre-order, read off by a single cursor pass.
//!
//! Tree-sitter's own node helpers recurse once per level and look up parents by searching from the root. On the tape a
//! subtree is a contiguous range, a parent is an index, and nothing recurses, so input may be as deep as it likes.
//! Kept are named nodes and the few unnamed ones a language asks for (operators, modifiers).
//!
//! Limits: [`MAX_NODES`], [`MAX_DEPTH`] and what the parser may spend ([`Budget`]); above them the file is refused with a
//! reason, never cut short. None looks at a clock, so the same file is refused everywhere or nowhere.

use super::table::{Role, Table};
use seamline_analyzer::facts::Code;
use std::cell::RefCell;
use std::ops::ControlFlow;
use tree_sitter::{ParseOptions, ParseState, Parser, Tree};

/// More nodes than this are not read; about 60 bytes of source text make 20 nodes.
const MAX_NODES: usize = 4_000_000;
/// Nesting deeper than this is nothing a person wrote.
const MAX_DEPTH: u32 = 4_000;
/// How many children are searched for a role; roles come first, and hostile files have children without end.
const SEARCHED: usize = 1_000;

/// The index of a node on the tape.
pub(crate) type At = usize;

/// One node. 24 bytes, so that an average file's tape stays in the first two cache levels.
#[derive(Clone, Copy)]
pub(super) struct Node {
    pub kind: u16,
    pub role: Role,
    /// The node around it; the root is its own parent.
    pub parent: u32,
    /// The first node after its subtree.
    pub next: u32,
    pub start: u32,
    pub end: u32,
}

/// A parsed file.
#[derive(Clone, Copy)]
pub(crate) struct Tape<'a> {
    text: &'a str,
    nodes: &'a [Node],
    table: &'a Table,
    lines: &'a [u32],
    /// Places the parser had to skip or to make up.
    pub errors: u32,
}

/// What one thread keeps between files.
#[derive(Default)]
struct Workbench {
    parser: Option<Parser>,
    nodes: Vec<Node>,
    lines: Vec<u32>,
}

thread_local! {
    static WORKBENCH: RefCell<Workbench> = RefCell::default();
}

/// Parses `text` and hands its tape to `work`.
pub(super) fn with_tape<T>(table: &Table, text: &str, work: impl FnOnce(Tape<'_>) -> T) -> Result<T, Code> {
    if u32::try_from(text.len()).is_err() {
        return Err(Code::TooBig);
    }
    // Taken out rather than borrowed: should `work` ever parse again on this thread, it starts with a fresh bench.
    let mut bench = WORKBENCH.take();
    let result = bench
        .fill(table, text)
        .map(|errors| work(Tape { text, nodes: &bench.nodes, table, lines: &bench.lines, errors }));
    WORKBENCH.set(bench);
    result
}

impl Workbench {
    fn fill(&mut self, table: &Table, text: &str) -> Result<u32, Code> {
        let tree = self.parse(table, text)?;
        if tree.root_node().descendant_count() > MAX_NODES {
            return Err(Code::TooBig);
        }
        self.lines.clear();
        self.lines.push(0);
        self.lines.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        flatten(table, &tree, &mut self.nodes)
    }

    fn parse(&mut self, table: &Table, text: &str) -> Result<Tree, Code> {
        let parser = self.parser.get_or_insert_with(Parser::new);
        parser.set_language(&table.grammar).expect("the grammars fit the tree-sitter they are built with");
        let mut budget = Budget::for_bytes(text.len());
        let mut spend = |state: &ParseState| budget.spend(state);
        let options = ParseOptions::new().progress_callback(&mut spend);
        let bytes = text.as_bytes();
        let tree = parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), None, Some(options));
        if tree.is_none() {
            parser.reset();
        }
        tree.ok_or(Code::Timeout)
    }
}

/// What the parser may still spend on one file, counted in its own steps. It reports every hundred steps; that is one
/// here, and [`Budget::LOST`] while it is lost in a syntax error, where a step costs about forty times as much.
///
/// Measured on 23,000 files of four languages: 4 to 11 reports a kilobyte on average, at most 19 in small files and 13
/// in files over 100 kB, hardly any of them lost. Files made to be hard take 10 to 70, often most of them lost.
struct Budget {
    left: usize,
}

impl Budget {
    /// For any file, however small.
    const BASE: usize = 1_000;
    /// One report more for so many bytes.
    const BYTES: usize = 64;
    /// The price of a report out of a syntax error.
    const LOST: usize = 8;

    fn for_bytes(bytes: usize) -> Self {
        Self { left: Self::BASE + bytes / Self::BYTES }
    }

    fn spend(&mut self, state: &ParseState) -> ControlFlow<()> {
        let price = if state.has_error() { Self::LOST } else { 1 };
        match self.left.checked_sub(price) {
            Some(left) => {
                self.left = left;
                ControlFlow::Continue(())
            }
            None => ControlFlow::Break(()),
        }
    }
}

/// Reads the tree off into `nodes`; answers how many errors are in it.
fn flatten(table: &Table, tree: &Tree, nodes: &mut Vec<Node>) -> Result<u32, Code> {
    nodes.clear();
    let faulty = tree.root_node().has_error();
    let (mut errors, mut depth) = (0_u32, 0_u32);
    let mut open: Vec<Option<u32>> = Vec::with_capacity(64);
    let mut around = 0_u32;
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        let kind = node.kind_id();
        if faulty && (node.is_error() || node.is_missing()) {
            errors += 1;
        }
        let kept = table.keeps(kind) || nodes.is_empty();
        let here = nodes.len() as u32;
        if kept {
            let role = cursor.field_id().map_or(Role::None, |field| table.role(field.get()));
            let (start, end) = (node.start_byte() as u32, node.end_byte() as u32);
            nodes.push(Node { kind, role, parent: around, next: here + 1, start, end });
        }
        if table.has_children(kind) && cursor.goto_first_child() {
            depth += 1;
            if depth > MAX_DEPTH {
                return Err(Code::TooDeep);
            }
            open.push(kept.then_some(around));
            if kept {
                around = here;
            }
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return Ok(errors);
            }
            depth -= 1;
            if let Some(outer) = open.pop().flatten() {
                nodes[around as usize].next = nodes.len() as u32;
                around = outer;
            }
        }
    }
}

impl<'a> Tape<'a> {
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn node(&self, at: At) -> Node {
        self.nodes[at]
    }

    /// The grammar's name for a node; for hooks and tests, which are few.
    pub(crate) fn kind(&self, at: At) -> &'a str {
        self.table.kind_name(self.nodes[at].kind)
    }

    pub(crate) fn role(&self, at: At) -> Role {
        self.nodes[at].role
    }

    pub(crate) fn parent(&self, at: At) -> At {
        self.nodes[at].parent as At
    }

    /// The first node after a subtree.
    pub(crate) fn next(&self, at: At) -> At {
        self.nodes[at].next as At
    }

    /// The source text of a node.
    pub(crate) fn text(&self, at: At) -> &'a str {
        let node = self.nodes[at];
        self.slice(node.start, node.end)
    }

    fn slice(&self, start: u32, end: u32) -> &'a str {
        // A parser that resynchronises inside a character leaves a node without readable text.
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The first byte of a node.
    pub(crate) fn start(&self, at: At) -> usize {
        self.nodes[at].start as usize
    }

    /// The source text from the start of one node to the end of another.
    pub(crate) fn text_through(&self, first: At, last: At) -> &'a str {
        self.slice(self.nodes[first].start, self.nodes[last].end)
    }

    /// The direct children on the tape, in order.
    pub(crate) fn children(&self, at: At) -> impl Iterator<Item = At> + use<'a> {
        let nodes = self.nodes;
        let end = nodes[at].next as At;
        let mut child = at + 1;
        std::iter::from_fn(move || {
            let here = (child < end).then_some(child)?;
            child = nodes[here].next as At;
            Some(here)
        })
    }

    /// The first child in that role.
    pub(crate) fn child(&self, at: At, role: Role) -> Option<At> {
        self.children(at).take(SEARCHED).find(|child| self.nodes[*child].role == role)
    }

    /// The first child of that kind.
    pub(crate) fn child_of_kind(&self, at: At, kind: &str) -> Option<At> {
        self.children(at).take(SEARCHED).find(|child| self.kind(*child) == kind)
    }

    /// The line a node starts on, from 1.
    pub(crate) fn line(&self, at: At) -> u32 {
        self.line_of(self.nodes[at].start)
    }

    /// The line a node ends on, from 1.
    pub(crate) fn end_line(&self, at: At) -> u32 {
        let node = self.nodes[at];
        self.line_of(node.end.max(node.start + 1) - 1)
    }

    fn line_of(&self, byte: u32) -> u32 {
        self.lines.partition_point(|start| *start <= byte) as u32
    }

    /// How many lines the text has.
    pub(super) fn line_count(&self) -> u32 {
        let open = self.lines.last().is_some_and(|start| (*start as usize) < self.text.len());
        self.lines.len() as u32 - u32::from(!open)
    }
}
