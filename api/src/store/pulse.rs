//! Whether the base can be reached. While it can't, nobody waits for it: what is asked is refused at once.
//!
//! A line may also die without a word, when a machine loses its power or a firewall its memory: what was asked on it is never
//! answered. So what the whole node waits for is given up after a while, and with it all connections that there are.
//!
//! On PostgreSQL alone: the file of SQLite is where the program is.

use super::{base::Base, passing::is_passing};
use sea_orm::{ConnAcquireErr, DbErr};
use sqlx::{
    ConnectOptions, Connection,
    postgres::{PgConnectOptions, PgConnection},
};
use std::{
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    sync::{Notify, watch},
    time::{sleep, timeout},
};

/// How long a new connection may take before the base counts as lost.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long the base may take to answer what the whole node waits for.
const SILENCE: Duration = Duration::from_secs(5);
/// How many times as long where others are answered: longer than anybody waits for a connection.
const SILENCES: u32 = 3;
/// How long to wait between two tries to reach a lost base.
const PAUSE: Duration = Duration::from_millis(200);
/// What PostgreSQL says who has no place for another connection.
const TOO_MANY: &str = "53300";

/// What this node knows of its base. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Pulse(Arc<Known>);

#[derive(Debug)]
struct Known {
    base: Base,
    /// Another way to the same base.
    beside: Option<Base>,
    lost: watch::Sender<bool>,
    doubt: Notify,
    doubts: AtomicU64,
    /// Told each time that the connections there were are replaced.
    renewed: watch::Sender<()>,
    /// When it last answered what is waited for.
    heard: Mutex<Option<Instant>>,
}

impl Pulse {
    /// That of a base.
    pub(super) fn of(base: Base, beside: Option<Base>) -> Self {
        Self(Arc::new(Known {
            base,
            beside,
            lost: watch::Sender::new(false),
            doubt: Notify::new(),
            doubts: AtomicU64::new(0),
            renewed: watch::Sender::new(()),
            heard: Mutex::new(None),
        }))
    }

    /// Something failed as it does when the base is gone: looks, beside whoever says so.
    pub fn doubt(&self) {
        self.0.doubts.fetch_add(1, Ordering::Relaxed);
        self.0.doubt.notify_one();
    }

    /// How often something failed so: a base that was gone in between may be another.
    #[must_use]
    pub fn doubts(&self) -> u64 {
        self.0.doubts.load(Ordering::Relaxed)
    }

    /// Whether the base is out of reach.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        *self.0.lost.borrow()
    }

    /// Resolves once the base is out of reach, at once while it is, or falls silent: what was asked may never be answered.
    pub async fn lost(&self) {
        let (mut lost, mut renewed) = (self.0.lost.subscribe(), self.0.renewed.subscribe());
        // The senders live as long as this.
        tokio::select! {
            _ = lost.wait_for(|lost| *lost) => {}
            _ = renewed.changed() => {}
        }
    }

    /// Waits for what was asked, and not for ever. Where nobody else is answered either, the base fell silent; else it may have too much
    /// to do, and what was asked wait for a connection, but not for so long.
    ///
    /// # Errors
    /// The base did not answer, or did not take it.
    pub(super) async fn answered<T>(&self, asked: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
        let (mut asked, mut renewed) = (pin!(asked), self.0.renewed.subscribe());
        for _ in 0..SILENCES {
            let answer = tokio::select! {
                biased;
                answer = timeout(SILENCE, &mut asked) => answer,
                // Somebody else found it out: what was asked on the old connections may never be answered.
                _ = renewed.changed() => return Err(silent()),
            };
            match answer {
                Ok(Ok(answer)) => {
                    *self.heard() = Some(Instant::now());
                    return Ok(answer);
                }
                Ok(Err(error)) => {
                    if is_passing(&error) {
                        self.doubt();
                    }
                    return Err(error);
                }
                Err(_) if self.heard().is_none_or(|heard| heard.elapsed() >= SILENCE) => break,
                Err(_) => {}
            }
        }
        tracing::warn!("the base fell silent");
        self.renew();
        self.doubt();
        Err(silent())
    }

    fn heard(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn renew(&self) {
        self.0.base.renew();
        self.0.beside.iter().for_each(Base::renew);
        self.0.renewed.send_replace(());
    }

    /// Looks whenever somebody doubts, and does not leave off before the base is there. Never returns.
    pub(super) async fn watch(self) {
        let options = self.0.base.now().get_postgres_connection_pool().connect_options();
        loop {
            self.0.doubt.notified().await;
            let writable = loop {
                match reach(&options).await {
                    Ok(writable) => break writable,
                    Err(error) => {
                        if !self.0.lost.send_replace(true) {
                            tracing::error!(%error, "the base is out of reach");
                        }
                        sleep(PAUSE).await;
                    }
                }
            };
            if self.is_lost() {
                self.renew();
                self.0.lost.send_replace(false);
                tracing::info!("the base is back");
            } else if writable && self.is_outlived().await {
                tracing::warn!("the base takes what is written, but not by the connections that there are");
                self.renew();
            }
        }
    }

    /// Whether one of the connections that there are was made while the base was read only, and stays so for as long as it lasts; or is
    /// dead, where a new one is answered.
    async fn is_outlived(&self) -> bool {
        let Some(mut idle) = self.0.base.now().get_postgres_connection_pool().try_acquire() else { return false };
        matches!(timeout(PATIENCE, is_writable(&mut idle)).await, Ok(Ok(false)) | Err(_))
    }
}

const fn silent() -> DbErr {
    DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)
}

/// Whether the base answers; and if so, whether it takes what is written, as far as it tells.
async fn reach(options: &PgConnectOptions) -> Result<bool, sqlx::Error> {
    let asked = async {
        let mut connection = match options.connect().await {
            Ok(connection) => connection,
            // It is there. Those that are connected need no other connection.
            Err(sqlx::Error::Database(told)) if told.code().is_some_and(|code| code == TOO_MANY) => return Ok(false),
            Err(error) => return Err(error),
        };
        let writable = is_writable(&mut connection).await?;
        connection.close().await?;
        Ok(writable)
    };
    timeout(PATIENCE, asked).await.map_err(|_| sqlx::Error::PoolTimedOut)?
}

async fn is_writable(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let read_only: String = sqlx::query_scalar("SHOW transaction_read_only").fetch_one(connection).await?;
    Ok(read_only == "off")
}
