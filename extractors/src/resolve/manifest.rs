//! What the project's own configuration says about names: packages of a workspace, path aliases, crates.

use seamline_analyzer::RepoPath;

/// The configuration files of a tree, read.
#[derive(Debug, Clone, Default)]
pub struct Manifests {}

/// Whether a file is configuration that [`Manifests::new`] can read.
pub fn wanted(path: &RepoPath) -> bool {
    let name = path.file_name();
    let named = ["package.json", "Cargo.toml", "pyproject.toml", "setup.cfg"].contains(&name);
    let tsconfig = (name.starts_with("tsconfig") || name.starts_with("jsconfig")) && name.ends_with(".json");
    named || tsconfig || path.extension() == "csproj"
}

impl Manifests {
    /// Reads configuration files; what cannot be read says nothing.
    pub fn new(_files: impl IntoIterator<Item = (RepoPath, String)>) -> Self {
        Self::default()
    }
}
