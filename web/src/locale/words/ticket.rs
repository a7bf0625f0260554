//! What a ticket is, and one with its messages.

/// What a ticket is.
pub struct Ticket {
    pub open: &'static str,
    pub in_progress: &'static str,
    pub resolved: &'static str,
    /// The client has to act, as staff and as the client read it.
    pub waiting_on_client: &'static str,
    pub waiting_on_me: &'static str,
    /// Staff has to act, as staff and as the client read it.
    pub waiting_on_staff: &'static str,
    pub waiting_on_us: &'static str,
    /// A ticket by its number.
    pub number: fn(i32) -> String,
    pub priority: &'static str,
    pub low: &'static str,
    pub normal: &'static str,
    pub high: &'static str,
    pub urgent: &'static str,
    pub client: &'static str,
    pub product: &'static str,
    pub reference: &'static str,
    pub serial_number: &'static str,
    pub sold_on: &'static str,
    pub opened_at: &'static str,
}

/// A ticket with its messages.
pub struct Thread {
    pub not_found_title: &'static str,
    pub not_found_text: &'static str,
    pub product_card: &'static str,
    /// Requests about the same article, and about others, as staff and as the client read it.
    pub same_article: &'static str,
    pub other_tickets: &'static str,
    pub my_other_tickets: &'static str,
    pub all_of_client: &'static str,
    pub messages: &'static str,
    pub earlier: &'static str,
    pub you: &'static str,
    /// The role of an author, for the client who reads.
    pub support: &'static str,
    /// Somebody opened it.
    pub opened_by: fn(&str) -> String,
    /// The first answer made it in progress.
    pub in_progress_by: fn(&str) -> String,
    /// Somebody resolved it.
    pub resolved_by: fn(&str) -> String,
    /// Somebody changed its priority.
    pub priority_by: fn(&str) -> String,
    pub reply_label_client: &'static str,
    pub reply_label_staff: &'static str,
    pub reply_hint: &'static str,
    pub reply: &'static str,
    pub replied: &'static str,
    pub resolve: &'static str,
    pub resolve_question: &'static str,
    pub resolve_text: &'static str,
    pub resolve_draft: &'static str,
    pub resolve_confirm: &'static str,
    pub resolved_done: &'static str,
    pub resolved_note: &'static str,
    /// A message by this person has arrived.
    pub arrived: fn(&str) -> String,
    pub newer_message: &'static str,
    pub outgoing: &'static str,
    /// A message is on its way, or waits to be sent again.
    pub leaving: &'static str,
    pub waiting: &'static str,
    /// Another message came before it, the server did not take it, or takes none any more.
    pub overtaken: &'static str,
    pub not_taken: &'static str,
    pub refused: &'static str,
    /// The ticket was resolved while one wrote.
    pub not_sent: &'static str,
    pub take_back: &'static str,
    pub throw_away: &'static str,
    /// A message that waited could not be sent to the ticket of this number.
    pub held: fn(&str) -> String,
}
