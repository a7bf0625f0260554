//! The access tokens of sessions: JWTs of ten minutes, signed with HS256 and nothing else.

use super::Actor;
use crate::Error;
use chrono::{DateTime, TimeDelta, Utc};
use guichet_domain::{
    Role,
    id::{PersonId, SessionId},
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
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
#[derive(Clone)]
pub struct Signer {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer")
    }
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub person: PersonId,
    /// Through which session.
    pub session: SessionId,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

impl Signer {
    /// A signer with this key.
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        Self { encoding: EncodingKey::from_secret(key), decoding: DecodingKey::from_secret(key) }
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
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
            .map_err(|error| Error::Internal(format!("access token: {error}")))?;
        Ok(Jwt { token, expires_at })
    }

    /// Reads a token that was signed with this key, is ours, and has not ended at `now`.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`], whatever is wrong with it.
    pub fn read(&self, token: &str, now: DateTime<Utc>) -> Result<Claim, Error> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        // Compared below with the one clock instead.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &validation)
            .map_err(|_| Error::Unauthenticated)?
            .claims;
        let expires_at = DateTime::from_timestamp(claims.exp, 0).ok_or(Error::Unauthenticated)?;
        if expires_at <= now {
            return Err(Error::Unauthenticated);
        }
        let person = claims.sub.parse().map(PersonId).map_err(|_| Error::Unauthenticated)?;
        Ok(Claim { person, session: SessionId(claims.sid), expires_at })
    }
}

const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Client => "CLIENT",
        Role::Seller => "SELLER",
        Role::Technician => "TECHNICIAN",
    }
}
