//! The day at the counter.

use js_sys::Date;

/// Today where the device is, in ISO 8601.
pub fn today() -> String {
    let now = Date::new_0();
    format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())
}
