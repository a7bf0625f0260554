//! Sales.

use super::{
    connection::ContextExt,
    error::{UserError, payload},
    global_id::NodeKey,
    person::{Client, StaffMember},
    product::Product,
    scalar::{Date, SerialNumber},
};
use crate::{
    Error,
    sale::{
        list::SaleCount,
        register::{RegisterSale, register_sale},
    },
    store::Rows,
};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, connection::Connection};
use guichet_domain::id::{PersonId, ProductId};
use guichet_entity::sale as entity;

#[derive(Clone)]
pub struct Sale {
    pub row: entity::Model,
    pub rows: Rows,
}

/// One article sold to one client.
#[Object]
impl Sale {
    /// Opaque, global and lasting: `node(id:)` finds it again.
    pub async fn id(&self) -> ID {
        self.row.id.to_id()
    }

    /// Who bought it.
    async fn client(&self) -> Result<Client> {
        let row = self.rows.get(self.row.client_id).await.map_err(Error::from)?.ok_or(Error::NotFound)?;
        Ok(Client { row, rows: self.rows.clone() })
    }

    /// What was sold.
    async fn product(&self) -> Result<Product> {
        let row = self.rows.get(self.row.product_id).await.map_err(Error::from)?;
        Ok(Product(row.ok_or(Error::NotFound)?))
    }

    /// The article's serial number. The same one of the same product is sold once.
    async fn serial_number(&self) -> SerialNumber {
        SerialNumber(self.row.serial_number.clone())
    }

    /// The day of sale, at the counter; never in the future.
    async fn sold_on(&self) -> Date {
        Date(Ok(self.row.sold_on))
    }

    /// Who registered it, seller or technician.
    async fn seller(&self) -> Result<StaffMember> {
        let row = self.rows.get(self.row.seller_id).await.map_err(Error::from)?.ok_or(Error::NotFound)?;
        Ok(StaffMember { row })
    }
}

/// What a connection of sales has beside its page.
pub struct SaleTotal(pub SaleCount);

#[Object]
impl SaleTotal {
    /// How many rows the list has on all its pages. Counted only when selected.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        ctx.total(self.0).await
    }
}

/// Sales, a page at a time.
pub type SaleConnection = Connection<String, Sale, SaleTotal>;

/// A sale to register, at the counter.
#[derive(InputObject)]
pub struct RegisterSaleInput {
    /// Who buys: a client's id. Any other is NOT_FOUND.
    client_id: ID,
    /// What is sold: a product's id. Any other is NOT_FOUND.
    product_id: ID,
    /// 15 digits and unaccented letters; small letters become capitals, spaces and hyphens are dropped. Refused with BLANK,
    /// SERIAL_NUMBER_LENGTH, SERIAL_NUMBER_CHARACTER, or ALREADY_SOLD.
    serial_number: String,
    /// The day of sale; today when left out. Refused with MALFORMED_DAY, FUTURE_DAY, EARLY_DAY, or OFF_SALE: a product no longer on
    /// sale takes a past day only.
    sold_on: Option<Date>,
    /// Makes a retry safe: 1 to 200 characters that name this one thing to do among all that the viewer ever does. The
    /// same key and input give the first answer again, and do nothing, for 24 hours at least; with another input, a CONFLICT
    /// with KEY_REUSED.
    idempotency_key: Option<String>,
}

/// What came of `registerSale`.
#[derive(SimpleObject)]
pub struct RegisterSalePayload {
    /// The sale as registered; null when something has to be mended.
    sale: Option<Sale>,
    /// What has to be mended, and then nothing was done; empty when it was.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub struct SaleMutation;

#[Object]
impl SaleMutation {
    /// Registers a sale. For staff; FORBIDDEN for clients. The same serial number of the same product is sold once: a second
    /// try is a CONFLICT.
    async fn register_sale(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is sold to whom.")] input: RegisterSaleInput,
    ) -> Result<RegisterSalePayload> {
        let actor = ctx.actor()?;
        let sale = RegisterSale {
            client: PersonId::from_id(&input.client_id),
            product: ProductId::from_id(&input.product_id),
            serial_number: input.serial_number,
            sold_on: input.sold_on.map(|day| day.0),
            idempotency_key: input.idempotency_key,
        };
        let mut tx = ctx.begin().await?;
        let (row, errors) = payload(register_sale(&mut tx, actor, sale).await)?;
        ctx.end(tx, row.is_some()).await?;
        let rows = ctx.rows()?;
        Ok(RegisterSalePayload { sale: row.map(|row| Sale { row, rows }), errors })
    }
}
