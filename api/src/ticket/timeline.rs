//! The history of one ticket, oldest first. Its cursors are those of the live feed.

use crate::{
    Error,
    feed::Cursor,
    store::{
        Store,
        page::{self, Ordering, Page, PageArguments, Slice},
    },
};
use guichet_domain::id::TicketId;
use guichet_entity::ticket_event;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

/// One page of the history of a ticket that the viewer may see.
///
/// # Errors
/// The page can't be; the base did not answer.
pub async fn list_events(
    store: &Store,
    ticket: TicketId,
    page: &PageArguments,
) -> Result<Slice<ticket_event::Model>, Error> {
    let events = ticket_event::Entity::find().filter(ticket_event::Column::TicketId.eq(ticket));
    let ordering = Ordering {
        key: Expr::col(ticket_event::Column::TransactionId),
        value: Into::into,
        id: Expr::col(ticket_event::Column::Id),
        descending: false,
    };
    Ok(page::fetch(store.reader(), events, &ordering, &Page::parse(page, Cursor::LIST)?).await?)
}
