//! `guichet backup` and `guichet restore`.

use super::guichet;
use guichet_api::Settings;
use guichet_tests::{
    Engine, PATIENCE, Site, TestApp,
    actor::{Caller, Ticket},
    postgres_program,
};
use serde_json::{Value, json};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::{process::Command, task::JoinSet};

/// Settings of a base that is yet to be.
fn elsewhere(folder: &Path) -> Settings {
    Settings { data_dir: folder.join("data"), ..Settings::default() }
}

/// Writes on a ticket of its own until told to stop.
async fn write(app: Arc<TestApp>, stop: Arc<AtomicBool>) -> (Caller, Ticket) {
    let (client, ticket) = app.client_with_ticket().await;
    for n in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        client.reply(&ticket, &format!("Message {n}")).await;
    }
    (client.0, ticket)
}

/// Copies a base that is served, as the manual says for its engine.
async fn copy(served: &Settings, file: &str) {
    let done = guichet(served, &["backup", file]).await;
    match (Engine::chosen(), &served.database_url) {
        (Engine::Postgres, Some(url)) => {
            assert!(done.complaint().contains("pg_dump"), "{done:?}");
            run("pg_dump", &["--format=custom", &format!("--file={file}"), url]).await;
        }
        _ => {
            done.printed();
            assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "it holds secrets");
        }
    }
}

/// Makes a new base from a copy.
async fn bring_back(served: &Settings, folder: &Path, file: &str) -> Settings {
    let mut restored = elsewhere(folder);
    if let Some(url) = &served.database_url {
        let other = format!("{url}_restored");
        let (server, name) = other.rsplit_once('/').unwrap();
        run("createdb", &[&format!("--maintenance-db={server}/postgres"), name]).await;
        run("pg_restore", &["--no-owner", "--exit-on-error", &format!("--dbname={other}"), file]).await;
        restored.database_url = Some(other);
    } else {
        guichet(&restored, &["restore", file]).await.printed();
    }
    restored
}

/// Runs a program of PostgreSQL.
async fn run(program: &str, arguments: &[&str]) {
    let done = Command::new(postgres_program(program)).args(arguments).output().await.unwrap();
    assert!(done.status.success(), "{program}: {done:?}");
}

#[tokio::test]
async fn a_backup_under_load_is_whole_and_serves_again() {
    let app = Arc::new(TestApp::start().await);
    let served = &app.inner().settings;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy");
    let file = file.to_str().unwrap();

    let (early, first) = app.client_with_ticket().await;
    early.reply(&first, "Avant la copie").await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut writers = JoinSet::new();
    for _ in 0..4 {
        writers.spawn(write(Arc::clone(&app), Arc::clone(&stop)));
    }
    let all_write = async { while app.clerk().await.tickets(json!({})).await["totalCount"] != 5 {} };
    tokio::time::timeout(PATIENCE, all_write).await.expect("not all of them write");
    copy(served, file).await;
    stop.store(true, Ordering::Relaxed);
    let written = writers.join_all().await;

    let restored = bring_back(served, folder.path(), file).await;
    assert_eq!(guichet(&restored, &["check"]).await.printed(), "5 tickets checked, 0 findings\n");
    let again = TestApp::with(|settings| *settings = restored).await;
    // The key that signs tokens came along: whoever was signed in still is.
    assert_eq!(again.serving(&early).messages(&first).await[1], "Avant la copie");
    for (client, ticket) in written {
        let (now, then) = (client.messages(&ticket).await, again.serving(&client).messages(&ticket).await);
        assert_eq!(now[..then.len()], then, "as it stood at one moment");
    }
    again.serving(&early).reply(&first, "Après le retour").await;
}

#[tokio::test]
async fn nothing_is_put_in_the_place_of_a_base_that_is_served_and_nobody_else_serves_it() {
    let mut site = Site::start(Path::new(env!("CARGO_BIN_EXE_guichet-command")), Engine::Sqlite, &[]).await;
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let copy = copy.to_str().unwrap();
    let settings = site.settings().clone();
    guichet(&settings, &["backup", copy]).await.printed();

    let another = guichet(&settings, &["serve", "--listen", "127.0.0.1:0"]);
    let another = tokio::time::timeout(PATIENCE, another).await.expect("two serve one file");
    assert!(another.complaint().contains("a server holds it"), "{another:?}");

    let base = settings.sqlite_file().unwrap();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&base, &link).unwrap();
    let linked = Settings { database_url: Some(format!("sqlite://{}?mode=rw", link.display())), ..settings.clone() };
    let linked = guichet(&linked, &["serve", "--listen", "127.0.0.1:0"]);
    let linked = tokio::time::timeout(PATIENCE, linked).await.expect("two serve one file");
    assert!(linked.complaint().contains("a server holds it"), "{linked:?}");
    // As `mv guichet.sqlite*` does.
    for file in fs::read_dir(base.parent().unwrap()).unwrap().map(|file| file.unwrap().path()) {
        if file.file_name().unwrap().to_str().unwrap().starts_with("guichet.sqlite") {
            fs::rename(&file, folder.path().join(file.file_name().unwrap())).unwrap();
        }
    }
    let restored = guichet(&settings, &["restore", copy]).await;
    assert!(restored.complaint().contains("a server holds it"), "{restored:?}");
    assert!(!base.exists());

    site.terminate();
    assert_eq!(site.ended().await, 0);
    guichet(&settings, &["restore", copy]).await.printed();
    site.again();
    site.ready().await;
}

#[tokio::test]
async fn whoever_saw_what_is_lost_is_told_to_begin_anew() {
    let app = TestApp::start().await;
    let served = &app.inner().settings;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy");
    let file = file.to_str().unwrap();
    let (client, ticket) = app.client_with_ticket().await;
    let kept = client.feed_cursor().await;
    copy(served, file).await;
    for n in 0..3 {
        client.reply(&ticket, &format!("Perdu {n}")).await;
    }
    let lost = client.feed_cursor().await;

    let restored = bring_back(served, folder.path(), file).await;
    let again = TestApp::with(|settings| *settings = restored).await;
    let client = again.serving(&client);
    for n in 0..5 {
        client.reply(&ticket, &format!("Depuis {n}")).await;
    }
    let resync = client.watch_queue(Value::Null, &lost).await.next().await;
    assert_eq!(resync["kind"], "RESYNC", "{resync}");
    let mut queue = client.watch_queue(Value::Null, &kept).await;
    for n in 0..5 {
        assert_eq!(queue.next().await["event"]["message"]["body"], format!("Depuis {n}"));
    }
}

#[tokio::test]
async fn what_was_signed_for_a_session_that_is_lost_opens_no_other() {
    let app = TestApp::start().await;
    let served = &app.inner().settings;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy");
    let file = file.to_str().unwrap();
    copy(served, file).await;
    let lost = app.client().await;

    let restored = bring_back(served, folder.path(), file).await;
    let again = TestApp::with(|settings| *settings = restored).await;
    let other = again.client().await;
    assert_eq!(other.id(), lost.id(), "accounts are counted again");
    assert!(other.is_signed_in().await && !again.serving(&lost).is_signed_in().await);
    let refused = again.serving(&lost).with_token(None).mutate("refreshSession", Value::Null).await;
    refused.assert_refused("-", "INVALID_CREDENTIALS", "SESSION_ENDED");
}

#[tokio::test]
async fn nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let settings = elsewhere(folder.path());
    guichet(&settings, &["migrate"]).await.printed();
    let base = settings.data_dir.join("guichet.sqlite");
    let base = base.to_str().unwrap();
    let file = folder.path().join("copy.sqlite");
    let file = file.to_str().unwrap();
    guichet(&settings, &["backup", file]).await.printed();
    let copy = fs::read(file).unwrap();

    assert!(guichet(&settings, &["backup", file]).await.complaint().contains("nothing is overwritten"));
    assert!(guichet(&settings, &["backup", base]).await.complaint().contains("nothing is overwritten"));
    assert!(guichet(&settings, &["restore", file]).await.complaint().contains("nothing is overwritten"));
    assert_eq!(fs::read(file).unwrap(), copy);
    guichet(&settings, &["check"]).await.printed();
    // A log of the base that was there before, or of a restore that was cut, would be played into the one that comes.
    fs::remove_file(base).unwrap();
    for suffix in ["-wal", "-shm", "-journal", ".part", ".part-wal", ".part-shm", ".part-journal"] {
        let log = format!("{base}{suffix}");
        fs::write(&log, "another's").unwrap();
        let refused = guichet(&settings, &["restore", file]).await;
        assert!(refused.complaint().contains(&format!("guichet.sqlite{suffix}")), "{refused:?}");
        assert_eq!(fs::read(&log).unwrap(), b"another's");
        fs::remove_file(&log).unwrap();
    }
    for suffix in ["-wal", "-journal"] {
        let log = format!("{file}{suffix}");
        fs::write(&log, "").unwrap();
        assert!(guichet(&settings, &["restore", file]).await.complaint().contains("no backup"));
        fs::remove_file(&log).unwrap();
    }
    guichet(&settings, &["restore", file]).await.printed();
    guichet(&settings, &["check"]).await.printed();
    let left: Vec<_> = fs::read_dir(&settings.data_dir).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["guichet.sqlite"]);
}

#[tokio::test]
async fn a_base_stands_where_the_settings_say_whatever_its_folder_is_called() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a b", "a%62", "a?b#c&d", "sqlite:été"] {
        let settings = elsewhere(&folder.path().join(name));
        guichet(&settings, &["migrate"]).await.printed();
        let base = settings.data_dir.join("guichet.sqlite");
        assert!(base.exists(), "{name}");
        guichet(&settings, &["check"]).await.printed();
        let copy = settings.data_dir.join("copy");
        guichet(&settings, &["backup", copy.to_str().unwrap()]).await.printed();
        fs::remove_file(&base).unwrap();
        assert!(guichet(&settings, &["check"]).await.complaint().contains("there is no base"), "{name}");
        guichet(&settings, &["restore", copy.to_str().unwrap()]).await.printed();
        guichet(&settings, &["check"]).await.printed();
    }
    let mut made: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    made.sort();
    assert_eq!(made, ["a b", "a%62", "a?b#c&d", "sqlite:été"]);
    let encoded = format!("sqlite://{}/a%20b/data/guichet.sqlite?mode=rw", folder.path().display());
    let by_address = Settings { database_url: Some(encoded), ..elsewhere(folder.path()) };
    guichet(&by_address, &["check"]).await.printed();
}

#[tokio::test]
async fn what_is_no_backup_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let source = elsewhere(&folder.path().join("source"));
    guichet(&source, &["migrate"]).await.printed();
    let base = fs::read(source.data_dir.join("guichet.sqlite")).unwrap();
    let settings = elsewhere(folder.path());
    let file = folder.path().join("copy.sqlite");
    let path = file.to_str().unwrap();

    let mut damaged = base.clone();
    let third = damaged.len() / 3;
    damaged[third..2 * third].fill(0x5a);
    for (bytes, complaint) in [
        (b"no base at all, and long enough to look at: ".repeat(400), "is no base of SQLite"),
        (Vec::new(), "is no base of Guichet"),
        (damaged, "copy.sqlite"),
    ] {
        fs::write(&file, bytes).unwrap();
        let refused = guichet(&settings, &["restore", path]).await;
        assert!(refused.complaint().contains(complaint), "{refused:?}");
        assert_eq!(fs::read_dir(&settings.data_dir).unwrap().count(), 0, "{complaint}");
    }
    fs::write(&file, base).unwrap();
    guichet(&settings, &["restore", path]).await.printed();
}
