//! The tokens of one person, newest first.

use crate::{
    Error,
    account::Actor,
    store::{
        Store,
        page::{self, Ordering, Page, PageArguments, Position, Slice},
        question::{Question, count_by},
    },
};
use guichet_domain::id::PersonId;
use guichet_entity::access_token;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, Select, sea_query::Expr};
use std::collections::HashMap;

/// The list that cursors name.
const LIST: &str = "access-tokens";

/// Those that were not revoked. Expired ones stay, so that their owner sees why a tool stopped.
fn kept() -> Select<access_token::Entity> {
    access_token::Entity::find().filter(access_token::Column::RevokedAt.is_null())
}

/// Whether a token stands in this person's list: nobody else sees it.
#[must_use]
pub fn lists(actor: &Actor, token: &access_token::Model) -> bool {
    token.person_id == actor.id && token.revoked_at.is_none()
}

/// One page of a person's tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AccessTokens {
    owner: PersonId,
    page: Page,
}

impl AccessTokens {
    /// This page of this person's tokens.
    ///
    /// # Errors
    /// The page can't be.
    pub fn of(owner: PersonId, page: &PageArguments) -> Result<Self, Error> {
        Ok(Self { owner, page: Page::parse(page, LIST)? })
    }
}

impl Question for AccessTokens {
    type Kind = Page;
    type About = PersonId;
    type Answer = Slice<access_token::Model>;

    fn parts(&self) -> (Page, PersonId) {
        (self.page, self.owner)
    }

    async fn answer(store: &Store, page: &Page, owners: &[PersonId]) -> Result<HashMap<PersonId, Self::Answer>, DbErr> {
        let tokens = |owner| kept().filter(access_token::Column::PersonId.eq(owner));
        let id = Expr::col(access_token::Column::Id);
        let ordering = Ordering { key: id.clone(), value: Into::into, id, descending: true };
        let owner = |row: &access_token::Model| row.person_id;
        page::fetch_each(&store.reader(), owners, tokens, owner, &ordering, page).await
    }
}

/// The cursor of a token.
#[must_use]
pub fn cursor(token: &access_token::Model) -> String {
    Position { key: token.id.0, id: token.id.0 }.encode(LIST)
}

/// How many tokens a person has in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AccessTokenCount(pub PersonId);

impl Question for AccessTokenCount {
    type Kind = ();
    type About = PersonId;
    type Answer = u64;

    fn parts(&self) -> ((), PersonId) {
        ((), self.0)
    }

    async fn answer(store: &Store, (): &(), owners: &[PersonId]) -> Result<HashMap<PersonId, u64>, DbErr> {
        let tokens = kept().filter(access_token::Column::PersonId.is_in(owners.iter().copied()));
        count_by(store, tokens, access_token::Column::PersonId).await
    }
}
