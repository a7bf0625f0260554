//! The keys of the desk.

/// The keys of the desk.
pub struct Keys {
    pub title: &'static str,
    /// Each key, and what it does.
    pub list: [(&'static str, &'static str); 8],
    pub text: &'static str,
    pub close: &'static str,
    /// What presses this as well.
    pub hint: fn(&str) -> String,
    pub on: &'static str,
    pub off: &'static str,
}
