//! The API's own words: scalars and enumerations, and what they are in the domain.

use super::schema;
use guichet_domain as domain;
use js_sys::Date as JsDate;

/// A moment, as RFC 3339 writes it. The API writes all of them in UTC and alike, so that the texts sort as the moments do.
#[derive(cynic::Scalar, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateTime(pub String);

impl DateTime {
    /// Since 1970, in milliseconds; what the browser counts with.
    pub fn milliseconds(&self) -> f64 {
        JsDate::parse(&self.0)
    }
}

/// A day of the calendar, as ISO 8601 writes it.
#[derive(cynic::Scalar, Clone, Debug, PartialEq, Eq)]
pub struct Date(pub String);

/// A serial number.
#[derive(cynic::Scalar, Clone, Debug, PartialEq, Eq)]
pub struct SerialNumber(pub String);

/// An e-mail address.
#[derive(cynic::Scalar, Clone, Debug, PartialEq, Eq)]
pub struct EmailAddress(pub String);

macro_rules! enumerations {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the domain's type of the same name describes each")]
        pub enum $name { $($variant),* }

        impl From<$name> for domain::$name {
            fn from(value: $name) -> Self {
                match value { $($name::$variant => Self::$variant),* }
            }
        }

        impl From<domain::$name> for $name {
            fn from(value: domain::$name) -> Self {
                match value { $(domain::$name::$variant => Self::$variant),* }
            }
        }
    )*};
}

enumerations! {
    /// What an account may do.
    Role { Client, Seller, Technician }
    /// One of the two sides of a ticket.
    Party { Client, Staff }
    /// The state that people see.
    TicketStatus { Open, InProgress, Resolved }
    /// How urgent a ticket is.
    Priority { Low, Normal, High, Urgent }
    /// What may be done to a ticket.
    TicketAction { Reply, Resolve }
    /// What one row of a ticket's history tells.
    TicketEventKind { Opened, MessagePosted, StatusChanged, PriorityChanged }
}

/// How a ticket came, changed or went in a queue.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueChangeKind {
    /// It came.
    Entered,
    /// It is still there, and changed.
    Updated,
    /// It went.
    Left,
    /// Some changes are lost for good: list again.
    Resync,
}

/// By what tickets are sorted.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketOrderField {
    /// By the last message or change.
    LastActivity,
    /// By the day they were opened.
    Opened,
    /// By urgency.
    Priority,
    /// By how well they match a search.
    Relevance,
}

/// Which end comes first.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderDirection {
    /// The least or the oldest.
    Asc,
    /// The most or the latest.
    Desc,
}
