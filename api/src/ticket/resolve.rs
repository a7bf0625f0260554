//! The client or staff closes a ticket for good.

use super::{find::lock_ticket, record};
use crate::{Error, account::Actor, store::Tx};
use guichet_domain::{Reason, TicketEventKind, id::TicketId};
use guichet_entity::ticket;

/// Resolves a ticket; `None` names none.
///
/// # Errors
/// A ticket that the actor may not see does not exist; it is resolved already.
pub async fn resolve(tx: &mut Tx, actor: &Actor, id: Option<TicketId>) -> Result<ticket::Model, Error> {
    let ticket = lock_ticket(tx, actor.scope(), id).await?;
    let ticket = ticket.ok_or_else(|| Error::field("ticketId", Reason::NotFound))?;
    tx.draft().not_before(ticket.last_activity_at);
    let before = ticket.state();
    let after = before.resolved().map_err(|_| Error::field("ticketId", Reason::AlreadyResolved))?;
    let ticket = ticket::Model {
        status: after.status(),
        waiting_on: after.waiting_on(),
        last_activity_at: tx.now(),
        resolved_at: Some(tx.now()),
        resolved_by_id: Some(actor.id),
        ..ticket
    };
    record::update(tx.draft(), &ticket);
    record::event(tx.draft(), actor, &ticket, TicketEventKind::StatusChanged, None, (Some(before), after));
    Ok(ticket)
}
