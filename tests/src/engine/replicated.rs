//! A private PostgreSQL with a streaming replica, which can be held back.

use super::{
    owner::Owner,
    postgres::{FORGETFUL, USER, accepts, bin, connect, launch, server, url},
    template,
};
use crate::{
    PATIENCE,
    guardian::{self, Guarded},
    program,
};
use guichet_api::Settings;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use std::{process::Command, sync::Mutex, time::Instant};
use tempfile::TempDir;

/// The one base of the server.
const DATABASE: &str = "guichet";

/// A primary and its replica, for one test.
#[derive(Debug)]
pub struct Base {
    primary: u16,
    replica: u16,
    control: DatabaseConnection,
    // In this order: the replica hangs on the primary.
    following: Mutex<Option<Guarded>>,
    _primary: Guarded,
}

impl Base {
    /// Starts both, with the fixture's staff and products.
    pub async fn start() -> Self {
        let (primary, server) = launch();
        let admin = connect(primary, "postgres").await;
        admin.execute_unprepared(&format!("CREATE DATABASE {DATABASE}")).await.unwrap();
        template::make(settings(primary));
        let (replica, copy) = copy(primary);
        Self {
            primary,
            replica,
            control: connect(replica, DATABASE).await,
            following: Mutex::new(Some(copy)),
            _primary: server,
        }
    }

    pub fn settings(&self) -> Settings {
        Settings { database_replica_url: Some(url(self.replica, DATABASE)), ..settings(self.primary) }
    }

    /// Holds the replica back: it answers, and nothing new arrives.
    pub async fn hold(&self) {
        self.ask("pg_wal_replay_pause()").await;
        // A pause is asked for first, and then made.
        let start = Instant::now();
        while self.ask("pg_get_wal_replay_pause_state()").await != "paused" {
            assert!(start.elapsed() < PATIENCE, "the replica does not pause");
        }
    }

    /// Lets it catch up.
    pub async fn release(&self) {
        self.ask("pg_wal_replay_resume()").await;
    }

    /// Ends the replica.
    pub fn end(&self) {
        drop(self.following.lock().unwrap().take());
    }

    async fn ask(&self, what: &str) -> String {
        let statement = Statement::from_string(self.control.get_database_backend(), format!("SELECT ({what})::text"));
        let row = self.control.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap_or_default()
    }
}

fn settings(port: u16) -> Settings {
    Settings { database_url: Some(url(port, DATABASE)), database_connections: 6, ..Settings::default() }
}

/// A server that follows the one at `primary`.
fn copy(primary: u16) -> (u16, Guarded) {
    let (bin, owner) = (bin(), Owner::choose());
    let folder = TempDir::with_prefix("guichet-replica-").unwrap().keep();
    owner.give(&folder);
    let data = folder.join("data");
    let mut line = owner.prefix();
    line.push(bin.join("pg_basebackup").display().to_string());
    let made = Command::new(&line[0])
        .args(&line[1..])
        .args(["--host=127.0.0.1", "--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--username", USER])
        .args(["--port", &primary.to_string(), "--pgdata"])
        .arg(&data)
        .current_dir("/")
        .output()
        .expect("pg_basebackup could not be started");
    assert!(made.status.success(), "pg_basebackup: {}", String::from_utf8_lossy(&made.stderr));
    let port = program::free_port();
    let guarded = Guarded::start(&folder, "QUIT", &[owner.prefix(), server(&bin, &data, port, &FORGETFUL)].concat());
    assert!(accepts(port, &folder), "the replica did not start:\n{}", guardian::log(&folder));
    (port, guarded)
}
