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

/// The largest unit that fits, and how many of it: negative in the past, as `Intl.RelativeTimeFormat` counts.
fn largest_unit(seconds: f64) -> (f64, &'static str) {
    const UNITS: [(f64, &str); 6] = [
        (31_557_600.0, "year"),
        (2_629_800.0, "month"),
        (604_800.0, "week"),
        (86_400.0, "day"),
        (3_600.0, "hour"),
        (60.0, "minute"),
    ];
    UNITS
        .into_iter()
        .find(|(length, _)| seconds.abs() >= *length)
        .map_or((0.0, "second"), |(length, unit)| ((seconds / length).trunc(), unit))
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
    // A device whose clock is slow must not announce the future.
    let seconds = ((moment.get_time() - Date::now()) / 1_000.0).min(0.0);
    let (count, unit) = largest_unit(seconds);
    let words = Intl::RelativeTimeFormat::new(&languages, &options(&[("numeric", "auto")])).format(count, unit);
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
        assert_eq!(largest_unit(-59.0), (0.0, "second"));
        assert_eq!(largest_unit(-119.0), (-1.0, "minute"));
        assert_eq!(largest_unit(-3.0 * 86_400.0), (-3.0, "day"));
        assert_eq!(largest_unit(-70_000_000.0), (-2.0, "year"));
    }
}
