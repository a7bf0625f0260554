//! Chromium's driver: one for the run, started when the first browser opens.

use crate::{
    PATIENCE,
    fixture::unique,
    guardian::{self, Guarded},
    program,
};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::{
    net::TcpStream,
    path::PathBuf,
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

static DRIVER: OnceLock<Driver> = OnceLock::new();

/// The names that Chromium goes by.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// What keeps a browser to the page it is shown, in a container as well.
const FLAGS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--window-size=1280,1000",
    // Closes with its driver, which closes with this process.
    "--remote-debugging-pipe",
];

#[derive(Debug)]
struct Driver {
    port: u16,
    browser: PathBuf,
    /// Its log and the browsers' profiles; removed after it.
    folder: PathBuf,
    _process: Guarded,
}

/// Opens a browser with a profile of its own.
pub async fn open() -> Client {
    let driver = DRIVER.get_or_init(Driver::start);
    let profile = driver.folder.join(format!("profile-{}", unique()));
    let mut flags: Vec<String> = FLAGS.map(str::to_owned).to_vec();
    flags.push(format!("--user-data-dir={}", profile.display()));
    let options = json!({ "binary": driver.browser, "args": flags });
    let Value::Object(capabilities) = json!({ "goog:chromeOptions": options }) else { unreachable!() };
    let opened = ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&driver.url()).await;
    opened.unwrap_or_else(|error| panic!("Chromium could not be opened: {error}"))
}

impl Driver {
    fn start() -> Self {
        let browser = BROWSERS.iter().find_map(|name| program::find(name, &[]));
        let browser = browser.expect("Chromium is missing: `apt-get install chromium`, or put it on the PATH");
        let driver = program::find("chromedriver", &[]);
        let driver = driver
            .expect("Chromium's driver is missing: `apt-get install chromium-driver`, or put chromedriver on the PATH");
        let folder = TempDir::with_prefix("guichet-chromedriver-").unwrap().keep();
        let port = program::free_port();
        let line = [driver.display().to_string(), format!("--port={port}")];
        let process = Guarded::start(&folder, "KILL", &line);
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(start.elapsed() < PATIENCE, "chromedriver does not answer:\n{}", guardian::log(&folder));
            thread::sleep(Duration::from_millis(20));
        }
        Self { port, browser, folder, _process: process }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}
