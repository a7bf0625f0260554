//! The sale of one article.

use crate::store::{Scope, Store, question::Question};
use guichet_domain::{SerialNumber, id::ProductId};
use guichet_entity::sale;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use std::collections::HashMap;

/// The characters of a serial number.
type Characters = [u8; SerialNumber::LENGTH];

/// The sale of the article of a product with a serial number, if the viewer may see it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SaleOf {
    /// What the viewer may see.
    pub scope: Scope,
    /// The product.
    pub product: ProductId,
    /// The serial number.
    pub serial_number: SerialNumber,
}

impl Question for SaleOf {
    type Kind = Scope;
    type About = (ProductId, Characters);
    type Answer = sale::Model;

    fn parts(&self) -> (Scope, Self::About) {
        (self.scope, (self.product, characters(&self.serial_number)))
    }

    async fn answer(
        store: &Store,
        scope: &Scope,
        articles: &[Self::About],
    ) -> Result<HashMap<Self::About, sale::Model>, DbErr> {
        let products = articles.iter().map(|(product, _)| *product);
        let serial_numbers = articles.iter().map(|(_, characters)| String::from_utf8_lossy(characters));
        let sales = sale::Entity::find()
            .filter(scope.sales())
            .filter(sale::Column::ProductId.is_in(products))
            .filter(sale::Column::SerialNumber.is_in(serial_numbers))
            .all(&store.reader())
            .await?;
        Ok(sales.into_iter().map(|sale| ((sale.product_id, characters(&sale.serial_number)), sale)).collect())
    }
}

fn characters(serial_number: &SerialNumber) -> Characters {
    let mut characters = Characters::default();
    characters.iter_mut().zip(serial_number.as_str().bytes()).for_each(|(character, byte)| *character = byte);
    characters
}
