//! One's own account, and client accounts.

use super::{
    connection::ContextExt,
    error::{UserError, payload},
    person::Client,
};
use crate::{
    Error,
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
    /// The password until now.
    current_password: String,
    /// The password from now on: at least 12 characters, not the e-mail address, not one that everybody tries first.
    new_password: String,
}

/// What came of `changePassword`.
#[derive(SimpleObject)]
pub struct ChangePasswordPayload {
    /// What has to be mended.
    errors: Vec<UserError>,
}

/// A new e-mail address.
#[derive(InputObject)]
pub struct ChangeEmailInput {
    /// The account's password.
    password: String,
    /// The address from now on, which no other account has.
    email: String,
}

/// What came of `changeEmail`.
#[derive(SimpleObject)]
pub struct ChangeEmailPayload {
    /// The viewer; null when something has to be mended.
    client: Option<Client>,
    /// What has to be mended.
    errors: Vec<UserError>,
}

/// A client account to create.
#[derive(InputObject)]
pub struct CreateClientInput {
    /// What the client will sign in with; no other account has it.
    email: String,
    /// First name, at most 100 characters.
    first_name: String,
    /// Last name, at most 100 characters.
    last_name: String,
    /// Typed by the client: at least 12 characters, not the e-mail address, not one that everybody tries first.
    password: String,
    /// At most 200 characters. The same key and input give the first answer again; with another input, a CONFLICT.
    idempotency_key: Option<String>,
}

/// What came of `createClient`.
#[derive(SimpleObject)]
pub struct CreateClientPayload {
    /// The client; null when something has to be mended.
    client: Option<Client>,
    /// What has to be mended.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Changes the viewer's password, ends every other session of the account, and revokes all its personal access
    /// tokens. FORBIDDEN with a personal access token.
    async fn change_password(&self, ctx: &Context<'_>, input: ChangePasswordInput) -> Result<ChangePasswordPayload> {
        let input = ChangePassword { current_password: input.current_password, new_password: input.new_password };
        let (_, errors) = payload(change_password(ctx.app()?, clock::now(), ctx.actor()?, input).await)?;
        Ok(ChangePasswordPayload { errors })
    }

    /// Changes the e-mail address that the viewer signs in with, for clients. FORBIDDEN with a personal access token.
    async fn change_email(&self, ctx: &Context<'_>, input: ChangeEmailInput) -> Result<ChangeEmailPayload> {
        let input = ChangeEmail { password: input.password, email: input.email };
        let (row, errors) = payload(change_email(ctx.app()?, clock::now(), ctx.actor()?, input).await)?;
        let rows = ctx.rows()?;
        Ok(ChangeEmailPayload { client: row.map(|row| Client { row, rows }), errors })
    }

    /// Creates a client account, for staff.
    async fn create_client(&self, ctx: &Context<'_>, input: CreateClientInput) -> Result<CreateClientPayload> {
        let (app, actor) = (ctx.app()?, ctx.actor()?);
        let input = CreateClient {
            email: input.email,
            first_name: input.first_name,
            last_name: input.last_name,
            password: input.password,
            idempotency_key: input.idempotency_key,
        };
        let (prepared, errors) = payload(create_client::prepare(&app.hasher, actor, input).await)?;
        let Some(prepared) = prepared else { return Ok(CreateClientPayload { client: None, errors }) };
        let mut tx = app.store.begin(clock::now()).await.map_err(Error::from)?;
        let (row, errors) = payload(create_client(&mut tx, prepared).await)?;
        if row.is_some() {
            tx.commit().await.map_err(Error::from)?;
        }
        let rows = ctx.rows()?;
        Ok(CreateClientPayload { client: row.map(|row| Client { row, rows }), errors })
    }
}
