//! Signing out.

use super::{Actor, session};
use crate::{
    Error,
    store::{Tx, hash::sha256},
};
use guichet_entity::refresh_token;
use sea_orm::EntityTrait;

/// Ends the session that one acts through, and the one that the refresh cookie belongs to.
///
/// # Errors
/// [`Error::Forbidden`] for a tool: its token ends by being revoked.
pub async fn sign_out(tx: &mut Tx, actor: Option<&Actor>, refresh_token: Option<&str>) -> Result<(), Error> {
    if let Some(actor) = actor {
        session::end(tx, actor.session()?).await?;
    }
    if let Some(token) = refresh_token
        && let Some(found) = refresh_token::Entity::find_by_id(sha256(token)).one(tx.db()).await?
    {
        session::end(tx, found.session_id).await?;
    }
    Ok(())
}
