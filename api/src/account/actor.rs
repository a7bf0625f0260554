//! Who acts.

use crate::{Error, store::Scope};
use guichet_domain::{
    Asker, Credential, Permission, Relation, Role,
    id::{PersonId, SessionId},
};

/// A person, as every use case knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Actor {
    /// Who.
    pub id: PersonId,
    /// What the account may do.
    pub role: Role,
    /// What it acts with.
    pub credential: Credential,
}

impl Actor {
    /// Lets pass only who has this permission, with a credential that carries it.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub const fn require(&self, permission: Permission) -> Result<(), Error> {
        let may = self.role.may(permission) && self.credential.carries(permission);
        if may { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// The session through which it acts.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a tool.
    pub const fn session(&self) -> Result<SessionId, Error> {
        match self.credential {
            Credential::Session(session) => Ok(session),
            Credential::AccessToken(..) => Err(Error::Forbidden),
        }
    }

    /// Who asks: the person, or its tools.
    #[must_use]
    pub const fn asker(&self) -> Asker {
        self.credential.asker(self.id)
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
