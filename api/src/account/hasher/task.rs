//! What is hashed, and how.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use serde::{Deserialize, Serialize};

/// Memory of one hash, in KiB: OWASP's first recommendation for argon2id is m = 19 MiB, t = 2, p = 1.
pub const MEMORY_KIB: u32 = 19_456;
const ITERATIONS: u32 = 2;
const LANES: u32 = 1;

/// A password, as it is hashed, and the hash that it may go with where there is one.
// Nothing prints it.
#[derive(Serialize, Deserialize)]
pub struct Task {
    password: String,
    stored: Option<String>,
}

/// What comes of a [`Task`]: the hash that its password goes with, if any; or why there is none.
pub type Outcome = Result<Option<String>, String>;

impl Task {
    /// To hash a password with a salt of its own.
    pub const fn hash(password: String) -> Self {
        Self { password, stored: None }
    }

    /// To compare a password with a hash.
    pub const fn verify(password: String, stored: String) -> Self {
        Self { password, stored: Some(stored) }
    }

    /// Hashes, which takes a core some twentieth of a second and [`MEMORY_KIB`].
    pub fn run(self) -> Outcome {
        self.hashed().map_err(|error| error.to_string())
    }

    fn hashed(self) -> argon2::password_hash::Result<Option<String>> {
        let (argon2, password) = (argon2(), self.password.as_bytes());
        let Some(stored) = self.stored else {
            return Ok(Some(argon2.hash_password(password)?.to_string()));
        };
        let goes_with = argon2.verify_password(password, &PasswordHash::new(&stored)?).is_ok();
        Ok(goes_with.then_some(stored))
    }
}

/// Whether a hash cost less than one does by now.
pub fn is_weak(hash: &str) -> argon2::password_hash::Result<bool> {
    let cost = Params::try_from(&PasswordHash::new(hash)?)?;
    Ok(cost.m_cost() < MEMORY_KIB || cost.t_cost() < ITERATIONS)
}

/// The hash of no password that anybody knows: as costly to compare with as any other, and not hashed itself, since that takes
/// longer than all else that a start has to do.
pub fn decoy() -> argon2::password_hash::Result<String> {
    let decoy = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(argon2().params())?,
        salt: Some(Salt::new(&crate::random::bytes::<{ Salt::RECOMMENDED_LENGTH }>())?),
        hash: Some(Output::new(&crate::random::bytes::<{ Params::DEFAULT_OUTPUT_LEN }>())?),
    };
    Ok(decoy.to_string())
}

fn argon2() -> Argon2<'static> {
    const COST: Params = match Params::new(MEMORY_KIB, ITERATIONS, LANES, None) {
        Ok(cost) => cost,
        Err(_) => panic!("no parameters of argon2"),
    };
    Argon2::new(Algorithm::Argon2id, Version::V0x13, COST)
}
