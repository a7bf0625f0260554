//! Signing in with an e-mail address and a password.

use super::{Actor, SignedIn, session, throttle};
use crate::{App, Error};
use chrono::{DateTime, Utc};
use guichet_domain::{Credential, EmailAddress, Reason};
use guichet_entity::person;
use std::net::IpAddr;

/// Who wants in, and from where.
#[derive(Clone)]
pub struct SignIn {
    /// As typed.
    pub email: String,
    /// As typed.
    pub password: String,
    /// The address the request came from.
    pub peer: IpAddr,
}

/// Starts a session. An unknown e-mail costs as much as a wrong password and reads the same.
///
/// # Errors
/// Wrong credentials; tried too often for this account or from this address.
pub async fn sign_in(app: &App, now: DateTime<Utc>, input: SignIn) -> Result<SignedIn, Error> {
    let wrong = || Error::whole(Reason::WrongCredentials);
    let email = input.email.parse::<EmailAddress>().ok();
    let account = account_tries(&input.email);
    let tries = [
        (account.clone(), app.settings.sign_in_tries_per_account),
        (format!("sign-in from {}", input.peer), app.settings.sign_in_tries_per_address),
    ];
    throttle::count(&app.store, now, &tries).await?;
    let found = match email {
        Some(email) => person::Entity::find_by_email(email).one(app.store.reader()).await?,
        None => None,
    };
    let usable = found.filter(|person| person.disabled_at.is_none());
    let stored = usable.as_ref().map(|person| person.password_hash.as_str());
    if !app.hasher.verify(&input.password, stored).await? {
        return Err(wrong());
    }
    let person = usable.ok_or_else(wrong)?;

    let tx = app.store.begin(now).await?;
    throttle::forget(&tx, &account).await?;
    let session = session::start(&tx, person.id).await?;
    let actor = Actor { id: person.id, role: person.role, credential: Credential::Session(session) };
    let refresh_token = session::issue_refresh_token(&tx, session).await?;
    tx.commit().await?;
    Ok(SignedIn { access: app.signer.sign(&actor, now)?, actor, refresh_token, person })
}

/// Under which name the tries on an account are counted, known or not.
pub(super) fn account_tries(email: &str) -> String {
    format!("sign-in to {}", email.trim().to_lowercase())
}
