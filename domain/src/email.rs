//! An e-mail address, which is also the name one signs in with.

use crate::invalid::{Invalid, Reason};
use crate::text::is_control;
use crate::unicode::{lower, nfc};
use std::{fmt, str::FromStr};

/// A trimmed, lower-cased address with one `@` and a dotted domain. Compared without regard to case.
///
/// It is checked as the HTML standard checks `<input type="email">`, which browsers and people agree on, with a dotted
/// domain asked for besides. Letters beyond ASCII are allowed on both sides (RFC 6531).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "sea-orm", derive(sea_orm::DeriveValueType), sea_orm(value_type = "String"))]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The longest address that mail can carry (RFC 5321), in characters.
    pub const MAX_LENGTH: usize = 254;

    /// The address in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.0.split_once('@').map_or(self.0.as_str(), |(local, _)| local)
    }
}

impl FromStr for EmailAddress {
    type Err = Invalid;

    fn from_str(typed: &str) -> Result<Self, Invalid> {
        let address: String = nfc(&lower(typed.trim()));
        if address.is_empty() {
            return Err(Reason::Blank.into());
        }
        if address.chars().any(is_control) {
            return Err(Reason::ControlCharacter.into());
        }
        if address.chars().count() > Self::MAX_LENGTH {
            return Err(Invalid::beyond(Reason::TooLong, Self::MAX_LENGTH));
        }
        match address.split_once('@') {
            Some((local, domain)) if is_local_part(local) && is_domain(domain) => Ok(Self(address)),
            _ => Err(Reason::MalformedEmail.into()),
        }
    }
}

fn is_local_part(local: &str) -> bool {
    !local.is_empty()
        && local.len() <= 64
        && local.split('.').all(|atom| !atom.is_empty())
        && local.chars().all(|c| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c))
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.')
        && domain.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_trimmed_and_lower_cased() {
        let address = EmailAddress::from_str("  Marie.Dupont@Example.ORG ").map(|a| a.to_string());
        assert_eq!(address, Ok("marie.dupont@example.org".to_owned()));
    }

    #[test]
    fn a_malformed_address_is_refused() {
        for wrong in [
            "marie",
            "marie@",
            "@example.org",
            "marie@example",
            "ma rie@example.org",
            "a@b@c.org",
            "a..b@c.org",
            "a@-b.org",
            "a@b..org",
            "a@b.org.",
            "<a@b.org>",
            "a@b.org, c@d.org",
        ] {
            assert_eq!(EmailAddress::from_str(wrong).map_err(|e| e.reason), Err(Reason::MalformedEmail), "{wrong}");
        }
        assert_eq!(EmailAddress::from_str(" ").map_err(|e| e.reason), Err(Reason::Blank));
        assert_eq!(EmailAddress::from_str("a\u{0}@b.org").map_err(|e| e.reason), Err(Reason::ControlCharacter));
        let long = format!("a@{}.org", "b".repeat(260));
        assert_eq!(EmailAddress::from_str(&long).map_err(|e| e.reason), Err(Reason::TooLong));
    }

    proptest! {
        #[test]
        fn a_parsed_address_parses_to_itself(typed in any::<String>()) {
            if let Ok(address) = typed.parse::<EmailAddress>() {
                prop_assert_eq!(address.as_str().parse::<EmailAddress>(), Ok(address.clone()));
            }
        }
    }
}
