//! The sales of one client, newest first.

use crate::{
    Error,
    store::{
        Scope, Store,
        page::{self, Ordering, Page, PageArguments, Position, Slice},
    },
};
use chrono::{Datelike, NaiveDate};
use guichet_domain::id::{PersonId, ProductId};
use guichet_entity::sale;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Select, sea_query::Expr};

/// The list that cursors name.
const LIST: &str = "sales";

fn sales(scope: Scope, client: PersonId) -> Select<sale::Entity> {
    sale::Entity::find().filter(scope.sales()).filter(sale::Column::ClientId.eq(client))
}

/// One page of a client's sales.
///
/// # Errors
/// The page can't be; the base did not answer.
pub async fn list_sales(
    store: &Store,
    scope: Scope,
    client: PersonId,
    page: &PageArguments,
) -> Result<Slice<sale::Model>, Error> {
    let ordering = Ordering {
        key: Expr::col(sale::Column::SoldOn),
        value: |days| i32::try_from(days).ok().and_then(NaiveDate::from_num_days_from_ce_opt).into(),
        id: Expr::col(sale::Column::Id),
        descending: true,
    };
    Ok(page::fetch(store.reader(), sales(scope, client), &ordering, &Page::parse(page, LIST)?).await?)
}

/// The cursor of a sale.
#[must_use]
pub fn cursor(sale: &sale::Model) -> String {
    Position { key: sale.sold_on.num_days_from_ce().into(), id: sale.id.0 }.encode(LIST)
}

/// How many sales there are in all.
///
/// # Errors
/// The base did not answer.
pub async fn count_sales(store: &Store, scope: Scope, client: PersonId) -> Result<u64, Error> {
    Ok(sales(scope, client).count(store.reader()).await?)
}

/// Whether the scope holds a sale of this product. Staff sees the whole catalogue.
///
/// # Errors
/// The base did not answer.
pub async fn bought(store: &Store, scope: Scope, product: ProductId) -> Result<bool, Error> {
    match scope {
        Scope::Everything => Ok(true),
        Scope::OwnedBy(_) => {
            let sales = sale::Entity::find().filter(scope.sales()).filter(sale::Column::ProductId.eq(product));
            Ok(sales.count(store.reader()).await? > 0)
        }
    }
}
