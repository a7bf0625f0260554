//! One address for each screen, and going from one to another.

mod address;
mod link;

pub use address::{Address, forget_read_to, go, read_to, replace, use_address};
pub use link::Link;

use guichet_domain::{Party, Role};

/// What stands behind the `?` in the queue's address: the client whose tickets alone are to show.
pub const CLIENT: &str = "client";

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Leads to the screen that one's role starts with.
    Home,
    /// Signing in.
    SignIn,
    /// A client's home: its tickets and what it bought.
    MyTickets,
    /// Opening a ticket.
    NewTicket,
    /// A client's ticket.
    MyTicket {
        /// Which.
        number: i32,
    },
    /// What a client bought.
    MyArticles,
    /// The staff's queue.
    Queue,
    /// The staff's queue with a ticket beside.
    QueueTicket {
        /// Which.
        number: i32,
    },
    /// Registering a sale.
    NewSale,
    /// One's own account.
    Account,
    /// Any other address.
    NotFound,
}

impl Route {
    /// The screen at a path.
    pub fn at(path: &str) -> Self {
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
        let numbered = |number: &str, route: fn(i32) -> Self| number.parse().map_or(Self::NotFound, route);
        match steps.as_slice() {
            [] => Self::Home,
            ["connexion"] => Self::SignIn,
            ["demandes"] => Self::MyTickets,
            ["demandes", "nouvelle"] => Self::NewTicket,
            ["demandes", number] => numbered(number, |number| Self::MyTicket { number }),
            ["produits"] => Self::MyArticles,
            ["file"] => Self::Queue,
            ["file", number] => numbered(number, |number| Self::QueueTicket { number }),
            ["ventes", "nouvelle"] => Self::NewSale,
            ["compte"] => Self::Account,
            _ => Self::NotFound,
        }
    }

    /// The path of the screen.
    pub fn path(self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::SignIn => "/connexion".to_owned(),
            Self::MyTickets => "/demandes".to_owned(),
            Self::NewTicket => "/demandes/nouvelle".to_owned(),
            Self::MyTicket { number } => format!("/demandes/{number}"),
            Self::MyArticles => "/produits".to_owned(),
            Self::Queue => "/file".to_owned(),
            Self::QueueTicket { number } => format!("/file/{number}"),
            Self::NewSale => "/ventes/nouvelle".to_owned(),
            Self::Account => "/compte".to_owned(),
            Self::NotFound => "/introuvable".to_owned(),
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_finds_a_ticket_on_its_own_screen() {
        let sent = Route::MyTicket { number: 12 };
        assert_eq!(sent.seen_by(Role::Technician), Route::QueueTicket { number: 12 });
        assert_eq!(sent.seen_by(Role::Client), sent);
        assert_eq!(Route::NewSale.seen_by(Role::Client), Route::NotFound);
        assert_eq!(Route::NewSale.seen_by(Role::Technician), Route::NewSale);
    }

    #[test]
    fn each_screen_is_found_at_its_path() {
        let screens = [
            Route::Home,
            Route::SignIn,
            Route::MyTickets,
            Route::NewTicket,
            Route::MyTicket { number: 12 },
            Route::MyArticles,
            Route::Queue,
            Route::QueueTicket { number: 12 },
            Route::NewSale,
            Route::Account,
            Route::NotFound,
        ];
        for screen in screens {
            assert_eq!(Route::at(&screen.path()), screen);
        }
    }

    #[test]
    fn what_is_no_number_leads_nowhere() {
        assert_eq!(Route::at("/demandes/douze"), Route::NotFound);
        assert_eq!(Route::at("/demandes/12/13"), Route::NotFound);
        assert_eq!(Route::at("/demandes/12/"), Route::MyTicket { number: 12 });
    }
}
