//! Whether an article was sold already.

#![expect(dead_code, reason = "whether there is a sale is all that is looked at in the answer")]

use super::schema;

/// What [`Sold`] is asked with.
#[derive(cynic::QueryVariables, Clone)]
pub struct SoldVariables {
    /// Which product.
    pub product_id: cynic::Id,
    /// Which one of them.
    pub serial_number: String,
}

/// Looks for the sale of one article.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "SoldVariables")]
pub struct Sold {
    /// The product.
    #[arguments(id: $product_id)]
    pub node: Option<SoldNode>,
}

/// What has the id.
#[derive(cynic::InlineFragments)]
#[cynic(graphql_type = "Node", variables = "SoldVariables")]
pub enum SoldNode {
    /// A product.
    Product(SoldProduct),
    /// Nothing of which articles are sold.
    #[cynic(fallback)]
    Other,
}

/// A product, and the one of them that is asked for.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Product", variables = "SoldVariables")]
pub struct SoldProduct {
    /// Its sale, if it was sold.
    #[arguments(serialNumber: $serial_number)]
    pub sale: Option<SaleKey>,
}

/// A sale, by its id.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Sale")]
pub struct SaleKey {
    /// Opaque and global.
    pub id: cynic::Id,
}
