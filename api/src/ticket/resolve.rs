//! The client or staff closes a ticket for good.

use super::{find::lock_ticket, record};
use crate::{Error, account::Actor, store::Tx};
use guichet_domain::{Reason, TicketEventKind, id::TicketId};
use guichet_entity::ticket;
use sea_orm::{ActiveValue::Set, IntoActiveModel};

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
    let mut row = ticket.clone().into_active_model();
    row.status = Set(after.status());
    row.waiting_on = Set(after.waiting_on());
    row.last_activity_at = Set(tx.now());
    row.resolved_at = Set(Some(tx.now()));
    row.resolved_by_id = Set(Some(actor.id));
    let ticket = record::update(tx.draft(), &ticket, row)?;
    record::event(tx.draft(), actor, &ticket, TicketEventKind::StatusChanged, None, (Some(before), after));
    Ok(ticket)
}
