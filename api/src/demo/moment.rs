//! Moments told from the day of the demonstration backwards.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, de};

/// A moment in the past: `34d 09:12` is that hour (UTC) 34 days before; `3h` and `25m` are so long before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// An hour of an earlier day.
    Day(Days, NaiveTime),
    /// So long before.
    Before(TimeDelta),
}

impl Moment {
    /// When that is, seen from `now`.
    #[must_use]
    pub fn before(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Day(days, time) => (now.date_naive() - days).and_time(time).and_utc(),
            Self::Before(span) => now - span,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        if let Some((days, time)) = text.split_once("d ") {
            let days: u64 = days.parse().ok()?;
            // Today's hours may not have come yet.
            return (days > 0).then_some(Self::Day(Days::new(days), NaiveTime::parse_from_str(time, "%H:%M").ok()?));
        }
        if let Some(hours) = text.strip_suffix('h') {
            return hours.parse().ok().and_then(TimeDelta::try_hours).map(Self::Before);
        }
        text.strip_suffix('m')?.parse().ok().and_then(TimeDelta::try_minutes).map(Self::Before)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom(format!("no moment: {text}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_backwards() {
        let now: DateTime<Utc> = "2026-11-24T08:30:00Z".parse().unwrap();
        let told = |text| Moment::parse(text).map(|moment| moment.before(now).to_rfc3339());
        assert_eq!(told("34d 09:12").as_deref(), Some("2026-10-21T09:12:00+00:00"));
        assert_eq!(told("3h").as_deref(), Some("2026-11-24T05:30:00+00:00"));
        assert_eq!(told("25m").as_deref(), Some("2026-11-24T08:05:00+00:00"));
        for wrong in ["", "0d 09:00", "2d", "2d 25:00", "m", "soon"] {
            assert_eq!(told(wrong), None, "{wrong}");
        }
    }
}
