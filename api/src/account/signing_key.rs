//! The key that signs access tokens. Made at the first start, kept in the base so that all nodes share it.

use crate::{Error, random, store::Store};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use guichet_entity::signing_key;
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder, sea_query::OnConflict};

/// The shortest key, in bytes: that of the hash that HS256 is made of (RFC 7518, 3.2).
pub const MIN_LENGTH: usize = 32;

/// The signing key: the one of the settings where given, else the one of the base, made now if there is none.
///
/// # Errors
/// The given key is not base64url of at least 32 bytes, or the base did not answer.
pub async fn load(store: &Store, given: Option<&str>, now: DateTime<Utc>) -> Result<Vec<u8>, Error> {
    if let Some(given) = given {
        return decode(given);
    }
    let tx = store.begin(now).await?;
    let made = signing_key::ActiveModel { id: Set(1), secret: Set(random::secret()), created_at: Set(now) };
    signing_key::Entity::insert(made)
        .on_conflict(OnConflict::column(signing_key::Column::Id).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    let key = signing_key::Entity::find().order_by_desc(signing_key::Column::Id).one(tx.db()).await?;
    tx.commit().await?;
    decode(&key.ok_or_else(|| Error::Internal("no signing key".to_owned()))?.secret)
}

fn decode(text: &str) -> Result<Vec<u8>, Error> {
    match URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')) {
        Ok(key) if key.len() >= MIN_LENGTH => Ok(key),
        _ => Err(Error::BadRequest(format!("the signing key must be base64url of at least {MIN_LENGTH} bytes"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_or_malformed_key_is_refused() {
        let text = |length: usize| URL_SAFE_NO_PAD.encode(vec![7; length]);
        for length in [MIN_LENGTH, MIN_LENGTH + 1, 64] {
            assert_eq!(decode(&text(length)).unwrap(), vec![7; length]);
            assert_eq!(decode(&format!("{}==", text(length))).unwrap().len(), length, "with padding");
        }
        for wrong in [text(MIN_LENGTH - 1), text(0), format!("{}é", text(MIN_LENGTH)), "+/".repeat(30)] {
            assert!(matches!(decode(&wrong), Err(Error::BadRequest(_))), "{wrong}");
        }
    }
}
