//! Another password for whoever forgot it, from the command line.

use super::{access_token::revoke::revoke_all, session};
use crate::{Error, audit::Entry, store::Tx};
use guichet_domain::AuditKind;
use guichet_entity::person;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

/// Gives an account another password, of which this is the hash; whatever it is signed in with ends.
///
/// # Errors
/// The base did not take it.
pub async fn reset_password(tx: &mut Tx, person: person::Model, password_hash: String) -> Result<(), Error> {
    let id = person.id;
    let mut person = person.into_active_model();
    person.password_hash = Set(password_hash);
    person.update(tx.db()).await?;
    session::end_all(tx, id).await?;
    revoke_all(tx, id).await?;
    Ok(Entry::new(AuditKind::PasswordChanged).about(id).saying("by the operator").write(tx).await?)
}
