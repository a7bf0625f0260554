//! The secret that a tool shows.

use crate::{random, store::hash::sha256};
use std::fmt;

/// How every secret begins: scanners of leaked secrets find it by this, and the server tells it from a JWT.
const PREFIX: &str = "guichet_pat_";
/// How many characters of base64url follow: 256 bits.
const LENGTH: usize = 43;

/// The secret of a personal access token. It is shown once; the base holds its hash, which needs no salt and no slowness,
/// since nobody guesses 256 bits.
pub struct Secret(String);

// What is logged by mistake must not be worth anything.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A new one.
    #[must_use]
    pub fn draw() -> Self {
        Self(format!("{PREFIX}{}", random::secret()))
    }

    /// What has the form of a secret, whether or not anybody has it.
    #[must_use]
    pub fn recognise(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(PREFIX)?;
        let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        (rest.len() == LENGTH && rest.bytes().all(is_base64url)).then(|| Self(text.to_owned()))
    }

    /// What the base keeps of it.
    #[must_use]
    pub fn hash(&self) -> String {
        sha256(&self.0)
    }

    /// The text to show, once.
    #[must_use]
    pub fn reveal(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_recognised_and_never_the_same_twice() {
        let (one, other) = (Secret::draw(), Secret::draw());
        assert_ne!(one.hash(), other.hash());
        let text = one.reveal();
        assert_eq!(Secret::recognise(&text).unwrap().hash(), sha256(&text));
    }

    #[test]
    fn nothing_else_is_recognised() {
        let text = Secret::draw().reveal();
        let (cut, longer) = (&text[..text.len() - 1], format!("{text}a"));
        let accented = format!("{}é", &text[..text.len() - 2]);
        for wrong in ["", PREFIX, cut, &longer, &accented, &text.to_uppercase(), "eyJhbGciOiJIUzI1NiJ9.e30.c2ln"] {
            assert!(Secret::recognise(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_secret_does_not_show_where_it_is_debugged() {
        assert_eq!(format!("{:?}", Secret::draw()), "Secret");
    }
}
