//! Personal access tokens.

use super::{
    connection::{ContextExt, connect},
    enums::AccessTokenScope,
    error::{UserError, payload},
    global_id::NodeKey,
};
use crate::{
    account::access_token::{
        create::{CreateAccessToken, create_access_token},
        list::{AccessTokenCount, AccessTokens, cursor},
        revoke::revoke_access_token,
    },
    store::page::PageArguments,
};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, connection::Connection};
use chrono::{DateTime, Utc};
use guichet_domain::id::{AccessTokenId, PersonId};
use guichet_entity::access_token as entity;

/// One token, without its secret.
pub struct AccessToken(pub entity::Model);

/// A personal access token: what a tool sends in `Authorization: Bearer` or in `connection_init` to act in its owner's
/// name, where a browser sends the access token of its session. Within its scope it does all that its owner may do, but
/// for managing the account: password, e-mail address, tokens. Visible to its owner alone.
#[Object]
impl AccessToken {
    /// Opaque, global and lasting: `node(id:)` finds it again. It is not the secret.
    pub async fn id(&self) -> ID {
        self.0.id.to_id()
    }

    /// What its owner knows it by: one line of 1 to 80 characters.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it may be used for.
    async fn scope(&self) -> AccessTokenScope {
        self.0.scope.into()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// When it ends. From then on it answers UNAUTHENTICATED, and what is open with it is closed.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.expires_at
    }

    /// When a request, a stream or a socket last began with it, to the minute; null until it is used.
    async fn last_used_at(&self) -> Option<DateTime<Utc>> {
        self.0.last_used_at
    }
}

/// What a connection of access tokens has beside its page.
pub struct AccessTokenTotal(PersonId);

#[Object]
impl AccessTokenTotal {
    /// How many rows the list has on all its pages. Counted only when selected.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        ctx.total(AccessTokenCount(self.0)).await
    }
}

/// Access tokens, a page at a time.
pub type AccessTokenConnection = Connection<String, AccessToken, AccessTokenTotal>;

/// The tokens of a person, for itself.
pub async fn access_tokens(
    ctx: &Context<'_>,
    owner: PersonId,
    page: &PageArguments,
) -> Result<Option<AccessTokenConnection>> {
    if !ctx.is_viewer(owner)? {
        return Ok(None);
    }
    let slice = ctx.page(AccessTokens::of(owner, page)?).await?;
    Ok(Some(connect(slice, AccessTokenTotal(owner), |row| (cursor(&row), AccessToken(row)))))
}

/// A personal access token to make.
#[derive(InputObject)]
pub struct CreateAccessTokenInput {
    /// What its owner will know it by: one line of 1 to 80 characters. Refused with BLANK, TOO_LONG or CONTROL_CHARACTER.
    name: String,
    /// What it may be used for.
    scope: AccessTokenScope,
    /// When it ends: in 90 days when left out, at most 366 days from now. Refused with EXPIRY_PAST or EXPIRY_TOO_FAR.
    expires_at: Option<DateTime<Utc>>,
    /// Makes a retry safe: 1 to 200 characters that name this one thing to do among all that the viewer ever does. The same
    /// key and input give the same token again, **with another secret**: the server keeps none that it could tell twice, and
    /// the first one opens nothing more. With another input, a CONFLICT with KEY_REUSED; once the token is revoked,
    /// NOT_FOUND.
    idempotency_key: Option<String>,
}

/// What came of `createAccessToken`.
#[derive(SimpleObject)]
pub struct CreateAccessTokenPayload {
    /// The token as made; null when something has to be mended.
    access_token: Option<AccessToken>,
    /// What the tool sends: `guichet_pat_` and 43 characters. Keep it as one keeps a password; nobody can tell it again. Null
    /// when something has to be mended.
    secret: Option<String>,
    /// What has to be mended, and then nothing was done; empty when it was.
    errors: Vec<UserError>,
}

/// A personal access token to revoke.
#[derive(InputObject)]
pub struct RevokeAccessTokenInput {
    /// The token's id. One that is revoked already, or not the viewer's, is NOT_FOUND.
    access_token_id: ID,
}

/// What came of `revokeAccessToken`.
#[derive(SimpleObject)]
pub struct RevokeAccessTokenPayload {
    /// The token, which no list shows any more; null when something has to be mended.
    access_token: Option<AccessToken>,
    /// What has to be mended, and then nothing was done; empty when it was.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub struct AccessTokenMutation;

#[Object]
impl AccessTokenMutation {
    /// Makes a personal access token for a tool of the viewer's, and shows its secret this once. At most 50 of a person
    /// work at a time: the next is a CONFLICT, with the limit. FORBIDDEN with a personal access token.
    async fn create_access_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the token is for, and until when.")] input: CreateAccessTokenInput,
    ) -> Result<CreateAccessTokenPayload> {
        let actor = ctx.actor()?;
        let token = CreateAccessToken {
            name: input.name,
            scope: input.scope.into(),
            expires_at: input.expires_at,
            idempotency_key: input.idempotency_key,
        };
        let mut tx = ctx.begin().await?;
        let (created, errors) = payload(create_access_token(&mut tx, actor, token).await)?;
        ctx.end(tx, created.is_some()).await?;
        let Some(created) = created else {
            return Ok(CreateAccessTokenPayload { access_token: None, secret: None, errors });
        };
        let (access_token, secret) = (Some(AccessToken(created.row)), Some(created.secret.reveal()));
        Ok(CreateAccessTokenPayload { access_token, secret, errors })
    }

    /// Revokes a personal access token of the viewer's: it answers UNAUTHENTICATED at once, and its sockets (close code
    /// 4403) and event streams end. FORBIDDEN with a personal access token.
    async fn revoke_access_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which token.")] input: RevokeAccessTokenInput,
    ) -> Result<RevokeAccessTokenPayload> {
        let actor = ctx.actor()?;
        let id = AccessTokenId::from_id(&input.access_token_id);
        let mut tx = ctx.begin().await?;
        let (row, errors) = payload(revoke_access_token(&mut tx, actor, id).await)?;
        ctx.end(tx, row.is_some()).await?;
        Ok(RevokeAccessTokenPayload { access_token: row.map(AccessToken), errors })
    }
}
