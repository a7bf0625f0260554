//! Retries that are safe: the same key and input give the first answer again.

use super::{Draft, Tx, hash::sha256};
use crate::Error;
use guichet_domain::{Invalid, Reason, id::PersonId};
use guichet_entity::idempotency_key;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait, Statement};

/// The longest key, in characters.
pub const MAX_KEY_LENGTH: usize = 200;

/// A key that a caller chose, with the hash of what it was used for.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    person: PersonId,
    key: String,
    input_hash: String,
}

impl IdempotencyKey {
    /// The key of `person` for an operation with this input; `None` where the caller gave none.
    ///
    /// # Errors
    /// The key is blank, too long, or none that PostgreSQL can keep.
    pub fn new(person: PersonId, key: Option<&str>, operation: &str, input: &[&str]) -> Result<Option<Self>, Error> {
        let Some(key) = key else { return Ok(None) };
        if key.trim().is_empty() {
            return Err(Error::field("idempotencyKey", Reason::Blank));
        }
        if key.contains('\0') {
            return Err(Error::field("idempotencyKey", Reason::ControlCharacter));
        }
        if key.chars().count() > MAX_KEY_LENGTH {
            let limit = u32::try_from(MAX_KEY_LENGTH).ok();
            return Err(Error::field("idempotencyKey", Invalid { reason: Reason::TooLong, limit }));
        }
        // The unit separator keeps ("a", "bc") apart from ("ab", "c").
        let input_hash = sha256(&format!("{operation}\u{1f}{}", input.join("\u{1f}")));
        Ok(Some(Self { person, key: key.to_owned(), input_hash }))
    }

    /// As the caller chose it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.key
    }

    /// Of the operation and its input.
    #[must_use]
    pub fn input_hash(&self) -> &str {
        &self.input_hash
    }

    /// The row that was created under this key before, if any.
    ///
    /// # Errors
    /// The key was used with another input.
    pub async fn answered(&self, tx: &Tx) -> Result<Option<i64>, Error> {
        if tx.db().get_database_backend() == DbBackend::Postgres {
            // Two retries at once take turns. On SQLite there is one writer anyway.
            let turn = Statement::from_sql_and_values(
                DbBackend::Postgres,
                "SELECT pg_advisory_xact_lock(hashtextextended($1, $2))",
                [self.key.as_str().into(), self.person.0.into()],
            );
            tx.db().execute_raw(turn).await?;
        }
        self.used(tx.db()).await
    }

    /// The same without a turn: for whoever only writes if the key is still free.
    ///
    /// # Errors
    /// As [`IdempotencyKey::answered`].
    pub async fn used(&self, db: &impl ConnectionTrait) -> Result<Option<i64>, Error> {
        let id = (self.person, self.key.clone());
        match idempotency_key::Entity::find_by_id(id).one(db).await? {
            None => Ok(None),
            Some(used) if used.input_hash == self.input_hash => Ok(Some(used.created_id)),
            Some(_) => Err(Error::field("idempotencyKey", Reason::KeyReused)),
        }
    }

    /// Keeps what was created under this key, together with it.
    pub fn keep(self, draft: &mut Draft, created_id: i64) {
        let row = idempotency_key::ActiveModel {
            person_id: Set(self.person),
            key: Set(self.key),
            input_hash: Set(self.input_hash),
            created_id: Set(created_id),
            created_at: Set(draft.now()),
        };
        draft.add(&idempotency_key::Entity::insert(row));
    }
}
