//! The program itself, in a process of its own, while everything around it fails.

mod crash;
mod disk;
mod hang_up;
mod hasher;
mod load;
mod outage;
mod shutdown;
mod stall;
mod storm;

use guichet_tests::{
    Site,
    actor::{Caller, Client, Ticket},
};
use serde_json::{Value, json};
use std::path::Path;

/// The program under test.
fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_guichet-command"))
}

/// A new client with a request.
async fn client_with_ticket(site: &Site) -> (Client, Ticket) {
    let seller = site.seller().await;
    let client = seller.create_client().await;
    let sale = seller.register_sale(&client).await;
    let ticket = client.open_ticket(&sale).await;
    (client, ticket)
}

/// An answer that may be sent again under this key.
fn reply(ticket: &Ticket, key: &str, body: &str) -> Value {
    json!({ "ticketId": ticket.id, "body": body, "idempotencyKey": key })
}

/// Where the feed stands for this person, all being quiet.
async fn cursor(caller: &Caller) -> String {
    caller.tickets(json!({ "first": 1 })).await["feedCursor"].as_str().unwrap().to_owned()
}
