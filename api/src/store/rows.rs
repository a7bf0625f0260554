//! Rows by key, gathered into one statement per table however many are asked for at once.

use super::Store;
use async_graphql::dataloader::{DataLoader, HashMapCache, Loader, NoCache};
use futures::future::BoxFuture;
use guichet_domain::id::{AccessTokenId, MessageId, PersonId, ProductId, SaleId, TicketId};
use guichet_entity::{access_token, message, person, product, sale, ticket};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use std::{collections::HashMap, hash::Hash, sync::Arc};
use tracing::Instrument;

/// Loads rows by key. Cheap to clone; objects carry it to whatever they lead to.
#[derive(Clone)]
pub struct Rows(Arc<Kind>);

enum Kind {
    /// For one request: a mutation may change what was read before it.
    Fresh(DataLoader<Source>),
    /// For one event, shared by all its readers: what one of them asked for, the others have.
    Shared(DataLoader<Source, HashMapCache>),
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rows")
    }
}

/// The base, as the batching library asks it.
pub struct Source(Store);

/// What is asked for several askers at once is logged as the first of them's.
pub(super) fn spawn(asking: BoxFuture<'static, ()>) {
    tokio::spawn(asking.in_current_span());
}

impl Rows {
    /// Rows as they are when asked for.
    #[must_use]
    pub fn fresh(store: &Store) -> Self {
        Self(Arc::new(Kind::Fresh(DataLoader::with_cache(Source(store.clone()), spawn, NoCache))))
    }

    /// Rows that are read once and kept.
    #[must_use]
    pub fn shared(store: &Store) -> Self {
        let cache = HashMapCache::default();
        Self(Arc::new(Kind::Shared(DataLoader::with_cache(Source(store.clone()), spawn, cache))))
    }

    /// Keeps a row that was read already.
    pub async fn have<K>(&self, key: K, row: <Source as Loader<K>>::Value)
    where
        K: Clone + Eq + Hash + Send + Sync + 'static,
        Source: Loader<K, Error = Arc<DbErr>>,
    {
        if let Kind::Shared(loader) = &*self.0 {
            loader.feed_one(key, row).await;
        }
    }

    /// The row with this key.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn get<K>(&self, key: K) -> Result<Option<<Source as Loader<K>>::Value>, Arc<DbErr>>
    where
        K: Clone + Eq + Hash + Send + Sync + 'static,
        Source: Loader<K, Error = Arc<DbErr>>,
    {
        match &*self.0 {
            Kind::Fresh(loader) => loader.load_one(key).await,
            Kind::Shared(loader) => loader.load_one(key).await,
        }
    }
}

macro_rules! load_by_key {
    ($($key:ty => $entity:ident as $value:ty),* $(,)?) => {$(
        impl Loader<$key> for Source {
            type Value = $value;
            type Error = Arc<DbErr>;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Self::Value>, Self::Error> {
                let rows = $entity::Entity::find().filter($entity::Column::Id.is_in(keys.iter().copied()));
                let rows = self.0.unless_lost(rows.all(&self.0.reader())).await?;
                Ok(rows.into_iter().map(|row| (row.id, row.into())).collect())
            }
        }
    )*};
}

load_by_key! {
    PersonId => person as person::Model,
    ProductId => product as product::Model,
    SaleId => sale as sale::Model,
    TicketId => ticket as ticket::Model,
    // They may be long, and asked for by many.
    MessageId => message as Arc<message::Model>,
    AccessTokenId => access_token as access_token::Model,
}
