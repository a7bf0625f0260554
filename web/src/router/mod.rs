//! One address for each screen.

mod link;

pub use link::RouteLink;

use guichet_domain::{Party, Role};
use serde::{Deserialize, Serialize};
use yew_router::Routable;

/// A screen.
#[derive(Clone, Debug, PartialEq, Eq, Routable)]
pub enum Route {
    /// Leads to the screen that one's role starts with.
    #[at("/")]
    Home,
    /// Signing in.
    #[at("/connexion")]
    SignIn,
    /// A client's home: its tickets and what it bought.
    #[at("/demandes")]
    MyTickets,
    /// Opening a ticket.
    #[at("/demandes/nouvelle")]
    NewTicket,
    /// A client's ticket.
    #[at("/demandes/:number")]
    MyTicket {
        /// Which.
        number: i32,
    },
    /// What a client bought.
    #[at("/produits")]
    MyArticles,
    /// The staff's queue.
    #[at("/file")]
    Queue,
    /// The staff's queue with a ticket beside.
    #[at("/file/:number")]
    QueueTicket {
        /// Which.
        number: i32,
    },
    /// Registering a sale.
    #[at("/ventes/nouvelle")]
    NewSale,
    /// One's own account.
    #[at("/compte")]
    Account,
    /// Any other address.
    #[not_found]
    #[at("/introuvable")]
    NotFound,
}

impl Route {
    /// Where this role starts.
    pub const fn home(role: Role) -> Self {
        match role.party() {
            Party::Client => Self::MyTickets,
            Party::Staff => Self::Queue,
        }
    }

    /// Where this role finds a ticket.
    pub const fn ticket(role: Role, number: i32) -> Self {
        match role.party() {
            Party::Client => Self::MyTicket { number },
            Party::Staff => Self::QueueTicket { number },
        }
    }

    /// The screen that this role gets at this address: a ticket's address that someone sent leads either side to the
    /// ticket, and the other side's own screens lead home.
    pub const fn seen_by(self, role: Role) -> Self {
        match (self, role.party()) {
            (Self::Home | Self::SignIn, _) => Self::home(role),
            (Self::MyTicket { number } | Self::QueueTicket { number }, _) => Self::ticket(role, number),
            (Self::MyTickets, Party::Staff) => Self::Queue,
            (Self::Queue, Party::Client) => Self::MyTickets,
            (Self::NewTicket | Self::MyArticles, Party::Staff) | (Self::NewSale, Party::Client) => Self::NotFound,
            (route, _) => route,
        }
    }
}

/// What stands behind the `?` where one signs in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInQuery {
    /// The address to come back to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retour: Option<String>,
}

impl SignInQuery {
    /// The address to come back to, if it is one of this site.
    pub fn way_back(self) -> Option<String> {
        self.retour.filter(|path| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'))
    }
}

/// What stands behind the `?` where a ticket is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTicketQuery {
    /// The article it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub achat: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_finds_a_ticket_on_its_own_screen() {
        let sent = Route::MyTicket { number: 12 };
        assert_eq!(sent.clone().seen_by(Role::Technician), Route::QueueTicket { number: 12 });
        assert_eq!(sent.clone().seen_by(Role::Client), sent);
        assert_eq!(Route::NewSale.seen_by(Role::Client), Route::NotFound);
        assert_eq!(Route::NewSale.seen_by(Role::Technician), Route::NewSale);
    }

    #[test]
    fn the_new_ticket_is_no_ticket_of_that_number() {
        assert_eq!(Route::recognize("/demandes/nouvelle"), Some(Route::NewTicket));
        assert_eq!(Route::recognize("/demandes/12"), Some(Route::MyTicket { number: 12 }));
        assert_eq!(Route::recognize("/demandes/douze"), Some(Route::NotFound));
    }

    #[test]
    fn one_comes_back_to_this_site_only() {
        let back = |path: &str| SignInQuery { retour: Some(path.to_owned()) }.way_back();
        assert_eq!(back("/file?onglet=open").as_deref(), Some("/file?onglet=open"));
        for foreign in ["https://example.org", "//example.org", "/\\example.org", ""] {
            assert_eq!(back(foreign), None, "{foreign}");
        }
    }
}
