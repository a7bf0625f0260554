//! `guichet demo`.

use crate::{
    Error, Settings,
    account::hasher::Hasher,
    clock,
    demo::{PASSWORD, fill},
};
use guichet_domain::Role;
use std::process::ExitCode;

/// Fills an empty base with the demonstration and says how to sign in.
pub async fn run(settings: &Settings) -> Result<ExitCode, Error> {
    let store = settings.connect().await?;
    store.migrate().await?;
    let filled = fill(&store, &Hasher::here(settings.hashes_at_once)?, clock::now()).await?;
    store.close().await?;
    let Some(filled) = filled else {
        println!("The base already holds accounts or products: it is left as it is.");
        return Ok(ExitCode::SUCCESS);
    };
    println!(
        "The demonstration is in place: {} products, {} accounts, {} sales, {} assistance requests.\n",
        filled.products, filled.people, filled.sales, filled.tickets
    );
    println!("{:<12}{:<34}password", "role", "e-mail");
    for (role, email) in &filled.accounts {
        println!("{:<12}{email:<34}{PASSWORD}", name(*role));
    }
    Ok(ExitCode::SUCCESS)
}

const fn name(role: Role) -> &'static str {
    match role {
        Role::Client => "client",
        Role::Seller => "seller",
        Role::Technician => "technician",
    }
}
