//! Who may do what. Small pure predicates: the server decides with them, the client hides what they refuse.

use crate::person::{Party, Role};
use crate::ticket::{TicketAction, TicketState};

/// What an account may do apart from a single ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Change one's own password.
    ChangePassword,
    /// Change one's own e-mail address.
    ChangeEmail,
    /// Make and revoke personal access tokens of one's own.
    ManageAccessTokens,
    /// Open an assistance request on a product one bought.
    OpenTicket,
    /// See every ticket, sale and client, not only one's own.
    SeeEverything,
    /// Create a client account.
    CreateClient,
    /// Look for clients.
    SearchClients,
    /// Look for products in the catalogue.
    SearchProducts,
    /// Register a sale.
    RegisterSale,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 9] = [
        Self::ChangePassword,
        Self::ChangeEmail,
        Self::ManageAccessTokens,
        Self::OpenTicket,
        Self::SeeEverything,
        Self::CreateClient,
        Self::SearchClients,
        Self::SearchProducts,
        Self::RegisterSale,
    ];
}

impl Role {
    /// Whether an account of this role has this permission. Sellers may do all that technicians do, and the reverse.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        match (permission, self.party()) {
            (Permission::ChangePassword | Permission::ManageAccessTokens, Party::Client | Party::Staff) => true,
            (Permission::ChangeEmail | Permission::OpenTicket, party) => matches!(party, Party::Client),
            (
                Permission::SeeEverything
                | Permission::CreateClient
                | Permission::SearchClients
                | Permission::SearchProducts
                | Permission::RegisterSale,
                party,
            ) => matches!(party, Party::Staff),
        }
    }
}

/// How a person stands to a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The client who opened it.
    Owner,
    /// Another client: for it the ticket does not exist.
    Stranger,
    /// Any member of staff.
    Staff,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Stranger, Self::Staff];

    /// The relation of an account of `role`; `owns` tells whether the ticket is its own.
    #[must_use]
    pub const fn of(role: Role, owns: bool) -> Self {
        match (role.party(), owns) {
            (Party::Staff, _) => Self::Staff,
            (Party::Client, true) => Self::Owner,
            (Party::Client, false) => Self::Stranger,
        }
    }

    /// The side on which this person speaks, if it may see the ticket at all.
    #[must_use]
    pub const fn party(self) -> Option<Party> {
        match self {
            Self::Owner => Some(Party::Client),
            Self::Staff => Some(Party::Staff),
            Self::Stranger => None,
        }
    }

    /// Whether this person may do this to a ticket in this state.
    #[must_use]
    pub const fn may(self, action: TicketAction, state: TicketState) -> bool {
        match self.party() {
            None => false,
            Some(party) => match action {
                TicketAction::Reply => state.replied_by(party).is_ok(),
                TicketAction::Resolve => state.resolved().is_ok(),
            },
        }
    }

    /// All that this person may do to a ticket in this state.
    pub fn available_actions(self, state: TicketState) -> impl Iterator<Item = TicketAction> {
        TicketAction::ALL.into_iter().filter(move |action| self.may(*action, state))
    }
}
