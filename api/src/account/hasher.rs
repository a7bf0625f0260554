//! Passwords: argon2id, on threads of their own, a bounded number at a time and a bounded number waiting.
//!
//! Hashing is expensive on purpose. Its threads give way to everything else that the machine has to do: a storm of
//! sign-ins takes what others leave, and whoever it leaves no place to is told at once.

use crate::{
    Error,
    gauge::{HASHES, HASHES_TOTAL, HASHES_WAITING, UnderWay},
};
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use chrono::TimeDelta;
use guichet_domain::password::normalized;
use metrics::counter;
use std::{
    ops::RangeInclusive,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
    thread,
};
use thread_priority::{
    NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy, set_thread_priority_and_policy, thread_native_id,
};
use tokio::sync::{
    mpsc::{self, OwnedPermit},
    oneshot,
};

/// Memory of one hash, in KiB: OWASP's first recommendation for argon2id is m = 19 MiB, t = 2, p = 1.
pub const MEMORY_KIB: u32 = 19_456;
const ITERATIONS: u32 = 2;
const LANES: u32 = 1;

/// How many passwords may wait for each that is being hashed: a second or two of work.
const WAITING: usize = 64;
/// In how many seconds whoever found no place may come back: not all at once.
const RETRY_AFTER: RangeInclusive<i64> = 2..=5;
/// How much the threads that hash give way: all that one can ask for.
const NICE: i32 = 19;

type Job = Box<dyn FnOnce() + Send>;

/// Hashes and verifies passwords.
#[derive(Clone, Debug)]
pub struct Hasher {
    argon2: Argon2<'static>,
    jobs: mpsc::Sender<Job>,
    /// What the password of an unknown e-mail is compared with, so that it costs as much as a wrong password.
    decoy: Arc<str>,
}

impl Hasher {
    /// A hasher that works on at most `at_once` passwords at the same time.
    ///
    /// # Errors
    /// The parameters are not argon2's, or no thread can be started.
    pub fn new(at_once: usize) -> Result<Self, Error> {
        let params = Params::new(MEMORY_KIB, ITERATIONS, LANES, None).map_err(internal)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = decoy(&argon2).map_err(internal)?.to_string();
        let at_once = at_once.max(1);
        let (jobs, waiting) = mpsc::channel(at_once * WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..at_once {
            let waiting = Arc::clone(&waiting);
            thread::Builder::new().name("hasher".to_owned()).spawn(move || work(&waiting)).map_err(internal)?;
        }
        Ok(Self { argon2, jobs, decoy: decoy.into() })
    }

    /// A place in the queue, to be taken before anything else is done about a password.
    ///
    /// # Errors
    /// [`Error::Busy`] when as many wait as may.
    pub fn place(&self) -> Result<Place<'_>, Error> {
        let free = self.jobs.clone().try_reserve_owned();
        let permit = free.map_err(|_| Error::Busy { retry_after: some_time() })?;
        Ok(Place { hasher: self, permit })
    }

    /// Hashes a password with a salt of its own, in the PHC string format.
    ///
    /// # Errors
    /// As many passwords wait as may; the thread that hashes was lost.
    pub async fn hash(&self, password: &str) -> Result<String, Error> {
        let argon2 = self.argon2.clone();
        let password = password.to_owned();
        let hash = move || argon2.hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(internal);
        self.place()?.run(hash).await?
    }

    /// The hash to store instead of this one, of a password that goes with it, when hashing is meant to cost more by now.
    ///
    /// # Errors
    /// The stored hash is none; as many passwords wait as may; the thread that hashes was lost.
    pub async fn strengthened(&self, password: &str, stored: &str) -> Result<Option<String>, Error> {
        let cost = Params::try_from(&PasswordHash::new(stored).map_err(internal)?).map_err(internal)?;
        let wanted = self.argon2.params();
        if cost.m_cost() >= wanted.m_cost() && cost.t_cost() >= wanted.t_cost() {
            return Ok(None);
        }
        self.hash(&normalized(password)).await.map(Some)
    }

    /// Whether a password goes with a stored hash: see [`Place::verify`].
    ///
    /// # Errors
    /// As many passwords wait as may; the thread that hashes was lost.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, Error> {
        self.place()?.verify(password, stored).await
    }
}

/// A place among the passwords that wait. Dropped unused, it is free again.
pub struct Place<'h> {
    hasher: &'h Hasher,
    permit: OwnedPermit<Job>,
}

impl Place<'_> {
    /// Whether a password goes with a stored hash. Without one (an unknown account), the answer is no, after as much work.
    ///
    /// # Errors
    /// The thread that hashes was lost.
    pub async fn verify(self, password: &str, stored: Option<&str>) -> Result<bool, Error> {
        let argon2 = self.hasher.argon2.clone();
        // Whatever keyboard typed it: the form in which it was hashed.
        let password = normalized(password);
        let known = stored.is_some();
        let hash = stored.map_or_else(|| self.hasher.decoy.to_string(), str::to_owned);
        self.run(move || {
            let hash = PasswordHash::new(&hash).map_err(internal)?;
            Ok(argon2.verify_password(password.as_bytes(), &hash).is_ok() && known)
        })
        .await?
    }

    async fn run<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let (done, result) = oneshot::channel();
        let waiting = UnderWay::begin(HASHES_WAITING);
        self.permit.send(Box::new(move || {
            drop(waiting);
            // Whoever asked may be gone by now.
            if !done.is_closed() {
                let _hashing = UnderWay::begin(HASHES);
                counter!(HASHES_TOTAL).increment(1);
                let _ = done.send(work());
            }
        }));
        result.await.map_err(internal)
    }
}

/// Whatever else is ready to run takes the core from this thread at once. Nice alone would let it keep the core to the end of
/// its slice, four milliseconds. Where the system says no, hashing takes its share like everything else.
fn give_way() {
    let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
    if let Err(error) = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, idle) {
        tracing::debug!(?error, "passwords are hashed at the others' expense");
    }
    let _ = rustix::process::nice(NICE);
}

/// One thread: takes the next password when it is done with one, until nobody can bring any.
fn work(waiting: &Mutex<mpsc::Receiver<Job>>) {
    give_way();
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        let Some(job) = job else { return };
        // Reported by the process's hook; whoever waits is told that the thread was lost, and the next are served.
        let _ = catch_unwind(AssertUnwindSafe(job));
    }
}

/// The hash of no password that anybody knows: as costly to compare with as any other, and not hashed itself, since that takes
/// longer than all else that a start has to do.
fn decoy(argon2: &Argon2<'_>) -> argon2::password_hash::Result<PasswordHash> {
    Ok(PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(argon2.params())?,
        salt: Some(Salt::new(&crate::random::bytes::<{ Salt::RECOMMENDED_LENGTH }>())?),
        hash: Some(Output::new(&crate::random::bytes::<{ Params::DEFAULT_OUTPUT_LEN }>())?),
    })
}

fn some_time() -> TimeDelta {
    let [chance] = crate::random::bytes();
    let (least, most) = RETRY_AFTER.into_inner();
    TimeDelta::seconds(least + i64::from(chance) % (most - least + 1))
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("password hash: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_an_unknown_account_is_compared_with_is_like_any_hash() {
        let hasher = Hasher::new(1).unwrap();
        let real = hasher.hash("Mot de passe").await.unwrap();
        let parts = |hash: &str| hash.split('$').map(str::len).collect::<Vec<_>>();
        assert_eq!(parts(&hasher.decoy), parts(&real));
        let settings = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(settings(&hasher.decoy), settings(&real));
        assert_ne!(hasher.decoy, Hasher::new(1).unwrap().decoy);
        assert!(hasher.verify("Mot de passe", Some(&real)).await.unwrap());
        assert!(!hasher.verify("Mot de passe", None).await.unwrap());
    }
}
