//! What somebody acts with, and how far that goes, whoever it is.

use crate::{
    access::Permission,
    access_token::AccessTokenScope,
    id::{AccessTokenId, PersonId, SessionId},
};

/// Who asks for something: neither waits for what the other asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asker {
    /// A person, wherever it has signed in.
    Person(PersonId),
    /// The tools of a person, which act with access tokens: whoever got hold of one keeps its owner from nothing.
    Tools(PersonId),
}

/// What came along with a request to say who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Credential {
    /// The person itself, on a device where it signed in.
    Session(SessionId),
    /// A tool of the person's.
    AccessToken(AccessTokenId, AccessTokenScope),
}

impl Credential {
    /// Whether anything may be changed with it.
    #[must_use]
    pub const fn may_write(self) -> bool {
        match self {
            Self::Session(_) | Self::AccessToken(_, AccessTokenScope::Write) => true,
            Self::AccessToken(_, AccessTokenScope::Read) => false,
        }
    }

    /// Who asks with it, given whose it is.
    #[must_use]
    pub const fn asker(self, owner: PersonId) -> Asker {
        match self {
            Self::Session(_) => Asker::Person(owner),
            Self::AccessToken(..) => Asker::Tools(owner),
        }
    }

    /// Whether it carries a permission that its owner has. A token that leaks must not win the account over, so that a
    /// session alone manages it.
    #[must_use]
    pub const fn carries(self, permission: Permission) -> bool {
        match permission {
            Permission::ChangePassword | Permission::ChangeEmail | Permission::ManageAccessTokens => {
                matches!(self, Self::Session(_))
            }
            Permission::OpenTicket | Permission::CreateClient | Permission::RegisterSale => self.may_write(),
            Permission::SeeEverything | Permission::SearchClients | Permission::SearchProducts => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    #[test]
    fn the_table_of_what_credentials_carry_is_as_written() {
        let token = |scope| Credential::AccessToken(AccessTokenId(1), scope);
        let credentials = [
            ("session", Credential::Session(SessionId(1))),
            ("write token", token(AccessTokenScope::Write)),
            ("read token", token(AccessTokenScope::Read)),
        ];
        let mut table = String::new();
        for permission in Permission::ALL {
            for (name, credential) in credentials {
                let answer = if credential.carries(permission) { "yes" } else { "no" };
                let _ = writeln!(table, "{:18} {name:11} {answer}", format!("{permission:?}"));
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn a_read_token_changes_nothing() {
        assert!(Credential::Session(SessionId(1)).may_write());
        assert!(Credential::AccessToken(AccessTokenId(1), AccessTokenScope::Write).may_write());
        assert!(!Credential::AccessToken(AccessTokenId(1), AccessTokenScope::Read).may_write());
    }
}
