//! Closing an account, and opening it again, from the command line.

use super::{access_token::revoke::revoke_all, erase_client::is_erased, person, session};
use crate::{Error, audit::Entry, store::Tx};
use guichet_domain::AuditKind;
use guichet_entity::person as entity;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

/// Closes an account: whatever it is signed in with ends at once, on every node. What it wrote stays.
///
/// # Errors
/// [`Error::BadRequest`] where it is closed already; the base did not take it.
pub async fn disable(tx: &mut Tx, person: entity::Model) -> Result<(), Error> {
    let person = person::hold(tx, person.id).await?;
    if person.disabled_at.is_some() {
        return Err(Error::BadRequest(format!("{} is disabled already", person.email.as_str())));
    }
    let id = person.id;
    let mut person = person.into_active_model();
    person.disabled_at = Set(Some(tx.now()));
    person.update(tx.db()).await?;
    session::end_all(tx, id).await?;
    revoke_all(tx, id).await?;
    Ok(Entry::new(AuditKind::AccountDisabled).about(id).write(tx).await?)
}

/// Opens an account again, with the password that it had.
///
/// # Errors
/// [`Error::BadRequest`] where it is open, or of a client who was erased; the base did not take it.
pub async fn enable(tx: &mut Tx, person: entity::Model) -> Result<(), Error> {
    let person = person::hold(tx, person.id).await?;
    if is_erased(&person.email) {
        return Err(Error::BadRequest("who was erased does not come back".to_owned()));
    }
    if person.disabled_at.is_none() {
        return Err(Error::BadRequest(format!("{} is not disabled", person.email.as_str())));
    }
    let id = person.id;
    let mut person = person.into_active_model();
    person.disabled_at = Set(None);
    person.update(tx.db()).await?;
    Ok(Entry::new(AuditKind::AccountEnabled).about(id).write(tx).await?)
}
