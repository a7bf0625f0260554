//! Products.

use super::{connection::ContextExt, global_id::NodeKey, sale::Sale};
use crate::{catalogue::suggest_products::suggest_products, sale::find::SaleOf};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use guichet_entity::product as entity;

#[derive(Clone)]
pub struct Product(pub entity::Model);

/// A product of the catalogue, which is managed elsewhere and imported. Staff sees all, a client what it bought.
#[Object]
impl Product {
    /// Opaque, global and lasting: `node(id:)` finds it again.
    pub async fn id(&self) -> ID {
        self.0.id.to_id()
    }

    /// The distributor's reference; no other product has it.
    async fn reference(&self) -> &str {
        &self.0.reference
    }

    /// What it is called, in the catalogue's words.
    async fn designation(&self) -> &str {
        &self.0.designation
    }

    /// Whether it can be sold today. Otherwise `registerSale` takes a past day of sale only.
    async fn on_sale(&self) -> bool {
        self.0.on_sale
    }

    /// The sale of the one of these that has this serial number; null where it was not sold, or the viewer may not see it.
    async fn sale(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "As `registerSale` takes it. What can be none was not sold.")] serial_number: String,
    ) -> Result<Option<Sale>> {
        let Ok(serial_number) = serial_number.parse() else { return Ok(None) };
        let question = SaleOf { scope: ctx.actor()?.scope(), product: self.0.id, serial_number };
        let Some(row) = ctx.decide(question).await? else { return Ok(None) };
        Ok(Some(Sale { row, rows: ctx.rows()? }))
    }
}

/// What instant search of products shows: fewer than three characters give none; ten matches or more give none and
/// `tooMany`; one to nine are all given.
#[derive(SimpleObject)]
pub struct ProductSuggestions {
    /// The matches to choose from: none to nine.
    products: Vec<Product>,
    /// Whether there are ten or more: have the person go on typing.
    too_many: bool,
}

#[derive(Default)]
pub struct ProductQuery;

#[Object]
impl ProductQuery {
    /// Instant search of the whole catalogue by a part of the reference or designation, whatever its case, accents,
    /// hyphens and spacing. For staff; FORBIDDEN for clients.
    async fn suggest_products(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was typed so far. Fewer than three characters find nothing.")] term: String,
    ) -> Result<ProductSuggestions> {
        let (app, revision) = (ctx.app()?, ctx.request()?.revision.as_ref());
        let revision = revision.map(|revision| revision.catalogue);
        let found = suggest_products(&app.catalogue, &app.store, revision, ctx.actor()?, &term).await?;
        Ok(ProductSuggestions { products: found.matches.into_iter().map(Product).collect(), too_many: found.too_many })
    }
}
