//! A person makes a token for one of its tools.

use super::Secret;
use crate::{
    Error,
    account::{
        Actor,
        throttle::{self, Name},
    },
    audit::Entry,
    error::Fields,
    store::{Tx, idempotency::IdempotencyKey},
};
use chrono::{DateTime, Utc};
use guichet_domain::{
    AccessTokenName, AccessTokenScope, AuditKind, Invalid, Permission, Reason,
    access_token::{MAX_LIVE, expiry},
    id::AccessTokenId,
};
use guichet_entity::{access_token, person, session};
use sea_orm::{
    ActiveEnum, ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
    sea_query::LockType,
};

/// How many secrets one person is given within the window of tries: each stays on record.
const SECRETS: i32 = 100;

/// What is asked for.
#[derive(Clone)]
pub struct CreateAccessToken {
    /// What its owner will know it by.
    pub name: String,
    /// What it may be used for.
    pub scope: AccessTokenScope,
    /// When it ends; in 90 days when left out.
    pub expires_at: Option<DateTime<Utc>>,
    /// Makes a retry safe.
    pub idempotency_key: Option<String>,
}

/// A token with the only copy of its secret.
#[derive(Debug)]
pub struct Created {
    /// The token.
    pub row: access_token::Model,
    /// What the tool will show.
    pub secret: Secret,
}

/// Makes a token. Nobody can tell a first secret again: a retry gives its token another, and the first ceases to work.
///
/// # Errors
/// [`Error::Forbidden`] for a tool; too many in too short a time; every field that has to be mended; as many tokens as there may be work already; the
/// idempotency key was used otherwise, or its token is revoked.
pub async fn create_access_token(tx: &mut Tx, actor: &Actor, input: CreateAccessToken) -> Result<Created, Error> {
    actor.require(Permission::ManageAccessTokens)?;
    let CreateAccessToken { name, scope, expires_at, idempotency_key } = input;
    let until = expires_at.map(|moment| moment.to_rfc3339()).unwrap_or_default();
    let asked: [&str; 3] = [&name, &scope.to_value(), &until];
    let key = IdempotencyKey::new(actor.id, idempotency_key.as_deref(), "createAccessToken", &asked)?;
    take_turn(tx, actor).await?;
    throttle::take(tx, &Name::of("access tokens of", &[&actor.id]), SECRETS).await?;
    if let Some(key) = &key
        && let Some(id) = key.answered(tx).await?
    {
        return with_another_secret(tx, actor, AccessTokenId(id)).await;
    }

    let mut fields = Fields::default();
    let name = fields.check("name", name.parse::<AccessTokenName>());
    let expires_at = fields.check("expiresAt", expiry(expires_at, tx.now()));
    let (Some(name), Some(expires_at)) = (name, expires_at) else { return Err(fields.refused()) };
    if live(tx, actor).await? >= MAX_LIVE.into() {
        return Err(Error::whole(Invalid { reason: Reason::TooManyAccessTokens, limit: Some(MAX_LIVE) }));
    }
    let secret = Secret::draw();
    let row = access_token::ActiveModel {
        id: NotSet,
        person_id: Set(actor.id),
        name: Set(name.into_string()),
        secret_hash: Set(secret.hash()),
        scope: Set(scope),
        created_at: Set(tx.now()),
        expires_at: Set(expires_at),
        last_used_at: Set(None),
        revoked_at: Set(None),
    };
    let row = access_token::Entity::insert(row).exec_with_returning(tx.db()).await?;
    if let Some(key) = key {
        key.keep(tx.draft(), row.id.0);
    }
    let made = Entry::own(AuditKind::AccessTokenCreated, actor.id).on(row.id.0);
    made.saying(format!("scope {}", scope.to_value())).write(tx).await?;
    Ok(Created { row, secret })
}

/// Whatever makes tokens for this person or changes its password waits for this transaction. Otherwise two could pass the
/// limit together, and a session that a change of password ends meanwhile could leave a token behind.
async fn take_turn(tx: &Tx, actor: &Actor) -> Result<(), Error> {
    if tx.db().get_database_backend() == DbBackend::Postgres {
        person::Entity::find_by_id(actor.id).lock(LockType::NoKeyUpdate).one(tx.db()).await?;
    }
    let session = session::Entity::find_by_id(actor.session()?).one(tx.db()).await?;
    if session.is_some_and(|session| session.ended_at.is_none()) { Ok(()) } else { Err(Error::Unauthenticated) }
}

async fn live(tx: &Tx, actor: &Actor) -> Result<u64, Error> {
    let live = access_token::Entity::find()
        .filter(access_token::Column::PersonId.eq(actor.id))
        .filter(access_token::Column::RevokedAt.is_null())
        .filter(access_token::Column::ExpiresAt.gt(tx.now()));
    Ok(live.count(tx.db()).await?)
}

async fn with_another_secret(tx: &Tx, actor: &Actor, id: AccessTokenId) -> Result<Created, Error> {
    let found = access_token::Entity::find_by_id(id).one(tx.db()).await?;
    let token = found.filter(|token| token.revoked_at.is_none());
    let token = token.ok_or_else(|| Error::field("idempotencyKey", Reason::NotFound))?;
    let secret = Secret::draw();
    let mut token = token.into_active_model();
    token.secret_hash = Set(secret.hash());
    let made = Entry::own(AuditKind::AccessTokenCreated, actor.id).on(id.0);
    made.saying("another secret, for a retry").write(tx).await?;
    Ok(Created { row: token.update(tx.db()).await?, secret })
}
