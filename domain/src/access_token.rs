//! Personal access tokens: how far they go, how long they last, how many there may be.

use crate::invalid::{Invalid, Reason};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
#[cfg(feature = "sea-orm")]
use sea_orm::{DeriveActiveEnum, EnumIter};

/// How many tokens of one person may work at a time.
pub const MAX_LIVE: u32 = 50;
/// How many days a token works unless its owner says otherwise.
pub const DEFAULT_DAYS: u32 = 90;
/// How many days a token may work.
pub const MAX_DAYS: u32 = 366;
/// Two uses closer than this are kept as one.
pub const USE_PRECISION: TimeDelta = TimeDelta::minutes(1);

/// What a token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "sea-orm",
    derive(EnumIter, DeriveActiveEnum),
    sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")
)]
pub enum AccessTokenScope {
    /// Looking and watching.
    Read,
    /// Changing things as well.
    Write,
}

/// When a token made at `now` ends: as asked, to the microsecond, or 90 days later.
///
/// # Errors
/// [`Reason::ExpiryPast`]; [`Reason::ExpiryTooFar`], with the limit in days.
pub fn expiry(asked: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Invalid> {
    let after = |days: u32| now + TimeDelta::days(days.into());
    match asked.map(|moment| moment.trunc_subsecs(6)) {
        None => Ok(after(DEFAULT_DAYS)),
        Some(moment) if moment <= now => Err(Reason::ExpiryPast.into()),
        Some(moment) if moment > after(MAX_DAYS) => {
            Err(Invalid { reason: Reason::ExpiryTooFar, limit: Some(MAX_DAYS) })
        }
        Some(moment) => Ok(moment),
    }
}

/// Whether a use at `now` is worth keeping, after the one that was kept last.
#[must_use]
pub fn is_new_use(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last.is_none_or(|last| last + USE_PRECISION <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_500_000 + seconds, 0).unwrap()
    }

    #[test]
    fn a_token_ends_as_asked_within_a_year_or_after_ninety_days() {
        let (now, day) = (moment(0), 24 * 3600);
        assert_eq!(expiry(None, now), Ok(moment(90 * day)));
        assert_eq!(expiry(Some(moment(1)), now), Ok(moment(1)));
        assert_eq!(expiry(Some(moment(366 * day)), now), Ok(moment(366 * day)));
        let too_far = Invalid { reason: Reason::ExpiryTooFar, limit: Some(366) };
        assert_eq!(expiry(Some(moment(366 * day + 1)), now), Err(too_far));
        for past in [moment(0), moment(-1), DateTime::<Utc>::MIN_UTC] {
            assert_eq!(expiry(Some(past), now), Err(Reason::ExpiryPast.into()));
        }
        assert_eq!(expiry(Some(DateTime::<Utc>::MAX_UTC), now), Err(too_far));
    }

    #[test]
    fn a_use_is_kept_once_a_minute() {
        assert!(is_new_use(None, moment(0)));
        assert!(!is_new_use(Some(moment(0)), moment(59)));
        assert!(is_new_use(Some(moment(0)), moment(60)));
        assert!(!is_new_use(Some(moment(5)), moment(0)), "another node's clock is ahead");
    }
}
