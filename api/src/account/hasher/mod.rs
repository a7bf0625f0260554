//! Passwords: argon2id, a bounded number at a time and a bounded number waiting.
//!
//! Hashing is expensive on purpose, and gives way to everything else that the machine has to do: a storm of sign-ins takes
//! what others leave, and whoever it leaves no place to is told at once. Whoever has signed in takes turns (`turns.rs`), and no
//! places of those who have not.

mod process;
mod task;
mod turns;

pub use process::{is_one as is_process, serve as serve_process};
pub use task::MEMORY_KIB;

use crate::{
    Error,
    gauge::{HASHES, HASHES_TOTAL, HASHES_WAITING, UnderWay},
};
use chrono::TimeDelta;
use guichet_domain::{id::PersonId, password::normalized};
use metrics::counter;
use process::Process;
use rustix::process::nice;
use std::{
    io,
    ops::RangeInclusive,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::Duration,
};
use task::{Outcome, Task, decoy, is_weak};
use tokio::{
    sync::{
        Mutex,
        mpsc::{self, OwnedPermit},
        oneshot,
    },
    task::{JoinError, spawn_blocking},
    time::timeout,
};
use turns::{Turn, Turns};

/// How many passwords may wait for each that is being hashed: a second or two of work.
const WAITING: usize = 64;
/// In how many seconds whoever found no place may come back: not all at once.
const RETRY_AFTER: RangeInclusive<i64> = 2..=5;
/// How much whoever hashes gives way: all that one can ask for.
const NICE: i32 = 19;
/// For how long a process that hashes stays when nobody needs it.
const IDLE: Duration = Duration::from_secs(10);

/// Hashes and verifies passwords.
#[derive(Clone, Debug)]
pub struct Hasher {
    jobs: mpsc::Sender<Job>,
    turns: Arc<Turns>,
    /// What the password of an unknown e-mail is compared with, so that it costs as much as a wrong password.
    decoy: Arc<str>,
}

impl Hasher {
    /// Works on at most `at_once` passwords at the same time, on threads of this process.
    ///
    /// # Errors
    /// No thread can be started.
    pub fn here(at_once: usize) -> Result<Self, Error> {
        let (hasher, waiting) = Self::new(at_once)?;
        for _ in 0..at_once.max(1) {
            let waiting = Arc::clone(&waiting);
            thread::Builder::new().name("hasher".to_owned()).spawn(move || work_here(&waiting)).map_err(internal)?;
        }
        Ok(hasher)
    }

    /// Works on at most `at_once` passwords at the same time, in as many processes, which are there while they are needed.
    /// For the program `guichet` alone: they are its own.
    ///
    /// # Errors
    /// The system gives nothing random.
    pub fn apart(at_once: usize) -> Result<Self, Error> {
        let (hasher, waiting) = Self::new(at_once)?;
        for _ in 0..at_once.max(1) {
            tokio::spawn(work_apart(Arc::clone(&waiting)));
        }
        Ok(hasher)
    }

    fn new(at_once: usize) -> Result<(Self, Arc<Waiting>), Error> {
        let at_once = at_once.max(1);
        let (jobs, waiting) = mpsc::channel(at_once * WAITING);
        let (turns, decoy) = (Arc::new(Turns::among(at_once)), decoy().map_err(internal)?.into());
        Ok((Self { jobs, turns, decoy }, Arc::new(Mutex::new(waiting))))
    }

    /// A place in the queue, to be taken before anything else is done about a password.
    ///
    /// # Errors
    /// [`Error::Busy`] when as many wait as may.
    pub fn place(&self) -> Result<Place<'_>, Error> {
        let free = self.jobs.clone().try_reserve_owned();
        let permit = free.map_err(|_| Error::Busy { retry_after: some_time() })?;
        Ok(Place { hasher: self, permit, turn: None })
    }

    /// The same for whoever is signed in to this account, once it is its turn.
    ///
    /// # Errors
    /// As for [`Hasher::place`].
    pub async fn place_of(&self, account: PersonId) -> Result<Place<'_>, Error> {
        let turn = self.turns.of(account).await;
        Ok(Place { turn: Some(turn), ..self.place()? })
    }

    /// Hashes a password: see [`Place::hash`].
    ///
    /// # Errors
    /// As many passwords wait as may; whoever hashes was lost.
    pub async fn hash(&self, password: &str) -> Result<String, Error> {
        self.place()?.hash(password).await
    }

    /// The hash to store instead of this one, of a password that goes with it, when hashing is meant to cost more by now.
    ///
    /// # Errors
    /// The stored hash is none; as many passwords wait as may; whoever hashes was lost.
    pub async fn strengthened(&self, password: &str, stored: &str) -> Result<Option<String>, Error> {
        if !is_weak(stored).map_err(internal)? {
            return Ok(None);
        }
        self.hash(&normalized(password)).await.map(Some)
    }
}

/// A place among the passwords that wait. Dropped unused, it is free again.
pub struct Place<'h> {
    hasher: &'h Hasher,
    permit: OwnedPermit<Job>,
    turn: Option<Turn<'h>>,
}

impl Place<'_> {
    /// Hashes a password with a salt of its own, in the PHC string format.
    ///
    /// # Errors
    /// Whoever hashes was lost.
    pub async fn hash(self, password: &str) -> Result<String, Error> {
        let hash = self.run(Task::hash(password.to_owned())).await?;
        hash.ok_or_else(|| internal("a password without a hash"))
    }

    /// Whether a password goes with a stored hash. Without one (an unknown account), the answer is no, after as much work.
    ///
    /// # Errors
    /// Whoever hashes was lost.
    pub async fn verify(self, password: &str, stored: Option<&str>) -> Result<bool, Error> {
        let compared = stored.unwrap_or(&self.hasher.decoy).to_owned();
        // Whatever keyboard typed it: the form in which it was hashed.
        let goes_with = self.run(Task::verify(normalized(password), compared)).await?;
        Ok(goes_with.is_some() && stored.is_some())
    }

    async fn run(self, task: Task) -> Result<Option<String>, Error> {
        let Self { permit, turn: _turn, .. } = self;
        let (done, outcome) = oneshot::channel();
        permit.send(Job { task, done, waiting: UnderWay::begin(HASHES_WAITING) });
        outcome.await.map_err(internal)?.map_err(internal)
    }
}

/// A task, and who waits for what comes of it.
struct Job {
    task: Task,
    done: oneshot::Sender<Outcome>,
    waiting: UnderWay,
}

type Waiting = Mutex<mpsc::Receiver<Job>>;

impl Job {
    /// Nothing, when whoever asked is gone by now.
    fn begin(self) -> Option<(Task, oneshot::Sender<Outcome>, UnderWay)> {
        drop(self.waiting);
        (!self.done.is_closed()).then(|| {
            counter!(HASHES_TOTAL).increment(1);
            (self.task, self.done, UnderWay::begin(HASHES))
        })
    }
}

/// One thread: takes the next password when it is done with one, until nobody can bring any.
fn work_here(waiting: &Waiting) {
    give_way();
    loop {
        let job = waiting.blocking_lock().blocking_recv();
        let Some(job) = job else { return };
        let Some((task, done, _hashing)) = job.begin() else { continue };
        // Reported by the process's hook; whoever waits is told that the thread was lost, and the next are served.
        if let Ok(outcome) = catch_unwind(AssertUnwindSafe(|| task.run())) {
            let _ = done.send(outcome);
        }
    }
}

/// The same by a process.
async fn work_apart(waiting: Arc<Waiting>) {
    let mut process = None;
    loop {
        let next = async { waiting.lock().await.recv().await };
        match timeout(IDLE, next).await {
            Err(_) => process = None,
            Ok(None) => return,
            Ok(Some(job)) => {
                let Some((task, done, _hashing)) = job.begin() else { continue };
                // Where it fails, whoever waits is told that the thread was lost.
                if let Ok(outcome) = run_apart(&mut process, task).await {
                    let _ = done.send(outcome);
                }
            }
        }
    }
}

/// A process that was lost is replaced: whoever stops a service may tell all of its processes to stop, or the system takes back
/// the memory of one. Where there can be none, the password is hashed here, at the others' expense.
async fn run_apart(process: &mut Option<Process>, task: Task) -> Result<Outcome, JoinError> {
    if let Some(running) = process
        && let Ok(outcome) = running.run(&task).await
    {
        return Ok(outcome);
    }
    match run_by_another(&task).await {
        Ok((another, outcome)) => {
            *process = Some(another);
            Ok(outcome)
        }
        Err(error) => {
            *process = None;
            tracing::warn!(%error, "a password is hashed by the server itself");
            spawn_blocking(|| task.run()).await
        }
    }
}

async fn run_by_another(task: &Task) -> io::Result<(Process, Outcome)> {
    let mut process = Process::start()?;
    let outcome = process.run(task).await?;
    Ok((process, outcome))
}

/// Whatever else is ready to run comes before this thread. It is not an idle one to Linux (`SCHED_IDLE`), for which a core
/// that has no other thread counts as free: who is woken to run there waits until the clock's next tick.
fn give_way() {
    if let Err(error) = nice(NICE) {
        tracing::debug!(%error, "passwords are hashed at the others' expense");
    }
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
        let hasher = Hasher::here(1).unwrap();
        let real = hasher.hash("Mot de passe").await.unwrap();
        let parts = |hash: &str| hash.split('$').map(str::len).collect::<Vec<_>>();
        assert_eq!(parts(&hasher.decoy), parts(&real));
        let settings = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(settings(&hasher.decoy), settings(&real));
        assert_ne!(hasher.decoy, Hasher::here(1).unwrap().decoy);
        let verify = async |stored| hasher.place().unwrap().verify("Mot de passe", stored).await.unwrap();
        assert!(verify(Some(&real)).await && !verify(None).await);
    }
}
