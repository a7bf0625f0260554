//! A client opens an assistance request on a product it bought.

use super::{find::next_message_id, passage, record};
use crate::{
    Error,
    account::Actor,
    error::Fields,
    store::{Tx, idempotency::IdempotencyKey},
};
use guichet_domain::{
    MessageBody, Permission, Priority, Reason, TicketEventKind, TicketState, TicketTitle,
    id::{SaleId, TicketId},
};
use guichet_entity::{message, sale, ticket};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait, QueryFilter,
};

/// What is typed or chosen.
#[derive(Clone, Debug)]
pub struct OpenTicket {
    /// One of the client's own purchases; `None` names none.
    pub sale: Option<SaleId>,
    /// What it is about.
    pub title: String,
    /// The request itself.
    pub body: String,
    /// How urgent it is.
    pub priority: Priority,
    /// Makes a retry safe.
    pub idempotency_key: Option<String>,
}

/// Opens the ticket with its first message.
///
/// # Errors
/// [`Error::Forbidden`] for staff; every field that has to be mended; a sale that is not the client's own does not exist.
pub async fn open_ticket(tx: &mut Tx, actor: &Actor, input: OpenTicket) -> Result<ticket::Model, Error> {
    actor.require(Permission::OpenTicket)?;
    let key = IdempotencyKey::new(
        actor.id,
        input.idempotency_key.as_deref(),
        "openTicket",
        &[&format!("{:?}", input.sale), &input.title, &input.body],
    )?;
    if let Some(key) = &key
        && let Some(id) = key.answered(tx).await?
    {
        return ticket::Entity::find_by_id(TicketId(id)).one(tx.db()).await?.ok_or(Error::NotFound);
    }

    let mut fields = Fields::default();
    let sale = fields.check("saleId", own_sale(tx, actor, input.sale).await?.ok_or(Reason::NotFound));
    let title = fields.check("title", input.title.parse::<TicketTitle>());
    let body = fields.check("body", input.body.parse::<MessageBody>());
    let (Some(sale), Some(title), Some(body)) = (sale, title, body) else {
        return Err(fields.refused());
    };

    let state = TicketState::Open;
    let row = ticket::ActiveModel {
        id: NotSet,
        title: Set(title.into_string()),
        status: Set(state.status()),
        waiting_on: Set(state.waiting_on()),
        priority: Set(input.priority),
        client_id: Set(actor.id),
        sale_id: Set(sale.id),
        opened_at: Set(tx.now()),
        first_answered_at: Set(None),
        last_activity_at: Set(tx.now()),
        resolved_at: Set(None),
        resolved_by_id: Set(None),
        last_message_id: Set(None),
    };
    let ticket = ticket::Entity::insert(row).exec_with_returning(tx.db()).await?;
    let message = next_message_id(tx).await?;
    let draft = tx.draft();
    passage::of_head(draft, &ticket, &sale);
    let message = message::Model {
        id: message,
        ticket_id: ticket.id,
        author_id: actor.id,
        body: body.into_string(),
        posted_at: draft.now(),
    };
    record::post(draft, &message);
    let ticket = ticket::Model { last_message_id: Some(message.id), ..ticket };
    record::update(draft, &ticket);
    record::event(draft, actor, &ticket, TicketEventKind::Opened, Some(message.id), (None, state));
    if let Some(key) = key {
        key.keep(tx.draft(), ticket.id.0);
    }
    Ok(ticket)
}

async fn own_sale(tx: &Tx, actor: &Actor, id: Option<SaleId>) -> Result<Option<sale::Model>, Error> {
    let Some(id) = id else { return Ok(None) };
    Ok(sale::Entity::find_by_id(id).filter(actor.scope().sales()).one(tx.db()).await?)
}
