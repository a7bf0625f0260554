//! The keys that sign access tokens, where they come from, and how one follows another.
//!
//! The first is made at the first start. They live in the base, so that all nodes share them, unless the settings give
//! them. Nobody notices a rotation: a new key signs once every node knows it, and a former one verifies until the last
//! token that it signed has ended.

use super::token::LIFETIME;
use crate::{
    Error,
    audit::Entry,
    clock, random,
    store::{Store, Tx},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use guichet_domain::AuditKind;
use guichet_entity::signing_key::{ActiveModel, Column, Entity, Model};
use jsonwebtoken::{DecodingKey, EncodingKey};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict,
};
use sha2::{Digest, Sha256};
use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

/// The shortest key, in bytes: that of the hash that HS256 is made of (RFC 7518, 3.2).
pub const MIN_LENGTH: usize = 32;
/// How old a key is when it begins to sign: every node has seen it by then, and clocks may differ.
pub const SIGNS_AFTER: TimeDelta = TimeDelta::minutes(1);
/// How often a node looks for a new key.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// One key, by the name that its tokens call it.
#[derive(Clone)]
pub struct Key {
    /// `kid` of the tokens that it signed: a hash of the key, so that it is the same wherever the key comes from.
    pub name: String,
    /// Signs.
    pub encoding: EncodingKey,
    /// Verifies.
    pub decoding: DecodingKey,
    signs_from: DateTime<Utc>,
    verifies_until: DateTime<Utc>,
}

impl Key {
    /// Reads a key as settings and base hold it.
    ///
    /// # Errors
    /// It is not base64url of at least 32 bytes.
    fn decode(text: &str) -> Result<Self, Error> {
        let secret = URL_SAFE_NO_PAD.decode(text.trim().trim_end_matches('='));
        let secret = secret.ok().filter(|secret| secret.len() >= MIN_LENGTH).ok_or_else(|| {
            Error::BadRequest(format!("a signing key must be base64url of at least {MIN_LENGTH} bytes"))
        })?;
        Ok(Self {
            name: URL_SAFE_NO_PAD.encode(&Sha256::digest(&secret)[..12]),
            encoding: EncodingKey::from_secret(&secret),
            decoding: DecodingKey::from_secret(&secret),
            signs_from: DateTime::<Utc>::MIN_UTC,
            verifies_until: DateTime::<Utc>::MAX_UTC,
        })
    }
}

/// The keys of this node, the newest first. Cheap to clone.
#[derive(Clone)]
pub struct Keys(Arc<RwLock<Vec<Key>>>);

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// The keys of the settings, of which the first signs.
    ///
    /// # Errors
    /// One is not base64url of at least 32 bytes.
    pub fn given(texts: &[String]) -> Result<Self, Error> {
        Ok(Self::new(texts.iter().map(|text| Key::decode(text)).collect::<Result<_, _>>()?))
    }

    /// The keys of the base; the first is made now if there is none.
    ///
    /// # Errors
    /// The base did not answer, or holds what is no key.
    pub async fn of_base(store: &Store, now: DateTime<Utc>) -> Result<Self, Error> {
        let known = read(store.reader()).await?;
        if !known.is_empty() {
            return Ok(Self::new(known));
        }
        let tx = store.begin(now).await?;
        // Of nodes that start together, one makes it.
        let first = OnConflict::column(Column::Id).do_nothing().to_owned();
        Entity::insert(made(1, now)).on_conflict(first).exec_without_returning(tx.db()).await?;
        let keys = read(tx.db()).await?;
        tx.commit().await?;
        Ok(Self::new(keys))
    }

    /// Looks for new keys in the base. Never returns.
    pub async fn follow(self, store: Store) {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            match read(store.reader()).await {
                Ok(keys) if keys.is_empty() => {}
                Ok(keys) => *self.0.write().unwrap_or_else(PoisonError::into_inner) = keys,
                Err(error) => tracing::warn!(%error, "could not look for a new signing key"),
            }
        }
    }

    /// The key that signs at `now`: the newest that every node knows. Without any, the oldest.
    #[must_use]
    pub fn signing(&self, now: DateTime<Utc>) -> Option<Key> {
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        keys.iter().find(|key| key.signs_from <= now).or(keys.last()).cloned()
    }

    /// The key of this name, unless its last token has ended by `now`.
    #[must_use]
    pub fn verifying(&self, name: &str, now: DateTime<Utc>) -> Option<Key> {
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        keys.iter().find(|key| key.name == name && now < key.verifies_until).cloned()
    }

    fn new(keys: Vec<Key>) -> Self {
        Self(Arc::new(RwLock::new(keys)))
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

/// Makes a new key.
///
/// # Errors
/// The base did not take it.
pub async fn rotate(tx: &Tx, former: Former) -> Result<(), Error> {
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

/// The present keys: those of the settings, or else of the base, which are then followed as they change.
///
/// # Errors
/// See [`Keys::given`] and [`Keys::of_base`].
pub async fn start(store: &Store, given: &[String]) -> Result<Keys, Error> {
    if !given.is_empty() {
        return Keys::given(given);
    }
    let keys = Keys::of_base(store, clock::now()).await?;
    tokio::spawn(keys.clone().follow(store.clone()));
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(length: usize, byte: u8) -> String {
        URL_SAFE_NO_PAD.encode(vec![byte; length])
    }

    #[test]
    fn a_short_or_malformed_key_is_refused() {
        for length in [MIN_LENGTH, MIN_LENGTH + 1, 64] {
            let (plain, padded) = (text(length, 7), format!(" {}==", text(length, 7)));
            assert_eq!(Key::decode(&plain).unwrap().name, Key::decode(&padded).unwrap().name);
        }
        for wrong in [text(MIN_LENGTH - 1, 7), text(0, 7), format!("{}é", text(MIN_LENGTH, 7)), "+/".repeat(30)] {
            assert!(matches!(Keys::given(std::slice::from_ref(&wrong)), Err(Error::BadRequest(_))), "{wrong}");
        }
    }

    #[test]
    fn of_the_keys_of_the_settings_the_first_signs_and_all_verify() {
        let keys = Keys::given(&[text(32, 1), text(32, 2)]).unwrap();
        let (first, second) = (Key::decode(&text(32, 1)).unwrap().name, Key::decode(&text(32, 2)).unwrap().name);
        let now = DateTime::UNIX_EPOCH;
        assert_eq!(keys.signing(now).unwrap().name, first);
        assert!(keys.verifying(&first, now).is_some() && keys.verifying(&second, now).is_some());
        assert!(keys.verifying("", now).is_none());
    }

    #[tokio::test]
    async fn a_key_signs_once_it_is_known_and_the_former_verifies_until_its_tokens_have_ended() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::connect(&format!("sqlite://{}/a?mode=rwc", folder.path().display()), 2).await.unwrap();
        store.migrate().await.unwrap();
        let start = DateTime::UNIX_EPOCH;
        let first = Keys::of_base(&store, start).await.unwrap().signing(start).unwrap().name;

        let rotate_at = async |moment, former| {
            let tx = store.begin(moment).await.unwrap();
            rotate(&tx, former).await.unwrap();
            tx.commit().await.unwrap();
            Keys::of_base(&store, moment).await.unwrap()
        };
        let day = TimeDelta::days(1);
        let keys = rotate_at(start + day, Former::RunOut).await;
        assert_eq!(keys.signing(start + day).unwrap().name, first);
        let takes_over = start + day + SIGNS_AFTER;
        let second = keys.signing(takes_over).unwrap().name;
        assert_ne!(second, first);
        assert!(keys.verifying(&second, start + day).is_some(), "of a node whose clock is ahead");
        assert!(keys.verifying(&first, takes_over + LIFETIME).is_some());
        assert!(keys.verifying(&first, takes_over + LIFETIME + SIGNS_AFTER).is_none());

        rotate_at(start + day * 2, Former::RunOut).await;
        assert_eq!(Entity::find().all(store.reader()).await.unwrap().len(), 2, "the first is past and gone");
        let now = start + day * 2;
        let keys = rotate_at(now, Former::Dropped).await;
        assert!(keys.verifying(&second, now).is_none());
        assert!(keys.verifying(&keys.signing(now).unwrap().name, now).is_some(), "alone, it signs at once");
    }
}
