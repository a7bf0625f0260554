//! One's own account.

/// One's own account.
pub struct Account {
    pub title: &'static str,
    pub email_title: &'static str,
    /// The address in force.
    pub email_now: fn(&str) -> String,
    pub new_email: &'static str,
    pub email_password_hint: &'static str,
    pub email_submit: &'static str,
    pub email_done: &'static str,
    pub password_title: &'static str,
    pub current_password: &'static str,
    pub new_password: &'static str,
    pub new_password_hint: fn(usize) -> String,
    pub password_submit: &'static str,
    pub password_done: &'static str,
    pub notifications_title: &'static str,
    pub notifications_text: &'static str,
    pub notifications_legend: &'static str,
    pub notifications_on: &'static str,
    pub notifications_off: &'static str,
    pub notifications_done: &'static str,
    /// The browser does not let pages tell.
    pub notifications_refused: &'static str,
}
