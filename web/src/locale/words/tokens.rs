//! The tokens with which tools act for a person.

/// The tokens with which tools act for a person.
pub struct Tokens {
    pub title: &'static str,
    pub lead: &'static str,
    pub none: &'static str,
    pub read: &'static str,
    pub write: &'static str,
    /// Before the moment when it ends, or ended.
    pub until: &'static str,
    pub expired: &'static str,
    /// Before how long ago it was used.
    pub used: &'static str,
    pub unused: &'static str,
    pub new: &'static str,
    pub name: &'static str,
    pub scope: &'static str,
    pub lasts: &'static str,
    /// One month, three, six, a year.
    pub lengths: [&'static str; 4],
    pub submit: &'static str,
    pub made: &'static str,
    pub secret: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub revoke: &'static str,
    pub revoke_question: &'static str,
    pub revoke_text: &'static str,
    pub revoke_confirm: &'static str,
    pub revoked: &'static str,
}
