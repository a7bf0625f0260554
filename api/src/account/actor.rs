//! Who acts.

use crate::{Error, store::Scope};
use guichet_domain::{
    Permission, Relation, Role,
    id::{PersonId, SessionId},
};

/// A signed-in person, as every use case knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub id: PersonId,
    /// What the account may do.
    pub role: Role,
    /// The session through which it acts.
    pub session: SessionId,
}

impl Actor {
    /// Lets pass only who has this permission.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub const fn require(&self, permission: Permission) -> Result<(), Error> {
        if self.role.may(permission) { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// What this person may see.
    #[must_use]
    pub const fn scope(&self) -> Scope {
        Scope::of(self.role, self.id)
    }

    /// How this person stands to a ticket of `client`.
    #[must_use]
    pub fn relation(&self, client: PersonId) -> Relation {
        Relation::of(self.role, self.id == client)
    }
}
