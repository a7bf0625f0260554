//! A base to look around in: real products, invented people, two years of sales and requests.
//!
//! Everything goes through the use cases of real traffic, each at its own moment, in the order in which it happened:
//! the histories, numbers and counters are what real traffic would have left.

mod moment;
mod play;
mod script;
mod serial;

#[cfg(test)]
mod tests;

use crate::{Error, account::hasher::Hasher, store::Store};
use chrono::{DateTime, Utc};
use guichet_domain::Role;
use guichet_entity::{person, product};
use play::Player;
use script::Script;
use sea_orm::EntityTrait;

/// The password of every account of the demonstration. It is printed: a base that holds it is no secret.
pub const PASSWORD: &str = "comptoir-de-demonstration";

/// What the demonstration left.
#[derive(Debug)]
pub struct Filled {
    /// How many products.
    pub products: usize,
    /// How many accounts.
    pub people: usize,
    /// How many sales.
    pub sales: usize,
    /// How many tickets.
    pub tickets: usize,
    /// One account of each role: its role and its e-mail address.
    pub accounts: Vec<(Role, String)>,
}

/// Fills an empty base, all or nothing. A base that holds any person or product is left alone: `None`.
///
/// # Errors
/// The base did not take it.
pub async fn fill(store: &Store, hasher: &Hasher, now: DateTime<Utc>) -> Result<Option<Filled>, Error> {
    let mut tx = store.begin(now).await?;
    let nobody = person::Entity::find().one(tx.db()).await?.is_none();
    if !nobody || product::Entity::find().one(tx.db()).await?.is_some() {
        return Ok(None);
    }
    let script = Script::read()?;
    let sales = script.clients.iter().map(|client| client.bought.len()).sum();
    Player::new(&mut tx, hasher, now).play(&script).await?;
    tx.commit().await?;
    Ok(Some(Filled {
        products: script.products.len(),
        people: script.staff.len() + script.clients.len(),
        sales,
        tickets: script.tickets.len(),
        accounts: accounts(&script),
    }))
}

/// The first account of each role.
fn accounts(script: &Script) -> Vec<(Role, String)> {
    let clients = script.clients.iter().map(|client| (Role::Client, &client.email));
    let staff = script.staff.iter().map(|member| (member.role.into(), &member.email));
    let everyone: Vec<_> = clients.chain(staff).collect();
    let first = |role| everyone.iter().find(|(of, _)| *of == role).map(|(_, email)| (role, (*email).clone()));
    Role::ALL.into_iter().filter_map(first).collect()
}
