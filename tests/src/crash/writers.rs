//! People who write, and try again what was not answered.

use super::{
    Scene,
    line::{Heard, Line},
};
use crate::{Site, actor::Client, dice::Dice, fixture::PASSWORD};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{sync::watch, time::timeout};

/// The longest pause before another try.
const PAUSE: Duration = Duration::from_millis(100);
/// The longest that one waits who hangs up: at any moment of what was asked for.
const HASTE: Duration = Duration::from_millis(4);

/// Something that a writer has written, by a name that nothing else has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// An account's address.
    Client(String),
    /// A sale's serial number.
    Sale(String),
    /// A ticket's title.
    Ticket(String),
    /// A message's text.
    Message(String),
    /// The title of a ticket that was resolved.
    Resolution(String),
}

/// What a writer did.
#[derive(Debug, Default)]
pub struct Written {
    /// The server said that it is done.
    pub acknowledged: Vec<Mark>,
    /// Nobody answered, and nobody asked again: there or not, but not twice.
    pub abandoned: Vec<Mark>,
    /// Tries beyond the first.
    pub retried: u64,
    /// Tries whose asker hung up before any answer.
    pub hung_up: u64,
    /// Answers that the server could not explain.
    pub internal: u64,
}

/// One connection of a member of staff and one of a client, in turn.
pub struct Writer {
    number: u64,
    written: u64,
    dice: Dice,
    staff: Line,
    client: Line,
    client_id: String,
    product: String,
    shared: String,
    sales: Vec<String>,
    /// Open ones, by id and title.
    tickets: Vec<(String, String)>,
    done: Written,
    /// How many writes of all writers were acknowledged.
    acknowledged: Arc<AtomicUsize>,
}

impl Writer {
    pub fn new(number: u64, seed: u64, scene: &Scene, client: &Client, site: &Site) -> Self {
        let staff = if number.is_multiple_of(2) { &scene.seller } else { &scene.technician };
        Self {
            number,
            written: 0,
            dice: Dice::new(seed, number),
            staff: Line::new(site.url("/graphql"), staff),
            client: Line::new(site.url("/graphql"), client),
            client_id: client.id().to_owned(),
            product: scene.product.clone(),
            shared: scene.shared.id.clone(),
            sales: Vec::new(),
            tickets: Vec::new(),
            done: Written::default(),
            acknowledged: scene.acknowledged.clone(),
        }
    }

    /// Writes until told to stop; what was begun then is brought to its end.
    pub async fn write(mut self, stopped: watch::Receiver<bool>) -> Written {
        while !*stopped.borrow() {
            match (self.dice.below(20), self.sales.is_empty(), self.tickets.is_empty()) {
                (0, ..) => self.create_client().await,
                (1 | 2, ..) | (3.., true, _) => self.register_sale().await,
                (3..6, false, _) | (6.., false, true) => self.open_ticket().await,
                (6, false, false) => self.resolve().await,
                (7.., false, false) => self.reply().await,
            }
        }
        self.done
    }

    /// A name that nothing else has.
    fn name(&mut self) -> String {
        self.written += 1;
        format!("{}-{}", self.number, self.written)
    }

    async fn create_client(&mut self) {
        let email = format!("ecrivain-{}@exemple.fr", self.name());
        let input = json!({ "email": email, "firstName": "Camille", "lastName": "Durand", "password": PASSWORD });
        self.insist(true, "createClient", input).await;
        self.done.acknowledged.push(Mark::Client(email));
    }

    async fn register_sale(&mut self) {
        self.written += 1;
        let serial = format!("E{:03}N{:010}", self.number, self.written);
        let input = json!({ "clientId": self.client_id, "productId": self.product, "serialNumber": serial });
        let payload = self.insist(true, "registerSale", input).await;
        self.sales.push(text(&payload["sale"]["id"]));
        self.done.acknowledged.push(Mark::Sale(serial));
    }

    async fn open_ticket(&mut self) {
        let name = self.name();
        let (title, body) = (format!("Demande {name}"), format!("Ouverture {name}"));
        let input = json!({ "saleId": self.dice.one_of(&self.sales), "title": title, "body": body });
        let payload = self.insist(false, "openTicket", input).await;
        self.tickets.push((text(&payload["ticket"]["id"]), title.clone()));
        self.done.acknowledged.extend([Mark::Ticket(title), Mark::Message(body)]);
    }

    async fn reply(&mut self) {
        let body = format!("Message {}", self.name());
        let is_staff = self.dice.once_in(2);
        // The client of this connection does not see the ticket that all share.
        let ticket = if is_staff && self.dice.once_in(3) { &self.shared } else { &self.dice.one_of(&self.tickets).0 };
        let input = json!({ "ticketId": ticket, "body": body });
        if self.dice.once_in(10) {
            let line = if is_staff { &self.staff } else { &self.client };
            let mark = Mark::Message(body);
            match line.try_once("replyToTicket", &input).await {
                Heard::Payload(_) => self.done.acknowledged.push(mark),
                Heard::Nothing | Heard::Internal => self.done.abandoned.push(mark),
            }
            return;
        }
        self.insist(is_staff, "replyToTicket", input).await;
        self.done.acknowledged.push(Mark::Message(body));
    }

    async fn resolve(&mut self) {
        let index = self.dice.below(self.tickets.len().try_into().unwrap());
        let (id, title) = self.tickets.swap_remove(index.try_into().unwrap());
        let is_staff = self.dice.once_in(2);
        self.insist(is_staff, "resolveTicket", json!({ "ticketId": id })).await;
        self.done.acknowledged.push(Mark::Resolution(title));
    }

    /// Asks until it is done; gives the payload.
    async fn insist(&mut self, is_staff: bool, mutation: &str, mut input: Value) -> Value {
        if mutation != "resolveTicket" {
            input["idempotencyKey"] = json!(format!("{}-{}", self.number, self.written));
        }
        let mut tries = 0;
        loop {
            let line = if is_staff { &self.staff } else { &self.client };
            let patience = if self.dice.once_in(8) { self.dice.shorter_than(HASTE) } else { Duration::MAX };
            let heard = timeout(patience, line.try_once(mutation, &input)).await;
            self.done.hung_up += u64::from(heard.is_err());
            match heard.unwrap_or(Heard::Nothing) {
                Heard::Payload(payload) if payload["errors"] == json!([]) => {
                    self.acknowledged.fetch_add(1, Ordering::Relaxed);
                    return payload;
                }
                // Nobody else resolves it: an earlier try got through.
                Heard::Payload(payload) if tries > 0 && payload["errors"][0]["reason"] == "ALREADY_RESOLVED" => {
                    return payload;
                }
                Heard::Payload(payload) => panic!("{mutation} {input}, after {tries} tries: {payload}"),
                Heard::Nothing => {}
                Heard::Internal => self.done.internal += 1,
            }
            tries += 1;
            self.done.retried += 1;
            tokio::time::sleep(self.dice.shorter_than(PAUSE)).await;
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} instead of text")).to_owned()
}
