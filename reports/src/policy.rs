//! What a page may load: its own style sheet and its own script, by hash, and nothing else.
//!
//! Content Security Policy level 3: the base64 of the SHA-256 of the exact text between the tags.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The style sheet and the script of a page as a policy names them: `'sha256-...'`, with the quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashes {
    /// The style sheet.
    pub style: String,
    /// The script.
    pub script: String,
}

impl Hashes {
    /// Those of a style sheet and a script.
    pub fn of(css: &str, js: &str) -> Self {
        let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
        Self { style: hash(css), script: hash(js) }
    }
}

/// The policy of a page in a file.
pub(crate) fn policy(css: &str, js: &str) -> String {
    let Hashes { style, script } = Hashes::of(css, js);
    format!(
        "default-src 'none'; script-src {script}; style-src {style}; img-src data:; base-uri 'none'; form-action 'none'"
    )
}

/// The policy of a page without a script.
pub(crate) fn policy_of_style(css: &str) -> String {
    let Hashes { style, .. } = Hashes::of(css, "");
    format!("default-src 'none'; style-src {style}; base-uri 'none'; form-action 'none'")
}
