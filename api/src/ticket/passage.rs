//! What the search of tickets looks into, written beside what it is made of.

use crate::store::Draft;
use guichet_domain::fold::fold;
use guichet_entity::{message, sale, ticket, ticket_passage};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait,
};

/// The head of a ticket: number, title, serial number. A line for each, so that no match runs from one into the next.
pub(super) fn of_head(draft: &mut Draft, ticket: &ticket::Model, sale: &sale::Model) {
    let fields = [ticket.id.to_string(), fold(&ticket.title), fold(sale.serial_number.as_str())];
    let row = ticket_passage::ActiveModel {
        id: NotSet,
        ticket_id: Set(ticket.id),
        message_id: Set(None),
        search_text: Set(fields.join("\n")),
    };
    draft.add(&ticket_passage::Entity::insert(row));
}

/// A message.
pub(super) fn of_message(draft: &mut Draft, message: &message::Model) {
    let row = ticket_passage::ActiveModel {
        id: NotSet,
        ticket_id: Set(message.ticket_id),
        message_id: Set(Some(message.id)),
        search_text: Set(text_of(message)),
    };
    draft.add(&ticket_passage::Entity::insert(row));
}

/// What a search looks into of a message.
pub(super) fn text_of(message: &message::Model) -> String {
    fold(&message.body)
}
