//! A secret: 128 random bits of the operating system, written as 32 hexadecimal digits.
//!
//! It cannot be printed by accident: there is no `Debug` and no `Display`.

use std::hint::black_box;
use std::io;

/// A secret as it is written.
pub(crate) struct Secret(String);

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// When the operating system has no random numbers.
    pub(crate) fn new() -> io::Result<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|why| io::Error::other(why.to_string()))?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// Its digits, for the one who may know it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether a text is the secret, in a time that does not depend on where they differ.
    pub(crate) fn is(&self, text: &str) -> bool {
        let difference = |(own, other): (u8, u8)| own ^ other;
        let differences = self.0.bytes().zip(text.bytes()).map(difference);
        text.len() == self.0.len() && black_box(differences.fold(0, |all, one| black_box(all | one))) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_32_digits_and_is_never_the_same() {
        let [one, other] = [Secret::new().unwrap(), Secret::new().unwrap()];
        assert!(one.reveal().len() == 32 && one.reveal().bytes().all(|digit| digit.is_ascii_hexdigit()));
        assert_ne!(one.reveal(), other.reveal());
    }

    #[test]
    fn only_the_whole_of_it_fits() {
        let secret = Secret("0123456789abcdef0123456789abcdef".to_owned());
        assert!(secret.is("0123456789abcdef0123456789abcdef"));
        for wrong in ["", "0", "0123456789abcdef0123456789abcdee", "1123456789abcdef0123456789abcdef"] {
            assert!(!secret.is(wrong), "{wrong}");
        }
        assert!(!secret.is("0123456789ABCDEF0123456789ABCDEF"));
        assert!(!secret.is("0123456789abcdef0123456789abcdef0"));
    }
}
