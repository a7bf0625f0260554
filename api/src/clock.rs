//! The one clock: everything else takes the time as an argument.

use chrono::{DateTime, Local, NaiveDate, NaiveTime, SubsecRound, TimeDelta, Utc};

/// The present moment in UTC, to the microsecond: what both engines can keep.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

/// The moment itself, or the nearest that both engines keep and compare: one in a year of four digits.
#[must_use]
pub fn kept(moment: DateTime<Utc>) -> DateTime<Utc> {
    let midnight = |year| NaiveDate::from_ymd_opt(year, 1, 1).map(|day| day.and_time(NaiveTime::MIN).and_utc());
    let (Some(first), Some(end)) = (midnight(1), midnight(10_000)) else { return moment };
    moment.clamp(first, end - TimeDelta::microseconds(1))
}

/// The calendar day of a moment where the server stands (`TZ`): what people at the counter call today.
#[must_use]
pub fn day_of(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&Local).date_naive()
}

/// When a calendar day begins where the server stands; none where a change of the clocks takes its midnight away.
#[must_use]
pub fn start_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    day.and_time(NaiveTime::MIN).and_local_timezone(Local).earliest().map(|moment| moment.to_utc())
}
