//! One's own account, and client accounts.

use super::{
    connection::ContextExt,
    error::{UserError, payload},
    person::Client,
};
use crate::{
    account::{
        change_email::{ChangeEmail, change_email},
        change_password::{ChangePassword, change_password},
        create_client::{self, CreateClient, create_client},
    },
    clock,
};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

/// A new password.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The password until now. Refused with WRONG_PASSWORD.
    current_password: String,
    /// The password from now on: 12 to 1,024 characters, none of them dropped. Refused with TOO_SHORT, TOO_LONG,
    /// CONTROL_CHARACTER, PASSWORD_IS_EMAIL, or COMMON_PASSWORD for one that is guessed early.
    new_password: String,
}

/// What came of `changePassword`.
#[derive(SimpleObject)]
pub struct ChangePasswordPayload {
    /// What has to be mended, and then nothing was done; empty when it was.
    errors: Vec<UserError>,
}

/// A new e-mail address.
#[derive(InputObject)]
pub struct ChangeEmailInput {
    /// The account's password, typed again. Refused with WRONG_PASSWORD.
    password: String,
    /// The address from now on, at most 254 characters. Refused with BLANK, MALFORMED_EMAIL, TOO_LONG, CONTROL_CHARACTER, or
    /// EMAIL_TAKEN.
    email: String,
}

/// What came of `changeEmail`.
#[derive(SimpleObject)]
pub struct ChangeEmailPayload {
    /// The viewer with the new address; null when something has to be mended.
    client: Option<Client>,
    /// What has to be mended, and then nothing was done; empty when it was.
    errors: Vec<UserError>,
}

/// A client account to create.
#[derive(InputObject)]
pub struct CreateClientInput {
    /// What the client will sign in with, at most 254 characters. Refused with BLANK, MALFORMED_EMAIL, TOO_LONG,
    /// CONTROL_CHARACTER, or EMAIL_TAKEN.
    email: String,
    /// First name: 1 to 100 characters. Refused with BLANK, TOO_LONG or CONTROL_CHARACTER.
    first_name: String,
    /// Last name: 1 to 100 characters. Refused with BLANK, TOO_LONG or CONTROL_CHARACTER.
    last_name: String,
    /// Typed by the client: 12 to 1,024 characters, none of them dropped. Refused with TOO_SHORT, TOO_LONG, CONTROL_CHARACTER,
    /// PASSWORD_IS_EMAIL, or COMMON_PASSWORD for one that is guessed early. The one part of the input that the
    /// idempotency key does not cover.
    password: String,
    /// Makes a retry safe: 1 to 200 characters that name this one thing to do among all that the viewer ever does. The
    /// same key and input give the first answer again, and do nothing, for 24 hours at least; with another input, a CONFLICT
    /// with KEY_REUSED.
    idempotency_key: Option<String>,
}

/// What came of `createClient`.
#[derive(SimpleObject)]
pub struct CreateClientPayload {
    /// The client as created; null when something has to be mended.
    client: Option<Client>,
    /// What has to be mended, and then nothing was done; empty when it was.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Changes the viewer's password, ends every other session of the account, and revokes all its personal access
    /// tokens. FORBIDDEN with a personal access token. Within 15 minutes, unless the operator set others, the password until
    /// now may be typed ten times by one account, counted anew once it is right, and a hundred times from one address, also
    /// where it is right; then RATE_LIMITED with `extensions.retryAfter` in seconds.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The old password and the new.")] input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload> {
        let input = ChangePassword { current_password: input.current_password, new_password: input.new_password };
        let (_, errors) =
            payload(change_password(ctx.app()?, clock::now(), &ctx.request()?.origin(), ctx.actor()?, input).await)?;
        Ok(ChangePasswordPayload { errors })
    }

    /// Changes the e-mail address that the viewer signs in with. For clients; FORBIDDEN for staff. Within 15 minutes, unless
    /// the operator set others, the password may be typed as often as for `changePassword`, and ten addresses may be tried,
    /// also those that are taken up; then RATE_LIMITED with `extensions.retryAfter` in seconds. FORBIDDEN with a personal
    /// access token.
    async fn change_email(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new address.")] input: ChangeEmailInput,
    ) -> Result<ChangeEmailPayload> {
        let input = ChangeEmail { password: input.password, email: input.email };
        let (row, errors) =
            payload(change_email(ctx.app()?, clock::now(), &ctx.request()?.origin(), ctx.actor()?, input).await)?;
        let rows = ctx.rows()?;
        Ok(ChangeEmailPayload { client: row.map(|row| Client { row, rows }), errors })
    }

    /// Creates a client account. For staff; FORBIDDEN for clients.
    async fn create_client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who the client is.")] input: CreateClientInput,
    ) -> Result<CreateClientPayload> {
        let (app, actor) = (ctx.app()?, ctx.actor()?);
        let input = CreateClient {
            email: input.email,
            first_name: input.first_name,
            last_name: input.last_name,
            password: input.password,
            idempotency_key: input.idempotency_key,
        };
        let (prepared, errors) = payload(create_client::prepare(&app.store.reader(), &app.hasher, actor, input).await)?;
        let Some(prepared) = prepared else { return Ok(CreateClientPayload { client: None, errors }) };
        let mut tx = ctx.begin().await?;
        let (row, errors) = payload(create_client(&mut tx, prepared).await)?;
        ctx.end(tx, row.is_some()).await?;
        let rows = ctx.rows()?;
        Ok(CreateClientPayload { client: row.map(|row| Client { row, rows }), errors })
    }
}
