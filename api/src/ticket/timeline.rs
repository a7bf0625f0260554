//! The history of one ticket, oldest first. Its cursors are those of the live feed.

use crate::{
    Error,
    feed::Cursor,
    store::{
        Store,
        page::{self, Ordering, Page, PageArguments, Slice},
        question::Question,
    },
};
use guichet_domain::id::TicketId;
use guichet_entity::ticket_event;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use std::collections::HashMap;

/// One page of the history of a ticket that the viewer may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timeline {
    ticket: TicketId,
    page: Page,
}

impl Timeline {
    /// This page of this ticket's history.
    ///
    /// # Errors
    /// The page can't be.
    pub fn of(ticket: TicketId, page: &PageArguments) -> Result<Self, Error> {
        Ok(Self { ticket, page: Page::parse(page, Cursor::LIST)? })
    }
}

impl Question for Timeline {
    type Kind = Page;
    type About = TicketId;
    type Answer = Slice<ticket_event::Model>;

    fn parts(&self) -> (Page, TicketId) {
        (self.page, self.ticket)
    }

    async fn answer(
        store: &Store,
        page: &Page,
        tickets: &[TicketId],
    ) -> Result<HashMap<TicketId, Self::Answer>, DbErr> {
        let events = |ticket| ticket_event::Entity::find().filter(ticket_event::Column::TicketId.eq(ticket));
        let ordering = Ordering {
            key: Expr::col(ticket_event::Column::TransactionId),
            value: Into::into,
            id: Expr::col(ticket_event::Column::Id),
            descending: false,
        };
        let ticket = |row: &ticket_event::Model| row.ticket_id;
        page::fetch_each(&store.reader(), tickets, events, ticket, &ordering, page).await
    }
}
