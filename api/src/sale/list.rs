//! The sales of one client, newest first.

use crate::{
    Error,
    store::{
        Scope, Store,
        page::{self, Ordering, Page, PageArguments, Position, Slice},
        question::{Question, count_by},
    },
};
use chrono::{Datelike, NaiveDate};
use guichet_domain::id::{PersonId, ProductId};
use guichet_entity::sale;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use std::collections::HashMap;

/// The list that cursors name.
const LIST: &str = "sales";

/// One page of a client's sales, of those that the viewer may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sales {
    scope: Scope,
    client: PersonId,
    page: Page,
}

impl Sales {
    /// This page of this client's sales.
    ///
    /// # Errors
    /// The page can't be.
    pub fn of(scope: Scope, client: PersonId, page: &PageArguments) -> Result<Self, Error> {
        Ok(Self { scope, client, page: Page::parse(page, LIST)? })
    }
}

impl Question for Sales {
    type Kind = (Scope, Page);
    type About = PersonId;
    type Answer = Slice<sale::Model>;

    fn parts(&self) -> ((Scope, Page), PersonId) {
        ((self.scope, self.page), self.client)
    }

    async fn answer(
        store: &Store,
        (scope, page): &(Scope, Page),
        clients: &[PersonId],
    ) -> Result<HashMap<PersonId, Self::Answer>, DbErr> {
        let sales = |client| sale::Entity::find().filter(scope.sales()).filter(sale::Column::ClientId.eq(client));
        let ordering = Ordering {
            key: Expr::col(sale::Column::SoldOn),
            value: |days| i32::try_from(days).ok().and_then(NaiveDate::from_num_days_from_ce_opt).into(),
            id: Expr::col(sale::Column::Id),
            descending: true,
        };
        page::fetch_each(&store.reader(), clients, sales, |row: &sale::Model| row.client_id, &ordering, page).await
    }
}

/// The cursor of a sale.
#[must_use]
pub fn cursor(sale: &sale::Model) -> String {
    Position { key: sale.sold_on.num_days_from_ce().into(), id: sale.id.0 }.encode(LIST)
}

/// How many sales a client has in all, of those that the viewer may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SaleCount {
    /// What the viewer may see.
    pub scope: Scope,
    /// The client.
    pub client: PersonId,
}

impl Question for SaleCount {
    type Kind = Scope;
    type About = PersonId;
    type Answer = u64;

    fn parts(&self) -> (Scope, PersonId) {
        (self.scope, self.client)
    }

    async fn answer(store: &Store, scope: &Scope, clients: &[PersonId]) -> Result<HashMap<PersonId, u64>, DbErr> {
        let clients = sale::Column::ClientId.is_in(clients.iter().copied());
        count_by(store, sale::Entity::find().filter(scope.sales()).filter(clients), sale::Column::ClientId).await
    }
}

/// Whether the viewer may see a product: staff sees the whole catalogue, a client what it bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bought {
    /// What the viewer may see.
    pub scope: Scope,
    /// The product.
    pub product: ProductId,
}

impl Question for Bought {
    type Kind = Scope;
    type About = ProductId;
    type Answer = ();

    fn parts(&self) -> (Scope, ProductId) {
        (self.scope, self.product)
    }

    async fn answer(store: &Store, scope: &Scope, products: &[ProductId]) -> Result<HashMap<ProductId, ()>, DbErr> {
        match scope {
            Scope::Everything => Ok(products.iter().map(|product| (*product, ())).collect()),
            Scope::OwnedBy(_) => {
                let products = sale::Column::ProductId.is_in(products.iter().copied());
                let sold = sale::Entity::find().filter(scope.sales()).filter(products);
                let bought: Vec<ProductId> = sold
                    .select_only()
                    .column(sale::Column::ProductId)
                    .distinct()
                    .into_tuple()
                    .all(&store.reader())
                    .await?;
                Ok(bought.into_iter().map(|product| (product, ())).collect())
            }
        }
    }
}
