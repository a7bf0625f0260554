//! What the searches of people and products look into, and the indexes that they look it up in.

use super::Finding;
use crate::{
    account::{self, erase_client::is_erased},
    catalogue, clock,
    store::Store,
};
use guichet_domain::id::{PersonId, ProductId};
use guichet_entity::{person, product};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// How many rows are read at a time.
const BATCH: u64 = 1_000;

pub(super) async fn check(db: &impl ConnectionTrait, tell: &mut impl FnMut(Finding)) -> Result<(), DbErr> {
    people(db, tell).await?;
    products(db, tell).await
}

async fn people(db: &impl ConnectionTrait, tell: &mut impl FnMut(Finding)) -> Result<(), DbErr> {
    let mut after = PersonId(0);
    loop {
        let people = person::Entity::find().filter(person::Column::Id.gt(after)).order_by_asc(person::Column::Id);
        let people = people.limit(BATCH).all(db).await?;
        let Some(last) = people.last() else { return Ok(()) };
        after = last.id;
        for row in people {
            let expected = if is_erased(&row.email) {
                String::new()
            } else {
                account::search_text(&row.email, &row.first_name, &row.last_name)
            };
            if row.search_text != expected {
                tell(Finding::of_base(format!("person {}: the search knows another address or name", row.id)));
            }
        }
    }
}

async fn products(db: &impl ConnectionTrait, tell: &mut impl FnMut(Finding)) -> Result<(), DbErr> {
    let mut after = ProductId(0);
    loop {
        let products = product::Entity::find().filter(product::Column::Id.gt(after)).order_by_asc(product::Column::Id);
        let products = products.limit(BATCH).all(db).await?;
        let Some(last) = products.last() else { return Ok(()) };
        after = last.id;
        for row in products {
            if row.search_text != catalogue::search_text(&row.reference, &row.designation) {
                tell(Finding::of_base(format!("product {}: the search knows another designation", row.reference)));
            }
        }
    }
}

/// Compares SQLite's index of people with their texts. PostgreSQL keeps its own by itself.
///
/// FTS5 asks for the writer's turn even to look; nothing is written.
pub(super) async fn check_people_index(store: &Store, tell: &mut impl FnMut(Finding)) -> Result<(), DbErr> {
    if store.backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let tx = store.begin(clock::now()).await?;
    let compare = "INSERT INTO person_search (person_search, rank) VALUES ('integrity-check', 1)";
    match tx.db().execute_unprepared(compare).await {
        Ok(_) => Ok(()),
        // SQLITE_CORRUPT_VTAB, which is how FTS5 says no.
        Err(error) if error.to_string().contains("malformed") => {
            tell(Finding::of_base("the index of person does not agree with its texts"));
            Ok(())
        }
        Err(error) => Err(error),
    }
}
