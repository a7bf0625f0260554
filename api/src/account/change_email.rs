//! A client changes its own e-mail address.

use super::{
    Actor,
    change_password::confirm,
    person,
    throttle::{self, Name},
};
use crate::{App, Error, audit::Entry, store::Origin};
use chrono::{DateTime, Utc};
use guichet_domain::{AuditKind, Permission};
use guichet_entity::person as entity;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

/// What is typed.
#[derive(Clone)]
pub struct ChangeEmail {
    /// The account's password.
    pub password: String,
    /// The address from now on.
    pub email: String,
}

/// Changes the address that one signs in with.
///
/// # Errors
/// [`Error::Forbidden`] for staff; a wrong password; an address that is malformed or belongs to another account; tried
/// too often.
pub async fn change_email(
    app: &App,
    now: DateTime<Utc>,
    origin: &Origin,
    actor: &Actor,
    input: ChangeEmail,
) -> Result<entity::Model, Error> {
    actor.require(Permission::ChangeEmail)?;
    let email = person::usable_address(&input.email).map_err(|invalid| Error::field("email", invalid))?;
    let client = confirm(app, now, origin, actor, "password", &input.password).await?;
    // The answer tells whether somebody has an account with this address, so nobody may go through a list of them.
    let tries = (Name::of("address of", &[&actor.id]), app.settings.sign_in_tries_per_account);
    throttle::count(&app.store, now, origin, &[tries], Entry::own(AuditKind::EmailRefused, actor.id)).await?;
    let tx = app.store.begin(now).await?.coming_from(origin).by(Some(actor.id));
    let holder = entity::Entity::find_by_email(email.clone()).one(tx.db()).await?;
    if holder.is_some_and(|holder| holder.id != actor.id) {
        return Err(person::email_taken());
    }
    // Another session may have changed the password since, or the operator erased whom it is about.
    let client = person::lock(&tx, &client).await?.ok_or(Error::Unauthenticated)?;
    let search_text = person::search_text(&email, &client.first_name, &client.last_name);
    let mut client = client.into_active_model();
    client.email = Set(email);
    client.search_text = Set(search_text);
    let client = client.update(tx.db()).await.map_err(person::taken_or_broken)?;
    Entry::own(AuditKind::EmailChanged, actor.id).write(&tx).await?;
    tx.commit().await?;
    Ok(client)
}
