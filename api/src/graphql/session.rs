//! Signing in and out.

use super::{
    connection::ContextExt,
    error::{UserError, payload},
    person::{Person, person},
};
use crate::{
    Error,
    account::{
        SESSION_DAYS, SignedIn,
        refresh_session::refresh_session,
        sign_in::{SignIn, sign_in},
        sign_out::sign_out,
    },
    clock,
};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

/// Who wants in, and the proof.
#[derive(InputObject)]
pub struct SignInInput {
    /// The account's e-mail address, in any case.
    email: String,
    /// Its password. When it and the address do not go together: INVALID_CREDENTIALS with WRONG_CREDENTIALS, whichever is
    /// wrong.
    password: String,
}

/// What came of `signIn` or `refreshSession`.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// What opens the session for ten minutes: in `Authorization: Bearer …`, and in the payload of `connection_init`. Null when
    /// nobody is signed in.
    access_token: Option<String>,
    /// When the access token ends; null when nobody is signed in.
    expires_at: Option<DateTime<Utc>>,
    /// Who is signed in; null when nobody is.
    viewer: Option<Person>,
    /// What has to be mended, and then nobody is signed in; empty when somebody is.
    errors: Vec<UserError>,
}

/// What came of `signOut`.
#[derive(SimpleObject)]
pub struct SignOutPayload {
    /// Always empty: signing out twice is no error.
    errors: Vec<UserError>,
}

/// Name of the cookie that carries the refresh token.
pub const REFRESH_COOKIE: &str = "guichet_refresh";

fn cookie(token: &str, max_age: i64) -> String {
    format!("{REFRESH_COOKIE}={token}; Path=/graphql; Max-Age={max_age}; HttpOnly; Secure; SameSite=Strict")
}

fn signed_in(ctx: &Context<'_>, done: std::result::Result<SignedIn, Error>) -> Result<SignInPayload> {
    let (signed_in, errors) = payload(done)?;
    let Some(SignedIn { person: row, access, refresh_token, .. }) = signed_in else {
        return Ok(SignInPayload { access_token: None, expires_at: None, viewer: None, errors });
    };
    ctx.request()?.cookies.set(cookie(&refresh_token, SESSION_DAYS * 24 * 3600));
    Ok(SignInPayload {
        access_token: Some(access.token),
        expires_at: Some(access.expires_at),
        viewer: Some(person(row, ctx.rows()?)),
        errors,
    })
}

#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Starts a session. The refresh token travels only in an HttpOnly cookie. Within 15 minutes, unless the operator set
    /// others, ten tries for one account from one address and a hundred from all, counted anew once one succeeds, and a
    /// hundred from one address for all accounts, also those that succeed; then RATE_LIMITED with `extensions.retryAfter`
    /// in seconds.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "E-mail address and password.")] input: SignInInput,
    ) -> Result<SignInPayload> {
        let origin = ctx.request()?.origin();
        let input = SignIn { email: input.email, password: input.password, origin };
        signed_in(ctx, sign_in(ctx.app()?, clock::now(), input).await)
    }

    /// Goes on with the session of the refresh cookie, which is exchanged for the next one. Without a session, or with a
    /// cookie that was used before, which ends the session: INVALID_CREDENTIALS with SESSION_ENDED.
    async fn refresh_session(&self, ctx: &Context<'_>) -> Result<SignInPayload> {
        let request = ctx.request()?;
        let (now, origin) = (clock::now(), request.origin());
        let done = refresh_session(ctx.app()?, now, &origin, request.refresh_cookie.as_deref()).await;
        if matches!(done, Err(Error::Refused(_))) {
            request.cookies.set(cookie("", 0));
        }
        signed_in(ctx, done)
    }

    /// Ends the session at once: its access tokens, its refresh cookie, its sockets and its event streams. FORBIDDEN with a
    /// personal access token, which `revokeAccessToken` ends.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        let request = ctx.request()?;
        let mut tx = ctx.begin().await?;
        sign_out(&mut tx, request.actor.as_ref(), request.refresh_cookie.as_deref()).await?;
        tx.commit().await.map_err(Error::from)?;
        request.cookies.set(cookie("", 0));
        Ok(SignOutPayload { errors: Vec::new() })
    }
}
