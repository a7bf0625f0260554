//! The catalogue, imported again and again from elsewhere.

use guichet_domain::id::ProductId;
use sea_orm::entity::prelude::*;

/// A product. Never deleted: sales point at it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: ProductId,
    /// The distributor's reference, unique.
    #[sea_orm(unique)]
    pub reference: String,
    /// What it is called.
    pub designation: String,
    /// Whether it can still be sold today.
    pub on_sale: bool,
    /// Folded reference and designation, a line each: what instant search looks into.
    pub search_text: String,
}

impl ActiveModelBehavior for ActiveModel {}
