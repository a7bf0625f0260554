//! Limits on tries, counted in the base so that all nodes count together.

use crate::{
    Error,
    audit::Entry,
    store::{Draft, Origin, Store, Tx, hash::sha256},
};
use chrono::{DateTime, TimeDelta, Utc};
use guichet_entity::throttle;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, Statement, Value};
use std::{collections::BTreeMap, fmt::Display};

/// How long tries are counted together.
pub const WINDOW: TimeDelta = TimeDelta::minutes(15);

/// What ends later than this was counted by a clock that was ahead: it would be held against its owner until that clock is right.
fn far(now: DateTime<Utc>) -> DateTime<Utc> {
    now + WINDOW * 2
}

/// Under which name something is counted: what it is, and about whom. The base holds a hash of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// The name of what is counted alike for all of these parts together. Each is told with its length, so that nothing that is
    /// typed into one reads as another.
    #[must_use]
    pub fn of(what: &str, about: &[&(dyn Display + Sync)]) -> Self {
        let about = about.iter().map(ToString::to_string);
        let parts = std::iter::once(what.to_owned()).chain(about).map(|part| format!("{}:{part}", part.len()));
        Self(sha256(&parts.collect::<String>()))
    }
}

/// Counts one try of each of these, and refuses when one was tried more often than its limit within the window. 0 is no limit.
///
/// The first try that is refused is put on record as `refusal`. It stands for all that follow within the window: nobody
/// makes the record grow at will.
///
/// # Errors
/// [`Error::RateLimited`] with the time until the window ends.
pub async fn count(
    store: &Store,
    now: DateTime<Utc>,
    origin: &Origin,
    tries: &[(Name, u32)],
    refusal: Entry,
) -> Result<(), Error> {
    let (mut first, mut refused) = (false, None::<TimeDelta>);
    let limits: BTreeMap<_, _> =
        tries.iter().filter(|(_, limit)| *limit > 0).map(|(name, limit)| (&name.0, *limit)).collect();
    if limits.is_empty() {
        return Ok(());
    }
    let rows = store.write_alone(now, bump(store.backend(), now, limits.keys().copied())).await?;
    for row in rows {
        let counted = throttle::Model::from_query_result(&row, "")?;
        let beyond = i64::from(counted.tries) - limits.get(&counted.key).copied().map_or(0, i64::from);
        if beyond > 0 {
            first |= beyond == 1;
            let wait = counted.resets_at - now;
            refused = Some(refused.map_or(wait, |longest| longest.max(wait)));
        }
    }
    if first {
        refusal.saying("tried too often").write_alone(store, now, origin).await?;
    }
    refused.map_or(Ok(()), |retry_after| Err(Error::RateLimited { retry_after }))
}

/// Counts one of this name, and tells whether it is the first within the window.
///
/// # Errors
/// The base did not answer.
pub(super) async fn is_first(tx: &Tx, name: &Name) -> Result<bool, Error> {
    Ok(counted(tx, name).await?.tries == 1)
}

/// How many of this name were counted within the window.
///
/// # Errors
/// The base did not answer.
pub(super) async fn counted_so_far(store: &Store, now: DateTime<Utc>, name: &Name) -> Result<i32, DbErr> {
    let row = throttle::Entity::find_by_id(name.0.clone()).one(&store.reader()).await?;
    Ok(row.filter(|row| row.resets_at > now && row.resets_at <= far(now)).map_or(0, |row| row.tries))
}

/// Counts one of this name with what else the transaction keeps, and refuses it beyond the limit within the window.
///
/// # Errors
/// [`Error::RateLimited`] with the time until the window ends.
pub(super) async fn take(tx: &Tx, name: &Name, limit: i32) -> Result<(), Error> {
    let counted = counted(tx, name).await?;
    if counted.tries > limit {
        return Err(Error::RateLimited { retry_after: counted.resets_at - tx.now() });
    }
    Ok(())
}

/// Counts one of this name.
///
/// # Errors
/// The base did not take it.
pub(super) async fn counted(tx: &Tx, name: &Name) -> Result<throttle::Model, Error> {
    let bump = bump(tx.db().get_database_backend(), tx.now(), [&name.0].into_iter());
    let row = tx.db().query_one_raw(bump).await?;
    let row = row.ok_or_else(|| Error::Internal("a count was not returned".to_owned()))?;
    Ok(throttle::Model::from_query_result(&row, "")?)
}

/// Forgets the tries of this name: it was no guess.
pub fn forget(draft: &mut Draft, name: &Name) {
    draft.add(&throttle::Entity::delete_by_id(name.0.clone()));
}

/// One statement, so that two nodes never read the same count. Its keys are in order everywhere: two nodes that count the same
/// ones never wait for each other in a circle.
fn bump<'k>(backend: DbBackend, now: DateTime<Utc>, keys: impl Iterator<Item = &'k String>) -> Statement {
    let mut values: Vec<Value> = vec![(now + WINDOW).into(), now.into(), far(now).into()];
    values.extend(keys.map(|key| key.as_str().into()));
    let rows: Vec<_> = (4..=values.len()).map(|n| format!("(${n}, 1, $1)")).collect();
    let sql = format!(
        "INSERT INTO throttle (key, tries, resets_at) VALUES {}
         ON CONFLICT (key) DO UPDATE SET
            tries = CASE WHEN throttle.resets_at <= $2 OR throttle.resets_at > $3 THEN 1 ELSE throttle.tries + 1 END,
            resets_at = CASE WHEN throttle.resets_at <= $2 OR throttle.resets_at > $3 THEN excluded.resets_at ELSE throttle.resets_at END
         RETURNING key, tries, resets_at",
        rows.join(", ")
    );
    Statement::from_sql_and_values(backend, sql, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_into_a_part_stays_in_it() {
        let name = |what, about: &[&(dyn Display + Sync)]| Name::of(what, about);
        let here = name("sign-in", &[&"a@b.org", &"192.0.2.1"]);
        assert_eq!(here, name("sign-in", &[&"a@b.org".to_owned(), &"192.0.2.1"]));
        for other in [
            name("sign-in", &[&"a@b.org"]),
            name("sign-in", &[&"a@b.org192.0.2.1"]),
            name("sign-in", &[&"a@b.org9:192.0.2.1"]),
            name("sign-in", &[&"a@b.org", &"192.0.2.1", &""]),
            name("sign-in7:a@b.org", &[&"192.0.2.1"]),
            name("help", &[&"a@b.org", &"192.0.2.1"]),
        ] {
            assert_ne!(here, other);
        }
    }
}
