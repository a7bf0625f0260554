//! Several nodes on one base.

mod index;
mod replica;
mod rolling;
mod wake;

use guichet_tests::TestApp;
use sea_orm::{ConnectionTrait, Statement};

#[tokio::test]
async fn a_transaction_that_a_node_leaves_open_does_not_hold_the_feed_for_ever() {
    let app = TestApp::on_postgres(|_| {}).await;
    let store = &app.inner().store;
    let shown = Statement::from_string(store.backend(), "SHOW idle_in_transaction_session_timeout");
    let shown = store.reader().query_one_raw(shown).await.unwrap().unwrap();
    assert_eq!(shown.try_get_by_index::<String>(0).unwrap(), "30s");
}
