//! Which line belongs to which block: blocks first, then what lies between them.
//!
//! Between two blocks, lines up to the last one with a name in code are the file's own (its rest); what follows it
//! (comments, decorators, blank lines) stands on the next block and goes with it. Imports say nothing by themselves, so
//! a file that has nothing but imports and blocks has no rest. What is left of a type is divided from its methods alike.

use crate::outline::{Block, Outline, WordKind};

/// Whose a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// Nobody's yet.
    Free,
    /// The file's own.
    Rest,
    /// A block's, by number.
    Block(usize),
    /// No part's: tests beside the code.
    Out,
}

/// The lines of a file; line 1 stands at 1.
pub(super) struct Lines {
    whose: Vec<Whose>,
    /// Lines with a name in code.
    says: Vec<bool>,
}

impl Lines {
    pub(super) fn new(lines: u32, outline: &Outline) -> Self {
        let last_block = outline.blocks.iter().map(|block| block.end_line).max().unwrap_or(0);
        let size = lines.max(last_block) as usize + 1;
        let mut all = Self { whose: vec![Whose::Free; size], says: vec![false; size] };
        for word in outline.words.iter().filter(|word| word.kind == WordKind::Code) {
            if let Some(says) = all.says.get_mut(word.line as usize) {
                *says = true;
            }
        }
        for (first, last) in &outline.left_out {
            all.fill(*first, *last, Whose::Out, |whose| whose == Whose::Free);
        }
        all
    }

    fn fill(&mut self, first: u32, last: u32, with: Whose, over: impl Fn(Whose) -> bool) {
        let last = (last as usize).min(self.whose.len() - 1);
        for line in first as usize..=last {
            if over(self.whose[line]) {
                self.whose[line] = with;
            }
        }
    }

    /// Gives the lines of a block at the top of the file to it, as far as they are free.
    pub(super) fn take(&mut self, block: &Block, number: usize) {
        self.fill(block.line, block.end_line, Whose::Block(number), |whose| whose == Whose::Free);
    }

    /// Takes the lines of a method, and what stands on it, out of what is left of its type.
    pub(super) fn take_out(&mut self, method: &Block, number: usize, of: usize, inside: impl Fn(u32) -> bool) {
        let mut first = method.line;
        while first > 2 && self.stands_on(first - 1, of) && self.is(first - 2, of) && !inside(first - 1) {
            first -= 1;
        }
        let from_type = |whose| whose == Whose::Block(of) || whose == Whose::Free;
        self.fill(first, method.end_line, Whose::Block(number), from_type);
    }

    /// Whether a line of a block says nothing by itself.
    fn stands_on(&self, line: u32, of: usize) -> bool {
        self.is(line, of) && !self.says[line as usize]
    }

    fn is(&self, line: u32, of: usize) -> bool {
        self.whose.get(line as usize) == Some(&Whose::Block(of))
    }

    /// Divides what lies between the blocks.
    pub(super) fn settle(&mut self) {
        let mut line = 1;
        while line < self.whose.len() {
            if self.whose[line] != Whose::Free {
                line += 1;
                continue;
            }
            let end = (line..self.whose.len()).find(|at| self.whose[*at] != Whose::Free).unwrap_or(self.whose.len());
            let last_said = (line..end).rev().find(|at| self.says[*at]);
            let below = self.whose.get(end).copied().filter(|whose| matches!(whose, Whose::Block(_)));
            let above = Some(self.whose[line - 1]).filter(|whose| matches!(whose, Whose::Block(_)));
            let own = last_said.map_or(line, |said| said + 1);
            self.whose[line..own].fill(Whose::Rest);
            let silent = match (below, last_said) {
                (Some(below), _) => below,
                (None, Some(_)) => Whose::Rest,
                (None, None) => above.unwrap_or(Whose::Rest),
            };
            self.whose[own..end].fill(silent);
            line = end;
        }
    }

    /// How many of some lines say something.
    pub(super) fn said(&self, first: u32, last: u32) -> usize {
        let last = (last as usize).min(self.says.len() - 1);
        (first as usize..=last).filter(|line| self.says[*line]).count()
    }

    /// How many lines of the rest say something.
    pub(super) fn said_by_rest(&self) -> usize {
        self.whose.iter().zip(&self.says).filter(|(whose, says)| **whose == Whose::Rest && **says).count()
    }

    /// Gives the rest to the blocks below, or above where there is none below.
    pub(super) fn give_rest_away(&mut self) {
        let mut below = None;
        for whose in self.whose.iter_mut().skip(1).rev() {
            match (*whose, below) {
                (Whose::Block(_), _) => below = Some(*whose),
                (Whose::Rest, Some(block)) => *whose = block,
                _ => {}
            }
        }
        let mut above = None;
        for whose in self.whose.iter_mut().skip(1) {
            match (*whose, above) {
                (Whose::Block(_), _) => above = Some(*whose),
                (Whose::Rest, Some(block)) => *whose = block,
                _ => {}
            }
        }
    }

    /// Whose a line is.
    pub(super) fn whose(&self, line: u32) -> Whose {
        self.whose.get(line as usize).copied().unwrap_or(Whose::Out)
    }

    /// Runs of lines of one owner: first and last line.
    pub(super) fn runs(&self) -> Vec<(u32, u32, Whose)> {
        let mut runs: Vec<(u32, u32, Whose)> = Vec::new();
        for (line, whose) in self.whose.iter().enumerate().skip(1) {
            let line = u32::try_from(line).expect("fewer lines than four billion");
            match runs.last_mut() {
                Some((_, last, before)) if *before == *whose => *last = line,
                _ => runs.push((line, line, *whose)),
            }
        }
        runs
    }
}
