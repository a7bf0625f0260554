//! A serial number: 15 characters, digits and capital letters.

use crate::invalid::{Invalid, Reason};
use std::{fmt, str::FromStr};

/// 15 characters of `0-9A-Z`. Parsing turns small letters into capitals and drops spaces and hyphens around groups.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "sea-orm", derive(sea_orm::DeriveValueType), sea_orm(value_type = "String"))]
pub struct SerialNumber(String);

impl SerialNumber {
    /// How many characters a serial number has.
    pub const LENGTH: usize = 15;

    /// The 15 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The characters that count in what has been typed so far, as capitals; what can't be part of a serial number stays,
    /// so that it can be shown and refused.
    #[must_use]
    pub fn normalized(typed: &str) -> String {
        typed.chars().filter(|c| !is_separator(*c)).map(|c| c.to_ascii_uppercase()).collect()
    }
}

impl FromStr for SerialNumber {
    type Err = Invalid;

    fn from_str(typed: &str) -> Result<Self, Invalid> {
        let serial = Self::normalized(typed);
        if serial.is_empty() {
            return Err(Reason::Blank.into());
        }
        if !serial.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase()) {
            return Err(Reason::SerialNumberCharacter.into());
        }
        if serial.len() != Self::LENGTH {
            return Err(Invalid::beyond(Reason::SerialNumberLength, Self::LENGTH));
        }
        Ok(Self(serial))
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_letters_become_capitals_and_separators_are_dropped() {
        let serial = SerialNumber::from_str(" ab12c-d34ef 56gh7 ").map(|s| s.to_string());
        assert_eq!(serial, Ok("AB12CD34EF56GH7".to_owned()));
    }

    #[test]
    fn anything_else_is_refused() {
        let reason = |typed| SerialNumber::from_str(typed).map_err(|invalid| invalid.reason);
        assert_eq!(reason("ABCDE12345FGHI"), Err(Reason::SerialNumberLength));
        assert_eq!(reason("ABCDE12345FGHIJK"), Err(Reason::SerialNumberLength));
        assert_eq!(reason("ÀBCDE12345FGHIJ"), Err(Reason::SerialNumberCharacter));
        assert_eq!(reason("ABCDE12345FGHI_"), Err(Reason::SerialNumberCharacter));
        assert_eq!(reason(" - "), Err(Reason::Blank));
    }

    proptest! {
        #[test]
        fn a_parsed_serial_number_parses_to_itself(typed in "[0-9a-zA-Z]{15}") {
            let serial: SerialNumber = typed.parse()?;
            prop_assert_eq!(serial.as_str().parse::<SerialNumber>(), Ok(serial.clone()));
            prop_assert_eq!(serial.as_str(), typed.to_uppercase());
        }

        #[test]
        fn no_input_panics_and_what_passes_is_well_formed(typed in any::<String>()) {
            if let Ok(serial) = typed.parse::<SerialNumber>() {
                prop_assert!(serial.as_str().len() == 15);
                prop_assert!(serial.as_str().bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()));
            }
        }
    }
}
