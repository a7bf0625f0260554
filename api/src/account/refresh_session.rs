//! Going on with a session when the access token ends.

use super::{Actor, SignedIn, session as sessions};
use crate::{
    App, Error,
    audit::Entry,
    store::{Origin, hash::sha256},
};
use chrono::{DateTime, Utc};
use guichet_domain::{AuditKind, Credential, Reason};
use guichet_entity::{person, refresh_token, session};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};

/// Exchanges a refresh token for a new access token and the next refresh token.
///
/// Each refresh token is good once. One that comes back was stolen, from its owner or by it: the session ends.
///
/// # Errors
/// The session has ended.
pub async fn refresh_session(
    app: &App,
    now: DateTime<Utc>,
    origin: &Origin,
    token: Option<&str>,
) -> Result<SignedIn, Error> {
    let ended = || Error::whole(Reason::SessionEnded);
    let hash = sha256(token.ok_or_else(ended)?);
    let tx = app.store.begin(now).await?.coming_from(origin);
    let used = refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, Expr::value(now))
        .filter(refresh_token::Column::TokenHash.eq(&hash))
        .filter(refresh_token::Column::UsedAt.is_null())
        .exec(tx.db())
        .await?
        .rows_affected;
    let token = refresh_token::Entity::find_by_id(hash).one(tx.db()).await?.ok_or_else(ended)?;
    if used == 0 {
        if let Some(owner) = sessions::end(&tx, token.session_id).await? {
            Entry::new(AuditKind::SessionReplayed).about(owner).on(token.session_id.0).write(&tx).await?;
        }
        tx.commit().await?;
        return Err(ended());
    }
    let session = session::Entity::find_by_id(token.session_id).one(tx.db()).await?.ok_or_else(ended)?;
    let person = person::Entity::find_by_id(session.person_id).one(tx.db()).await?.ok_or_else(ended)?;
    if session.ended_at.is_some() || session.expires_at <= now || person.disabled_at.is_some() {
        return Err(ended());
    }
    let actor = Actor { id: person.id, role: person.role, credential: Credential::Session(session.id) };
    let refresh_token = sessions::issue_refresh_token(&tx, session.id).await?;
    let mut session = session.into_active_model();
    session.expires_at = Set(sessions::expiry(now));
    session.update(tx.db()).await?;
    tx.commit().await?;
    Ok(SignedIn { access: app.signer.sign(&actor, now)?, actor, refresh_token, person })
}
