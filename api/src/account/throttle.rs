//! Limits on tries, counted in the base so that all nodes count together.

use crate::{
    Error,
    audit::Entry,
    store::{Origin, Store, Tx, hash::sha256},
};
use chrono::{DateTime, TimeDelta, Utc};
use guichet_entity::throttle;
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, Statement};

/// How long tries are counted together.
pub const WINDOW: TimeDelta = TimeDelta::minutes(15);

/// Counts one try of each of these, and refuses when one was tried more often than its limit within the window.
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
    tries: &[(String, u32)],
    refusal: Entry,
) -> Result<(), Error> {
    let tx = store.begin(now).await?.coming_from(origin);
    let mut first = false;
    let mut refused: Option<TimeDelta> = None;
    // The same order everywhere: two nodes that count the same names never wait for each other in a circle.
    let mut tries: Vec<_> = tries.iter().map(|(name, limit)| (sha256(name), *limit)).collect();
    tries.sort();
    for (key, limit) in tries {
        let counted = bump(&tx, key).await?;
        let beyond = i64::from(counted.tries) - i64::from(limit);
        if beyond > 0 {
            first |= beyond == 1;
            let wait = counted.resets_at - now;
            refused = Some(refused.map_or(wait, |longest| longest.max(wait)));
        }
    }
    if first {
        refusal.saying("tried too often").write(&tx).await?;
    }
    tx.commit().await?;
    refused.map_or(Ok(()), |retry_after| Err(Error::RateLimited { retry_after }))
}

/// Counts one of this name, and tells whether it is the first within the window.
///
/// # Errors
/// The base did not answer.
pub(super) async fn is_first(tx: &Tx, name: &str) -> Result<bool, Error> {
    Ok(bump(tx, sha256(name)).await?.tries == 1)
}

/// Forgets the tries of this name: it was no guess.
///
/// # Errors
/// The base did not answer.
pub async fn forget(tx: &Tx, name: &str) -> Result<(), Error> {
    throttle::Entity::delete_by_id(sha256(name)).exec(tx.db()).await?;
    Ok(())
}

async fn bump(tx: &Tx, key: String) -> Result<throttle::Model, Error> {
    let backend = tx.db().get_database_backend();
    // One statement, so that two nodes never read the same count.
    let statement = Statement::from_sql_and_values(
        backend,
        "INSERT INTO throttle (key, tries, resets_at) VALUES ($1, 1, $2)
         ON CONFLICT (key) DO UPDATE SET
            tries = CASE WHEN throttle.resets_at <= $3 THEN 1 ELSE throttle.tries + 1 END,
            resets_at = CASE WHEN throttle.resets_at <= $3 THEN excluded.resets_at ELSE throttle.resets_at END
         RETURNING key, tries, resets_at",
        [key.into(), (tx.now() + WINDOW).into(), tx.now().into()],
    );
    let row = tx.db().query_one_raw(statement).await?;
    let row = row.ok_or_else(|| Error::Internal("a count was not returned".to_owned()))?;
    Ok(throttle::Model::from_query_result(&row, "")?)
}
