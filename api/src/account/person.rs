//! Rows of accounts, shared by the use cases.

use super::erase_client::is_erased;
use crate::{Error, store::Tx};
use guichet_domain::{EmailAddress, Invalid, PersonName, Reason, Role, fold::fold, id::PersonId};
use guichet_entity::person;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, DbBackend, DbErr, EntityTrait, QuerySelect, SqlErr,
    sea_query::LockType,
};

/// The account with this key.
///
/// # Errors
/// The base did not answer.
pub async fn find(db: &impl ConnectionTrait, id: PersonId) -> Result<Option<person::Model>, DbErr> {
    person::Entity::find_by_id(id).one(db).await
}

/// The account that signs in with this address, as the operator typed it.
///
/// # Errors
/// There is none; the address is malformed.
pub async fn find_by_email(db: &impl ConnectionTrait, typed: &str) -> Result<person::Model, Error> {
    let email = typed.parse::<EmailAddress>().map_err(|invalid| Error::field("email", invalid))?;
    let found = person::Entity::find_by_email(email).one(db).await?;
    found.ok_or_else(|| Error::BadRequest(format!("nobody signs in with {typed}")))
}

/// The account as it is by now, if whatever opens it is as it was read. Who changes that from now on waits for this
/// transaction; `None` where somebody has changed it meanwhile, or closed it.
///
/// # Errors
/// The base did not answer.
pub(super) async fn lock(tx: &Tx, read: &person::Model) -> Result<Option<person::Model>, DbErr> {
    let mut now = person::Entity::find_by_id(read.id);
    if tx.db().get_database_backend() == DbBackend::Postgres {
        now = now.lock(LockType::NoKeyUpdate);
    }
    let now = now.one(tx.db()).await?;
    Ok(now.filter(|now| now.password_hash == read.password_hash && now.disabled_at.is_none()))
}

/// The account as it is by now, kept for whoever closes it, erases it or gives it another password: whatever is being done in its
/// name comes to its end first, and whatever else would be waits, and finds what became of it.
///
/// Must come before anything of the account's is ended: what is made meanwhile would not be.
///
/// # Errors
/// There is none; the base did not answer.
pub(super) async fn hold(tx: &Tx, id: PersonId) -> Result<person::Model, Error> {
    let mut held = person::Entity::find_by_id(id);
    if tx.db().get_database_backend() == DbBackend::Postgres {
        // No weaker: whatever refers to an account holds its row, too.
        held = held.lock_exclusive();
    }
    held.one(tx.db()).await?.ok_or(Error::NotFound)
}

/// What an account is made of.
pub(super) struct NewPerson {
    pub role: Role,
    pub email: EmailAddress,
    pub first_name: PersonName,
    pub last_name: PersonName,
    pub password_hash: String,
}

/// Makes an account; refuses an e-mail address that another one has.
pub(super) async fn create(tx: &Tx, new: NewPerson) -> Result<person::Model, Error> {
    refuse_taken(tx.db(), &new.email).await?;
    let row = person::ActiveModel {
        id: NotSet,
        role: Set(new.role),
        search_text: Set(search_text(&new.email, new.first_name.as_str(), new.last_name.as_str())),
        email: Set(new.email),
        first_name: Set(new.first_name.into_string()),
        last_name: Set(new.last_name.into_string()),
        password_hash: Set(new.password_hash),
        created_at: Set(tx.now()),
        disabled_at: Set(None),
        last_write: NotSet,
    };
    person::Entity::insert(row).exec_with_returning(tx.db()).await.map_err(taken_or_broken)
}

/// Refuses an e-mail address that an account has.
pub(super) async fn refuse_taken(db: &impl ConnectionTrait, email: &EmailAddress) -> Result<(), Error> {
    match person::Entity::find_by_email(email.clone()).one(db).await? {
        Some(_) => Err(email_taken()),
        None => Ok(()),
    }
}

/// Two accounts that take the same address at once: the base lets one pass.
pub(super) fn taken_or_broken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => email_taken(),
        _ => error.into(),
    }
}

pub(super) fn email_taken() -> Error {
    Error::field("email", Reason::EmailTaken)
}

/// An address that an account may have: not one of those that stand in the place of erased clients'.
pub(super) fn usable_address(typed: &str) -> Result<EmailAddress, Invalid> {
    let email = typed.parse::<EmailAddress>()?;
    if is_erased(&email) { Err(Reason::MalformedEmail.into()) } else { Ok(email) }
}

/// What instant search looks into: a line for each field, so that no match runs from one into the next.
pub(crate) fn search_text(email: &EmailAddress, first_name: &str, last_name: &str) -> String {
    format!("{}\n{}\n{}", fold(email.as_str()), fold(first_name), fold(last_name))
}
