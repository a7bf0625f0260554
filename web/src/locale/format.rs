//! Days, times and counted things, as the language writes them. The browser knows how (`Intl`).

use super::Locale;
use crate::network::operation::vocabulary::{Date, DateTime};
use js_sys::{Array, Date as JsDate, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

/// A counted thing; `{n}` stands for the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plural {
    /// For the numbers that the language takes as one.
    pub one: &'static str,
    /// For all others.
    pub other: &'static str,
}

impl Locale {
    /// A day: "3 novembre 2026".
    pub fn day(&self, day: &Date) -> String {
        // A day without a time is midnight in Greenwich for the browser, wherever the reader is.
        self.written(&day.0, &[("dateStyle", "long"), ("timeZone", "UTC")])
    }

    /// A moment, in the reader's time zone: "24 nov. 2026, 10:12".
    pub fn moment(&self, moment: &DateTime) -> String {
        self.written(&moment.0, &[("dateStyle", "medium"), ("timeStyle", "short")])
    }

    /// How long ago a day was: "2 years and 3 months ago"; in days within the first month.
    pub fn age(&self, day: &Date) -> String {
        let (then, now) = (JsDate::new(&JsValue::from_str(&day.0)), JsDate::new_0());
        // Days are counted where they all begin alike.
        let today = JsDate::utc(now.get_full_year().into(), now.get_month().into())
            + f64::from(now.get_date().saturating_sub(1)) * DAY;
        let today = JsDate::new(&JsValue::from_f64(today));
        let on_calendar = |date: &JsDate| (date.get_utc_full_year(), date.get_utc_month(), date.get_utc_date());
        let months = whole_months(on_calendar(&then), on_calendar(&today));
        let languages = Array::of1(&self.tag().into());
        if months == 0 {
            let days = ((then.get_time() - today.get_time()) / DAY).round();
            let style = options(&[("numeric", "auto")]);
            return Intl::RelativeTimeFormat::new(&languages, &style).format(days, "day").into();
        }
        let part = |count: u32, unit: &str| -> Option<String> {
            let style = options(&[("style", "unit"), ("unit", unit), ("unitDisplay", "long")]);
            let number = Intl::NumberFormat::new(&languages, &style);
            let words = number.format().call1(&JsValue::UNDEFINED, &count.into()).ok()?.as_string();
            words.filter(|_| count > 0)
        };
        let parts = [part(months / 12, "year"), part(months % 12, "month")];
        let words = &self.words().common;
        (words.ago)(&parts.into_iter().flatten().collect::<Vec<_>>().join(words.and))
    }

    /// So many of a thing: "3 demandes".
    pub fn count(&self, number: i32, thing: Plural) -> String {
        let rules = Intl::PluralRules::new(&Array::of1(&self.tag().into()), &Object::new());
        let form = if rules.select(f64::from(number)) == "one" { thing.one } else { thing.other };
        form.replace("{n}", &number.to_string())
    }

    fn written(&self, moment: &str, style: &[(&str, &str)]) -> String {
        let date = JsDate::new(&JsValue::from_str(moment));
        if date.get_time().is_nan() {
            return moment.to_owned();
        }
        date.to_locale_string(self.tag(), &options(style)).into()
    }
}

/// A day, in milliseconds.
const DAY: f64 = 86_400_000.0;

/// How many months have gone by between two days of the calendar (year, month, day of the month).
fn whole_months(then: (u32, u32, u32), now: (u32, u32, u32)) -> u32 {
    let months = (now.0 * 12 + now.1).saturating_sub(then.0 * 12 + then.1);
    months.saturating_sub(u32::from(now.2 < then.2))
}

fn options(style: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (key, value) in style {
        // Setting a plain property of a new plain object can't fail.
        drop(Reflect::set(&options, &(*key).into(), &(*value).into()));
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_gone_by_on_the_same_day_of_the_next() {
        assert_eq!(whole_months((2024, 7, 25), (2026, 10, 25)), 27);
        assert_eq!(whole_months((2024, 7, 26), (2026, 10, 25)), 26);
        assert_eq!(whole_months((2025, 11, 30), (2026, 0, 2)), 0);
        assert_eq!(whole_months((2026, 1, 1), (2025, 1, 1)), 0);
    }
}
