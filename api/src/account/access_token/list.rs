//! The tokens of one person, newest first.

use crate::{
    Error,
    account::Actor,
    store::{
        Store,
        page::{self, Ordering, Page, PageArguments, Position, Slice},
    },
};
use guichet_domain::id::PersonId;
use guichet_entity::access_token;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Select, sea_query::Expr};

/// The list that cursors name.
const LIST: &str = "access-tokens";

/// Those that were not revoked. Expired ones stay, so that their owner sees why a tool stopped.
fn kept(owner: PersonId) -> Select<access_token::Entity> {
    access_token::Entity::find()
        .filter(access_token::Column::PersonId.eq(owner))
        .filter(access_token::Column::RevokedAt.is_null())
}

/// Whether a token stands in this person's list: nobody else sees it.
#[must_use]
pub fn lists(actor: &Actor, token: &access_token::Model) -> bool {
    token.person_id == actor.id && token.revoked_at.is_none()
}

/// One page of a person's tokens.
///
/// # Errors
/// The page can't be; the base did not answer.
pub async fn list_access_tokens(
    store: &Store,
    owner: PersonId,
    page: &PageArguments,
) -> Result<Slice<access_token::Model>, Error> {
    let id = Expr::col(access_token::Column::Id);
    let ordering = Ordering { key: id.clone(), value: Into::into, id, descending: true };
    Ok(page::fetch(store.reader(), kept(owner), &ordering, &Page::parse(page, LIST)?).await?)
}

/// The cursor of a token.
#[must_use]
pub fn cursor(token: &access_token::Model) -> String {
    Position { key: token.id.0, id: token.id.0 }.encode(LIST)
}

/// How many tokens there are in all.
///
/// # Errors
/// The base did not answer.
pub async fn count_access_tokens(store: &Store, owner: PersonId) -> Result<u64, Error> {
    Ok(kept(owner).count(store.reader()).await?)
}
