//! Instant search of products.

use crate::{
    Error,
    account::Actor,
    store::{Store, Suggestions, search::Searchable},
};
use guichet_domain::{
    Permission,
    fold::{MAX_SEARCH_LENGTH, MIN_SEARCH_LENGTH, fold},
};
use guichet_entity::product;
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// The products whose reference or designation holds `term`, whatever its case, accents, hyphens and spacing.
///
/// # Errors
/// [`Error::Forbidden`] for clients.
pub async fn suggest_products(store: &Store, actor: &Actor, term: &str) -> Result<Suggestions<product::Model>, Error> {
    actor.require(Permission::SearchProducts)?;
    let term = fold(term);
    // More than a search may have is in no designation.
    if !(MIN_SEARCH_LENGTH..=MAX_SEARCH_LENGTH).contains(&term.chars().count()) {
        return Ok(Suggestions::none());
    }
    let found = product::Entity::find()
        .filter(Searchable::Product.contains(store.backend(), &term))
        .order_by_asc(product::Column::Designation)
        .order_by_asc(product::Column::Id)
        .limit(Suggestions::<()>::TOO_MANY)
        .all(store.reader())
        .await?;
    Ok(Suggestions::of(found))
}
