//! A staff member opens an account for a client, who types the password.

use super::{
    Actor,
    hasher::{Hasher, Place},
    person,
};
use crate::{
    Error,
    audit::Entry,
    error::Fields,
    store::{Tx, idempotency::IdempotencyKey},
};
use guichet_domain::{AuditKind, EmailAddress, NewPassword, Permission, PersonName, Role, id::PersonId};
use guichet_entity::person as entity;
use sea_orm::ConnectionTrait;

/// What is typed.
#[derive(Clone)]
pub struct CreateClient {
    /// Signs in with it.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Typed by the client.
    pub password: String,
    /// Makes a retry safe.
    pub idempotency_key: Option<String>,
}

/// A checked [`CreateClient`].
pub struct Prepared(Account);

enum Account {
    /// It was created before, under the same key.
    Known(PersonId),
    /// Its password is hashed: hashing takes too long to do inside a transaction.
    New { by: PersonId, new: person::NewPerson, key: Option<IdempotencyKey> },
}

/// Checks what was typed and hashes the password, unless the base tells already that there is nothing to create.
///
/// # Errors
/// [`Error::Forbidden`] for clients; every field that has to be mended; the e-mail address belongs to another account; the
/// idempotency key was used otherwise; more passwords are being hashed than may wait.
pub async fn prepare(
    db: &impl ConnectionTrait,
    hasher: &Hasher,
    actor: &Actor,
    input: CreateClient,
) -> Result<Prepared, Error> {
    actor.require(Permission::CreateClient)?;
    let key = IdempotencyKey::new(
        actor.id,
        input.idempotency_key.as_deref(),
        "createClient",
        // Not the password: a fast hash of it must be nowhere.
        &[&input.email, &input.first_name, &input.last_name],
    )?;
    let account = check(&input.email, &input.first_name, &input.last_name, &input.password)?;
    if let Some(key) = &key
        && let Some(id) = key.used(db).await?
    {
        return Ok(Prepared(Account::Known(PersonId(id))));
    }
    person::refuse_taken(db, &account.email).await?;
    let new = account.hashed(hasher.place_of(actor.id).await?, Role::Client).await?;
    Ok(Prepared(Account::New { by: actor.id, new, key }))
}

/// Creates the account.
///
/// # Errors
/// The e-mail address belongs to another account; the idempotency key was used otherwise.
pub async fn create_client(tx: &mut Tx, prepared: Prepared) -> Result<entity::Model, Error> {
    let (by, new, key) = match prepared.0 {
        Account::Known(id) => return person::find(tx.db(), id).await?.ok_or(Error::NotFound),
        Account::New { by, new, key } => (by, new, key),
    };
    // Both are asked again: while the password was hashed, somebody else may have come first.
    if let Some(key) = &key
        && let Some(id) = key.answered(tx).await?
    {
        return person::find(tx.db(), PersonId(id)).await?.ok_or(Error::NotFound);
    }
    let client = person::create(tx, new).await?;
    Entry::new(AuditKind::ClientCreated).by(by).about(client.id).write(tx).await?;
    if let Some(key) = key {
        key.keep(tx.draft(), client.id.0);
    }
    Ok(client)
}

/// An account whose fields are checked and whose password is still in clear.
pub(super) struct Checked {
    email: EmailAddress,
    first_name: PersonName,
    last_name: PersonName,
    password: NewPassword,
}

impl Checked {
    pub(super) async fn hashed(self, place: Place<'_>, role: Role) -> Result<person::NewPerson, Error> {
        let Self { email, first_name, last_name, password } = self;
        Ok(person::NewPerson {
            role,
            email,
            first_name,
            last_name,
            password_hash: place.hash(password.as_str()).await?,
        })
    }
}

/// Checks all fields of a new account, so that every refusal is told at once.
pub(super) fn check(email: &str, first_name: &str, last_name: &str, password: &str) -> Result<Checked, Error> {
    let mut fields = Fields::default();
    let email = fields.check("email", person::usable_address(email));
    let first_name = fields.check("firstName", first_name.parse::<PersonName>());
    let last_name = fields.check("lastName", last_name.parse::<PersonName>());
    let password = match &email {
        Some(email) => fields.check("password", NewPassword::parse(password, email)),
        None => {
            fields.check("password", NewPassword::check(password));
            None
        }
    };
    match (email, first_name, last_name, password) {
        (Some(email), Some(first_name), Some(last_name), Some(password)) => {
            Ok(Checked { email, first_name, last_name, password })
        }
        _ => Err(fields.refused()),
    }
}
