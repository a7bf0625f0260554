//! `guichet staff create`.

use super::{password, print_line};
use crate::{
    Error, Settings,
    account::{
        create_staff::{CreateStaff, create_staff},
        hasher::Hasher,
    },
    clock,
};
use clap::{Args, Subcommand, ValueEnum};
use guichet_domain::Role;
use std::process::ExitCode;

#[derive(Subcommand, Debug)]
pub enum Staff {
    /// Create the account of a seller or a technician
    Create(Create),
}

#[derive(Args, Debug)]
pub struct Create {
    /// What the account is for
    #[arg(long, value_enum)]
    role: StaffRole,
    /// Address to sign in with
    #[arg(long)]
    email: String,
    /// First name
    #[arg(long)]
    first_name: String,
    /// Last name
    #[arg(long)]
    last_name: String,
    /// Read the password from standard input; otherwise one is made and printed
    #[arg(long)]
    password_stdin: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum StaffRole {
    Seller,
    Technician,
}

impl From<StaffRole> for Role {
    fn from(role: StaffRole) -> Self {
        match role {
            StaffRole::Seller => Self::Seller,
            StaffRole::Technician => Self::Technician,
        }
    }
}

/// Creates the account.
pub async fn run(settings: &Settings, Staff::Create(create): Staff) -> Result<ExitCode, Error> {
    let password = password::read_or_made(create.password_stdin)?;
    let store = settings.connect().await?;
    store.migrate().await?;
    let hasher = Hasher::here(1)?;
    let input = CreateStaff {
        role: create.role.into(),
        email: create.email,
        first_name: create.first_name,
        last_name: create.last_name,
        password: password.text().to_owned(),
    };
    let mut tx = store.begin(clock::now()).await?;
    let member = create_staff(&mut tx, &hasher, input).await?;
    password.tell()?;
    tx.commit().await?;
    store.close().await?;
    print_line(&format!("Created {} {} <{}>.", member.first_name, member.last_name, member.email))?;
    Ok(ExitCode::SUCCESS)
}
