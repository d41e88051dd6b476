//! What every built-in thing says about itself: it feeds `seamline list`, the help, the method page and the manual.

/// The card of a language, coupling, clusterer, metric or format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Info {
    /// The stable identifier, in kebab case.
    pub id: &'static str,
    /// One line in plain words.
    pub summary: &'static str,
    /// Where the idea or formula is from.
    pub reference: &'static str,
}
