//! What an operator does at the command line, with the program itself, beside a server that runs.

mod account;
mod address;
mod audit;
mod backup;
mod check;
mod client;
mod erasure;
mod key;
mod migrate;
mod sweep;

use guichet_api::{Settings, clock};
use guichet_tests::TestApp;
use sea_orm::ConnectionTrait;
use serde_json::Value;
use std::{os::unix::fs::PermissionsExt, process::Stdio};
use tokio::{io::AsyncWriteExt, process::Command};

/// What a command printed, and whether it succeeded.
#[derive(Debug)]
struct Done {
    succeeded: bool,
    out: String,
    err: String,
}

impl Done {
    /// What it printed, of a command that has to succeed.
    #[track_caller]
    fn printed(&self) -> &str {
        assert!(self.succeeded, "{self:?}");
        &self.out
    }

    /// What it complained about, of a command that has to fail.
    #[track_caller]
    fn complaint(&self) -> &str {
        assert!(!self.succeeded, "{self:?}");
        &self.err
    }
}

/// Runs the program on the base of these settings.
async fn guichet(settings: &Settings, arguments: &[&str]) -> Done {
    guichet_told(settings, arguments, "").await
}

/// The same, with something typed.
async fn guichet_told(settings: &Settings, arguments: &[&str], typed: &str) -> Done {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guichet-command"));
    command.args(arguments).arg("--data-dir").arg(&settings.data_dir);
    command.env_remove("DATABASE_URL");
    if let Some(url) = &settings.database_url {
        command.env("DATABASE_URL", url);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(typed.as_bytes()).await.unwrap();
    drop(stdin);
    let output = child.wait_with_output().await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Done { succeeded: output.status.success(), out: text(output.stdout), err: text(output.stderr) }
}

/// The record, or what these arguments choose of it.
pub async fn recorded(app: &TestApp, arguments: &[&str]) -> Vec<Value> {
    let arguments = [&["audit", "--json"], arguments].concat();
    let done = guichet(&app.inner().settings, &arguments).await;
    done.printed().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The kinds of events, in their order.
fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_the_program_makes_is_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data_dir = folder.path().join("data");
    guichet(&Settings { data_dir: data_dir.clone(), ..Settings::default() }, &["migrate"]).await.printed();
    let modes = std::fs::read_dir(&data_dir).unwrap().map(|entry| entry.unwrap().path()).chain([data_dir]);
    let modes: Vec<_> = modes.map(|path| path.metadata().unwrap().permissions().mode() & 0o077).collect();
    assert!(modes.len() > 1 && modes.iter().all(|others| *others == 0), "{modes:?}");
}

#[tokio::test]
async fn a_setting_that_cant_be_is_refused_by_its_name() {
    let app = TestApp::start().await;
    for (setting, value) in [
        ("--database-connections", "0"),
        ("--database-connections", "4294967295"),
        ("--hashes-at-once", "100000000000000000"),
        ("--drain-seconds", "18446744073709551615"),
        ("--origins", "desk.example.org"),
        ("--origins", "https://desk.example.org,null"),
    ] {
        let refused = guichet(&app.inner().settings, &["check", setting, value]).await;
        assert!(refused.complaint().contains(setting), "{setting} {value}: {refused:?}");
    }
    let most = ["18446744073709551615", "4294967295"];
    let right = ["--sockets-per-account", most[0], "--sockets-per-address", most[0], "--sign-in-tries-per-account"];
    let right = [&["check"], &right[..], &[most[1], "--origins", "https://desk.example.org, http://localhost:8081"]];
    guichet(&app.inner().settings, &right.concat()).await.printed();
}

/// Writes into the base behind the server's back.
async fn tamper(app: &TestApp, sql: &str) {
    let tx = app.inner().store.begin(clock::now()).await.unwrap();
    assert_ne!(tx.db().execute_unprepared(sql).await.unwrap().rows_affected(), 0, "{sql}");
    tx.commit().await.unwrap();
}
