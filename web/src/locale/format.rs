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
        let options = Object::new();
        for (key, value) in style {
            // Setting a plain property of a new plain object can't fail.
            drop(Reflect::set(&options, &(*key).into(), &(*value).into()));
        }
        date.to_locale_string(self.tag(), &options).into()
    }
}
