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

/// Checks that a family's folder and its list agree: every card written down in the folder is in the list and the other
/// way round, none twice, all complete.
#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test looks at its own source")]
pub(crate) fn check_family<'a>(folder: &str, list: impl Iterator<Item = &'a Info>) {
    let path = format!("{}/src/{folder}", env!("CARGO_MANIFEST_DIR"));
    let mut written = Vec::new();
    for entry in std::fs::read_dir(path).expect("the folder of the family") {
        let path = entry.expect("a file of the family").path();
        let text = std::fs::read_to_string(path).expect("source text");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let ids = code.split("id: \"").skip(1).filter_map(|rest| rest.split('"').next().map(str::to_owned));
        written.extend(ids);
    }
    let mut listed = Vec::new();
    for info in list {
        let kebab = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        assert!(!info.id.is_empty() && info.id.chars().all(kebab), "{:?} is not kebab case", info.id);
        assert!(!info.summary.is_empty() && !info.summary.ends_with('.'), "the summary of {}", info.id);
        assert!(info.reference.len() > 3, "the reference of {}", info.id);
        listed.push(info.id.to_owned());
    }
    written.sort();
    listed.sort();
    assert_eq!(written, listed, "what {folder}/ holds and what it lists");
    listed.dedup();
    assert_eq!(written, listed, "an id of {folder}/ is listed twice");
}
