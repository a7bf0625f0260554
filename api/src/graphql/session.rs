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

/// Who wants in.
#[derive(InputObject)]
pub struct SignInInput {
    /// The account's e-mail address.
    email: String,
    /// Its password.
    password: String,
}

/// What came of `signIn` or `refreshSession`.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// A JWT of ten minutes, for `Authorization: Bearer` and for `connection_init`.
    access_token: Option<String>,
    /// When the access token ends.
    expires_at: Option<DateTime<Utc>>,
    /// Who is signed in.
    viewer: Option<Person>,
    /// What has to be mended.
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
    /// Starts a session. The refresh token travels only in an HttpOnly cookie. Ten tries for one account within
    /// 15 minutes; then RATE_LIMITED with `extensions.retryAfter` in seconds.
    async fn sign_in(&self, ctx: &Context<'_>, input: SignInInput) -> Result<SignInPayload> {
        let peer = ctx.request()?.peer;
        let input = SignIn { email: input.email, password: input.password, peer };
        signed_in(ctx, sign_in(ctx.app()?, clock::now(), input).await)
    }

    /// Goes on with the session of the refresh cookie, which is exchanged for the next one. A cookie that was used
    /// before ends the session.
    async fn refresh_session(&self, ctx: &Context<'_>) -> Result<SignInPayload> {
        let request = ctx.request()?;
        let done = refresh_session(ctx.app()?, clock::now(), request.refresh_cookie.as_deref()).await;
        if matches!(done, Err(Error::Refused(_))) {
            request.cookies.set(cookie("", 0));
        }
        signed_in(ctx, done)
    }

    /// Ends the session: its access tokens, its refresh cookie and its sockets. FORBIDDEN with a personal access token,
    /// which `revokeAccessToken` ends.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SignOutPayload> {
        let (app, request) = (ctx.app()?, ctx.request()?);
        let mut tx = app.store.begin(clock::now()).await.map_err(Error::from)?;
        sign_out(&mut tx, request.actor.as_ref(), request.refresh_cookie.as_deref()).await?;
        tx.commit().await.map_err(Error::from)?;
        request.cookies.set(cookie("", 0));
        Ok(SignOutPayload { errors: Vec::new() })
    }
}
