//! A staff member opens an account for a client, who types the password.

use super::{Actor, hasher::Hasher, person};
use crate::{
    Error,
    audit::Entry,
    error::Fields,
    store::{Tx, idempotency::IdempotencyKey},
};
use guichet_domain::{AuditKind, EmailAddress, NewPassword, Permission, PersonName, Role, id::PersonId};
use guichet_entity::person as entity;

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

/// A checked [`CreateClient`], its password hashed: hashing takes too long to do inside a transaction.
pub struct Prepared {
    by: PersonId,
    new: person::NewPerson,
    key: Option<IdempotencyKey>,
}

/// Checks what was typed and hashes the password.
///
/// # Errors
/// [`Error::Forbidden`] for clients; every field that has to be mended.
pub async fn prepare(hasher: &Hasher, actor: &Actor, input: CreateClient) -> Result<Prepared, Error> {
    actor.require(Permission::CreateClient)?;
    let key = IdempotencyKey::new(
        actor.id,
        input.idempotency_key.as_deref(),
        "createClient",
        // Not the password: a fast hash of it must be nowhere.
        &[&input.email, &input.first_name, &input.last_name],
    )?;
    let account = check(&input.email, &input.first_name, &input.last_name, &input.password)?;
    Ok(Prepared { by: actor.id, new: account.hashed(hasher, Role::Client).await?, key })
}

/// Creates the account.
///
/// # Errors
/// The e-mail address belongs to another account; the idempotency key was used otherwise.
pub async fn create_client(tx: &mut Tx, prepared: Prepared) -> Result<entity::Model, Error> {
    if let Some(key) = &prepared.key
        && let Some(id) = key.answered(tx).await?
    {
        return person::find(tx.db(), PersonId(id)).await?.ok_or(Error::NotFound);
    }
    let client = person::create(tx, prepared.new).await?;
    Entry::new(AuditKind::ClientCreated).by(prepared.by).about(client.id).write(tx).await?;
    if let Some(key) = prepared.key {
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
    pub(super) async fn hashed(self, hasher: &Hasher, role: Role) -> Result<person::NewPerson, Error> {
        let Self { email, first_name, last_name, password } = self;
        Ok(person::NewPerson {
            role,
            email,
            first_name,
            last_name,
            password_hash: hasher.hash(password.as_str()).await?,
        })
    }
}

/// Checks all fields of a new account, so that every refusal is told at once.
pub(super) fn check(email: &str, first_name: &str, last_name: &str, password: &str) -> Result<Checked, Error> {
    let mut fields = Fields::default();
    let email = fields.check("email", person::usable_address(email));
    let first_name = fields.check("firstName", first_name.parse::<PersonName>());
    let last_name = fields.check("lastName", last_name.parse::<PersonName>());
    let password = email.as_ref().and_then(|email| fields.check("password", NewPassword::parse(password, email)));
    match (email, first_name, last_name, password) {
        (Some(email), Some(first_name), Some(last_name), Some(password)) => {
            Ok(Checked { email, first_name, last_name, password })
        }
        _ => Err(fields.refused()),
    }
}
