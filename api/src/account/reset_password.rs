//! Another password for whoever forgot it, from the command line.

use super::{
    access_token::revoke::revoke_all,
    erase_client::is_erased,
    person, session,
    sign_in::{account_name, account_tries, help_for},
    throttle,
};
use crate::{Error, audit::Entry, store::Tx};
use guichet_domain::AuditKind;
use guichet_entity::person as entity;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

/// Gives an account another password, of which this is the hash; whatever it is signed in with ends.
///
/// # Errors
/// [`Error::BadRequest`] for a client who was erased; the base did not take it.
pub async fn reset_password(tx: &mut Tx, person: entity::Model, password_hash: String) -> Result<(), Error> {
    let person = person::hold(tx, person.id).await?;
    if is_erased(&person.email) {
        return Err(Error::BadRequest("who was erased does not come back".to_owned()));
    }
    let id = person.id;
    // Whoever forgot it has tried often enough.
    let account = account_name(person.email.as_str());
    throttle::counted(tx, &help_for(&account)).await?;
    throttle::forget(tx.draft(), &account_tries(&account));
    let mut person = person.into_active_model();
    person.password_hash = Set(password_hash);
    person.update(tx.db()).await?;
    session::end_all(tx, id).await?;
    revoke_all(tx, id).await?;
    Ok(Entry::new(AuditKind::PasswordChanged).about(id).saying("by the operator").write(tx).await?)
}
