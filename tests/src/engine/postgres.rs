//! PostgreSQL: a private server for the run, a database for each test, cloned from a template.

use super::{owner::Owner, template};
use crate::{
    PATIENCE,
    guardian::{self, Guarded},
    program,
};
use guichet_api::Settings;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::sync::oneshot;

/// The superuser of the private server.
pub(super) const USER: &str = "guichet";
/// What a crash would lose is nothing that a test run wants to keep.
pub(super) const FORGETFUL: [&str; 4] =
    ["max_connections=300", "fsync=off", "synchronous_commit=off", "full_page_writes=off"];
const TEMPLATE: &str = "guichet_template";

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(1);

/// One test's database.
#[derive(Debug)]
pub struct Base {
    name: String,
    cluster: &'static Cluster,
}

impl Base {
    /// A clone of the template.
    pub async fn fresh() -> Self {
        Self::of(TEMPLATE).await
    }

    /// A database as PostgreSQL makes it.
    pub async fn empty() -> Self {
        Self::of("template1").await
    }

    async fn of(template: &str) -> Self {
        let cluster = CLUSTER.get_or_init(Cluster::start);
        let name = format!("guichet_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        cluster.run(format!("CREATE DATABASE {name} TEMPLATE {template}")).await.expect("the clerk is gone");
        Self { name, cluster }
    }

    pub fn settings(&self) -> Settings {
        self.cluster.settings(&self.name)
    }
}

impl Drop for Base {
    fn drop(&mut self) {
        drop(self.cluster.run(format!("DROP DATABASE {} WITH (FORCE)", self.name)));
    }
}

/// A statement, and who waits for its end.
type Order = (String, oneshot::Sender<()>);

/// The server of this run.
#[derive(Debug)]
struct Cluster {
    port: u16,
    orders: mpsc::Sender<Order>,
    _server: Guarded,
}

impl Cluster {
    /// Starts the server and makes the template.
    fn start() -> Self {
        let (port, server) = launch();
        let (orders, received) = mpsc::channel();
        thread::spawn(move || clerk(port, received));
        let cluster = Self { port, orders, _server: server };
        wait(cluster.run(format!("CREATE DATABASE {TEMPLATE}")));
        template::make(cluster.settings(TEMPLATE));
        cluster
    }

    /// Has the clerk run a statement.
    fn run(&self, statement: String) -> oneshot::Receiver<()> {
        let (done, waiting) = oneshot::channel();
        // Without a clerk the receiver says so.
        let _ = self.orders.send((statement, done));
        waiting
    }

    fn settings(&self, database: &str) -> Settings {
        Settings { database_url: Some(url(self.port, database)), database_connections: 6, ..Settings::default() }
    }
}

/// Waits outside of the test's runtime, which must not be blocked by it.
fn wait(done: oneshot::Receiver<()>) {
    let waited = thread::spawn(move || done.blocking_recv()).join().expect("the waiting thread panicked");
    waited.expect("the clerk is gone");
}

pub(super) fn url(port: u16, database: &str) -> String {
    format!("postgres://{USER}@127.0.0.1:{port}/{database}")
}

/// Creates and drops databases, one statement after the other, for tests that each have a runtime of their own.
fn clerk(port: u16, orders: mpsc::Receiver<Order>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let admin = runtime.block_on(connect(port, "postgres"));
    for (statement, done) in orders {
        runtime.block_on(insist(&admin, &statement));
        // Whoever drops a base does not wait.
        let _ = done.send(());
    }
}

/// The connections that a test or the template just closed may take a moment to be gone.
async fn insist(admin: &DatabaseConnection, statement: &str) {
    let start = Instant::now();
    while let Err(error) = admin.execute_unprepared(statement).await {
        assert!(start.elapsed() < PATIENCE, "{statement}: {error}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub(super) async fn connect(port: u16, database: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url(port, database));
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.expect("the private PostgreSQL does not answer")
}

/// What a server prints when it is there, of connections or of those that read alone.
pub(super) const READY: &str = "database system is ready to accept ";

/// A server that accepts connections, in a folder that goes with it.
pub(super) fn launch() -> (u16, Guarded) {
    let (port, _, guarded) = launch_with(&FORGETFUL);
    (port, guarded)
}

/// The same with these settings, `name=value`; and its folder.
pub(super) fn launch_with(settings: &[&str]) -> (u16, PathBuf, Guarded) {
    let bin = bin();
    let owner = Owner::choose();
    let mut log = String::new();
    // Somebody else may take the port in between.
    for _ in 0..3 {
        let folder = TempDir::with_prefix("guichet-postgres-").unwrap().keep();
        owner.give(&folder);
        let data = folder.join("data");
        owner.initdb(&bin, &data, USER);
        let port = program::free_port();
        let guarded = Guarded::start(&folder, "QUIT", &[owner.prefix(), server(&bin, &data, port, settings)].concat());
        if accepts(port, &folder) {
            return (port, folder, guarded);
        }
        log = guardian::log(&folder);
    }
    panic!("the private PostgreSQL did not start:\n{log}");
}

/// A server on a cluster that stays, stopped in good order.
pub(super) fn launch_at(cluster: &Path, settings: &[&str], before: Vec<String>) -> (u16, PathBuf, Guarded) {
    let (bin, owner) = (bin(), Owner::choose());
    if !cluster.join("PG_VERSION").exists() {
        fs::create_dir_all(cluster).unwrap();
        owner.give(cluster);
        owner.initdb(&bin, cluster, USER);
    }
    let folder = TempDir::with_prefix("guichet-postgres-").unwrap().keep();
    owner.give(&folder);
    let port = program::free_port();
    let line = [before, owner.prefix(), server(&bin, cluster, port, settings)].concat();
    let guarded = Guarded::start(&folder, "INT", &line);
    assert!(accepts(port, &folder), "the private PostgreSQL did not start:\n{}", guardian::log(&folder));
    (port, folder, guarded)
}

pub(super) fn server(bin: &Path, data: &Path, port: u16, settings: &[&str]) -> Vec<String> {
    let mut line = vec![
        bin.join("postgres").display().to_string(),
        "-D".to_owned(),
        data.display().to_string(),
        "-p".to_owned(),
        port.to_string(),
    ];
    for setting in ["listen_addresses=127.0.0.1", "unix_socket_directories="].iter().chain(settings) {
        line.extend(["-c".to_owned(), (*setting).to_owned()]);
    }
    line
}

/// Waits until the server accepts connections; false when it ended instead.
pub(super) fn accepts(port: u16, folder: &Path) -> bool {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if guardian::log(folder).contains(READY) {
            return std::net::TcpStream::connect(("127.0.0.1", port)).is_ok();
        }
        if guardian::log(folder).contains("FATAL") {
            return false;
        }
        thread::sleep(Duration::from_millis(20));
    }
    false
}

/// A program that comes with PostgreSQL.
pub fn program(name: &str) -> PathBuf {
    bin().join(name)
}

/// Where PostgreSQL's server programs are: Debian keeps them off the `PATH`, one folder for each release.
pub(super) fn bin() -> PathBuf {
    let mut folders: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|releases| releases.flatten().map(|release| release.path().join("bin")).collect())
        .unwrap_or_default();
    folders.sort();
    let initdb = program::find("initdb", &folders);
    let initdb = initdb.expect("PostgreSQL is missing: `apt-get install postgresql`, or put initdb on the PATH");
    // A link on the `PATH` has not the other programs beside it.
    let initdb = initdb.canonicalize().expect("a program that was found");
    initdb.parent().expect("a program is in a folder").to_owned()
}
