//! What a file does again and again: its calls, and its uses of stores.

use super::witness::last_segment;
use crate::file::FileFacts;
use crate::flow::RepeatMention;
use crate::shape::{Call, Shapes};

/// At most this many mentions of one file are kept.
const MOST: usize = 20_000;
/// How many calls before a text are searched for the one that is handed it.
const NEAR: usize = 64;

/// Adds the calls of a file that are repeated.
pub(super) fn run(shapes: &Shapes, facts: &mut FileFacts) {
    for call in shapes.calls.iter().filter(|call| call.repeated).take(MOST) {
        let name = last_segment(&call.callee).trim_end_matches("()").to_owned();
        facts.repeats.push(RepeatMention { line: call.line, name });
    }
}

/// Notes that the use of a store on a line is repeated, if its call is.
pub(super) fn note(call: Option<&Call>, line: u32, facts: &mut FileFacts) {
    if call.is_some_and(|call| call.repeated) && facts.repeats.len() < 2 * MOST {
        facts.repeats.push(RepeatMention { line, name: String::new() });
    }
}

/// The innermost call around a line; calls are in order of appearance.
pub(super) fn call_around(shapes: &Shapes, line: u32) -> Option<&Call> {
    let before = shapes.calls.partition_point(|call| call.line <= line);
    shapes.calls[..before].iter().rev().take(NEAR).find(|call| call.last >= line)
}
