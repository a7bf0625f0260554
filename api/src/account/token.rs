//! The access tokens of sessions: JWTs of ten minutes, signed with HS256 and nothing else.

use super::{Actor, signing_key::Keys};
use crate::Error;
use chrono::{DateTime, TimeDelta, Utc};
use guichet_domain::{
    Role,
    id::{PersonId, SessionId},
};
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};

/// How long an access token is good for.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);
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
    pub key: String,
}

impl Signer {
    /// A signer with these keys.
    #[must_use]
    pub const fn new(keys: Keys) -> Self {
        Self { keys }
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
        let header = Header { kid: Some(key.name), ..Header::new(Algorithm::HS256) };
        let token = jsonwebtoken::encode(&header, &claims, &key.encoding)
            .map_err(|error| Error::Internal(format!("access token: {error}")))?;
        Ok(Jwt { token, expires_at })
    }

    /// Reads a token that was signed with one of our keys, is ours, and has not ended at `now`.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], whatever is wrong with it.
    pub fn read(&self, token: &str, now: DateTime<Utc>) -> Result<Claim, Error> {
        // Which of our own keys; whatever else a header says of keys is not looked at.
        let header = jsonwebtoken::decode_header(token).map_err(|_| Error::Unauthenticated)?;
        let key = self.keys.verifying(header.kid.as_deref(), now).ok_or(Error::Unauthenticated)?;
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        // Compared below with the one clock instead.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.decoding, &validation)
            .map_err(|_| Error::Unauthenticated)?
            .claims;
        let expires_at = DateTime::from_timestamp(claims.exp, 0).ok_or(Error::Unauthenticated)?;
        // No node has signed what lasts longer, unless its clock is so far ahead that those of others would not last at all there.
        if expires_at <= now || expires_at > now + LIFETIME * 2 {
            return Err(Error::Unauthenticated);
        }
        let person = claims.sub.parse().map(PersonId).map_err(|_| Error::Unauthenticated)?;
        Ok(Claim { person, session: SessionId(claims.sid), expires_at, key: key.name })
    }

    /// Resolves once the key of this name is dropped, and nothing that it signed is taken any more.
    pub fn dropped(&self, key: String) -> impl Future<Output = ()> + Send + 'static {
        self.keys.dropped(key)
    }
}

const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Client => "CLIENT",
        Role::Seller => "SELLER",
        Role::Technician => "TECHNICIAN",
    }
}
