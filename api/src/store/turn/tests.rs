//! Many who write at the same time.

use super::Turns;
use crate::{clock, store::Store};
use futures::future::{join, join_all};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

async fn base() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("base.sqlite").display());
    let store = Store::connect(&url, 2).await.unwrap();
    store.migrate().await.unwrap();
    (folder, store)
}

async fn number(store: &Store, sql: &str) -> i64 {
    let row = store.reader().query_one_raw(Statement::from_string(store.backend(), sql)).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn insert(store: &Store, n: usize) -> bool {
    let tx = store.begin(clock::now()).await.unwrap();
    let row = format!("INSERT INTO throttle (key, tries, resets_at) VALUES ('{n}', 1, '2026-11-25')");
    tx.db().execute_unprepared(&row).await.unwrap();
    if n % 5 == 3 {
        // Refused half-way by the base: this one alone is undone.
        assert!(tx.db().execute_unprepared(&row).await.is_err());
    }
    if n % 5 > 2 {
        return false;
    }
    tx.commit().await.unwrap();
    true
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_is_committed_together_and_each_keeps_or_takes_back_its_own() {
    let (_folder, store) = base().await;
    let before = number(&store, "SELECT number FROM revision WHERE name = 'base'").await;
    let kept = join_all((0..100).map(|n| insert(&store, n))).await;
    assert_eq!(kept.iter().filter(|kept| **kept).count(), 60);
    assert_eq!(number(&store, "SELECT COUNT(*) FROM throttle").await, 60);
    assert_eq!(number(&store, "SELECT COUNT(*) FROM throttle WHERE CAST(key AS INTEGER) % 5 > 2").await, 0);
    let commits = number(&store, "SELECT number FROM revision WHERE name = 'base'").await - before;
    assert!((1..60).contains(&commits), "{commits} commits for 60 who kept something");
}

fn row(key: &str) -> Statement {
    let sql = "INSERT INTO throttle (key, tries, resets_at) VALUES (?, ?, '2026-11-25')";
    Statement::from_sql_and_values(DbBackend::Sqlite, sql, [key.into(), 1_i64.into()])
}

async fn keys(store: &Store) -> String {
    let all = "SELECT coalesce(group_concat(key ORDER BY key), '') FROM throttle WHERE tries = 1";
    let row = store.reader().query_one_raw(Statement::from_string(store.backend(), all)).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn what_is_written_in_one_trip_is_kept_or_undone_as_a_whole() {
    let (_folder, store) = base().await;
    let turns = Turns::at(store.writer().clone());
    let write = async |rows: &[&str]| {
        let rows: Vec<_> = rows.iter().map(|key| row(key)).collect();
        turns.take().await.unwrap().write(&rows).await.is_ok()
    };
    let (first, refused, last) = tokio::join!(write(&["a", "b"]), write(&["c", "d", "b"]), write(&["e"]));
    assert_eq!((first, refused, last), (true, false, true));
    assert_eq!(keys(&store).await, "a,b,e");
}

#[tokio::test]
async fn why_nothing_was_written_is_told_where_the_engine_ended_the_transaction() {
    let (_folder, store) = base().await;
    let turns = Turns::at(store.writer().clone());
    let ended = Statement::from_string(DbBackend::Sqlite, "ROLLBACK");
    let written = turns.take().await.unwrap().write(&[row("a"), ended, row("b"), row("b")]).await;
    assert!(written.unwrap_err().to_string().contains("UNIQUE"));
    assert!(turns.take().await.unwrap().write(&[row("c")]).await.is_ok());
}

#[tokio::test]
async fn whoever_goes_away_while_it_writes_leaves_all_or_nothing() {
    let (_folder, store) = base().await;
    let turns = Turns::at(store.writer().clone());
    let rows: Vec<_> = (10..60).map(|n| row(&n.to_string())).collect();
    for polls in 0..20 {
        let turn = turns.take().await.unwrap();
        let mut writing = Box::pin(turn.write(&rows));
        for _ in 0..polls {
            let _ = futures::poll!(&mut writing);
            tokio::task::yield_now().await;
        }
        drop(writing);
        assert!(turns.take().await.unwrap().write(&[row("z")]).await.is_ok(), "after {polls} polls");
        let kept = number(&store, "SELECT COUNT(*) FROM throttle").await;
        assert!([1, 51].contains(&kept), "{kept} after {polls} polls");
        let tx = store.begin(clock::now()).await.unwrap();
        tx.db().execute_unprepared("DELETE FROM throttle").await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn whoever_goes_away_while_those_before_it_are_committed_takes_nothing_from_them() {
    let (_folder, store) = base().await;
    let turns = Turns::at(store.writer().clone());
    for polls in 0..20 {
        // One after the other, before the group is closed.
        let take = || {
            let turns = turns.clone();
            tokio::spawn(async move { turns.take().await.unwrap() })
        };
        let [first, next, last] = [take(), take(), take()];
        let savepoint = first.await.unwrap().savepoint().await.unwrap();
        savepoint.db().execute_raw(row(&format!("{polls}"))).await.unwrap();
        let written = tokio::spawn(savepoint.commit(true));
        // It leaves without a word.
        drop(next.await.unwrap());
        for _ in 0..polls {
            tokio::task::yield_now().await;
        }
        last.abort();
        assert!(written.await.unwrap().is_ok(), "after {polls} polls");
        assert_eq!(number(&store, "SELECT COUNT(*) FROM throttle").await, polls + 1);
    }
}

#[tokio::test]
async fn whoever_goes_away_while_it_begins_or_ends_takes_nothing_from_those_before_it() {
    let (_folder, store) = base().await;
    let turns = Turns::at(store.writer().clone());
    let mut all = 0;
    for polls in 0..20 {
        for midst in [Midst::Beginning, Midst::Committing, Midst::TakingBack] {
            let take = || {
                let turns = turns.clone();
                tokio::spawn(async move { turns.take().await.unwrap() })
            };
            let [first, next] = [take(), take()];
            let savepoint = first.await.unwrap().savepoint().await.unwrap();
            savepoint.db().execute_raw(row(&format!("{polls} {midst:?}"))).await.unwrap();
            let written = tokio::spawn(savepoint.commit(true));
            let next = next.await.unwrap();
            match midst {
                Midst::Beginning => leave(next.savepoint(), polls).await,
                Midst::Committing => leave(next.savepoint().await.unwrap().commit(false), polls).await,
                Midst::TakingBack => leave(next.savepoint().await.unwrap().take_back(), polls).await,
            }
            assert!(written.await.unwrap().is_ok(), "{midst:?} after {polls} polls");
            all += 1;
            assert_eq!(number(&store, "SELECT COUNT(*) FROM throttle").await, all, "{midst:?} after {polls} polls");
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Midst {
    Beginning,
    Committing,
    TakingBack,
}

/// Goes away after so many polls.
async fn leave<T>(doing: impl Future<Output = T>, polls: i64) {
    let mut doing = Box::pin(doing);
    for _ in 0..polls {
        if futures::poll!(&mut doing).is_ready() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_is_kept_counts_though_whoever_asked_went_away() {
    let (_folder, store) = base().await;
    let revision = "SELECT number FROM revision WHERE name = 'base'";
    for polls in 0..20 {
        let before = (number(&store, revision).await, number(&store, "SELECT COUNT(*) FROM throttle").await);
        let tx = store.begin(clock::now()).await.unwrap();
        tx.db().execute_raw(row(&format!("{polls}"))).await.unwrap();
        let mut committing = Box::pin(tx.commit());
        for _ in 0..polls {
            let _ = futures::poll!(&mut committing);
            tokio::task::yield_now().await;
        }
        drop(committing);
        // The turn of another one, which changes nothing.
        store.begin(clock::now()).await.unwrap().unwatched().commit().await.unwrap();
        let is_kept = number(&store, "SELECT COUNT(*) FROM throttle").await > before.1;
        assert!(!is_kept || number(&store, revision).await > before.0, "after {polls} polls");
    }
}

#[tokio::test]
async fn what_changes_no_answer_is_kept_and_counts_for_none() {
    let (_folder, store) = base().await;
    let revision = "SELECT number FROM revision WHERE name = 'base'";
    let before = number(&store, revision).await;
    let row = "INSERT INTO throttle (key, tries, resets_at) VALUES ('a', 1, '2026-11-25')";
    let tx = store.begin(clock::now()).await.unwrap().unwatched();
    tx.db().execute_unprepared(row).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(number(&store, "SELECT COUNT(*) FROM throttle").await, 1);
    assert_eq!(number(&store, revision).await, before);
    assert!(self::insert(&store, 1).await);
    assert_eq!(number(&store, revision).await, before + 1);
}

#[tokio::test]
async fn nobody_is_told_that_something_is_kept_when_the_engine_ended_the_transaction() {
    let (_folder, store) = base().await;
    let tx = store.begin(clock::now()).await.unwrap();
    let insert = "INSERT INTO throttle (key, tries, resets_at) VALUES ('lost', 1, '2026-11-25')";
    tx.db().execute_unprepared(insert).await.unwrap();
    // As SQLite does by itself when the disk fails.
    tx.db().execute_unprepared("ROLLBACK").await.unwrap();
    assert!(tx.commit().await.is_err());
    assert_eq!(number(&store, "SELECT COUNT(*) FROM throttle").await, 0);
    // And the next one finds everything in order.
    assert!(self::insert(&store, 1).await);
    assert_eq!(number(&store, "SELECT COUNT(*) FROM throttle").await, 1);
}

#[tokio::test]
async fn those_who_wait_for_their_turn_are_not_committed_with_one_under_whom_the_engine_ended_the_transaction() {
    let (_folder, store) = base().await;
    let ended = async {
        let tx = store.begin(clock::now()).await.unwrap();
        tx.db().execute_unprepared("ROLLBACK").await.unwrap();
    };
    let ((), kept) = join(ended, join_all((0..3).map(|n| insert(&store, n)))).await;
    assert_eq!(kept, [true; 3]);
    assert_eq!(number(&store, "SELECT COUNT(*) FROM throttle").await, 3);
}
