//! What is wrong with an input, and what is expected.

use guichet_domain::{Invalid, Reason};

/// The sentence for a refused input.
pub fn invalid(Invalid { reason, limit }: Invalid) -> String {
    let limit = limit.unwrap_or_default();
    match reason {
        Reason::Blank => "Please fill this in.",
        Reason::TooLong => return format!("Too long: at most {limit} characters."),
        Reason::TooShort => return format!("Too short: at least {limit} characters."),
        Reason::ControlCharacter => "An invisible character is not accepted: type this text instead of pasting it.",
        Reason::MalformedEmail => "An e-mail address is expected, such as name@example.org.",
        Reason::SerialNumberLength => "A serial number has 15 characters.",
        Reason::SerialNumberCharacter => "Only digits and unaccented letters are expected.",
        Reason::PasswordIsEmail => "The password must not contain the e-mail address.",
        Reason::CommonPassword => "This password is too easy to guess: choose another.",
        Reason::MalformedDay => "Enter a valid date.",
        Reason::FutureDay => "The day of sale can’t be in the future.",
        Reason::EarlyDay => "Check the year: this day is before 1990.",
        Reason::OffSale => "This product is no longer on sale: give a past day of sale.",
        Reason::ExpiryPast => "Choose a date to come.",
        Reason::ExpiryTooFar => return format!("Too far away: at most {limit} days."),
        Reason::TooManyAccessTokens => return format!("{limit} tokens are in use: revoke one first."),
        Reason::EmailTaken => "Another account uses this address already.",
        Reason::AlreadySold => "This serial number of this product was sold already.",
        Reason::NotFound => "Not found: it does not exist, or no longer.",
        Reason::AlreadyResolved => "This request is resolved: it takes no further message.",
        Reason::WrongCredentials => "The address and the password don’t go together.",
        Reason::WrongPassword => "This is not the password of this account.",
        Reason::SessionEnded => "Your session has ended. Sign in again.",
        Reason::NewerMessage => "Another message came meanwhile: read it, then send yours.",
        Reason::KeyReused => "This was sent already with another content. Reload the page.",
    }
    .to_owned()
}
