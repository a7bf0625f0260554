//! Connections: on SQLite one writer and many readers, on PostgreSQL one pool.

use super::{
    Draft, Pulse, Replica, Sparing, Tx,
    base::Base,
    turn::{Turn, Turns},
    tx::Inner,
    wake::{self, Wake},
};
use chrono::{DateTime, Utc};
use guichet_domain::{Asker, id::PersonId};
use sea_orm::{
    AccessMode, ConnAcquireErr, ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, IsolationLevel, QueryResult, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sqlx::{Connection, SqliteConnection, postgres::PgConnectOptions};
use std::time::Duration;
use tracing::Instrument;

/// A base that is open for reading and writing.
#[derive(Clone, Debug)]
pub struct Store {
    read: Base,
    write: Base,
    /// What the feed alone is read by, on PostgreSQL.
    feed: Option<Base>,
    /// Those of SQLite's one writer.
    turns: Option<Turns>,
    wake: Wake,
    keeps_positions: bool,
    pulse: Pulse,
    own_searches: Sparing<PersonId>,
    catch_ups: Sparing<Asker>,
}

/// The target under which every statement is traced, those of transactions included.
pub const STATEMENTS: &str = "guichet::statements";

impl Store {
    /// Opens the base at `url`: `sqlite://path?mode=rwc` or `postgres://…`.
    ///
    /// # Errors
    /// The base can't be reached or opened.
    pub async fn connect(url: &str, max_connections: u32) -> Result<Self, DbErr> {
        let postgres = url.starts_with("postgres");
        let (read, write, feed, turns) = if postgres {
            // Who has a turn asks beside it.
            let base = Base::connect(options(url, max_connections.max(2))).await?;
            // It asks few questions, again and again.
            let mut feed = options(url, 1);
            feed.connect_lazy(true).map_sqlx_postgres_opts(|feed| told(feed).options([PLANNED_ONCE]));
            (base.clone(), base, Some(Base::connect(feed).await?), None)
        } else {
            let mut writer = options(url, 1);
            writer.map_sqlx_sqlite_before_acquire(|connection, _| Box::pin(is_in_no_transaction(connection)));
            let writer = Base::connect(writer).await?;
            let readers = Base::connect(options(url, readers(max_connections))).await?;
            let turns = Turns::at(writer.now());
            (readers, writer, None, Some(turns))
        };
        let pulse = Pulse::of(read.clone(), feed.clone());
        let read_at_once = if postgres { max_connections } else { readers(max_connections) };
        // Neither waits for the other: a search may take long.
        let (own_searches, catch_ups) = (Sparing::among(read_at_once), Sparing::among(read_at_once));
        let (wake, keeps_positions) = (Wake::default(), false);
        Ok(Self { read, write, feed, turns, wake, keeps_positions, pulse, own_searches, catch_ups })
    }

    /// Reads from a replica at `url` as well, which need not answer yet.
    ///
    /// # Errors
    /// The address is no PostgreSQL's.
    pub async fn with_replica(mut self, url: &str, max_connections: u32) -> Result<(Self, Replica), DbErr> {
        let mut options = options(url, max_connections);
        options.connect_lazy(true).acquire_timeout(Duration::from_secs(2));
        self.keeps_positions = true;
        let replica = Replica::follow(&self, Base::connect(options).await?);
        Ok((self, replica))
    }

    /// The same base, read from elsewhere, which has a pulse of its own.
    pub(super) fn reading_from(&self, read: Base) -> Self {
        Self { pulse: Pulse::of(read.clone(), None), read, ..self.clone() }
    }

    /// The same base, read by a connection of its own: what all who watch are told waits for no place among those who ask.
    #[must_use]
    pub fn for_feed(&self) -> Self {
        Self { read: self.feed.clone().unwrap_or_else(|| self.read.clone()), ..self.clone() }
    }

    /// Who searches the texts of one client.
    #[must_use]
    pub const fn own_searches(&self) -> &Sparing<PersonId> {
        &self.own_searches
    }

    /// Who reads what a subscription missed.
    #[must_use]
    pub const fn catch_ups(&self) -> &Sparing<Asker> {
        &self.catch_ups
    }

    /// Any connection that reads what was committed. For what is asked next: a base that is lost is asked on others afterwards.
    #[must_use]
    pub fn reader(&self) -> DatabaseConnection {
        self.read.now()
    }

    /// Which engine it is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.read.backend()
    }

    /// Wakes this node's readers.
    #[must_use]
    pub const fn wake(&self) -> &wake::Wake {
        &self.wake
    }

    /// Whether the base can be reached.
    #[must_use]
    pub const fn pulse(&self) -> &Pulse {
        &self.pulse
    }

    /// Waits for what the whole node waits for: on PostgreSQL not for ever.
    ///
    /// # Errors
    /// The base did not answer, or did not take it.
    pub async fn answered<T>(&self, asked: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
        match self.backend() {
            DbBackend::Postgres => self.pulse.answered(asked).await,
            _ => asked.await,
        }
    }

    /// Waits for what was asked until the base is lost, or falls silent. What goes on by itself would hold its connection for ever
    /// otherwise.
    ///
    /// # Errors
    /// The base did not answer, or did not take it.
    pub async fn unless_lost<T, E: From<DbErr>>(&self, asked: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        tokio::select! {
            answer = asked => answer,
            () = self.pulse.lost() => Err(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed).into()),
        }
    }

    /// Starts feeling the base's pulse. On SQLite there is nothing to lose.
    pub fn watch_pulse(&self) {
        if self.backend() == DbBackend::Postgres {
            tokio::spawn(self.pulse.clone().watch());
        }
    }

    /// Begins a transaction that happens at `now`. Dropped without [`Tx::commit`], it leaves no trace.
    ///
    /// # Errors
    /// The base can't be reached, or is busy for too long.
    pub async fn begin(&self, now: DateTime<Utc>) -> Result<Tx, DbErr> {
        let inner = match &self.turns {
            Some(turns) => Inner::InTurn(turns.take().await?.savepoint().await?),
            None => Inner::Alone(begun(self.writer(), TransactionOptions::default()).await?),
        };
        Ok(Tx::new(inner, self.draft(now), self.wake.clone()))
    }

    /// One statement that writes, kept by itself, of which nobody who watches has to know.
    ///
    /// # Errors
    /// The base can't be reached, is busy for too long, or did not take it.
    pub async fn write_alone(&self, now: DateTime<Utc>, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        if self.turns.is_none() {
            return self.writer().query_all_raw(statement).await;
        }
        let tx = self.begin(now).await?.unwatched();
        let rows = tx.db().query_all_raw(statement).await?;
        tx.commit().await?;
        Ok(rows)
    }

    /// Something to write that happens at `now`.
    #[must_use]
    pub fn draft(&self, now: DateTime<Utc>) -> Draft {
        Draft::new(self.backend(), now, self.keeps_positions)
    }

    /// Where one reads what one is going to write about.
    #[must_use]
    pub fn writer(&self) -> DatabaseConnection {
        self.write.now()
    }

    /// Waits for a turn of SQLite's one writer; `None` on PostgreSQL, which has many.
    ///
    /// # Errors
    /// The base is busy for too long, or does not answer.
    pub async fn turn(&self) -> Result<Option<Turn>, DbErr> {
        match &self.turns {
            Some(turns) => turns.take().await.map(Some),
            None => Ok(None),
        }
    }

    /// Whether it is noted where in the base each account wrote last.
    #[must_use]
    pub const fn keeps_positions(&self) -> bool {
        self.keeps_positions
    }

    /// All there is as it stands at one moment, for reading, however long that takes and whoever writes meanwhile.
    ///
    /// # Errors
    /// The base can't be reached.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let postgres = self.backend() == DbBackend::Postgres;
        let options = TransactionOptions {
            // SQLite's reads are of one moment from the first on, and never wait.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
            access_mode: postgres.then_some(AccessMode::ReadOnly),
            isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
        };
        begun(self.reader(), options).await
    }

    /// Closes the connections once their work is done.
    ///
    /// # Errors
    /// A connection could not be closed properly.
    pub async fn close(self) -> Result<(), DbErr> {
        if let Some(feed) = &self.feed {
            feed.now().close().await?;
        }
        self.reader().close().await?;
        self.writer().close().await
    }
}

/// A transaction, begun to its end whoever waits for it: who asked for it may go away at any moment. The engine's library knows of it
/// only once it has begun, and one that was left before would stay open on a connection that others are given, who would take what
/// they write for kept.
async fn begun(base: DatabaseConnection, options: TransactionOptions) -> Result<DatabaseTransaction, DbErr> {
    let beginning = tokio::spawn(async move { base.begin_with_options(options).await }.in_current_span());
    beginning.await.unwrap_or_else(|error| Err(DbErr::Custom(format!("a transaction was not begun: {error}"))))
}

/// SQLite reads within this process: more readers at a time than there are processors to read with get in each other's way,
/// and each keeps pages of its own in memory.
fn readers(max_connections: u32) -> u32 {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    max_connections.min(u32::try_from(processors).unwrap_or(u32::MAX).max(2))
}

/// Whether a connection of SQLite can begin a transaction. Where the engine ended one by itself, the library still thinks to
/// be in it: such a connection makes room for a new one.
async fn is_in_no_transaction(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // What was taken back is taken back first.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// What PostgreSQL is told for each connection.
fn told(options: PgConnectOptions) -> PgConnectOptions {
    // One that a node leaves open when it is cut off would hold the feed of all others. To compile a statement takes longer than any
    // of these do.
    options.options([("idle_in_transaction_session_timeout", "30s"), ("jit", "off")])
}

/// That the first plan of a statement is kept, instead of the sixth at the earliest.
const PLANNED_ONCE: (&str, &str) = ("plan_cache_mode", "force_generic_plan");

fn options(url: &str, max_connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(max_connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .idle_timeout(Duration::from_secs(300))
        // A round trip per statement; those that an outage has cut are replaced.
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(told)
        .map_sqlx_sqlite_opts(|options| {
            options
                .pragma("journal_mode", "WAL")
                // An acknowledged write survives a power cut.
                .pragma("synchronous", "FULL")
                .pragma("foreign_keys", "ON")
                .pragma("busy_timeout", "10000")
                .pragma("cache_size", "-4096")
                // Pages that are written again and again reach the base once for each 16 MB of the log.
                .pragma("wal_autocheckpoint", "4000")
                .pragma("temp_store", "MEMORY")
                // The thread that steps through a statement and who reads its rows take turns as seldom as can be.
                .row_buffer_size(512)
        });
    options
}
