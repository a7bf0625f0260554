//! A ticket's states in words, as each side reads them.

use crate::locale::words::Words;
use guichet_domain::{Party, Priority, TicketStatus};

/// The state that people see.
pub const fn status(words: &Words, status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::Open => words.ticket.open,
        TicketStatus::InProgress => words.ticket.in_progress,
        TicketStatus::Resolved => words.ticket.resolved,
    }
}

/// Who has to act.
pub const fn waiting_on(words: &Words, party: Party, reader: Party) -> &'static str {
    match (party, reader) {
        (Party::Client, Party::Client) => words.ticket.waiting_on_me,
        (Party::Client, Party::Staff) => words.ticket.waiting_on_client,
        (Party::Staff, Party::Client) => words.ticket.waiting_on_us,
        (Party::Staff, Party::Staff) => words.ticket.waiting_on_staff,
    }
}

/// How urgent it is.
pub const fn priority(words: &Words, priority: Priority) -> &'static str {
    match priority {
        Priority::Low => words.ticket.low,
        Priority::Normal => words.ticket.normal,
        Priority::High => words.ticket.high,
        Priority::Urgent => words.ticket.urgent,
    }
}
