//! `guichet client export` and `guichet client erase`: what the law lets a client ask for.

use super::{
    again::{tell_nodes, until_it_goes},
    print_line,
};
use crate::{
    Error, Settings,
    account::{
        erase_client::{Writings, erase_client},
        export_client::export_client,
        find_by_email,
        hasher::Hasher,
    },
    clock, random,
    store::Store,
    ticket::index,
};
use clap::{Args, Subcommand, ValueEnum};
use std::{process::ExitCode, time::Duration};

/// How often it is looked whether the index has forgotten.
const TRIES: u32 = 60;
/// How long to wait in between.
const PAUSE: Duration = Duration::from_millis(500);

#[derive(Subcommand, Debug)]
pub enum Client {
    /// Print all that there is about a client, as JSON
    Export(Export),
    /// Forget a client: names, address and tokens go, sales and requests stay
    Erase(Erase),
}

#[derive(Args, Debug)]
pub struct Export {
    /// The address that the client signs in with
    email: String,
}

#[derive(Args, Debug)]
pub struct Erase {
    /// The address that the client signs in with
    email: String,
    /// What becomes of the titles and messages of its requests
    #[arg(long, value_enum, default_value = "keep")]
    messages: Messages,
    /// Do not ask for the address again
    #[arg(long)]
    yes: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum Messages {
    Keep,
    Blank,
}

/// Exports or erases.
pub async fn run(settings: &Settings, command: Client) -> Result<ExitCode, Error> {
    match command {
        Client::Export(command) => export(settings, &command).await,
        Client::Erase(command) => erase(settings, &command).await,
    }
}

async fn export(settings: &Settings, Export { email }: &Export) -> Result<ExitCode, Error> {
    let store = settings.open().await?;
    let client = find_by_email(&store.reader(), email).await?;
    let exported = export_client(&store, clock::now(), &client).await?;
    store.close().await?;
    print_line(&format!("{exported:#}"))?;
    Ok(ExitCode::SUCCESS)
}

async fn erase(settings: &Settings, Erase { email, messages, yes }: &Erase) -> Result<ExitCode, Error> {
    let store = settings.open().await?;
    let client = find_by_email(&store.reader(), email).await?;
    if !yes {
        confirm(client.email.as_str())?;
    }
    let writings = match messages {
        Messages::Keep => Writings::Kept,
        Messages::Blank => Writings::Blanked,
    };
    let password_hash = Hasher::here(1)?.hash(&random::secret()).await?;
    let email = until_it_goes(async || {
        let mut tx = store.begin(clock::now()).await?;
        let email = erase_client(&mut tx, client.clone(), writings, password_hash.clone()).await?;
        tx.commit().await?;
        Ok(email)
    })
    .await?;
    tell_nodes(settings, &store).await;
    if !left_the_index(settings, &store).await? {
        eprintln!("guichet: the index of the search forgets it within a quarter of a minute of the next start");
    }
    store.close().await?;
    print_line(&format!("It is {} from now on. Backups from before still know who it was.", email.as_str()))?;
    Ok(ExitCode::SUCCESS)
}

/// Waits until the index of the search has forgotten what was replaced: whoever serves the base sees to that, or who finds it served by
/// nobody. Gives whether it has.
async fn left_the_index(settings: &Settings, store: &Store) -> Result<bool, Error> {
    for _ in 0..TRIES {
        if let Ok(_held) = settings.hold() {
            index::catch_up(store).await?;
        }
        if !index::has_replaced(store).await? {
            return Ok(true);
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(false)
}

fn confirm(email: &str) -> Result<(), Error> {
    eprintln!("This can't be undone. To erase {email}, type the address again:");
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed).map_err(|error| Error::BadRequest(format!("can't read: {error}")))?;
    if typed.trim().eq_ignore_ascii_case(email) {
        Ok(())
    } else {
        Err(Error::BadRequest("that is another address: nothing was erased".to_owned()))
    }
}
