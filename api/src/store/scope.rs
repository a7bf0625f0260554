//! What a viewer may see, as a condition that every list starts from.

use guichet_domain::{Permission, Role, id::PersonId};
use guichet_entity::{sale, ticket};
use sea_orm::{ColumnTrait, Condition};

/// The rows that a viewer may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// All of them.
    Everything,
    /// Those of one client.
    OwnedBy(PersonId),
}

impl Scope {
    /// The scope of an account: a client its own, staff all.
    #[must_use]
    pub const fn of(role: Role, id: PersonId) -> Self {
        if role.may(Permission::SeeEverything) { Self::Everything } else { Self::OwnedBy(id) }
    }

    /// The client whose things alone it holds.
    #[must_use]
    pub const fn client(self) -> Option<PersonId> {
        match self {
            Self::Everything => None,
            Self::OwnedBy(client) => Some(client),
        }
    }

    /// Whether it holds what belongs to this client.
    #[must_use]
    pub fn holds(self, client: PersonId) -> bool {
        match self {
            Self::Everything => true,
            Self::OwnedBy(owner) => owner == client,
        }
    }

    /// As a condition on `ticket`.
    #[must_use]
    pub fn tickets(self) -> Condition {
        match self {
            Self::Everything => Condition::all(),
            Self::OwnedBy(owner) => Condition::all().add(ticket::Column::ClientId.eq(owner)),
        }
    }

    /// As a condition on `sale`.
    #[must_use]
    pub fn sales(self) -> Condition {
        match self {
            Self::Everything => Condition::all(),
            Self::OwnedBy(owner) => Condition::all().add(sale::Column::ClientId.eq(owner)),
        }
    }
}
