//! Names, titles, messages and the catalogue's texts, with their limits.

use crate::invalid::{Invalid, Reason};
use std::{fmt, str::FromStr};

/// Characters that no keyboard types: controls, and the invisible marks that make a text read otherwise than it is stored.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{2028}' | '\u{2029}')
}

fn parse(typed: &str, limit: usize, allowed: &[char]) -> Result<String, Invalid> {
    let text = typed.trim();
    // Invisible characters alone (zero-width spaces, soft hyphens) read as nothing.
    if text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}')) {
        return Err(Reason::Blank.into());
    }
    if text.chars().any(|c| is_control(c) && !allowed.contains(&c)) {
        return Err(Reason::ControlCharacter.into());
    }
    if text.chars().count() > limit {
        return Err(Invalid::beyond(Reason::TooLong, limit));
    }
    Ok(text.to_owned())
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident($limit:literal, $allowed:expr)),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// The longest it may be, in characters.
            pub const MAX_LENGTH: usize = $limit;

            /// The text, trimmed.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, trimmed.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(typed: &str) -> Result<Self, Invalid> {
                parse(typed, $limit, $allowed).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

texts! {
    /// A first or last name: one line of at most 100 characters.
    PersonName(100, &[]),
    /// What its owner calls a personal access token: one line of at most 80 characters.
    AccessTokenName(80, &[]),
    /// What a ticket is about: one line of at most 150 characters.
    TicketTitle(150, &[]),
    /// A message: at most 10 000 characters, over as many lines as one likes.
    MessageBody(10_000, &['\n', '\r', '\t']),
    /// The distributor's reference of a product: one line of at most 64 characters, compared as written.
    ProductReference(64, &[]),
    /// What a product is called: one line of at most 300 characters.
    ProductDesignation(300, &[]),
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reason<T: FromStr<Err = Invalid>>(typed: &str) -> Option<Reason> {
        typed.parse::<T>().err().map(|invalid| invalid.reason)
    }

    #[test]
    fn a_text_is_neither_blank_nor_too_long() {
        for blank in ["", "   ", "\n\t", "\u{200B}\u{200B}"] {
            assert_eq!(reason::<TicketTitle>(blank), Some(Reason::Blank), "{blank:?}");
        }
        assert_eq!(reason::<TicketTitle>(&"é".repeat(150)), None);
        assert_eq!("é".repeat(151).parse::<TicketTitle>(), Err(Invalid { reason: Reason::TooLong, limit: Some(150) }));
    }

    #[test]
    fn control_characters_are_refused() {
        assert_eq!(reason::<PersonName>("Du\u{0}pont"), Some(Reason::ControlCharacter));
        assert_eq!(reason::<TicketTitle>("two\nlines"), Some(Reason::ControlCharacter));
        assert_eq!(reason::<MessageBody>("two\r\nlines\tand a tab"), None);
        assert_eq!(reason::<MessageBody>("right\u{202E}to left"), Some(Reason::ControlCharacter));
    }

    proptest! {
        #[test]
        fn what_is_kept_parses_to_itself(typed in any::<String>()) {
            if let Ok(body) = typed.parse::<MessageBody>() {
                prop_assert_eq!(body.as_str().parse::<MessageBody>(), Ok(body.clone()));
            }
        }
    }
}
