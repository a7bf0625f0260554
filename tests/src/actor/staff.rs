//! What sellers and technicians do.

use super::{Caller, Client, Sale};
use crate::fixture::{self, PASSWORD, ProductFixture, SCREEN};
use serde_json::json;
use std::ops::Deref;

/// A member of staff who is signed in.
#[derive(Clone, Debug)]
pub struct Staff(pub Caller);

impl Deref for Staff {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl Staff {
    /// Creates a client account, and the client signs in.
    pub async fn create_client(&self) -> Client {
        self.create_client_named("Camille", "Durand").await
    }

    /// Creates a client account with names of its own, and the client signs in.
    pub async fn create_client_named(&self, first_name: &str, last_name: &str) -> Client {
        let email = fixture::email();
        let input = json!({ "email": email, "firstName": first_name, "lastName": last_name, "password": PASSWORD });
        self.mutate("createClient", input).await.done();
        Client(self.with_token(None).signed_in(&email, PASSWORD).await)
    }

    /// Sells a screen.
    pub async fn register_sale(&self, client: &Client) -> Sale {
        self.register_sale_of(SCREEN, client).await
    }

    /// Sells something else.
    pub async fn register_sale_of(&self, product: &ProductFixture, client: &Client) -> Sale {
        let product = self.product_id(product).await;
        let input = json!({ "clientId": client.id(), "productId": product, "serialNumber": fixture::serial_number() });
        Sale::from(&self.mutate("registerSale", input).await.done()["sale"])
    }

    /// The global id of a product of the fixture.
    pub async fn product_id(&self, product: &ProductFixture) -> String {
        self.product_id_of(product.reference).await
    }

    /// The global id of the product with this reference.
    pub async fn product_id_of(&self, reference: &str) -> String {
        let document = "query($term: String!) { suggestProducts(term: $term) { products { id reference } } }";
        let found = self.data(document, json!({ "term": reference })).await;
        let products = found["suggestProducts"]["products"].as_array().unwrap();
        let product = products.iter().find(|product| product["reference"] == reference);
        product.unwrap_or_else(|| panic!("no product {reference}"))["id"].as_str().unwrap().to_owned()
    }
}
