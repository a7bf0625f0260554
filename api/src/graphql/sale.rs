//! Sales.

use super::{
    connection::ContextExt,
    error::{UserError, database, payload},
    global_id::NodeKey,
    person::{Client, StaffMember},
    product::Product,
    scalar::{Date, SerialNumber},
};
use crate::{
    Error, clock,
    sale::{
        list::SaleCount,
        register::{RegisterSale, register_sale},
    },
    store::Rows,
};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, connection::Connection};
use guichet_domain::id::{PersonId, ProductId};
use guichet_entity::sale as entity;

/// One article sold to one client.
#[derive(Clone)]
pub struct Sale {
    pub row: entity::Model,
    pub rows: Rows,
}

#[Object]
impl Sale {
    /// Opaque and global: what `node(id:)` takes.
    pub async fn id(&self) -> ID {
        self.row.id.to_id()
    }

    /// Who bought it.
    async fn client(&self) -> Result<Client> {
        let row = self.rows.get(self.row.client_id).await.map_err(database)?.ok_or(Error::NotFound)?;
        Ok(Client { row, rows: self.rows.clone() })
    }

    /// What was sold.
    async fn product(&self) -> Result<Product> {
        let row = self.rows.get(self.row.product_id).await.map_err(database)?;
        Ok(Product(row.ok_or(Error::NotFound)?))
    }

    /// The article's serial number, unique for a product.
    async fn serial_number(&self) -> SerialNumber {
        SerialNumber(self.row.serial_number.clone())
    }

    /// The day of sale.
    async fn sold_on(&self) -> Date {
        Date(Ok(self.row.sold_on))
    }

    /// Who registered it.
    async fn seller(&self) -> Result<StaffMember> {
        let row = self.rows.get(self.row.seller_id).await.map_err(database)?.ok_or(Error::NotFound)?;
        Ok(StaffMember { row })
    }
}

/// What a connection of sales has beside its page.
pub struct SaleTotal(pub SaleCount);

#[Object]
impl SaleTotal {
    /// How many there are in all; counted only when selected.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        ctx.total(self.0).await
    }
}

/// Sales, a page at a time.
pub type SaleConnection = Connection<String, Sale, SaleTotal>;

/// A sale to register.
#[derive(InputObject)]
pub struct RegisterSaleInput {
    /// Who buys.
    client_id: ID,
    /// What. A product no longer on sale can be sold with a past day of sale only.
    product_id: ID,
    /// 15 digits and letters; small letters become capitals, spaces and hyphens are dropped.
    serial_number: String,
    /// The day of sale, never in the future; today when left out.
    sold_on: Option<Date>,
    /// At most 200 characters. The same key and input give the first answer again; with another input, a CONFLICT.
    idempotency_key: Option<String>,
}

/// What came of `registerSale`.
#[derive(SimpleObject)]
pub struct RegisterSalePayload {
    /// The sale; null when something has to be mended.
    sale: Option<Sale>,
    /// What has to be mended.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub struct SaleMutation;

#[Object]
impl SaleMutation {
    /// Registers a sale, for staff. The same serial number of the same product is sold once: a second try is a CONFLICT.
    async fn register_sale(&self, ctx: &Context<'_>, input: RegisterSaleInput) -> Result<RegisterSalePayload> {
        let (app, actor) = (ctx.app()?, ctx.actor()?);
        let sale = RegisterSale {
            client: PersonId::from_id(&input.client_id),
            product: ProductId::from_id(&input.product_id),
            serial_number: input.serial_number,
            sold_on: input.sold_on.map(|day| day.0),
            idempotency_key: input.idempotency_key,
        };
        let mut tx = app.store.begin(clock::now()).await.map_err(Error::from)?;
        let (row, errors) = payload(register_sale(&mut tx, actor, sale).await)?;
        if row.is_some() {
            tx.commit().await.map_err(Error::from)?;
        }
        let rows = ctx.rows()?;
        Ok(RegisterSalePayload { sale: row.map(|row| Sale { row, rows }), errors })
    }
}
