//! Instant search of products.

use super::Catalogue;
use crate::{
    Error,
    account::Actor,
    store::{Store, Suggestions},
};
use guichet_domain::{
    Permission,
    fold::{MAX_SEARCH_LENGTH, MIN_SEARCH_LENGTH, fold},
};
use guichet_entity::product;

/// The products whose reference or designation holds `term`, whatever its case, accents, hyphens and spacing; of the
/// catalogue as it was at `revision` or later.
///
/// # Errors
/// [`Error::Forbidden`] for clients.
pub async fn suggest_products(
    catalogue: &Catalogue,
    store: &Store,
    revision: Option<i64>,
    actor: &Actor,
    term: &str,
) -> Result<Suggestions<product::Model>, Error> {
    actor.require(Permission::SearchProducts)?;
    let term = fold(term);
    // More than a search may have is in no designation.
    if !(MIN_SEARCH_LENGTH..=MAX_SEARCH_LENGTH).contains(&term.chars().count()) {
        return Ok(Suggestions::none());
    }
    Ok(catalogue.suggest(store, revision, &term).await?)
}
