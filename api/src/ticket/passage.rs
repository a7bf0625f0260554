//! What the search of tickets looks into, written beside what it is made of.

use crate::{Error, store::Tx};
use guichet_domain::fold::fold;
use guichet_entity::{message, sale, ticket, ticket_passage};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait,
};

/// The head of a ticket: number, title, serial number. A line for each, so that no match runs from one into the next.
pub(super) async fn of_head(tx: &Tx, ticket: &ticket::Model, sale: &sale::Model) -> Result<(), Error> {
    let fields = [ticket.id.to_string(), fold(&ticket.title), fold(sale.serial_number.as_str())];
    let row = ticket_passage::ActiveModel {
        id: NotSet,
        ticket_id: Set(ticket.id),
        message_id: Set(None),
        search_text: Set(fields.join("\n")),
    };
    ticket_passage::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// A message.
pub(super) async fn of_message(tx: &Tx, message: &message::Model) -> Result<(), Error> {
    let row = ticket_passage::ActiveModel {
        id: NotSet,
        ticket_id: Set(message.ticket_id),
        message_id: Set(Some(message.id)),
        search_text: Set(fold(&message.body)),
    };
    ticket_passage::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}
