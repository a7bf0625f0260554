//! Rows by key, gathered into one statement per table however many are asked for at once.

use super::{
    Store,
    gather::{Gather, Gathered},
};
use guichet_domain::id::{AccessTokenId, MessageId, PersonId, ProductId, SaleId, TicketId};
use guichet_entity::{access_token, message, person, product, sale, ticket};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use std::{collections::HashMap, hash::Hash, sync::Arc};

/// Loads rows by key. Cheap to clone; objects carry it to whatever they lead to.
#[derive(Clone, Debug)]
pub struct Rows(Gather<Source>);

/// The base.
pub struct Source(Store);

impl Rows {
    /// Rows as they are when asked for: for one request, of which a mutation may change what was read before it.
    #[must_use]
    pub fn fresh(store: &Store) -> Self {
        Self(Gather::of(Source(store.clone())))
    }

    /// Rows that are read once and kept: for one event, of which all readers have what one of them asked for.
    #[must_use]
    pub fn shared(store: &Store) -> Self {
        Self(Gather::keeping(Source(store.clone())))
    }

    /// Keeps a row that was read already.
    pub fn have<Key>(&self, key: Key, row: <Source as Gathered<Key>>::Found)
    where
        Key: Clone + Eq + Hash + Send + Sync + 'static,
        Source: Gathered<Key>,
    {
        self.0.have(key, row);
    }

    /// The row with this key.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn get<Key>(&self, key: Key) -> Result<Option<<Source as Gathered<Key>>::Found>, DbErr>
    where
        Key: Clone + Eq + Hash + Send + Sync + 'static,
        Source: Gathered<Key>,
    {
        self.0.ask(key).await
    }
}

macro_rules! load_by_key {
    ($($key:ty => $entity:ident as $value:ty),* $(,)?) => {$(
        impl Gathered<$key> for Source {
            type Found = $value;

            async fn read(&self, keys: &[$key]) -> Result<HashMap<$key, Self::Found>, DbErr> {
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
