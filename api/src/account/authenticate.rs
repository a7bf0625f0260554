//! From what a request brings along to who acts.

use super::{Actor, access_token::Secret, token::Claim};
use crate::{App, Error, store::Position};
use chrono::{DateTime, Utc};
use guichet_domain::{Credential, id::PersonId};
use guichet_entity::{access_token, person, session};
use sea_orm::EntityTrait;

/// Who a token stands for.
#[derive(Clone, Copy, Debug)]
pub struct Authenticated {
    /// Who acts.
    pub actor: Actor,
    /// What it wrote last.
    pub last_write: Position,
    /// Until when the token is good.
    pub expires_at: DateTime<Utc>,
}

/// Who acts with this token, a session's or a personal one, and until when. The base is asked each time: what was ended
/// or revoked ends at once.
///
/// # Errors
/// [`Error::Unauthenticated`] for a token that is unknown, forged, past, revoked, or of a session or an account that has
/// ended.
pub async fn authenticate(app: &App, token: &str, now: DateTime<Utc>) -> Result<Authenticated, Error> {
    match Secret::recognise(token) {
        Some(secret) => by_access_token(app, &secret, now).await,
        None => by_session(app, token, now).await,
    }
}

async fn by_session(app: &App, token: &str, now: DateTime<Utc>) -> Result<Authenticated, Error> {
    let Claim { person, session: sid, expires_at } = app.signer.read(token, now)?;
    let session = session::Entity::find_by_id(sid).one(app.store.reader()).await?.ok_or(Error::Unauthenticated)?;
    if session.person_id != person || session.ended_at.is_some() {
        return Err(Error::Unauthenticated);
    }
    let (actor, last_write) = actor(app, person, Credential::Session(sid)).await?;
    Ok(Authenticated { actor, last_write, expires_at })
}

async fn by_access_token(app: &App, secret: &Secret, now: DateTime<Utc>) -> Result<Authenticated, Error> {
    let found = access_token::Entity::find_by_secret_hash(secret.hash()).one(app.store.reader()).await?;
    let token = found.ok_or(Error::Unauthenticated)?;
    if token.revoked_at.is_some() || token.expires_at <= now {
        return Err(Error::Unauthenticated);
    }
    let (actor, last_write) = actor(app, token.person_id, Credential::AccessToken(token.id, token.scope)).await?;
    app.last_uses.note(&app.store, &token, now);
    Ok(Authenticated { actor, last_write, expires_at: token.expires_at })
}

async fn actor(app: &App, id: PersonId, credential: Credential) -> Result<(Actor, Position), Error> {
    let person = person::Entity::find_by_id(id).one(app.store.reader()).await?.ok_or(Error::Unauthenticated)?;
    if person.disabled_at.is_some() {
        return Err(Error::Unauthenticated);
    }
    Ok((Actor { id, role: person.role, credential }, Position(person.last_write)))
}
