//! Articles that were sold.

use super::{
    schema,
    vocabulary::{Date, SerialNumber},
};

/// One article sold to one client.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "Sale")]
pub struct SoldArticle {
    /// Opaque and global.
    pub id: cynic::Id,
    /// Which product.
    pub product: Product,
    /// Which one of them.
    pub serial_number: SerialNumber,
    /// When it was sold.
    pub sold_on: Date,
}

/// A product of the catalogue.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
pub struct Product {
    /// Opaque and global.
    pub id: cynic::Id,
    /// The distributor's reference.
    pub reference: String,
    /// What it is.
    pub designation: String,
    /// Whether it can be sold today.
    pub on_sale: bool,
}
