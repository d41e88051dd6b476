//! Whether something stands in a loop: in the body of a statement or comprehension that repeats it, or in a function that
//! is handed to a call for each element (`orders.forEach(order => ...)`). What a loop goes through is asked once.

use super::table::{Act, Role};
use super::tape::At;
use super::walk::Walk;

/// How many nodes around are looked at.
const AROUND: usize = 200;

impl Walk<'_> {
    /// Whether a node is run again and again, as far as the function around it shows.
    pub(super) fn is_repeated(&self, at: At) -> bool {
        let mut inner = at;
        for _ in 0..AROUND {
            let outer = self.tape.parent(inner);
            if outer == inner {
                return false;
            }
            if self.table.repeats(self.tape.node(outer).kind) && self.tape.role(inner) == Role::Body {
                return true;
            }
            match self.act(outer) {
                Some(Act::Operation | Act::Constructor | Act::Type(_)) => return false,
                Some(Act::Scope) if self.is_for_each(outer) => return true,
                _ => {}
            }
            inner = outer;
        }
        false
    }

    /// Whether a function is handed to a call that runs it for each element.
    fn is_for_each(&self, function: At) -> bool {
        let mut outer = self.tape.parent(function);
        while matches!(self.act(outer), Some(Act::Wrapped | Act::Argument | Act::Arguments)) {
            outer = self.tape.parent(outer);
        }
        if !matches!(self.act(outer), Some(Act::Call)) || self.tape.role(function) == Role::Function {
            return false;
        }
        let written = self.path(outer).written();
        (self.language.for_each)(written.strip_suffix("()").unwrap_or(&written))
    }
}

/// The last name of a callee, and what stands before it.
pub(crate) fn last_name(callee: &str) -> (&str, &str) {
    callee.rsplit_once('.').unwrap_or(("", callee))
}
