//! The password that a person chooses.

use crate::email::EmailAddress;
use crate::fold::fold;
use crate::invalid::{Invalid, Reason};
use crate::text::is_control;
use crate::unicode::{lower, nfc};
use std::fmt;

/// A chosen password that the policy accepts: 12 to 1024 characters, without its owner's e-mail address, and not one
/// that everybody tries first.
///
/// There is no rule about kinds of characters: NIST SP 800-63B advises length and a list of common passwords instead.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

impl NewPassword {
    /// The shortest it may be, in characters.
    pub const MIN_LENGTH: usize = 12;
    /// The longest it may be, in characters. There only so that hashing stays cheap.
    pub const MAX_LENGTH: usize = 1024;

    /// Checks what the owner of `email` typed. It is not trimmed: spaces count wherever they stand.
    ///
    /// # Errors
    /// [`Reason::ControlCharacter`], [`Reason::TooShort`], [`Reason::TooLong`], [`Reason::PasswordIsEmail`] or
    /// [`Reason::CommonPassword`].
    pub fn parse(typed: &str, email: &EmailAddress) -> Result<Self, Invalid> {
        judged(typed, Some(email)).map(Self)
    }

    /// Checks what was typed by an owner whose address is not known, or no address.
    ///
    /// # Errors
    /// As [`NewPassword::parse`], but for [`Reason::PasswordIsEmail`].
    pub fn check(typed: &str) -> Result<(), Invalid> {
        judged(typed, None).map(drop)
    }

    /// The password itself, normalised: what is hashed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The password, normalised, where nothing speaks against it.
fn judged(typed: &str, email: Option<&EmailAddress>) -> Result<String, Invalid> {
    let password = normalized(typed);
    if password.chars().any(is_control) {
        return Err(Reason::ControlCharacter.into());
    }
    let length = password.chars().count();
    if length < NewPassword::MIN_LENGTH {
        return Err(Invalid::beyond(Reason::TooShort, NewPassword::MIN_LENGTH));
    }
    if length > NewPassword::MAX_LENGTH {
        return Err(Invalid::beyond(Reason::TooLong, NewPassword::MAX_LENGTH));
    }
    let lower = lower(&password);
    if email.is_some_and(|email| tells_email(&lower, email)) {
        return Err(Reason::PasswordIsEmail.into());
    }
    if is_common(&lower) {
        return Err(Reason::CommonPassword.into());
    }
    Ok(password)
}

/// A password must not end up in a log.
impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

/// A typed password as it is hashed and compared, whatever keyboard wrote its accents and spaces: the OpaqueString
/// profile (RFC 8265, section 4.2). Sign-in compares this form too.
#[must_use]
pub fn normalized(typed: &str) -> String {
    nfc(&typed.chars().map(|c| if c.is_whitespace() && !c.is_control() { ' ' } else { c }).collect::<String>())
}

/// Whether the password (in lower case) holds the address, or the part before the `@` when that part is long enough
/// not to be there by chance.
fn tells_email(password: &str, email: &EmailAddress) -> bool {
    let local = email.local_part();
    password.contains(email.as_str()) || (local.chars().count() >= 4 && password.contains(local))
}

fn is_common(password: &str) -> bool {
    let chars: Vec<char> = password.chars().collect();
    is_listed(password)
        || is_decorated_word(password)
        || different(&chars).take(5).count() < 5
        || is_repeated_unit(&chars)
        || pieces(&chars) < 6
}

/// Each character once.
fn different(chars: &[char]) -> impl Iterator<Item = &char> {
    chars
        .iter()
        .enumerate()
        .filter(|(at, char)| !chars.iter().take(*at).any(|before| before == *char))
        .map(|(_, char)| char)
}

fn is_listed(password: &str) -> bool {
    include_str!("common_passwords.txt").lines().any(|line| line == password)
}

/// Words that, with digits and signs around them, make most of the weak passwords that are long enough.
const WORDS: [&str; 20] = [
    "admin",
    "administrateur",
    "administrator",
    "azerty",
    "azertyuiop",
    "bienvenue",
    "bonjour",
    "changeme",
    "chouchou",
    "doudou",
    "guichet",
    "iloveyou",
    "jetaime",
    "letmein",
    "loulou",
    "motdepasse",
    "password",
    "qwerty",
    "soleil",
    "welcome",
];

fn is_decorated_word(password: &str) -> bool {
    WORDS.contains(&fold(password).trim_matches(|c: char| !c.is_alphabetic()))
}

/// Whether a unit of at most six characters, again and again, makes the whole.
fn is_repeated_unit(chars: &[char]) -> bool {
    (1..=6).any(|unit| chars.iter().zip(chars.iter().skip(unit)).all(|(a, b)| a == b))
}

/// Orders that fingers and memory follow: the alphabet, digits, and the rows and columns of French and English
/// keyboards.
const ROWS: [&str; 18] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "&é\"'(-è_çà)=",
    "!@#$%^&*()_+",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn,;:!",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "1234567890-=",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1aqw2zsx3edc4rfv5tgb6yhn7uj",
    "qazwsxedcrfvtgbyhnujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1a2z3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "a1z2e3r4t5y6u7i8o9p0",
];

/// How many things there are to remember: a run of three characters or more along a row, in either direction, is one;
/// so is a character typed three times or more; any other character is one by itself.
fn pieces(chars: &[char]) -> usize {
    let rows: Vec<Vec<char>> =
        ROWS.iter().flat_map(|row| [row.chars().collect(), row.chars().rev().collect()]).collect();
    let mut rest = chars;
    let mut pieces = 0;
    while let Some(first) = rest.first() {
        let repeated = rest.iter().take_while(|c| *c == first).count();
        let run = rows.iter().map(|row| run_length(row, rest)).fold(repeated, usize::max);
        rest = rest.get(if run < 3 { 1 } else { run }..).unwrap_or_default();
        pieces += 1;
    }
    pieces
}

/// How far `text` follows `row` from its first character on. No row holds a character twice but the digits, whose
/// second zero only closes the circle.
fn run_length(row: &[char], text: &[char]) -> usize {
    let starts = row.iter().enumerate().filter(|(_, c)| text.first() == Some(c));
    starts.map(|(at, _)| row.iter().skip(at).zip(text).take_while(|(a, b)| a == b).count()).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(typed: &str) -> Result<NewPassword, Invalid> {
        NewPassword::parse(typed, &"marie.dupont@example.org".parse::<EmailAddress>()?)
    }

    fn reason(typed: &str) -> Option<Reason> {
        parse(typed).err().map(|invalid| invalid.reason)
    }

    #[test]
    fn length_is_counted_in_characters_and_spaces_count() {
        assert_eq!(parse("onze lettre"), Err(Invalid { reason: Reason::TooShort, limit: Some(12) }));
        assert_eq!(reason("  été à Dax "), None);
        let long: String = "le comptoir ouvre tôt, ".chars().cycle().take(1024).collect();
        assert_eq!(reason(&long), None);
        assert_eq!(parse(&format!("{long}x")), Err(Invalid { reason: Reason::TooLong, limit: Some(1024) }));
    }

    #[test]
    fn an_easy_password_is_refused() {
        for easy in [
            "q1w2e3r4t5y6",
            "Motherfucker",
            "aaaaaaaaaaaa",
            "abababababab",
            "123qwe123qwe",
            "abcdefghijklm",
            "987654321098",
            "azertyuiopqsdf",
            "POIUYTREZAml",
            "123456azerty",
            "Motdepasse2026!",
            "mot de passe 1234",
            "!!Bonjour!!2026",
            "1a2z3e4r5t6y",
            "azertyuiop12345",
        ] {
            assert_eq!(reason(easy), Some(Reason::CommonPassword), "{easy}");
        }
    }

    #[test]
    fn a_phrase_is_accepted() {
        for phrase in [
            "comptoir-de-demonstration",
            "correct horse battery",
            "Tr4m-7-Gerland",
            "azerty ne suffit pas",
            "x8Kq!v2ZpW0r",
        ] {
            assert_eq!(reason(phrase), None, "{phrase}");
        }
    }

    #[test]
    fn the_owners_address_is_refused() {
        for told in ["marie.dupont@example.org", "je suis Marie.Dupont", "MARIE.DUPONT@EXAMPLE.ORG!"] {
            assert_eq!(reason(told), Some(Reason::PasswordIsEmail), "{told}");
        }
        let short: Result<EmailAddress, _> = "lea@example.org".parse();
        assert!(short.and_then(|email| NewPassword::parse("une leaison fatale", &email)).is_ok());
    }

    #[test]
    fn what_speaks_against_a_password_by_itself_is_told_without_an_address() {
        for typed in ["court", "aaaaaaaaaaaa", "comptoir\ndu coin", "comptoir-de-demonstration"] {
            assert_eq!(NewPassword::check(typed).err(), parse(typed).err(), "{typed}");
        }
        assert_eq!(NewPassword::check("je suis Marie.Dupont"), Ok(()));
    }

    #[test]
    fn a_control_character_is_refused() {
        assert_eq!(reason("comptoir\u{0}du coin"), Some(Reason::ControlCharacter));
        assert_eq!(reason("comptoir\ndu coin"), Some(Reason::ControlCharacter));
    }

    #[test]
    fn the_same_password_is_the_same_on_every_keyboard() {
        assert_eq!(normalized("e\u{301}te\u{301}\u{a0}torride"), "été torride");
    }

    #[test]
    fn debug_does_not_tell_it() {
        assert_eq!(parse("comptoir-de-demonstration").map(|p| format!("{p:?}")), Ok("NewPassword(…)".to_owned()));
    }

    proptest! {
        #[test]
        fn no_input_panics_and_what_passes_passes_again(typed in any::<String>()) {
            if let Ok(password) = parse(&typed) {
                prop_assert!((12..=1024).contains(&password.as_str().chars().count()));
                prop_assert_eq!(parse(password.as_str()), Ok(password.clone()));
            }
        }

        #[test]
        fn a_repeated_unit_is_refused(unit in "[a-z0-9]{1,6}") {
            let typed: String = unit.chars().cycle().take(24).collect();
            prop_assert_eq!(reason(&typed), Some(Reason::CommonPassword));
        }
    }
}
