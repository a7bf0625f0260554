//! What tests hold in their hands.

use serde_json::Value;

/// A registered sale.
#[derive(Clone, Debug)]
pub struct Sale {
    /// Global id.
    pub id: String,
    /// Of the article.
    pub serial_number: String,
    /// Global id of what was sold.
    pub product_id: String,
}

impl From<&Value> for Sale {
    fn from(sale: &Value) -> Self {
        Self {
            id: text(&sale["id"]),
            serial_number: text(&sale["serialNumber"]),
            product_id: text(&sale["product"]["id"]),
        }
    }
}

/// An assistance request, as it was when it was opened.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// Global id.
    pub id: String,
    /// What people say on the phone.
    pub number: i64,
    /// Global id of its first message.
    pub first_message: String,
    /// All that was answered.
    pub value: Value,
}

impl From<&Value> for Ticket {
    fn from(ticket: &Value) -> Self {
        Self {
            id: text(&ticket["id"]),
            number: ticket["number"].as_i64().unwrap_or_else(|| panic!("no number: {ticket}")),
            first_message: text(&ticket["lastMessage"]["id"]),
            value: ticket.clone(),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} instead of text")).to_owned()
}
