//! Opening an account for a seller or a technician, from the command line.

use super::{create_client::check, hasher::Hasher, person};
use crate::{Error, audit::Entry, store::Tx};
use guichet_domain::{AuditKind, Role};
use guichet_entity::person as entity;

/// What is typed.
#[derive(Clone)]
pub struct CreateStaff {
    /// Seller or technician.
    pub role: Role,
    /// Signs in with it.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// At least as strong as a client's.
    pub password: String,
}

/// Creates the account.
///
/// # Errors
/// Every field that has to be mended; the e-mail address belongs to another account; the role is a client's.
pub async fn create_staff(tx: &mut Tx, hasher: &Hasher, input: CreateStaff) -> Result<entity::Model, Error> {
    if !input.role.is_staff() {
        return Err(Error::BadRequest("a client is not staff".to_owned()));
    }
    let account = check(&input.email, &input.first_name, &input.last_name, &input.password)?;
    let member = person::create(tx, account.hashed(hasher.place()?, input.role).await?).await?;
    Entry::new(AuditKind::StaffCreated).about(member.id).write(tx).await?;
    Ok(member)
}
