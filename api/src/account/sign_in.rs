//! Signing in with an e-mail address and a password.

use super::{
    Actor, SignedIn, session,
    throttle::{self, Name},
};
use crate::{
    App, Error,
    audit::Entry,
    store::{Origin, Tx},
};
use chrono::{DateTime, TimeDelta, Utc};
use guichet_domain::{AuditKind, Credential, EmailAddress, Reason};
use guichet_entity::person;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

/// From how many addresses as many tries are taken for one account as from one.
pub const ADDRESSES: u32 = 10;

/// Who wants in, and from where.
#[derive(Clone)]
pub struct SignIn {
    /// As typed.
    pub email: String,
    /// As typed.
    pub password: String,
    /// Where the request came from.
    pub origin: Origin,
}

/// Starts a session. An unknown e-mail costs as much as a wrong password and reads the same.
///
/// # Errors
/// Wrong credentials; tried too often for this account or from this address; too many sign in at once.
pub async fn sign_in(app: &App, now: DateTime<Utc>, input: SignIn) -> Result<SignedIn, Error> {
    // First of all: what can't be taken costs nothing.
    let place = app.hasher.place()?;
    let wrong = || Error::whole(Reason::WrongCredentials);
    let email = input.email.parse::<EmailAddress>().ok();
    let known_as = account_name(&input.email);
    let account = account_tries(&known_as);
    let found = match email {
        Some(email) => person::Entity::find_by_email(email).one(&app.store.reader()).await?,
        None => None,
    };
    // Whoever tries the passwords of others keeps them from signing in where it is, and not yet elsewhere. Tries count on when an
    // account comes to be or changes its password, or trying would tell a stranger; not when the operator helps.
    let helped = throttle::counted_so_far(&app.store, now, &help_for(&known_as)).await?;
    let account_from_here = Name::of("sign-in to, from, after help", &[&known_as, &input.origin, &helped]);
    let most = app.settings.sign_in_tries_per_account;
    let from_here = [
        (account_from_here.clone(), most),
        (Name::of("sign-in from", &[&input.origin]), app.settings.sign_in_tries_per_address),
    ];
    let from_everywhere = [(account.clone(), most.saturating_mul(ADDRESSES))];
    let refusal = Entry::new(AuditKind::SignInRefused).about(found.as_ref().map(|person| person.id));
    throttle::count(&app.store, now, &input.origin, &from_here, refusal.clone()).await?;
    // What is refused here counts for nobody elsewhere.
    throttle::count(&app.store, now, &input.origin, &from_everywhere, refusal.clone()).await?;
    let is_disabled = found.as_ref().is_some_and(|person| person.disabled_at.is_some());
    let usable = found.filter(|person| person.disabled_at.is_none());
    let stored = usable.as_ref().map(|person| person.password_hash.as_str());
    if !place.verify(&input.password, stored).await? {
        let why = if is_disabled { "the account is disabled" } else { "wrong address or password" };
        refusal.saying(why).write_alone(&app.store, now, &input.origin).await?;
        return Err(wrong());
    }
    let mut person = usable.ok_or_else(wrong)?;
    let strengthened = app.hasher.strengthened(&input.password, &person.password_hash).await?;

    let mut tx = app.store.begin(now).await?.coming_from(&input.origin).unwatched();
    // Whoever changes the password from now on ends the session that begins. Whether it was changed, or made stronger by
    // another sign-in, the next try tells.
    super::person::lock(&tx, &person).await?.ok_or(Error::Busy { retry_after: TimeDelta::seconds(1) })?;
    throttle::forget(tx.draft(), &account);
    throttle::forget(tx.draft(), &account_from_here);
    if let Some(hash) = strengthened {
        strengthen(&tx, &mut person, hash).await?;
    }
    let session = session::start(&tx, person.id).await?;
    let actor = Actor { id: person.id, role: person.role, credential: Credential::Session(session) };
    let refresh_token = session::issue_refresh_token(tx.draft(), session);
    Entry::own(AuditKind::SignedIn, person.id).on(session.0).add(&mut tx);
    tx.commit().await?;
    Ok(SignedIn { access: app.signer.sign(&actor, now)?, actor, refresh_token, person })
}

/// Keeps the hash that costs more.
async fn strengthen(tx: &Tx, person: &mut person::Model, hash: String) -> Result<(), Error> {
    person::Entity::update_many()
        .col_expr(person::Column::PasswordHash, Expr::value(hash.clone()))
        .filter(person::Column::Id.eq(person.id))
        .exec(tx.db())
        .await?;
    person.password_hash = hash;
    Ok(())
}

/// How an account is called in the names of counts, known or not: one address may be written in many ways.
pub(super) fn account_name(email: &str) -> String {
    email.parse::<EmailAddress>().map_or_else(|_| email.trim().to_lowercase(), |email| email.to_string())
}

/// Under which name the tries on an account are counted.
pub(super) fn account_tries(account: &str) -> Name {
    Name::of("sign-in to", &[&account])
}

/// Under which name it is counted that the operator gave it another password.
pub(super) fn help_for(account: &str) -> Name {
    Name::of("help for", &[&account])
}
