//! The program itself on a base of its own, which may be killed, stopped and started again.

use crate::{
    PATIENCE,
    actor::{Caller, Staff},
    engine::{Engine, PrivateServer, make_template},
    fixture::{PASSWORD, SELLER, TECHNICIAN},
    guardian::{self, Guarded},
    program,
};
use guichet_api::{Settings, store::Store};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::{Duration, Instant},
};
use tempfile::TempDir;

const DATABASE: &str = "guichet";

/// A process that serves, and all that it needs. It ends when dropped, or with this process.
#[derive(Debug)]
pub struct Site {
    program: PathBuf,
    settings: Settings,
    folder: PathBuf,
    process: Guarded,
    // Dropped after the process: it works on it.
    postgres: Option<PrivateServer>,
}

impl Site {
    /// Starts `program` on a base with the fixture's staff and products, with these flags, and waits until it serves.
    pub async fn start(program: &Path, engine: Engine, flags: &[&str]) -> Self {
        Self::start_within(program, engine, flags, &[]).await
    }

    /// The same, with the words before the program that start it within bounds.
    pub async fn start_within(program: &Path, engine: Engine, flags: &[&str], before: &[&str]) -> Self {
        let folder = TempDir::with_prefix("guichet-site-").unwrap().keep();
        let postgres = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(PrivateServer::start(DATABASE).await),
        };
        let settings = Settings {
            data_dir: folder.join("data"),
            database_url: postgres.as_ref().map(|server| server.url(DATABASE)),
            listen: SocketAddr::from(([127, 0, 0, 1], program::free_port())),
            ..Settings::default()
        };
        make_template(settings.clone());
        let mut line: Vec<String> =
            ["env", "--unset=DATABASE_URL", "RUST_LOG=warn"].iter().chain(before).map(ToString::to_string).collect();
        line.push(program.display().to_string());
        line.extend(arguments(&settings));
        line.extend(["--listen".to_owned(), settings.listen.to_string()]);
        line.extend(flags.iter().map(ToString::to_string));
        let process = Guarded::start(&folder, "KILL", &line);
        let site = Self { program: program.to_owned(), settings, folder, process, postgres };
        site.ready().await;
        site
    }

    /// Waits until it says that it is ready.
    pub async fn ready(&self) {
        let start = Instant::now();
        while !self.is_ready().await {
            assert!(start.elapsed() < PATIENCE, "the program does not serve:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Whether it says so.
    pub async fn is_ready(&self) -> bool {
        let asked = reqwest::Client::builder().no_proxy().build().unwrap().get(self.url("/readyz"));
        asked.send().await.is_ok_and(|answer| answer.status() == 200)
    }

    /// An address of the server.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.settings.listen)
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.settings.listen
    }

    /// What it runs with.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The server's process.
    pub async fn pid(&mut self) -> u32 {
        self.process.pid().await
    }

    /// The PostgreSQL behind it.
    pub const fn postgres(&mut self) -> Option<&mut PrivateServer> {
        self.postgres.as_mut()
    }

    /// Kills the server on the spot, and waits until it is gone.
    pub async fn kill(&mut self) {
        self.process.signal("KILL");
        self.process.ended().await;
    }

    /// Asks the server to stop, and does not wait for it.
    pub fn terminate(&mut self) {
        self.process.signal("TERM");
    }

    /// Waits until the server has ended; gives its exit code.
    pub async fn ended(&mut self) -> i32 {
        self.process.ended().await
    }

    /// Starts the server again after it has ended, and does not wait until it serves.
    pub fn again(&mut self) {
        self.process.again();
    }

    /// All that the server printed.
    #[must_use]
    pub fn log(&self) -> String {
        guardian::log(&self.folder)
    }

    /// Runs a command of the program on the same base.
    #[must_use]
    pub fn run(&self, command: &[&str]) -> Output {
        let mut guichet = Command::new(&self.program);
        guichet.env_remove("DATABASE_URL").args(command).args(arguments(&self.settings));
        guichet.output().expect("the program could not be started")
    }

    /// The base from within. While somebody holds it, a killed server leaves nothing to recover: close it before.
    pub async fn store(&self) -> Store {
        self.settings.existing().await.unwrap()
    }

    /// Somebody who has not signed in.
    #[must_use]
    pub fn visitor(&self) -> Caller {
        Caller::new(self.settings.listen, None)
    }

    /// The fixture's seller.
    pub async fn seller(&self) -> Staff {
        Staff(self.visitor().signed_in(SELLER.email, PASSWORD).await)
    }

    /// The fixture's technician.
    pub async fn technician(&self) -> Staff {
        Staff(self.visitor().signed_in(TECHNICIAN.email, PASSWORD).await)
    }
}

/// Which base, for the command line.
fn arguments(settings: &Settings) -> Vec<String> {
    let mut arguments = vec!["--data-dir".to_owned(), settings.data_dir.display().to_string()];
    if let Some(url) = &settings.database_url {
        arguments.extend(["--database-url".to_owned(), url.clone()]);
    }
    arguments
}
