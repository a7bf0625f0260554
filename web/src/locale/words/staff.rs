//! The staff's own pages.

use crate::locale::format::Plural;

/// The queue.
pub struct Queue {
    pub title: &'static str,
    pub views: &'static str,
    pub to_handle: &'static str,
    pub open: &'static str,
    pub in_progress: &'static str,
    pub waiting_client: &'static str,
    pub resolved: &'static str,
    pub search: &'static str,
    pub found: Plural,
    /// Where something was found: the ticket's number, one of its messages.
    pub number: &'static str,
    pub message: &'static str,
    pub empty: &'static str,
    pub empty_text: &'static str,
    /// Empty for want of anything of high or urgent priority.
    pub empty_urgent: &'static str,
    pub all_priorities: &'static str,
    /// Nothing holds these words.
    pub not_found: fn(&str) -> String,
    pub not_found_text: &'static str,
    /// No word of the search has so many characters.
    pub too_short: fn(usize) -> String,
    pub too_short_text: &'static str,
    /// The search has more than so many characters, or different words.
    pub too_long: fn(usize) -> String,
    pub too_many_words: fn(usize) -> String,
    pub too_long_text: &'static str,
    pub clear_search: &'static str,
    pub back: &'static str,
    /// So many new tickets wait above to be shown.
    pub held: Plural,
    pub sort: &'static str,
    pub sort_waiting: &'static str,
    pub sort_latest: &'static str,
    pub sort_newest: &'static str,
    pub sort_priority: &'static str,
    pub any_priority: &'static str,
    pub high_priority: &'static str,
    pub one_client: &'static str,
    /// Shows the tickets of all clients again.
    pub all_clients: &'static str,
    /// A ticket has just been opened: its number and its title.
    pub arrived: fn(i32, &str) -> String,
}

/// Registering a sale.
pub struct Sale {
    pub title: &'static str,
    pub lead: &'static str,
    pub client: &'static str,
    pub client_search: &'static str,
    pub client_hint: &'static str,
    pub client_missing: &'static str,
    pub change_client: &'static str,
    pub new_client: &'static str,
    pub new_client_title: &'static str,
    pub back_to_search: &'static str,
    pub email: &'static str,
    pub email_hint: &'static str,
    pub first_name: &'static str,
    pub last_name: &'static str,
    pub password: &'static str,
    /// What the client is asked to type, of at least so many characters.
    pub password_hint: fn(usize) -> String,
    pub create_client: &'static str,
    pub client_created: &'static str,
    pub product: &'static str,
    pub product_hint: &'static str,
    pub product_missing: &'static str,
    pub change_product: &'static str,
    pub off_sale: &'static str,
    pub go_on_typing: &'static str,
    pub searching: &'static str,
    pub nothing_found: &'static str,
    pub details: &'static str,
    /// So many characters of a serial number are typed.
    pub serial_hint: fn(usize) -> String,
    pub sold_on: &'static str,
    pub sold_on_hint: &'static str,
    pub submit: &'static str,
    pub done: &'static str,
    pub same_client: &'static str,
}
