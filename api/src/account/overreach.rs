//! Somebody who is signed in tries what its role or its token does not allow.

use super::{
    Actor,
    throttle::{self, Name},
};
use crate::{App, Error, audit::Entry, clock, store::Origin};
use guichet_domain::AuditKind;

/// Puts it on record, once for all that an account tries within the window of tries: nobody makes the record grow at will.
/// The operation was refused already, and is none the worse when the base does not take it.
pub async fn note(app: &App, actor: &Actor, origin: &Origin, what: &'static str) {
    if let Err(error) = write(app, actor, origin, what).await {
        tracing::warn!(%error, "a forbidden operation could not be put on record");
    }
}

async fn write(app: &App, actor: &Actor, origin: &Origin, what: &'static str) -> Result<(), Error> {
    let tx = app.store.begin(clock::now()).await?.coming_from(origin).unwatched();
    if throttle::is_first(&tx, &Name::of("forbidden to", &[&actor.id])).await? {
        Entry::own(AuditKind::OperationForbidden, actor.id).saying(what).write(&tx).await?;
    }
    Ok(tx.commit().await?)
}
