//! From what a request brings along to who acts.

use super::{Actor, access_token::Secret, standing::Standing, token::Claim};
use crate::{
    App, Error,
    store::{Position, Revision},
};
use chrono::{DateTime, Utc};
use guichet_domain::Credential;
use guichet_entity::{access_token, person};
use sea_orm::{EntityTrait, JoinType, QuerySelect};
use std::sync::Arc;

/// Who a token stands for.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// Who acts.
    pub actor: Actor,
    /// What it wrote last.
    pub last_write: Position,
    /// Until when the token is good.
    pub expires_at: DateTime<Utc>,
    /// The name of the key that signed the token; a personal one needs none.
    pub key: Option<Arc<str>>,
    /// What the base was like when it was asked, where that was asked along.
    pub revision: Option<Revision>,
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
    let Claim { person, session: sid, expires_at, key } = app.signer.read(token, now)?;
    let standing = app.standings.ask(sid).await?;
    let Standing { person: owner, role, last_write, revision } = standing.ok_or(Error::Unauthenticated)?;
    if owner != person {
        return Err(Error::Unauthenticated);
    }
    let actor = Actor { id: person, role, credential: Credential::Session(sid) };
    Ok(Authenticated { actor, last_write, expires_at, key: Some(key), revision: Some(revision) })
}

async fn by_access_token(app: &App, secret: &Secret, now: DateTime<Utc>) -> Result<Authenticated, Error> {
    use access_token::{Column, Entity};
    let owner = Entity::belongs_to(person::Entity).from(Column::PersonId).to(person::Column::Id);
    // In one statement, since every request begins with it.
    let found =
        Entity::find_by_secret_hash(secret.hash()).join(JoinType::InnerJoin, owner.into()).select_also(person::Entity);
    let found = app.store.answered(found.one(&app.store.reader())).await?;
    let (token, owner) = found.ok_or(Error::Unauthenticated)?;
    let owner = owner.filter(|owner| owner.disabled_at.is_none()).ok_or(Error::Unauthenticated)?;
    if token.revoked_at.is_some() || token.expires_at <= now {
        return Err(Error::Unauthenticated);
    }
    app.last_uses.note(&app.store, &token, now);
    let actor = Actor { id: owner.id, role: owner.role, credential: Credential::AccessToken(token.id, token.scope) };
    let last_write = Position(owner.last_write);
    Ok(Authenticated { actor, last_write, expires_at: token.expires_at, key: None, revision: None })
}
