//! A path inside the analysed repository: relative, `/`-separated, never empty, never climbing out.

use std::fmt;
use std::sync::Arc;

/// A checked repository-relative path. Cheap to clone; ordered by bytes.
///
/// ```
/// use seamline_analyzer::RepoPath;
/// let path = RepoPath::new("src/orders/Order.java").unwrap();
/// assert_eq!(path.file_name(), "Order.java");
/// assert_eq!(path.stem(), "Order");
/// assert_eq!(path.folder(), "src/orders");
/// assert!(RepoPath::new("../secret").is_none());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoPath(Arc<str>);

impl RepoPath {
    /// Checks a path. `None` when it is empty, absolute, or has an empty, `.` or `..` component.
    pub fn new(path: &str) -> Option<Self> {
        let fine = !path.is_empty() && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        fine.then(|| Self(Arc::from(path)))
    }

    /// The whole path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last component.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The last component without its last extension: `user.service.ts` -> `user.service`.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        }
    }

    /// The part after the last dot of the file name, or nothing.
    pub fn extension(&self) -> &str {
        match self.file_name().rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => extension,
            _ => "",
        }
    }

    /// The folder it lies in, empty for the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// All components but the last.
    pub fn folders(&self) -> impl Iterator<Item = &str> + Clone {
        let folder = self.folder();
        folder.split('/').filter(|part| !part.is_empty())
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}
