//! Instant search of clients: e-mail, first name, last name, in any order.

use super::Actor;
use crate::{
    Error,
    store::{
        Store, Suggestions,
        search::{bounded_words, is_person_with},
    },
};
use guichet_domain::{Permission, Role, fold::MIN_SEARCH_LENGTH};
use guichet_entity::person;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// The clients who can sign in and whose e-mail or names hold every word of `term`: none before the third character, all from one to
/// nine matches, none from ten on.
///
/// # Errors
/// [`Error::Forbidden`] for clients.
pub async fn suggest_clients(store: &Store, actor: &Actor, term: &str) -> Result<Suggestions<person::Model>, Error> {
    actor.require(Permission::SearchClients)?;
    // More than a search may have is in nobody's names.
    let words = bounded_words(term).unwrap_or_default();
    if words.iter().map(|word| word.chars().count()).sum::<usize>() < MIN_SEARCH_LENGTH {
        return Ok(Suggestions::none());
    }
    let mut clients = person::Entity::find()
        .filter(person::Column::Role.eq(Role::Client))
        .filter(person::Column::DisabledAt.is_null());
    for word in words {
        clients = clients.filter(is_person_with(store.backend(), &word));
    }
    let found = clients
        .order_by_asc(person::Column::LastName)
        .order_by_asc(person::Column::FirstName)
        .order_by_asc(person::Column::Id)
        .limit(Suggestions::<()>::TOO_MANY as u64)
        .all(&store.reader())
        .await?;
    Ok(Suggestions::of(found))
}
