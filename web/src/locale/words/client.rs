//! Signing in, and the client's own pages.

/// Signing in.
pub struct SignIn {
    pub title: &'static str,
    pub lead: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    pub submit: &'static str,
    pub help: &'static str,
    pub again_title: &'static str,
    pub again_text: &'static str,
    /// This person has signed in from another tab.
    pub other: fn(&str) -> String,
    /// Goes on as that person.
    pub go_on: &'static str,
}

/// What a client finds when it comes in.
pub struct Home {
    pub title: &'static str,
    /// Greets by the first name.
    pub lead: fn(&str) -> String,
    pub new_ticket: &'static str,
    pub waiting: &'static str,
    pub waiting_none: &'static str,
    pub tickets: &'static str,
    pub other_tickets: &'static str,
    pub tickets_none: &'static str,
    pub tickets_none_text: &'static str,
    pub articles: &'static str,
    pub articles_lead: &'static str,
    pub articles_none: &'static str,
    pub articles_none_text: &'static str,
    pub ask_for_help: &'static str,
    /// The same, naming the product, for readers of screens.
    pub ask_for_help_on: fn(&str) -> String,
    /// A ticket's number got an answer.
    pub answered: fn(i32) -> String,
    /// Said of a ticket with answers that were not read.
    pub unread: &'static str,
    /// A ticket's number was resolved.
    pub resolved: fn(i32) -> String,
}

/// Opening a ticket.
pub struct NewTicket {
    pub title: &'static str,
    pub lead: &'static str,
    pub choose: &'static str,
    pub choose_missing: &'static str,
    pub change: &'static str,
    pub subject: &'static str,
    pub subject_hint: &'static str,
    pub body: &'static str,
    pub body_hint: &'static str,
    pub submit: &'static str,
    pub opened: &'static str,
    /// One waits for the network.
    pub waiting: &'static str,
    /// One that waited was not taken.
    pub refused: &'static str,
    pub held: &'static str,
}
