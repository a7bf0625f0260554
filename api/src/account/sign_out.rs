//! Signing out.

use super::{Actor, session};
use crate::{
    Error,
    audit::Entry,
    store::{Tx, hash::sha256},
};
use guichet_domain::{AuditKind, id::SessionId};
use guichet_entity::refresh_token;
use sea_orm::EntityTrait;

/// Ends the session that one acts through, and the one that the refresh cookie belongs to.
///
/// # Errors
/// [`Error::Forbidden`] for a tool: its token ends by being revoked.
pub async fn sign_out(tx: &mut Tx, actor: Option<&Actor>, refresh_token: Option<&str>) -> Result<(), Error> {
    if let Some(actor) = actor {
        end(tx, actor.session()?).await?;
    }
    if let Some(token) = refresh_token
        && let Some(found) = refresh_token::Entity::find_by_id(sha256(token)).one(tx.db()).await?
    {
        end(tx, found.session_id).await?;
    }
    Ok(())
}

async fn end(tx: &Tx, session: SessionId) -> Result<(), Error> {
    if let Some(owner) = session::end(tx, session).await? {
        Entry::own(AuditKind::SignedOut, owner).on(session.0).write(tx).await?;
    }
    Ok(())
}
