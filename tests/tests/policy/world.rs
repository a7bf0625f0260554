//! Two clients, each with a sale and a ticket, and everybody who may ask about them.

use guichet_tests::{
    TestApp,
    actor::{Caller, Client, Sale, Ticket},
    fixture::{KEYBOARD, SCREEN},
};
use std::collections::BTreeMap;

/// A word that stands in the owner's texts alone.
pub const WORD: &str = "scintillement";

/// A word that stands in every ticket of the harness's clients.
pub const COMMON_WORD: &str = "démarrage";

/// How somebody stands to what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody is signed in.
    Visitor,
    /// The client whose things are asked for.
    Owner,
    /// Another client.
    Other,
    /// A seller.
    Seller,
    /// A technician.
    Technician,
}

impl Who {
    pub const ALL: [Self; 5] = [Self::Visitor, Self::Owner, Self::Other, Self::Seller, Self::Technician];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Owner => "owner",
            Self::Other => "other",
            Self::Seller => "seller",
            Self::Technician => "technician",
        }
    }
}

/// What one of [`Who::ALL`] asks with: nothing for a visitor; otherwise a session, a token to write, a token to read.
pub type Credentials = Vec<Caller>;

/// The server and what it holds.
pub struct World {
    pub app: TestApp,
    pub owner: Client,
    pub ticket: Ticket,
    pub sale: Sale,
    /// Where the feed stood before anything happened.
    pub beginning: String,
    other: Client,
    names: BTreeMap<String, String>,
}

impl World {
    pub async fn new() -> Self {
        // Thousands of questions of a few accounts from one address.
        let app = TestApp::with(|settings| {
            settings.operations_per_minute_per_account = 0;
            settings.operations_per_minute_per_address = 0;
            settings.sign_in_tries_per_account = 1_000;
            settings.sign_in_tries_per_address = 1_000;
        })
        .await;
        let (seller, technician) = (app.seller().await, app.technician().await);
        let owner = seller.create_client_named("Odile", "Lenoir").await;
        let other = seller.create_client_named("Bruno", "Autin").await;
        let beginning = seller.feed_cursor().await;

        let sale = seller.register_sale_of(SCREEN, &owner).await;
        let ticket = owner.open_ticket_titled(&sale, &format!("Un {WORD} continu")).await;
        let answered = technician.reply(&ticket, "Essayez un autre câble.").await;
        technician.resolve(&ticket).await;
        let other_sale = seller.register_sale_of(KEYBOARD, &other).await;
        let other_ticket = other.open_ticket_titled(&other_sale, "Une touche bloquée").await;

        let mut names = BTreeMap::new();
        let answer = answered["lastMessage"]["id"].as_str().expect("an answer has an id");
        for (id, name) in [
            (owner.id(), "owner"),
            (other.id(), "other"),
            (seller.id(), "seller"),
            (technician.id(), "technician"),
            (&sale.id, "owner's sale"),
            (&sale.product_id, "screen"),
            (&ticket.id, "owner's ticket"),
            (&ticket.first_message, "owner's message"),
            (answer, "technician's answer"),
            (&other_sale.id, "other's sale"),
            (&other_sale.product_id, "keyboard"),
            (&other_ticket.id, "other's ticket"),
            (&other_ticket.first_message, "other's message"),
        ] {
            names.insert(id.to_owned(), name.to_owned());
        }
        Self { app, owner, ticket, sale, beginning, other, names }
    }

    /// Everybody, in the order of [`Who::ALL`], on new devices and with new tools.
    pub async fn actors(&mut self) -> Vec<Credentials> {
        // A change of password has ended the session that it had.
        self.owner = Client(self.owner.on_another_device().await);
        let mut actors = vec![vec![self.app.visitor()]];
        let (seller, technician) = (self.app.seller().await, self.app.technician().await);
        for (who, session) in [
            (Who::Owner, self.owner.on_another_device().await),
            (Who::Other, self.other.on_another_device().await),
            (Who::Seller, seller.0),
            (Who::Technician, technician.0),
        ] {
            let (write, read) = (session.access_token("WRITE").await, session.access_token("READ").await);
            for (tool, scope) in [(&write, "write"), (&read, "read")] {
                self.names.insert(tool.token_id().to_owned(), format!("{}'s {scope} token", who.name()));
            }
            actors.push(vec![session, (*write).clone(), (*read).clone()]);
        }
        actors
    }

    /// What the table calls the thing with this id; what was made since has no name of its own.
    pub fn name(&self, id: &str) -> &str {
        self.names.get(id).map_or("new", String::as_str)
    }

    /// The id of what the table calls so.
    pub fn id(&self, name: &str) -> &str {
        let found = self.names.iter().find(|(_, known)| *known == name);
        found.unwrap_or_else(|| panic!("nothing is called {name}")).0
    }

    /// An open ticket of the owner's, for whoever writes to it.
    pub async fn open_ticket(&mut self) -> String {
        let ticket = self.owner.open_ticket(&self.sale).await;
        self.names.insert(ticket.id.clone(), "owner's open ticket".to_owned());
        ticket.id
    }

    /// A token of the owner's, for whoever would revoke it.
    pub async fn token(&mut self) -> String {
        let tool = self.owner.access_token("READ").await;
        self.names.insert(tool.token_id().to_owned(), "owner's token".to_owned());
        tool.token_id().to_owned()
    }
}
