//! The course of a ticket: open, in progress, resolved.

pub mod history;

use crate::person::Party;
#[cfg(feature = "sea-orm")]
use sea_orm::{DeriveActiveEnum, EnumIter};

/// The state that people see (*ouverte*, *en cours de traitement*, *résolue*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "sea-orm",
    derive(EnumIter, DeriveActiveEnum),
    sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")
)]
pub enum TicketStatus {
    /// Opened by the client; staff has not answered yet.
    Open,
    /// Staff has answered at least once.
    InProgress,
    /// The end: no answer, no reopening.
    Resolved,
}

/// How urgent a ticket is. The order of the variants is the order of urgency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "sea-orm", derive(EnumIter, DeriveActiveEnum), sea_orm(rs_type = "i16", db_type = "SmallInteger"))]
pub enum Priority {
    /// Can wait.
    #[cfg_attr(feature = "sea-orm", sea_orm(num_value = 0))]
    Low,
    /// What every ticket starts with.
    #[default]
    #[cfg_attr(feature = "sea-orm", sea_orm(num_value = 1))]
    Normal,
    /// Before the others.
    #[cfg_attr(feature = "sea-orm", sea_orm(num_value = 2))]
    High,
    /// Now.
    #[cfg_attr(feature = "sea-orm", sea_orm(num_value = 3))]
    Urgent,
}

/// What may be done to a ticket after it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TicketAction {
    /// Add a message: an answer of staff, or an addition of the client.
    Reply,
    /// Close it for good.
    Resolve,
}

impl TicketAction {
    /// Every action.
    pub const ALL: [Self; 2] = [Self::Reply, Self::Resolve];
}

/// What one row of a ticket's history tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "sea-orm",
    derive(EnumIter, DeriveActiveEnum),
    sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")
)]
pub enum TicketEventKind {
    /// The client opened the ticket, with its first message.
    Opened,
    /// A message was added.
    MessagePosted,
    /// The status changed: the first answer of staff, or the resolution.
    StatusChanged,
    /// The priority changed.
    PriorityChanged,
}

/// A ticket's status together with whose turn it is. Transitions consume it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TicketState {
    /// Staff has not answered yet.
    Open,
    /// Staff has answered; `last` wrote the last message.
    InProgress {
        /// Who wrote the last message.
        last: Party,
    },
    /// The end.
    Resolved,
}

/// A resolved ticket takes no further action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the ticket is resolved")]
pub struct AlreadyResolved;

impl TicketState {
    /// Every state, for tables of rules.
    pub const ALL: [Self; 4] =
        [Self::Open, Self::InProgress { last: Party::Staff }, Self::InProgress { last: Party::Client }, Self::Resolved];

    /// The state that two stored columns stand for.
    #[must_use]
    pub const fn stored(status: TicketStatus, waiting_on: Option<Party>) -> Self {
        match (status, waiting_on) {
            (TicketStatus::Open, _) => Self::Open,
            (TicketStatus::InProgress, Some(Party::Client)) => Self::InProgress { last: Party::Staff },
            (TicketStatus::InProgress, Some(Party::Staff) | None) => Self::InProgress { last: Party::Client },
            (TicketStatus::Resolved, _) => Self::Resolved,
        }
    }

    /// The status that people see.
    #[must_use]
    pub const fn status(self) -> TicketStatus {
        match self {
            Self::Open => TicketStatus::Open,
            Self::InProgress { .. } => TicketStatus::InProgress,
            Self::Resolved => TicketStatus::Resolved,
        }
    }

    /// Who must act next. OPEN: staff. IN_PROGRESS: whoever did not write the last message. RESOLVED: nobody.
    #[must_use]
    pub const fn waiting_on(self) -> Option<Party> {
        match self {
            Self::Open => Some(Party::Staff),
            Self::InProgress { last } => Some(last.other()),
            Self::Resolved => None,
        }
    }

    /// The state after `author` posts a message: the first answer of staff makes an open ticket in progress;
    /// a client's addition leaves the status as it is.
    ///
    /// # Errors
    /// The ticket is resolved.
    pub const fn replied_by(self, author: Party) -> Result<Self, AlreadyResolved> {
        match (self, author) {
            (Self::Open, Party::Client) => Ok(Self::Open),
            (Self::Open, Party::Staff) => Ok(Self::InProgress { last: Party::Staff }),
            (Self::InProgress { .. }, last) => Ok(Self::InProgress { last }),
            (Self::Resolved, _) => Err(AlreadyResolved),
        }
    }

    /// The state after the ticket is resolved, by the client or by staff.
    ///
    /// # Errors
    /// It is resolved already.
    pub const fn resolved(self) -> Result<Self, AlreadyResolved> {
        match self {
            Self::Open | Self::InProgress { .. } => Ok(Self::Resolved),
            Self::Resolved => Err(AlreadyResolved),
        }
    }
}

#[cfg(test)]
mod tests;
