//! Who uses Guichet.

#[cfg(feature = "sea-orm")]
use sea_orm::{DeriveActiveEnum, EnumIter};

/// What an account may do. The role stays on the account; sellers and technicians may do the same things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "sea-orm",
    derive(EnumIter, DeriveActiveEnum),
    sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")
)]
pub enum Role {
    /// A customer (le client).
    Client,
    /// A seller (le vendeur).
    Seller,
    /// A technician (le technicien).
    Technician,
}

/// One of the two sides of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "sea-orm",
    derive(EnumIter, DeriveActiveEnum),
    sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")
)]
pub enum Party {
    /// The client who opened the ticket.
    Client,
    /// Any seller or technician.
    Staff,
}

impl Role {
    /// Every role, in the order of the specification.
    pub const ALL: [Self; 3] = [Self::Client, Self::Seller, Self::Technician];

    /// The side on which this role speaks.
    #[must_use]
    pub const fn party(self) -> Party {
        match self {
            Self::Client => Party::Client,
            Self::Seller | Self::Technician => Party::Staff,
        }
    }

    /// Whether this role is staff: sellers and technicians alike.
    #[must_use]
    pub const fn is_staff(self) -> bool {
        matches!(self.party(), Party::Staff)
    }
}

impl Party {
    /// The other side.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Client => Self::Staff,
            Self::Staff => Self::Client,
        }
    }
}
