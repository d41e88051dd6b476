//! People after the mailmap: one name and mail address for each, whatever a commit spells.
//!
//! <https://git-scm.com/docs/gitmailmap>, as libgit2 reads it.

use git2::{Mailmap, Signature, Time};
use rustc_hash::FxHashMap;

/// Names and mail addresses after a mailmap, each looked up once.
pub struct People {
    mailmap: Option<Mailmap>,
    known: FxHashMap<(String, String), (String, String)>,
}

impl People {
    /// By the text of a `.mailmap`, if there is one.
    pub fn new(mailmap: Option<&str>) -> Self {
        let mailmap = mailmap.and_then(|text| Mailmap::from_buffer(text).ok());
        Self { mailmap, known: FxHashMap::default() }
    }

    /// The name and mail address that a name and mail address stand for.
    pub fn resolve(&mut self, person: (String, String)) -> (String, String) {
        let Some(mailmap) = &self.mailmap else { return person };
        if let Some(known) = self.known.get(&person) {
            return known.clone();
        }
        let resolved = mapped(mailmap, &person).unwrap_or_else(|| person.clone());
        self.known.insert(person, resolved.clone());
        resolved
    }
}

fn mapped(mailmap: &Mailmap, (name, mail): &(String, String)) -> Option<(String, String)> {
    let signature = Signature::new(name, mail, &Time::new(0, 0)).ok()?;
    let resolved = mailmap.resolve_signature(&signature).ok()?;
    Some((resolved.name().ok()?.to_owned(), resolved.email().ok()?.to_owned()))
}
