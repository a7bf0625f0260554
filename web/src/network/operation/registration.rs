//! What is done at the counter: a client's account is created, a sale is registered.

use super::{UserError, person::Client, sale::SoldArticle, schema, vocabulary::Date};

/// What [`CreateClient`] is asked with.
#[derive(cynic::QueryVariables)]
pub struct CreateClientVariables {
    /// The account to create.
    pub input: CreateClientInput,
}

/// The account to create.
#[derive(cynic::InputObject, Clone)]
pub struct CreateClientInput {
    /// What the client signs in with.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The password that the client typed.
    pub password: String,
    /// The same for each attempt at the same account, so that it is created once.
    pub idempotency_key: Option<String>,
}

/// Creates a client's account.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Mutation", variables = "CreateClientVariables")]
pub struct CreateClient {
    /// The outcome.
    #[arguments(input: $input)]
    pub create_client: ClientCreated,
}

/// The outcome of [`CreateClient`].
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "CreateClientPayload")]
pub struct ClientCreated {
    /// The client.
    pub client: Option<Client>,
    /// What was wrong.
    pub errors: Vec<UserError>,
}

/// What [`RegisterSale`] is asked with.
#[derive(cynic::QueryVariables)]
pub struct RegisterSaleVariables {
    /// The sale to register.
    pub input: RegisterSaleInput,
}

/// The sale to register.
#[derive(cynic::InputObject, Clone)]
pub struct RegisterSaleInput {
    /// Who bought it.
    pub client_id: cynic::Id,
    /// Which product.
    pub product_id: cynic::Id,
    /// Which one of them.
    pub serial_number: String,
    /// When.
    pub sold_on: Option<Date>,
    /// The same for each attempt at the same sale, so that it is registered once.
    pub idempotency_key: Option<String>,
}

/// Registers a sale.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Mutation", variables = "RegisterSaleVariables")]
pub struct RegisterSale {
    /// The outcome.
    #[arguments(input: $input)]
    pub register_sale: SaleRegistered,
}

/// The outcome of [`RegisterSale`].
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "RegisterSalePayload")]
pub struct SaleRegistered {
    /// The sale.
    pub sale: Option<SoldArticle>,
    /// What was wrong.
    pub errors: Vec<UserError>,
}
