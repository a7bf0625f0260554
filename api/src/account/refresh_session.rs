//! Going on with a session when the access token ends.

use super::{
    Actor, SignedIn, session as sessions,
    throttle::{self, Name},
};
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

/// How often the sessions of one account may be refreshed within the window of tries: each page that is opened does it.
pub const REFRESHES_PER_ACCOUNT: u32 = 300;
/// How often sessions may be refreshed from one address, of a whole company at times.
pub const REFRESHES_PER_ADDRESS: u32 = 3_000;

/// Exchanges a refresh token for a new access token and the next refresh token.
///
/// Each refresh token is good once. One that comes back was stolen, from its owner or by it: the session ends.
///
/// # Errors
/// The session has ended; refreshed too often for this account or from this address.
pub async fn refresh_session(
    app: &App,
    now: DateTime<Utc>,
    origin: &Origin,
    token: Option<&str>,
) -> Result<SignedIn, Error> {
    let ended = || Error::whole(Reason::SessionEnded);
    let hash = sha256(token.ok_or_else(ended)?);
    count(app, now, origin, &hash).await?;
    let mut tx = app.store.begin(now).await?.coming_from(origin);
    let used = refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, Expr::value(now))
        .filter(refresh_token::Column::TokenHash.eq(&hash))
        .filter(refresh_token::Column::UsedAt.is_null())
        .exec(tx.db())
        .await?
        .rows_affected;
    let token = refresh_token::Entity::find_by_id(hash).one(tx.db()).await?.ok_or_else(ended)?;
    if used == 0 {
        let owner = sessions::end(&tx, token.session_id).await?;
        if let Some(owner) = owner {
            Entry::new(AuditKind::SessionReplayed).about(owner).on(token.session_id.0).write(&tx).await?;
        }
        // What is open ends with the session; of one that had ended before, nothing is.
        tx.end(owner.is_some()).await?;
        return Err(ended());
    }
    let session = session::Entity::find_by_id(token.session_id).one(tx.db()).await?.ok_or_else(ended)?;
    let person = person::Entity::find_by_id(session.person_id).one(tx.db()).await?.ok_or_else(ended)?;
    if !sessions::lasts(&session, now) || person.disabled_at.is_some() {
        return Err(ended());
    }
    let actor = Actor { id: person.id, role: person.role, credential: Credential::Session(session.id) };
    let refresh_token = sessions::issue_refresh_token(tx.draft(), session.id);
    let mut session = session.into_active_model();
    session.expires_at = Set(sessions::expiry(now));
    session.update(tx.db()).await?;
    tx.unwatched().commit().await?;
    Ok(SignedIn { access: app.signer.sign(&actor, now)?, actor, refresh_token, person })
}

/// Counts it for the account whose session goes on with it. Whatever carries on nothing, such as the token of a session that has ended,
/// counts where it comes from: whoever has one keeps the other sessions of its owner from nothing.
async fn count(app: &App, now: DateTime<Utc>, origin: &Origin, token_hash: &str) -> Result<(), Error> {
    let reader = app.store.reader();
    let token = refresh_token::Entity::find_by_id(token_hash).filter(refresh_token::Column::UsedAt.is_null());
    let session = match token.one(&reader).await? {
        Some(token) => session::Entity::find_by_id(token.session_id).one(&reader).await?,
        None => None,
    };
    let owner = session.filter(|session| sessions::lasts(session, now)).map(|session| session.person_id);
    // Whoever has a token that is good need not answer for what its neighbours try.
    let tried = match owner {
        Some(owner) => (Name::of("refresh of", &[&owner]), REFRESHES_PER_ACCOUNT),
        None => (Name::of("refresh from", &[origin]), REFRESHES_PER_ADDRESS),
    };
    throttle::count(&app.store, now, origin, &[tried], Entry::new(AuditKind::RefreshRefused).about(owner)).await
}
