//! What a client does.

use super::{Caller, Sale, Ticket};
use serde_json::json;
use std::ops::Deref;

/// A client who is signed in.
#[derive(Clone, Debug)]
pub struct Client(pub Caller);

impl Deref for Client {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl Client {
    /// Opens a request on something it bought.
    pub async fn open_ticket(&self, sale: &Sale) -> Ticket {
        self.open_ticket_titled(sale, "L'écran reste noir").await
    }

    /// Opens a request with a title of its own.
    pub async fn open_ticket_titled(&self, sale: &Sale, title: &str) -> Ticket {
        let body = "Depuis ce matin, l'écran reste noir au démarrage.";
        let opened = self.mutate("openTicket", json!({ "saleId": sale.id, "title": title, "body": body })).await;
        Ticket::from(&opened.done()["ticket"])
    }
}
