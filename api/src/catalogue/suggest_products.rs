//! Instant search of products, and the ten-or-more rule.

use crate::{
    Error,
    account::Actor,
    store::{Store, search::Searchable},
};
use guichet_domain::{
    Permission,
    fold::{MIN_SEARCH_LENGTH, fold},
};
use guichet_entity::product;
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// What instant search shows: one to nine matches are all shown, more are not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestions<T> {
    /// The matches to choose from.
    pub matches: Vec<T>,
    /// Whether there were too many to show.
    pub too_many: bool,
}

impl<T> Suggestions<T> {
    /// From how many matches on none is shown.
    pub const TOO_MANY: u64 = 10;

    /// Nothing to look for yet.
    #[must_use]
    pub const fn none() -> Self {
        Self { matches: Vec::new(), too_many: false }
    }

    /// Shows what was found, of which at most [`Self::TOO_MANY`] were read.
    #[must_use]
    pub fn of(found: Vec<T>) -> Self {
        if found.len() as u64 >= Self::TOO_MANY {
            Self { matches: Vec::new(), too_many: true }
        } else {
            Self { matches: found, too_many: false }
        }
    }
}

/// The products whose reference or designation holds `term`, whatever its case, accents, hyphens and spacing.
///
/// # Errors
/// [`Error::Forbidden`] for clients.
pub async fn suggest_products(store: &Store, actor: &Actor, term: &str) -> Result<Suggestions<product::Model>, Error> {
    actor.require(Permission::SearchProducts)?;
    let term = fold(term);
    if term.chars().count() < MIN_SEARCH_LENGTH {
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
