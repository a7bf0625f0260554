//! From an access token to who acts.

use super::{Actor, token::Claim};
use crate::{App, Error};
use chrono::{DateTime, Utc};
use guichet_entity::{person, session};
use sea_orm::EntityTrait;

/// Who acts with this access token, and until when. The base is asked each time: a session that ended ends at once.
///
/// # Errors
/// [`Error::Unauthenticated`] for a token that is forged, past, or of a session or an account that has ended.
pub async fn authenticate(app: &App, token: &str, now: DateTime<Utc>) -> Result<(Actor, DateTime<Utc>), Error> {
    let Claim { person: id, session: sid, expires_at } = app.signer.read(token, now)?;
    let db = app.store.reader();
    let session = session::Entity::find_by_id(sid).one(db).await?.ok_or(Error::Unauthenticated)?;
    let person = person::Entity::find_by_id(id).one(db).await?.ok_or(Error::Unauthenticated)?;
    if session.person_id != id || session.ended_at.is_some() || person.disabled_at.is_some() {
        return Err(Error::Unauthenticated);
    }
    Ok((Actor { id, role: person.role, session: sid }, expires_at))
}
