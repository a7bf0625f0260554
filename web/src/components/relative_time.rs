//! How long ago something happened, in the reader's language.

use gloo_timers::callback::Interval;
use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::JsValue;
use yew::prelude::*;

/// How often the words are looked at again, in milliseconds.
const REFRESH: u32 = 30_000;

/// Props of [`RelativeTime`].
#[derive(PartialEq, Properties)]
pub struct RelativeTimeProps {
    /// When, in RFC 3339.
    pub at: AttrValue,
    /// The reader's language, in BCP 47.
    pub lang: AttrValue,
}

/// A day, in seconds.
const DAY: f64 = 86_400.0;

/// How long ago something happened.
#[derive(Clone, Copy)]
struct Elapsed {
    /// By the clock.
    seconds: f64,
    /// By the calendar: from one midnight to the next.
    days: f64,
}

impl Elapsed {
    /// The largest unit that fits, and how many of it. What is a day old and more is counted on the calendar: at ten in the
    /// morning, 37 hours ago is not yesterday.
    fn largest_unit(self) -> (f64, &'static str) {
        const BY_CALENDAR: [(f64, &str); 4] = [(365.25, "year"), (30.4375, "month"), (7.0, "week"), (1.0, "day")];
        const BY_CLOCK: [(f64, &str); 2] = [(3_600.0, "hour"), (60.0, "minute")];
        let largest = |units: &[(f64, &'static str)], elapsed: f64| {
            let fits = units.iter().find(|(length, _)| elapsed >= *length);
            fits.map(|(length, unit)| ((elapsed / length).trunc(), *unit))
        };
        let by_calendar = largest(&BY_CALENDAR, self.days).filter(|_| self.seconds >= DAY);
        by_calendar.or_else(|| largest(&BY_CLOCK, self.seconds)).unwrap_or((0.0, "second"))
    }
}

/// Whether `Intl.RelativeTimeFormat` may say it without a number. "Last week" would be said of seven days ago, whatever week
/// of the calendar that was in.
fn numeric(unit: &str) -> &'static str {
    match unit {
        "week" | "month" | "year" => "always",
        _ => "auto",
    }
}

/// The midnight before a moment where the reader is, as if that were Greenwich, where all days are as long: in seconds.
fn midnight(moment: &Date) -> f64 {
    let month = Date::utc(moment.get_full_year().into(), moment.get_month().into()) / 1_000.0;
    month + f64::from(moment.get_date().saturating_sub(1)) * DAY
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (key, value) in pairs {
        // Setting a plain property of a new plain object can't fail.
        drop(Reflect::set(&options, &JsValue::from_str(key), &JsValue::from_str(value)));
    }
    options
}

/// "5 minutes ago". The moment itself shows on hovering, and is there for machines.
#[component]
pub fn RelativeTime(props: &RelativeTimeProps) -> Html {
    let update = use_force_update();
    use_effect_with((), move |()| {
        let interval = Interval::new(REFRESH, move || update.force_update());
        move || drop(interval)
    });

    let moment = Date::new(&JsValue::from_str(&props.at));
    if moment.get_time().is_nan() {
        return html! { <time>{ &props.at }</time> };
    }
    let languages = Array::of1(&JsValue::from_str(&props.lang));
    let now = Date::new_0();
    let elapsed = Elapsed {
        // A device whose clock is slow must not announce the future.
        seconds: ((now.get_time() - moment.get_time()) / 1_000.0).max(0.0),
        days: (midnight(&now) - midnight(&moment)) / DAY,
    };
    let (count, unit) = elapsed.largest_unit();
    let style = options(&[("numeric", numeric(unit))]);
    let words = Intl::RelativeTimeFormat::new(&languages, &style).format(-count, unit);
    let full = options(&[("dateStyle", "full"), ("timeStyle", "short")]);
    let title = moment.to_locale_string(&props.lang, &full);
    html! {
        <time datetime={&props.at} title={String::from(title)}>{ String::from(words) }</time>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_unit_that_fits_is_told() {
        let told = |seconds, days| Elapsed { seconds, days }.largest_unit();
        assert_eq!(told(59.0, 0.0), (0.0, "second"));
        assert_eq!(told(119.0, 0.0), (1.0, "minute"));
        assert_eq!(told(3.0 * DAY, 3.0), (3.0, "day"));
        assert_eq!(told(13.0 * DAY, 13.0), (1.0, "week"));
        assert_eq!(told(810.0 * DAY, 810.0), (2.0, "year"));
    }

    #[test]
    fn a_day_old_and_more_is_counted_on_the_calendar() {
        let told = |hours: f64, days| Elapsed { seconds: hours * 3_600.0, days }.largest_unit();
        assert_eq!(told(37.0, 2.0), (2.0, "day"));
        assert_eq!(told(25.0, 1.0), (1.0, "day"));
        assert_eq!(told(11.0, 1.0), (11.0, "hour"), "last night");
        assert_eq!(told(24.5, 0.0), (24.0, "hour"), "the day on which summer time ends is longer");
    }
}
