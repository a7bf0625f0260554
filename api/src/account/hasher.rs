//! Passwords: argon2id, off the async threads, a bounded number at a time.

use crate::{
    Error,
    gauge::{HASHES, HASHES_TOTAL, HASHES_WAITING, UnderWay},
};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash};
use guichet_domain::password::normalized;
use metrics::counter;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Memory of one hash, in KiB: OWASP's first recommendation for argon2id is m = 19 MiB, t = 2, p = 1.
pub const MEMORY_KIB: u32 = 19_456;
const ITERATIONS: u32 = 2;
const LANES: u32 = 1;

/// Hashes and verifies passwords.
#[derive(Clone, Debug)]
pub struct Hasher {
    argon2: Argon2<'static>,
    places: Arc<Semaphore>,
    /// What the password of an unknown e-mail is compared with, so that it costs as much as a wrong password.
    decoy: Arc<str>,
}

impl Hasher {
    /// A hasher that works on at most `at_once` passwords at the same time.
    ///
    /// # Errors
    /// The parameters are not argon2's.
    pub fn new(at_once: usize) -> Result<Self, Error> {
        let params = Params::new(MEMORY_KIB, ITERATIONS, LANES, None).map_err(internal)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = argon2.hash_password(crate::random::secret().as_bytes()).map_err(internal)?.to_string();
        Ok(Self { argon2, places: Arc::new(Semaphore::new(at_once)), decoy: decoy.into() })
    }

    /// Hashes a password with a salt of its own, in the PHC string format.
    ///
    /// # Errors
    /// The thread that hashes was lost.
    pub async fn hash(&self, password: &str) -> Result<String, Error> {
        let argon2 = self.argon2.clone();
        let password = password.to_owned();
        self.off_thread(move || {
            argon2.hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(internal)
        })
        .await?
    }

    /// The hash to store instead of this one, of a password that goes with it, when hashing is meant to cost more by now.
    ///
    /// # Errors
    /// The stored hash is none; the thread that hashes was lost.
    pub async fn strengthened(&self, password: &str, stored: &str) -> Result<Option<String>, Error> {
        let cost = Params::try_from(&PasswordHash::new(stored).map_err(internal)?).map_err(internal)?;
        let wanted = self.argon2.params();
        if cost.m_cost() >= wanted.m_cost() && cost.t_cost() >= wanted.t_cost() {
            return Ok(None);
        }
        self.hash(&normalized(password)).await.map(Some)
    }

    /// Whether a password goes with a stored hash. Without one (an unknown account), the answer is no, after as much work.
    ///
    /// # Errors
    /// The thread that hashes was lost.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, Error> {
        let argon2 = self.argon2.clone();
        // Whatever keyboard typed it: the form in which it was hashed.
        let password = normalized(password);
        let known = stored.is_some();
        let hash = stored.map_or_else(|| self.decoy.to_string(), str::to_owned);
        self.off_thread(move || {
            let hash = PasswordHash::new(&hash).map_err(internal)?;
            Ok(argon2.verify_password(password.as_bytes(), &hash).is_ok() && known)
        })
        .await?
    }

    async fn off_thread<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let waiting = UnderWay::begin(HASHES_WAITING);
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(internal)?;
        drop(waiting);
        tokio::task::spawn_blocking(move || {
            let hashing = UnderWay::begin(HASHES);
            counter!(HASHES_TOTAL).increment(1);
            let done = work();
            drop((hashing, place));
            done
        })
        .await
        .map_err(internal)
    }
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("password hash: {error}"))
}
