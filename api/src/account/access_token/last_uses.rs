//! When tokens are used, noted beside the requests.

use crate::{Error, store::Store};
use chrono::{DateTime, Utc};
use guichet_domain::{
    access_token::{USE_PRECISION, is_new_use},
    id::AccessTokenId,
};
use guichet_entity::access_token;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Notes the last use of tokens, to the minute. No request waits for it, and none fails with it.
#[derive(Clone, Debug, Default)]
pub struct LastUses(Arc<Mutex<HashSet<AccessTokenId>>>);

impl LastUses {
    /// Notes that this token is used at `now`, unless a use within the minute was noted, or is being noted.
    pub fn note(&self, store: &Store, token: &access_token::Model, now: DateTime<Utc>) {
        // However long the base takes, there is one note in flight for a token.
        if !is_new_use(token.last_used_at, now) || !self.in_flight().insert(token.id) {
            return;
        }
        let (notes, store, id) = (self.clone(), store.clone(), token.id);
        tokio::spawn(async move {
            if let Err(error) = store.unless_lost(write(&store, id, now)).await {
                tracing::warn!(%error, "the use of an access token could not be noted");
            }
            notes.in_flight().remove(&id);
        });
    }

    fn in_flight(&self) -> MutexGuard<'_, HashSet<AccessTokenId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn write(store: &Store, id: AccessTokenId, now: DateTime<Utc>) -> Result<(), Error> {
    let tx = store.begin(now).await?.unwatched();
    let last_use = access_token::Column::LastUsedAt;
    access_token::Entity::update_many()
        .col_expr(last_use, Expr::value(now))
        .filter(access_token::Column::Id.eq(id))
        // Another node may have noted a use meanwhile.
        .filter(Condition::any().add(last_use.is_null()).add(last_use.lte(now - USE_PRECISION)))
        .exec(tx.db())
        .await?;
    Ok(tx.commit().await?)
}
