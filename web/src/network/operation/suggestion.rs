//! Instant search, from the third character on: one to nine matches are given, of ten or more none is.

use super::{person::Client, sale::Product, schema};

/// What a search is asked with.
#[derive(cynic::QueryVariables)]
pub struct SuggestVariables {
    /// What is typed so far.
    pub term: String,
}

/// Looks for products.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Query", variables = "SuggestVariables")]
pub struct SuggestProducts {
    /// The outcome.
    #[arguments(term: $term)]
    pub suggest_products: ProductSuggestions,
}

/// The outcome of [`SuggestProducts`].
#[derive(cynic::QueryFragment, Debug)]
pub struct ProductSuggestions {
    /// All matches, where there are few.
    pub products: Vec<Product>,
    /// There are ten or more.
    pub too_many: bool,
}

/// Looks for clients.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Query", variables = "SuggestVariables")]
pub struct SuggestClients {
    /// The outcome.
    #[arguments(term: $term)]
    pub suggest_clients: ClientSuggestions,
}

/// The outcome of [`SuggestClients`].
#[derive(cynic::QueryFragment, Debug)]
pub struct ClientSuggestions {
    /// All matches, where there are few.
    pub clients: Vec<Client>,
    /// There are ten or more.
    pub too_many: bool,
}
