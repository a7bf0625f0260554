//! A staff member registers a sale.

use crate::{
    Error,
    account::{self, Actor},
    error::Fields,
    store::{Tx, idempotency::IdempotencyKey},
};
use chrono::NaiveDate;
use guichet_domain::{
    Invalid, Permission, Reason, Role, SerialNumber,
    id::{PersonId, ProductId, SaleId},
    sale::check_day,
};
use guichet_entity::{person, product, sale};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, SqlErr,
};

/// What is typed or chosen. Ids that do not read as ids of their kind stand as `None`: they name nothing.
#[derive(Clone, Debug)]
pub struct RegisterSale {
    /// Who buys.
    pub client: Option<PersonId>,
    /// What.
    pub product: Option<ProductId>,
    /// As typed.
    pub serial_number: String,
    /// The day of sale; today when left out.
    pub sold_on: Option<Result<NaiveDate, Invalid>>,
    /// Makes a retry safe.
    pub idempotency_key: Option<String>,
}

/// Registers the sale.
///
/// # Errors
/// [`Error::Forbidden`] for clients; every field that has to be mended; a serial number of this product sold already.
pub async fn register_sale(tx: &mut Tx, actor: &Actor, input: RegisterSale) -> Result<sale::Model, Error> {
    actor.require(Permission::RegisterSale)?;
    let key = IdempotencyKey::new(
        actor.id,
        input.idempotency_key.as_deref(),
        "registerSale",
        &[&format!("{:?}", (input.client, input.product, input.sold_on)), &input.serial_number],
    )?;
    if let Some(key) = &key
        && let Some(id) = key.answered(tx).await?
    {
        return sale::Entity::find_by_id(SaleId(id)).one(tx.db()).await?.ok_or(Error::NotFound);
    }

    let mut fields = Fields::default();
    let client = fields.check("clientId", client(tx, input.client).await?.ok_or(Reason::NotFound));
    let product = fields.check("productId", product(tx, input.product).await?.ok_or(Reason::NotFound));
    let serial_number = fields.check("serialNumber", input.serial_number.parse::<SerialNumber>());
    let sold_on = fields.check("soldOn", input.sold_on.unwrap_or_else(|| Ok(tx.today())));
    let sold_on = sold_on.and_then(|day| {
        // Without a product, the day alone is checked.
        let on_sale = product.as_ref().is_none_or(|product| product.on_sale);
        fields.check("soldOn", check_day(day, tx.today(), on_sale).map(|()| day))
    });
    if let (Some(product), Some(serial)) = (&product, &serial_number) {
        let free = !is_sold(tx, product.id, serial).await?;
        fields.check("serialNumber", free.then_some(()).ok_or(Reason::AlreadySold));
    }
    let (Some(client), Some(product), Some(serial_number), Some(sold_on)) = (client, product, serial_number, sold_on)
    else {
        return Err(fields.refused());
    };
    fields.finish()?;

    let row = sale::ActiveModel {
        id: NotSet,
        client_id: Set(client.id),
        product_id: Set(product.id),
        serial_number: Set(serial_number),
        sold_on: Set(sold_on),
        seller_id: Set(actor.id),
        registered_at: Set(tx.now()),
    };
    let sale = sale::Entity::insert(row).exec_with_returning(tx.db()).await.map_err(|error| match error.sql_err() {
        // Sold at another counter at the same moment.
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::field("serialNumber", Reason::AlreadySold),
        _ => error.into(),
    })?;
    if let Some(key) = key {
        key.keep(tx.draft(), sale.id.0);
    }
    Ok(sale)
}

/// A client to whom something can be sold: nobody would see the sale of one who can't sign in any more.
async fn client(tx: &Tx, id: Option<PersonId>) -> Result<Option<person::Model>, Error> {
    let Some(id) = id else { return Ok(None) };
    Ok(account::find(tx.db(), id).await?.filter(|person| person.role == Role::Client && person.disabled_at.is_none()))
}

async fn product(tx: &Tx, id: Option<ProductId>) -> Result<Option<product::Model>, Error> {
    let Some(id) = id else { return Ok(None) };
    Ok(product::Entity::find_by_id(id).one(tx.db()).await?)
}

async fn is_sold(tx: &Tx, product: ProductId, serial: &SerialNumber) -> Result<bool, Error> {
    let sold = sale::Entity::find()
        .filter(sale::Column::ProductId.eq(product))
        .filter(sale::Column::SerialNumber.eq(serial.clone()))
        .count(tx.db())
        .await?;
    Ok(sold > 0)
}
