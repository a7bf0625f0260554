//! The keys that sign access tokens, where they come from, and how one follows another.
//!
//! The first is made at the first start. They live in the base, so that all nodes share them, unless the settings give
//! them. Nobody notices a rotation: a new key signs once every node knows it, and a former one verifies until the last
//! token that it signed has ended.

mod key;

pub use key::{Key, Keys, MIN_LENGTH};

use super::token::LIFETIME;
use crate::{
    Error,
    audit::Entry,
    clock, random,
    store::{Store, Tx},
};
use chrono::{DateTime, TimeDelta, Utc};
use guichet_domain::AuditKind;
use guichet_entity::signing_key::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};
use std::time::Duration;

/// How old a key is when it begins to sign: every node has seen it by then, and clocks may differ.
pub const SIGNS_AFTER: TimeDelta = TimeDelta::minutes(1);
/// How often a node looks for a new key.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// The present keys: those of the settings, or else of the base, which are then followed as they change.
///
/// # Errors
/// A key is not base64url of at least 32 bytes; the base did not answer.
pub async fn start(store: &Store, given: &[String]) -> Result<Keys, Error> {
    if !given.is_empty() {
        return Keys::given(given);
    }
    let keys = of_base(store, clock::now()).await?;
    tokio::spawn(follow(keys.clone(), store.clone()));
    Ok(keys)
}

/// The keys of the base; the first is made now if there is none.
///
/// # Errors
/// The base did not answer, or holds what is no key.
async fn of_base(store: &Store, now: DateTime<Utc>) -> Result<Keys, Error> {
    let known = read(&store.reader()).await?;
    if !known.is_empty() {
        return Ok(Keys::new(known));
    }
    let tx = store.begin(now).await?;
    // Of nodes that start together, one makes it.
    let first = OnConflict::column(Column::Id).do_nothing().to_owned();
    Entity::insert(made(1, now)).on_conflict(first).exec_without_returning(tx.db()).await?;
    let keys = read(tx.db()).await?;
    tx.commit().await?;
    Ok(Keys::new(keys))
}

/// Looks for new keys in the base. Never returns.
async fn follow(keys: Keys, store: Store) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        match store.unless_lost(read(&store.reader())).await {
            Ok(found) if found.is_empty() => {}
            Ok(found) => keys.replace(found),
            Err(error) => tracing::warn!(%error, "could not look for a new signing key"),
        }
    }
}

/// What becomes of the keys before a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Former {
    /// They verify until their last token has ended.
    RunOut,
    /// They verify nothing any more: for a key that somebody else may have.
    Dropped,
}

/// Makes a new key. Of several at once, each follows the one before.
///
/// # Errors
/// The base did not take it.
pub async fn rotate(tx: &Tx, former: Former) -> Result<(), Error> {
    if tx.db().get_database_backend() == DbBackend::Postgres {
        // Whoever reads the keys goes on.
        tx.db().execute_unprepared("LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    let rows = Entity::find().order_by_desc(Column::Id).all(tx.db()).await?;
    let next = rows.first().map_or(1, |newest| newest.id + 1);
    let past = rows.iter().zip(rows.iter().skip(1)).find(|(newer, _)| is_past(newer, tx.now())).map(|(_, older)| older);
    let dropped = match former {
        Former::RunOut => past.map_or(0, |past| past.id),
        Former::Dropped => next - 1,
    };
    Entity::delete_many().filter(Column::Id.lte(dropped)).exec(tx.db()).await?;
    Entity::insert(made(next, tx.now())).exec_without_returning(tx.db()).await?;
    let entry = Entry::new(AuditKind::SigningKeyRotated);
    let entry = match former {
        Former::RunOut => entry,
        Former::Dropped => entry.saying("former keys dropped"),
    };
    Ok(entry.write(tx).await?)
}

fn made(id: i64, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel { id: Set(id), secret: Set(random::secret()), created_at: Set(now) }
}

async fn read(db: &impl ConnectionTrait) -> Result<Vec<Key>, Error> {
    let rows = Entity::find().order_by_desc(Column::Id).all(db).await?;
    let mut keys = Vec::with_capacity(rows.len());
    let mut newer: Option<&Model> = None;
    for row in &rows {
        let verifies_until = newer.map_or(DateTime::<Utc>::MAX_UTC, last_use_before);
        keys.push(Key { signs_from: row.created_at + SIGNS_AFTER, verifies_until, ..Key::decode(&row.secret)? });
        newer = Some(row);
    }
    Ok(keys)
}

/// When the last token of the key before this one ends; as long again as it took to sign, for clocks that differ.
fn last_use_before(newer: &Model) -> DateTime<Utc> {
    newer.created_at + SIGNS_AFTER + LIFETIME + SIGNS_AFTER
}

fn is_past(newer: &Model, now: DateTime<Utc>) -> bool {
    last_use_before(newer) <= now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_signs_once_it_is_known_and_the_former_verifies_until_its_tokens_have_ended() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::connect(&format!("sqlite://{}/a?mode=rwc", folder.path().display()), 2).await.unwrap();
        store.migrate().await.unwrap();
        let start = DateTime::UNIX_EPOCH;
        let first = of_base(&store, start).await.unwrap().signing(start).unwrap().name.clone();

        let rotate_at = async |moment, former| {
            let tx = store.begin(moment).await.unwrap();
            rotate(&tx, former).await.unwrap();
            tx.commit().await.unwrap();
            of_base(&store, moment).await.unwrap()
        };
        let day = TimeDelta::days(1);
        let keys = rotate_at(start + day, Former::RunOut).await;
        assert_eq!(keys.signing(start + day).unwrap().name, first);
        let takes_over = start + day + SIGNS_AFTER;
        let second = keys.signing(takes_over).unwrap().name.clone();
        assert_ne!(second, first);
        assert!(keys.verifying(Some(&second), start + day).is_some(), "of a node whose clock is ahead");
        assert!(keys.verifying(Some(&first), takes_over + LIFETIME).is_some());
        assert!(keys.verifying(Some(&first), takes_over + LIFETIME + SIGNS_AFTER).is_none());

        rotate_at(start + day * 2, Former::RunOut).await;
        assert_eq!(Entity::find().all(&store.reader()).await.unwrap().len(), 2, "the first is past and gone");
        let now = start + day * 2;
        let keys = rotate_at(now, Former::Dropped).await;
        assert!(keys.verifying(Some(&second), now).is_none());
        assert!(keys.verifying(Some(&keys.signing(now).unwrap().name), now).is_some(), "alone, it signs at once");
    }
}
