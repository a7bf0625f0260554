//! Personal access tokens: made, used, ended.

mod ending;
mod making;
mod using;

use chrono::{DateTime, Utc};
use guichet_api::clock;
use guichet_tests::{TestApp, actor::Tool};
use sea_orm::{ConnectionTrait, Statement};

/// Writes a moment into the row of a tool's token, as if time had passed.
async fn set_moment(app: &TestApp, tool: &Tool, column: &str, moment: DateTime<Utc>) {
    let store = &app.inner().store;
    let tx = store.begin(clock::now()).await.unwrap();
    let sql = format!("UPDATE access_token SET {column} = $1 WHERE secret_hash = $2");
    let hash = guichet_api::store::hash::sha256(tool.secret());
    let statement = Statement::from_sql_and_values(store.backend(), sql, [moment.into(), hash.into()]);
    assert_eq!(tx.db().execute_raw(statement).await.unwrap().rows_affected(), 1);
    tx.commit().await.unwrap();
}
