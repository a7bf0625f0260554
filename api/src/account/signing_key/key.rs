//! Keys as they sign and verify, wherever they come from.

use crate::Error;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use jsonwebtoken::{DecodingKey, EncodingKey};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tokio::sync::watch;

/// The shortest key, in bytes: that of the hash that HS256 is made of (RFC 7518, 3.2).
pub const MIN_LENGTH: usize = 32;

/// One key, by the name that its tokens call it.
#[derive(Clone)]
pub struct Key {
    /// `kid` of the tokens that it signed: a hash of the key, so that it is the same wherever the key comes from.
    pub name: Arc<str>,
    /// Signs.
    pub encoding: EncodingKey,
    /// Verifies.
    pub decoding: DecodingKey,
    /// Before, it only verifies.
    pub(super) signs_from: DateTime<Utc>,
    /// From then on it is of no use.
    pub(super) verifies_until: DateTime<Utc>,
}

impl Key {
    /// Reads a key as settings and base hold it.
    ///
    /// # Errors
    /// It is not base64url of at least 32 bytes.
    pub(super) fn decode(text: &str) -> Result<Self, Error> {
        let secret = URL_SAFE_NO_PAD.decode(text.trim().trim_end_matches('='));
        let secret = secret.ok().filter(|secret| secret.len() >= MIN_LENGTH).ok_or_else(|| {
            Error::BadRequest(format!("a signing key must be base64url of at least {MIN_LENGTH} bytes"))
        })?;
        Ok(Self {
            name: URL_SAFE_NO_PAD.encode(&Sha256::digest(&secret)[..12]).into(),
            encoding: EncodingKey::from_secret(&secret),
            decoding: DecodingKey::from_secret(&secret),
            signs_from: DateTime::<Utc>::MIN_UTC,
            verifies_until: DateTime::<Utc>::MAX_UTC,
        })
    }
}

/// The keys of this node, the newest first. Cheap to clone.
#[derive(Clone)]
pub struct Keys(Arc<watch::Sender<Vec<Arc<Key>>>>);

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    pub(super) fn new(keys: Vec<Key>) -> Self {
        Self(Arc::new(watch::Sender::new(keys.into_iter().map(Arc::new).collect())))
    }

    /// The keys of the settings, of which the first signs.
    ///
    /// # Errors
    /// One is not base64url of at least 32 bytes.
    pub fn given(texts: &[String]) -> Result<Self, Error> {
        Ok(Self::new(texts.iter().map(|text| Key::decode(text)).collect::<Result<_, _>>()?))
    }

    /// The key that signs at `now`: the newest that every node knows. Without any, the oldest.
    #[must_use]
    pub fn signing(&self, now: DateTime<Utc>) -> Option<Arc<Key>> {
        let keys = self.0.borrow();
        keys.iter().find(|key| key.signs_from <= now).or(keys.last()).cloned()
    }

    /// The key of this name, unless its last token has ended by `now`. Nodes of the first releases name none: theirs is
    /// the oldest.
    #[must_use]
    pub fn verifying(&self, name: Option<&str>, now: DateTime<Utc>) -> Option<Arc<Key>> {
        let keys = self.0.borrow();
        let key = match name {
            Some(name) => keys.iter().find(|key| *key.name == *name),
            None => keys.last(),
        };
        key.filter(|key| now < key.verifies_until).cloned()
    }

    /// Resolves once there is no key of this name any more.
    pub fn dropped(&self, name: Arc<str>) -> impl Future<Output = ()> + Send + 'static {
        let sender = Arc::clone(&self.0);
        async move {
            let mut keys = sender.subscribe();
            // Their sender is here.
            let _ = keys.wait_for(|keys| keys.iter().all(|key| key.name != name)).await;
        }
    }

    /// Puts these in the place of what was known. Nobody is woken where they are the same.
    pub(super) fn replace(&self, keys: Vec<Key>) {
        self.0.send_if_modified(|known| {
            let are_others = !known.iter().map(|key| &key.name).eq(keys.iter().map(|key| &key.name));
            *known = keys.into_iter().map(Arc::new).collect();
            are_others
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

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
        assert!(keys.verifying(Some(&first), now).is_some() && keys.verifying(Some(&second), now).is_some());
        assert!(keys.verifying(Some(""), now).is_none());
        assert_eq!(keys.verifying(None, now).unwrap().name, second);
    }

    #[test]
    fn whoever_waits_for_a_key_to_be_dropped_is_told_and_woken_for_nothing_else() {
        let key = |byte| Key::decode(&text(32, byte)).unwrap();
        let keys = Keys::new(vec![key(1)]);
        let (mut first, mut changes) = (Box::pin(keys.dropped(key(1).name)), keys.0.subscribe());
        keys.replace(vec![key(1)]);
        assert!(!changes.has_changed().unwrap(), "as it is read again every few seconds");
        keys.replace(vec![key(2), key(1)]);
        assert!(changes.has_changed().unwrap() && first.as_mut().now_or_never().is_none());
        changes.mark_unchanged();
        keys.replace(vec![key(2)]);
        assert!(changes.has_changed().unwrap() && first.now_or_never().is_some());
        assert!(keys.dropped(key(1).name).now_or_never().is_some(), "dropped before anybody waited");
    }
}
