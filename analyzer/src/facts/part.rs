//! Parts: what a file is divided into when units are finer than files.
//!
//! The parts of a file do not overlap: each of its lines belongs to at most one. (path, name of the part) is the identity
//! of such a unit and the order in which units stand.

/// How fine units are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Granularity {
    /// Whole files.
    #[default]
    File,
    /// Each type at the top of a file, and what is left of the file.
    Type,
    /// Also each function at the top of a file and each method, and what is left of each type.
    Function,
}

impl Granularity {
    /// Every granularity, coarsest first.
    pub const ALL: [Granularity; 3] = [Granularity::File, Granularity::Type, Granularity::Function];

    /// The word for it in options, reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Granularity::File => "file",
            Granularity::Type => "type",
            Granularity::Function => "function",
        }
    }

    /// The word for several units.
    pub fn units(self) -> &'static str {
        match self {
            Granularity::File => "files",
            Granularity::Type | Granularity::Function => "parts",
        }
    }
}

/// A part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name, unique in the file: `Order`, `Order.place`, `sendMail`, [`REST`].
    pub name: String,
    /// What it is.
    pub kind: PartKind,
    /// Its lines, as ascending ranges, first and last line included.
    pub ranges: Vec<(u32, u32)>,
}

/// The name of what is left of a file beside its types and functions.
pub const REST: &str = "(top-level)";

impl Part {
    /// Whether it holds a line of its file.
    pub fn holds(&self, line: u32) -> bool {
        self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&line))
    }

    /// The name without the type around it: `place` of `Order.place`.
    pub fn own_name(&self) -> &str {
        match self.kind {
            PartKind::Method => self.name.split_once('.').map_or(&self.name, |(_, own)| own),
            PartKind::Rest | PartKind::Type | PartKind::Function => &self.name,
        }
    }

    /// The type around it: `Order` of `Order.place`.
    pub fn owner(&self) -> Option<&str> {
        match self.kind {
            PartKind::Method => self.name.split_once('.').map(|(owner, _)| owner),
            PartKind::Rest | PartKind::Type | PartKind::Function => None,
        }
    }
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKind {
    /// What is left of the file: statements, values, small things.
    Rest,
    /// A type, or what its methods leave of it.
    Type,
    /// A function at the top of the file.
    Function,
    /// A method of a type.
    Method,
}

impl PartKind {
    /// The word for it in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            PartKind::Rest => "rest",
            PartKind::Type => "type",
            PartKind::Function => "function",
            PartKind::Method => "method",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, kind: PartKind, expected: (Option<&str>, &str)) {
        let part = Part { name: name.to_owned(), kind, ranges: vec![(3, 5), (9, 9)] };
        assert_eq!((part.owner(), part.own_name()), expected);
        let held: Vec<u32> = (1..12).filter(|line| part.holds(*line)).collect();
        assert_eq!(held, [3, 4, 5, 9]);
    }

    #[test]
    fn a_method_has_a_type_around_it() {
        check("Order.place", PartKind::Method, (Some("Order"), "place"));
    }
    #[test]
    fn a_function_has_none() {
        check("app.get('/a.b')", PartKind::Function, (None, "app.get('/a.b')"));
    }
}
