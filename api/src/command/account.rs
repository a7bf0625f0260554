//! `guichet account`: what only the operator does to an account that is there.

use super::{
    again::{tell_nodes, until_it_goes},
    password, print_line,
};
use crate::{
    Error, Settings,
    account::{
        disable::{disable, enable},
        find_by_email,
        hasher::Hasher,
        reset_password::reset_password,
    },
    clock,
};
use clap::{Args, Subcommand};
use guichet_domain::NewPassword;
use std::process::ExitCode;

#[derive(Subcommand, Debug)]
pub enum Account {
    /// Close an account: its sessions and access tokens end at once, what it wrote stays
    Disable(Whose),
    /// Open a closed account again, with the password that it had
    Enable(Whose),
    /// Give an account another password; its sessions and access tokens end at once
    Password(Password),
}

#[derive(Args, Debug)]
pub struct Whose {
    /// The address that it signs in with
    email: String,
}

#[derive(Args, Debug)]
pub struct Password {
    /// The address that it signs in with
    email: String,
    /// Read the password from standard input; otherwise one is made and printed
    #[arg(long)]
    password_stdin: bool,
}

/// Closes, opens, or gives a password.
pub async fn run(settings: &Settings, command: Account) -> Result<ExitCode, Error> {
    let store = settings.open().await?;
    let done = match command {
        Account::Disable(Whose { email }) => {
            until_it_goes(async || {
                let mut tx = store.begin(clock::now()).await?;
                let person = find_by_email(tx.db(), &email).await?;
                disable(&mut tx, person).await?;
                Ok(tx.commit().await?)
            })
            .await?;
            format!("{email} can't sign in any more, and is signed out everywhere.")
        }
        Account::Enable(Whose { email }) => {
            let mut tx = store.begin(clock::now()).await?;
            let person = find_by_email(tx.db(), &email).await?;
            enable(&mut tx, person).await?;
            tx.commit().await?;
            format!("{email} can sign in again.")
        }
        Account::Password(Password { email, password_stdin }) => {
            let password = password::read_or_made(password_stdin)?;
            let person = find_by_email(&store.reader(), &email).await?;
            let is_closed = person.disabled_at.is_some();
            let new = NewPassword::parse(password.text(), &person.email);
            let new = new.map_err(|invalid| Error::field("password", invalid))?;
            let hash = Hasher::here(1)?.hash(new.as_str()).await?;
            let mut is_told = false;
            until_it_goes(async || {
                let mut tx = store.begin(clock::now()).await?;
                reset_password(&mut tx, person.clone(), hash.clone()).await?;
                if !std::mem::replace(&mut is_told, true) {
                    password.tell()?;
                }
                Ok(tx.commit().await?)
            })
            .await?;
            match is_closed {
                false => format!("{email} has another password, and is signed out everywhere."),
                true => {
                    format!("{email} has another password, and is disabled as before: see `guichet account enable`.")
                }
            }
        }
    };
    tell_nodes(settings, &store).await;
    store.close().await?;
    print_line(&done)?;
    Ok(ExitCode::SUCCESS)
}
