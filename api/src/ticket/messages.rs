//! The messages of one ticket, oldest first.

use crate::{
    Error,
    store::{
        Store,
        page::{self, Ordering, Page, PageArguments, Position, Slice},
    },
};
use guichet_domain::id::TicketId;
use guichet_entity::message;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Select, sea_query::Expr};

const LIST: &str = "messages";

fn messages(ticket: TicketId) -> Select<message::Entity> {
    message::Entity::find().filter(message::Column::TicketId.eq(ticket))
}

/// One page of the messages of a ticket that the viewer may see.
///
/// # Errors
/// The page can't be; the base did not answer.
pub async fn list_messages(
    store: &Store,
    ticket: TicketId,
    page: &PageArguments,
) -> Result<Slice<message::Model>, Error> {
    let id = Expr::col((message::Entity, message::Column::Id));
    let ordering = Ordering { key: id.clone(), value: Into::into, id, descending: false };
    Ok(page::fetch(store.reader(), messages(ticket), &ordering, &Page::parse(page, LIST)?).await?)
}

/// The cursor of a message.
#[must_use]
pub fn cursor(message: &message::Model) -> String {
    Position { key: message.id.0, id: message.id.0 }.encode(LIST)
}

/// How many messages there are in all.
///
/// # Errors
/// The base did not answer.
pub async fn count_messages(store: &Store, ticket: TicketId) -> Result<u64, Error> {
    Ok(messages(ticket).count(store.reader()).await?)
}
