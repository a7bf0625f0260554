//! Sales.

use guichet_domain::{
    SerialNumber,
    id::{PersonId, ProductId, SaleId},
};
use sea_orm::entity::prelude::*;

/// One article sold to one client.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sale")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: SaleId,
    /// Who bought it.
    pub client_id: PersonId,
    /// What was sold.
    pub product_id: ProductId,
    /// Unique for a product.
    pub serial_number: SerialNumber,
    /// The day of sale.
    pub sold_on: Date,
    /// The staff member who registered it.
    pub seller_id: PersonId,
    /// When it was registered.
    pub registered_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
