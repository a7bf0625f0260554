//! The access tokens of sessions: JWTs of ten minutes, signed with HS256 and nothing else.

use super::{Actor, signing_key::Keys};
use crate::Error;
use chrono::{DateTime, TimeDelta, Utc};
use guichet_domain::{
    Role,
    id::{PersonId, SessionId},
};
use jsonwebtoken::{Algorithm, Header, Validation};
use lru::LruCache;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How long an access token is good for.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// How many tokens are remembered.
const MOST_TOKENS: usize = 4096;
const ISSUER: &str = "guichet";
const AUDIENCE: &str = "guichet-api";

/// What an access token says (RFC 7519).
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: i64,
    role: String,
    exp: i64,
}

/// Signs and reads access tokens.
#[derive(Clone, Debug)]
pub struct Signer {
    keys: Keys,
    /// What good tokens said: each comes again with every request of its session.
    known: Arc<Mutex<LruCache<String, Claim>>>,
}

/// A signed access token and when it ends.
#[derive(Clone, Debug)]
pub struct Jwt {
    /// The JWT.
    pub token: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// What a valid token stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub person: PersonId,
    /// Through which session.
    pub session: SessionId,
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// The name of the key that signed it.
    pub key: Arc<str>,
}

impl Signer {
    /// A signer with these keys.
    #[must_use]
    pub fn new(keys: Keys) -> Self {
        Self { keys, known: Arc::new(Mutex::new(LruCache::unbounded())) }
    }

    /// Signs an access token for the session of `actor`.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a tool, which acts through no session; the token could not be encoded.
    pub fn sign(&self, actor: &Actor, now: DateTime<Utc>) -> Result<Jwt, Error> {
        let expires_at = now + LIFETIME;
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: actor.id.to_string(),
            sid: actor.session()?.0,
            role: role_name(actor.role).to_owned(),
            exp: expires_at.timestamp(),
        };
        let key = self.keys.signing(now).ok_or_else(|| Error::Internal("no signing key".to_owned()))?;
        let header = Header { kid: Some(key.name.to_string()), ..Header::new(Algorithm::HS256) };
        let token = jsonwebtoken::encode(&header, &claims, &key.encoding)
            .map_err(|error| Error::Internal(format!("access token: {error}")))?;
        Ok(Jwt { token, expires_at })
    }

    /// Reads a token that was signed with one of our keys, is ours, and has not ended at `now`.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], whatever is wrong with it.
    pub fn read(&self, token: &str, now: DateTime<Utc>) -> Result<Claim, Error> {
        let known = self.known().get(token).cloned();
        // Its key may have been dropped since.
        if let Some(claim) = known.filter(|claim| self.keys.verifying(Some(&claim.key), now).is_some()) {
            return claim.lasting_at(now);
        }
        let claim = self.verify(token, now)?.lasting_at(now)?;
        let mut known = self.known();
        known.put(token.to_owned(), claim.clone());
        if known.len() > MOST_TOKENS {
            known.pop_lru();
        }
        Ok(claim)
    }

    fn known(&self) -> MutexGuard<'_, LruCache<String, Claim>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What it says, if it was signed with one of our keys and is ours.
    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claim, Error> {
        // Which of our own keys; whatever else a header says of keys is not looked at.
        let header = jsonwebtoken::decode_header(token).map_err(|_| Error::Unauthenticated)?;
        let key = self.keys.verifying(header.kid.as_deref(), now).ok_or(Error::Unauthenticated)?;
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        // Compared with the one clock instead.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.decoding, &validation)
            .map_err(|_| Error::Unauthenticated)?
            .claims;
        let expires_at = DateTime::from_timestamp(claims.exp, 0).ok_or(Error::Unauthenticated)?;
        let person = claims.sub.parse().map(PersonId).map_err(|_| Error::Unauthenticated)?;
        Ok(Claim { person, session: SessionId(claims.sid), expires_at, key: Arc::clone(&key.name) })
    }

    /// Resolves once the key of this name is dropped, and nothing that it signed is taken any more.
    pub fn dropped(&self, key: Arc<str>) -> impl Future<Output = ()> + Send + 'static {
        self.keys.dropped(key)
    }
}

impl Claim {
    /// Itself, if it has not ended.
    fn lasting_at(self, now: DateTime<Utc>) -> Result<Self, Error> {
        // No node has signed what lasts longer, unless its clock is so far ahead that those of others would not last at all there.
        let is_lasting = now < self.expires_at && self.expires_at <= now + LIFETIME * 2;
        is_lasting.then_some(self).ok_or(Error::Unauthenticated)
    }
}

const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Client => "CLIENT",
        Role::Seller => "SELLER",
        Role::Technician => "TECHNICIAN",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guichet_domain::Credential;

    #[test]
    fn what_was_good_once_is_refused_once_it_has_ended_and_nothing_else_is_taken_for_it() {
        let signer = Signer::new(Keys::given(&["k".repeat(44)]).unwrap());
        let (id, session) = (PersonId(7), SessionId(3));
        let actor = Actor { id, role: Role::Seller, credential: Credential::Session(session) };
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let Jwt { token, expires_at } = signer.sign(&actor, now).unwrap();
        let said = signer.read(&token, now).unwrap();
        assert_eq!((said.person, said.session, said.expires_at), (id, session, expires_at));
        assert_eq!(signer.read(&token, expires_at - TimeDelta::seconds(1)).unwrap(), said, "remembered");
        for moment in [expires_at, expires_at - LIFETIME * 3] {
            assert!(matches!(signer.read(&token, moment), Err(Error::Unauthenticated)), "{moment}");
        }
        let (signed, _) = token.rsplit_once('.').unwrap();
        for other in [signed.to_owned(), format!("{signed}."), format!("{token}A"), token.to_lowercase()] {
            assert!(matches!(signer.read(&other, now), Err(Error::Unauthenticated)), "{other}");
        }
        let others = Signer::new(Keys::given(&["l".repeat(44)]).unwrap());
        assert!(matches!(others.read(&token, now), Err(Error::Unauthenticated)));
        assert_eq!(signer.known().len(), 1, "nothing is remembered of what is refused");
    }
}
