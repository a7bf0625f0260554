//! From what a request brings along to who acts.

use super::{Actor, access_token::Secret, token::Claim};
use crate::{App, Error, store::Position};
use chrono::{DateTime, Utc};
use guichet_domain::Credential;
use guichet_entity::{access_token, person, session};
use sea_orm::{EntityTrait, JoinType, QuerySelect, RelationDef, Select};

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
    let owner = session::Entity::belongs_to(person::Entity).from(session::Column::PersonId).to(person::Column::Id);
    let (session, owner) = with_owner(app, session::Entity::find_by_id(sid), owner.into()).await?;
    if owner.id != person || session.ended_at.is_some() {
        return Err(Error::Unauthenticated);
    }
    let (actor, last_write) = actor(&owner, Credential::Session(sid))?;
    Ok(Authenticated { actor, last_write, expires_at })
}

async fn by_access_token(app: &App, secret: &Secret, now: DateTime<Utc>) -> Result<Authenticated, Error> {
    use access_token::{Column, Entity};
    let owner = Entity::belongs_to(person::Entity).from(Column::PersonId).to(person::Column::Id);
    let (token, owner) = with_owner(app, Entity::find_by_secret_hash(secret.hash()), owner.into()).await?;
    if token.revoked_at.is_some() || token.expires_at <= now {
        return Err(Error::Unauthenticated);
    }
    let (actor, last_write) = actor(&owner, Credential::AccessToken(token.id, token.scope))?;
    app.last_uses.note(&app.store, &token, now);
    Ok(Authenticated { actor, last_write, expires_at: token.expires_at })
}

/// What a token names, and whose it is: in one statement, since every request begins with it.
async fn with_owner<E: EntityTrait>(
    app: &App,
    named: Select<E>,
    owner: RelationDef,
) -> Result<(E::Model, person::Model), Error> {
    let found = named.join(JoinType::InnerJoin, owner).select_also(person::Entity).one(app.store.reader()).await?;
    let (named, owner) = found.ok_or(Error::Unauthenticated)?;
    Ok((named, owner.ok_or(Error::Unauthenticated)?))
}

fn actor(person: &person::Model, credential: Credential) -> Result<(Actor, Position), Error> {
    if person.disabled_at.is_some() {
        return Err(Error::Unauthenticated);
    }
    Ok((Actor { id: person.id, role: person.role, credential }, Position(person.last_write)))
}
