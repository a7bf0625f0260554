//! What an erasure leaves behind, and whom it keeps waiting.

use super::guichet;
use guichet_tests::{Engine, TestApp, actor::Client};
use sea_orm::{ConnectionTrait, Statement};

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
