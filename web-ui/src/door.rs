//! Who is let in: whoever has the key first gets the bearer, and whoever has the bearer is let in.
//!
//! The key is in the address that is printed, so it may be seen later, in a terminal's history or over a shoulder: it
//! is good once and for [`LIFETIME`]. The bearer is known to one page alone and ends with the server.

use crate::secret::Secret;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a key is good.
pub(crate) const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// What is known of the two secrets.
pub(crate) struct Door {
    /// The key while it is good, and until when.
    key: Mutex<Option<(Secret, Instant)>>,
    bearer: Secret,
    /// What is done when the key was used.
    opened: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Door {
    /// A door for a key that is good until then.
    ///
    /// # Errors
    /// When the operating system has no random numbers.
    pub(crate) fn new(key: Secret, until: Instant) -> io::Result<Self> {
        Ok(Self { key: Mutex::new(Some((key, until))), bearer: Secret::new()?, opened: Mutex::new(None) })
    }

    /// The same door, that does something when the key was used.
    pub(crate) fn then(self, opened: impl FnOnce() + Send + 'static) -> Self {
        Self { opened: Mutex::new(Some(Box::new(opened))), ..self }
    }

    /// The bearer for the key, which is worth nothing from then on. A wrong key changes nothing: otherwise anybody could
    /// lock the owner out.
    pub(crate) fn exchange(&self, key: &str, now: Instant) -> Option<&str> {
        let mut kept = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        kept.take_if(|(secret, until)| now < *until && secret.is(key))?;
        drop(kept);
        if let Some(opened) = self.opened.lock().unwrap_or_else(PoisonError::into_inner).take() {
            opened();
        }
        Some(self.bearer.reveal())
    }

    /// The bearer, for tests.
    #[cfg(test)]
    pub(crate) fn bearer(&self) -> &str {
        self.bearer.reveal()
    }

    /// Whether this is the bearer.
    pub(crate) fn admits(&self, bearer: &str) -> bool {
        self.bearer.is(bearer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_once() {
        let (key, now) = (Secret::new().unwrap(), Instant::now());
        let typed = key.reveal().to_owned();
        let door = Door::new(key, now + LIFETIME).unwrap();
        assert_eq!(door.exchange("wrong", now), None);
        let bearer = door.exchange(&typed, now).expect("it is the key").to_owned();
        assert!(door.admits(&bearer) && !door.admits(&typed));
        assert_eq!(door.exchange(&typed, now), None);
    }

    #[test]
    fn a_key_opens_for_ten_minutes() {
        let (key, now) = (Secret::new().unwrap(), Instant::now());
        let typed = key.reveal().to_owned();
        let door = Door::new(key, now + LIFETIME).unwrap();
        assert_eq!(door.exchange(&typed, now + LIFETIME), None);
        assert!(door.exchange(&typed, now + LIFETIME - Duration::from_millis(1)).is_some());
    }
}
