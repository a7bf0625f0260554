//! Sessions and the refresh tokens that carry them on.

use super::{Actor, token::Jwt};
use crate::{
    Error, random,
    store::{Draft, Tx, hash::sha256},
};
use chrono::{DateTime, TimeDelta, Utc};
use guichet_domain::id::{PersonId, SessionId};
use guichet_entity::{person, refresh_token, session};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

/// How many days a session lasts after its last refresh.
pub const SESSION_DAYS: i64 = 30;

/// What a sign-in or a refresh gives.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who is signed in.
    pub person: person::Model,
    /// The session.
    pub actor: Actor,
    /// For the `Authorization` header.
    pub access: Jwt,
    /// For the cookie, and for nothing else.
    pub refresh_token: String,
}

pub(super) fn expiry(now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::days(SESSION_DAYS)
}

/// Whether a session goes on.
pub(super) fn lasts(session: &session::Model, now: DateTime<Utc>) -> bool {
    session.ended_at.is_none() && session.expires_at > now
}

/// Starts a session.
pub(super) async fn start(tx: &Tx, person: PersonId) -> Result<SessionId, Error> {
    let row = session::ActiveModel {
        // Drawn, not counted: a base that is brought back from a backup would count again, and what was signed for a session that is
        // lost would open the one that has its number.
        id: Set(SessionId(random::number())),
        person_id: Set(person),
        created_at: Set(tx.now()),
        expires_at: Set(expiry(tx.now())),
        ended_at: Set(None),
    };
    Ok(session::Entity::insert(row).exec(tx.db()).await?.last_insert_id)
}

/// Gives out the next refresh token of a session.
pub(super) fn issue_refresh_token(draft: &mut Draft, session: SessionId) -> String {
    let token = random::secret();
    let row = refresh_token::ActiveModel {
        token_hash: Set(sha256(&token)),
        session_id: Set(session),
        issued_at: Set(draft.now()),
        used_at: Set(None),
    };
    draft.add(&refresh_token::Entity::insert(row));
    token
}

/// Ends one session: its access tokens, its refresh tokens and its sockets end with it. Gives its owner, unless it had
/// ended before.
pub(super) async fn end(tx: &Tx, session: SessionId) -> Result<Option<PersonId>, Error> {
    let ended = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(tx.now()))
        .filter(session::Column::Id.eq(session))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx.db())
        .await?;
    if ended.rows_affected == 0 {
        return Ok(None);
    }
    Ok(session::Entity::find_by_id(session).one(tx.db()).await?.map(|session| session.person_id))
}

/// Ends every session of a person.
pub(super) async fn end_all(tx: &Tx, person: PersonId) -> Result<(), Error> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(tx.now()))
        .filter(session::Column::PersonId.eq(person))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Ends every session of a person but the one it acts through.
///
/// # Errors
/// [`Error::Forbidden`] for a tool, which acts through none.
pub(super) async fn end_others(tx: &Tx, actor: &Actor) -> Result<(), Error> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(tx.now()))
        .filter(session::Column::PersonId.eq(actor.id))
        .filter(session::Column::Id.ne(actor.session()?))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(())
}
