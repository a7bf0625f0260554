//! From what a request brings along to who acts.

use super::{Actor, access_token::Secret, token::Claim};
use crate::{App, Error};
use chrono::{DateTime, Utc};
use guichet_domain::{Credential, id::PersonId};
use guichet_entity::{access_token, person, session};
use sea_orm::EntityTrait;

/// Who acts with this token, a session's or a personal one, and until when. The base is asked each time: what was ended
/// or revoked ends at once.
///
/// # Errors
/// [`Error::Unauthenticated`] for a token that is unknown, forged, past, revoked, or of a session or an account that has
/// ended.
pub async fn authenticate(app: &App, token: &str, now: DateTime<Utc>) -> Result<(Actor, DateTime<Utc>), Error> {
    match Secret::recognise(token) {
        Some(secret) => by_access_token(app, &secret, now).await,
        None => by_session(app, token, now).await,
    }
}

async fn by_session(app: &App, token: &str, now: DateTime<Utc>) -> Result<(Actor, DateTime<Utc>), Error> {
    let Claim { person, session: sid, expires_at } = app.signer.read(token, now)?;
    let session = session::Entity::find_by_id(sid).one(app.store.reader()).await?.ok_or(Error::Unauthenticated)?;
    if session.person_id != person || session.ended_at.is_some() {
        return Err(Error::Unauthenticated);
    }
    Ok((actor(app, person, Credential::Session(sid)).await?, expires_at))
}

async fn by_access_token(app: &App, secret: &Secret, now: DateTime<Utc>) -> Result<(Actor, DateTime<Utc>), Error> {
    let found = access_token::Entity::find_by_secret_hash(secret.hash()).one(app.store.reader()).await?;
    let token = found.ok_or(Error::Unauthenticated)?;
    if token.revoked_at.is_some() || token.expires_at <= now {
        return Err(Error::Unauthenticated);
    }
    let actor = actor(app, token.person_id, Credential::AccessToken(token.id, token.scope)).await?;
    app.last_uses.note(&app.store, &token, now);
    Ok((actor, token.expires_at))
}

async fn actor(app: &App, id: PersonId, credential: Credential) -> Result<Actor, Error> {
    let person = person::Entity::find_by_id(id).one(app.store.reader()).await?.ok_or(Error::Unauthenticated)?;
    if person.disabled_at.is_some() {
        return Err(Error::Unauthenticated);
    }
    Ok(Actor { id, role: person.role, credential })
}
