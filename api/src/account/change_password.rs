//! Changing one's own password.

use super::{
    Actor,
    access_token::revoke::revoke_all,
    person, session,
    throttle::{self, Name},
};
use crate::{App, Error, audit::Entry, store::Origin};
use chrono::{DateTime, Utc};
use guichet_domain::{AuditKind, NewPassword, Permission, Reason};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

/// What is typed.
#[derive(Clone)]
pub struct ChangePassword {
    /// The password until now.
    pub current_password: String,
    /// The password from now on.
    pub new_password: String,
}

/// Changes the password, ends every other session of the account and revokes its access tokens.
///
/// # Errors
/// The current password is wrong; the new one is too weak; tried too often.
pub async fn change_password(
    app: &App,
    now: DateTime<Utc>,
    origin: &Origin,
    actor: &Actor,
    input: ChangePassword,
) -> Result<(), Error> {
    actor.require(Permission::ChangePassword)?;
    let person = confirm(app, now, origin, actor, "currentPassword", &input.current_password).await?;
    let password = NewPassword::parse(&input.new_password, &person.email)
        .map_err(|invalid| Error::field("newPassword", invalid))?;
    let hash = app.hasher.place_of(actor.id).await?.hash(password.as_str()).await?;
    let tx = app.store.begin(now).await?.coming_from(origin).by(Some(actor.id));
    // Another session may have changed it since.
    let person = super::person::lock(&tx, &person).await?.ok_or(Error::Unauthenticated)?;
    let mut person = person.into_active_model();
    person.password_hash = Set(hash);
    person.update(tx.db()).await?;
    session::end_others(&tx, actor).await?;
    revoke_all(&tx, actor.id).await?;
    Entry::own(AuditKind::PasswordChanged, actor.id).write(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// The account of `actor`, once it has typed its password again.
pub(super) async fn confirm(
    app: &App,
    now: DateTime<Utc>,
    origin: &Origin,
    actor: &Actor,
    field: &'static str,
    password: &str,
) -> Result<guichet_entity::person::Model, Error> {
    let account = Name::of("password of", &[&actor.id]);
    let tries = [
        (account.clone(), app.settings.sign_in_tries_per_account),
        (Name::of("password from", &[origin]), app.settings.sign_in_tries_per_address),
    ];
    let refusal = Entry::own(AuditKind::PasswordRefused, actor.id);
    throttle::count(&app.store, now, origin, &tries, refusal.clone()).await?;
    let person = person::find(&app.store.reader(), actor.id).await?.ok_or(Error::Unauthenticated)?;
    if !app.hasher.place_of(actor.id).await?.verify(password, Some(&person.password_hash)).await? {
        refusal.saying("wrong password").write_alone(&app.store, now, origin).await?;
        return Err(Error::field(field, Reason::WrongPassword));
    }
    let mut tx = app.store.begin(now).await?.unwatched();
    throttle::forget(tx.draft(), &account);
    tx.commit().await?;
    Ok(person)
}
