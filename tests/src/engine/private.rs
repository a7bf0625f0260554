//! A PostgreSQL of a test's own, as lasting as it comes, which may crash and be started again.

use super::postgres::{READY, connect, launch_at, launch_with, url};
use crate::{
    PATIENCE,
    guardian::{self, Guarded},
};
use sea_orm::ConnectionTrait;
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// A server that runs, or may be started again. Nothing that it acknowledged is lost in a crash.
#[derive(Debug)]
pub struct PrivateServer {
    port: u16,
    folder: PathBuf,
    process: Guarded,
    starts: usize,
}

impl PrivateServer {
    /// Starts a server with an empty database.
    pub async fn start(database: &str) -> Self {
        let (port, folder, process) = launch_with(&[]);
        let admin = connect(port, "postgres").await;
        admin.execute_unprepared(&format!("CREATE DATABASE {database}")).await.unwrap();
        admin.close().await.unwrap();
        Self { port, folder, process, starts: 1 }
    }

    /// Starts a server on the cluster of this folder, which is made first where there is none, and stays; with these
    /// settings, `name=value`, and these words before the program.
    pub async fn at(cluster: &Path, settings: &[&str], before: Vec<String>) -> Self {
        let (port, folder, process) = launch_at(cluster, settings, before);
        Self { port, folder, process, starts: 1 }
    }

    /// The address of a database.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        url(self.port, database)
    }

    /// Stops it as a crash would: connections are cut, nothing is put in order.
    pub async fn crash(&mut self) {
        self.process.signal("QUIT");
        self.process.ended().await;
    }

    /// Starts it again after it has ended, and waits until it accepts connections.
    pub async fn again(&mut self) {
        self.starts += 1;
        self.process.again();
        let start = Instant::now();
        while guardian::log(&self.folder).matches(READY).count() < self.starts {
            assert!(start.elapsed() < PATIENCE, "PostgreSQL is not back:\n{}", guardian::log(&self.folder));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
