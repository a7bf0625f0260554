//! What an erasure leaves behind, and whom it keeps waiting.

use super::{guichet, kinds, recorded};
use guichet_api::clock;
use guichet_tests::{Engine, TestApp, actor::Client};
use sea_orm::{ConnectionTrait, Statement};
use std::time::Duration;

/// Names of letters that nothing else is written in here.
const NAMES: (&str, &str) = ("Жщюэъ", "Ыфхцяп");

/// The pairs of letters of the names that stand in the index of people, whatever it says of them. An index of three letters each
/// keeps no more of one than its last two, where another begins like it.
async fn kept(app: &TestApp) -> Vec<String> {
    let store = &app.inner().store;
    let sql = "SELECT block FROM person_search_data UNION ALL SELECT CAST(term AS BLOB) FROM person_search_idx";
    let rows = store.reader().query_all_raw(Statement::from_string(store.backend(), sql)).await.unwrap();
    let index: Vec<u8> = rows.iter().flat_map(|row| row.try_get_by_index::<Vec<u8>>(0).unwrap()).collect();
    let name = [NAMES.0, NAMES.1].map(|name| name.to_lowercase().chars().collect::<Vec<_>>());
    let pairs = name.iter().flat_map(|letters| letters.windows(2).map(|pair| pair.iter().collect::<String>()));
    pairs.filter(|pair| index.windows(pair.len()).any(|bytes| bytes == pair.as_bytes())).collect()
}

/// A client who can be found among others, who were written before and after.
async fn client_among_others(app: &TestApp) -> Client {
    app.client().await;
    let client = app.clerk().await.create_client_named(NAMES.0, NAMES.1).await;
    app.client().await;
    assert_eq!(kept(app).await.len(), 9, "all of them");
    client
}

#[tokio::test]
async fn the_index_of_people_keeps_nothing_of_who_was_erased() {
    if Engine::chosen() == Engine::Postgres {
        // Its VACUUM clears the index away with the rows.
        return;
    }
    let app = TestApp::start().await;
    let client = client_among_others(&app).await;
    guichet(&app.inner().settings, &["client", "erase", client.email(), "--yes"]).await.printed();
    assert_eq!(kept(&app).await, [""; 0]);
    assert!(guichet(&app.inner().settings, &["check"]).await.printed().ends_with("0 findings\n"));
}

#[tokio::test]
async fn what_the_index_of_people_kept_from_earlier_releases_goes_with_the_migration() {
    if Engine::chosen() == Engine::Postgres {
        return;
    }
    let app = TestApp::start().await;
    let (settings, store) = (&app.inner().settings, &app.inner().store);
    let older = "INSERT INTO person_search (person_search, rank) VALUES ('secure-delete', 0);
        DELETE FROM seaql_migrations WHERE version = 'm0015_search_forgets'";
    store.writer().execute_unprepared(older).await.unwrap();
    let client = client_among_others(&app).await;
    let erased = "UPDATE person SET search_text = '' WHERE email = $1";
    let erased = Statement::from_sql_and_values(store.backend(), erased, [client.email().into()]);
    store.writer().execute_raw(erased).await.unwrap();
    assert_eq!(kept(&app).await.len(), 9, "as an earlier release left it");
    guichet(settings, &["migrate"]).await.printed();
    assert_eq!(kept(&app).await, [""; 0]);
}

#[tokio::test]
async fn what_was_being_made_while_an_account_is_closed_ends_with_the_rest() {
    if Engine::chosen() == Engine::Sqlite {
        // One writes at a time.
        return;
    }
    let app = TestApp::start().await;
    let store = &app.inner().store;
    for command in [&["client", "erase", "--yes"][..], &["account", "disable"], &["account", "password"]] {
        let (settings, client) = (app.inner().settings.clone(), app.client().await);
        let values = || [client.email().into()];
        let make = "INSERT INTO access_token (person_id, name, secret_hash, scope, created_at, expires_at)
            SELECT id, 'Tableur', email, 'READ', now(), now() + interval '1 day' FROM person WHERE email = $1
            RETURNING id";
        let making = store.begin(clock::now()).await.unwrap();
        let made = Statement::from_sql_and_values(store.backend(), make, values());
        let made = making.db().query_one_raw(made).await.unwrap().unwrap().try_get_by_index::<i64>(0).unwrap();
        let arguments: Vec<_> =
            command.iter().map(|&part| part.to_owned()).chain([client.email().to_owned()]).collect();
        let closing = tokio::spawn(async move {
            let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
            guichet(&settings, &arguments).await
        });
        let waits = "SELECT count(*) FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND datname = current_database()";
        let waits = Statement::from_string(store.backend(), waits);
        while !closing.is_finished() {
            let waiting = store.reader().query_one_raw(waits.clone()).await.unwrap().unwrap();
            if waiting.try_get_by_index::<i64>(0).unwrap() > 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        making.commit().await.unwrap();
        closing.await.unwrap().printed();
        let left = "SELECT name FROM access_token WHERE id = $1 AND (revoked_at IS NULL OR $2 AND name = 'Tableur')";
        let is_erased = command[1] == "erase";
        let left = Statement::from_sql_and_values(store.backend(), left, [made.into(), is_erased.into()]);
        assert!(store.reader().query_one_raw(left).await.unwrap().is_none(), "{command:?}");
    }
}

#[tokio::test]
async fn an_export_is_on_record_before_anything_is_read() {
    let app = TestApp::start().await;
    let client = app.client().await;
    // The one thing of a client's that is read last.
    let broken = "ALTER TABLE session RENAME TO session_elsewhere";
    let settings = &app.inner().settings;
    app.inner().store.writer().execute_unprepared(broken).await.unwrap();
    let failed = guichet(settings, &["client", "export", client.email()]).await;
    assert!(failed.complaint().contains("session") && failed.out.is_empty(), "{failed:?}");
    let events = recorded(&app, &["--kind", "CLIENT_EXPORTED"]).await;
    assert_eq!(kinds(&events), ["CLIENT_EXPORTED"], "in a transaction of its own, which keeps nobody waiting");
}
