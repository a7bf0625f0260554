//! When a sale may be registered.

use crate::invalid::{Invalid, Reason};
use chrono::{Datelike, NaiveDate};

/// Parses a day as forms send it.
///
/// # Errors
/// Not a day of the calendar in ISO 8601 (`2026-11-24`).
pub fn parse_day(text: &str) -> Result<NaiveDate, Invalid> {
    calendar_day(text).ok_or_else(|| Reason::MalformedDay.into())
}

/// By hand: chrono's parser is lax about digits, and much for a browser to load.
fn calendar_day(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    NaiveDate::from_ymd_opt(number(year, 4)?.try_into().ok()?, number(month, 2)?, number(day, 2)?)
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let exact = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if exact { text.parse().ok() } else { None }
}

/// The first year of which a sale is believed: before it, somebody typed two digits, or slipped.
const FIRST_YEAR: i32 = 1990;

/// Whether the day of sale may stand: never in the future, nor before 1990, and a product no longer on sale only in the past.
///
/// # Errors
/// [`Reason::EarlyDay`], [`Reason::FutureDay`] or [`Reason::OffSale`].
pub fn check_day(sold_on: NaiveDate, today: NaiveDate, on_sale: bool) -> Result<(), Reason> {
    if sold_on.year() < FIRST_YEAR {
        Err(Reason::EarlyDay)
    } else if sold_on > today {
        Err(Reason::FutureDay)
    } else if sold_on == today && !on_sale {
        Err(Reason::OffSale)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        parse_day(text).unwrap_or_default()
    }

    #[test]
    fn a_day_is_of_the_calendar() {
        assert!(parse_day("2024-02-29").is_ok());
        for wrong in [
            "2026-02-29",
            "2026-13-01",
            "2026-1-1",
            "24/11/2026",
            "",
            "2026-11-24T00:00",
            "+026-11-24",
            "2026-+1-24",
            "2026-11-24-",
        ] {
            assert_eq!(parse_day(wrong), Err(Reason::MalformedDay.into()), "{wrong}");
        }
    }

    #[test]
    fn a_sale_is_never_in_the_future() {
        let today = day("2026-11-24");
        assert_eq!(check_day(day("2026-11-25"), today, true), Err(Reason::FutureDay));
        assert_eq!(check_day(today, today, true), Ok(()));
    }

    #[test]
    fn a_year_of_two_digits_is_a_slip() {
        let today = day("2026-11-24");
        for slip in ["0026-11-24", "0001-01-01", "1989-12-31"] {
            assert_eq!(check_day(day(slip), today, true), Err(Reason::EarlyDay), "{slip}");
        }
        assert_eq!(check_day(day("1990-01-01"), today, true), Ok(()));
    }

    #[test]
    fn a_product_off_sale_is_sold_in_the_past_only() {
        let today = day("2026-11-24");
        assert_eq!(check_day(today, today, false), Err(Reason::OffSale));
        assert_eq!(check_day(day("2026-11-23"), today, false), Ok(()));
    }
}
