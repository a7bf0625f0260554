//! The messages of one ticket, oldest first.

use crate::{
    Error,
    store::{
        Store,
        page::{self, Ordering, Page, PageArguments, Position, Slice},
        question::{Question, count_by},
    },
};
use guichet_domain::id::TicketId;
use guichet_entity::message;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use std::collections::HashMap;

const LIST: &str = "messages";

/// One page of the messages of a ticket that the viewer may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Messages {
    ticket: TicketId,
    page: Page,
}

impl Messages {
    /// This page of this ticket's messages.
    ///
    /// # Errors
    /// The page can't be.
    pub fn of(ticket: TicketId, page: &PageArguments) -> Result<Self, Error> {
        Ok(Self { ticket, page: Page::parse(page, LIST)? })
    }
}

impl Question for Messages {
    type Kind = Page;
    type About = TicketId;
    type Answer = Slice<message::Model>;

    fn parts(&self) -> (Page, TicketId) {
        (self.page, self.ticket)
    }

    async fn answer(
        store: &Store,
        page: &Page,
        tickets: &[TicketId],
    ) -> Result<HashMap<TicketId, Self::Answer>, DbErr> {
        let messages = |ticket| message::Entity::find().filter(message::Column::TicketId.eq(ticket));
        let id = Expr::col((message::Entity, message::Column::Id));
        let ordering = Ordering { key: id.clone(), value: Into::into, id, descending: false };
        page::fetch_each(store.reader(), tickets, messages, |row: &message::Model| row.ticket_id, &ordering, page).await
    }
}

/// The cursor of a message.
#[must_use]
pub fn cursor(message: &message::Model) -> String {
    Position { key: message.id.0, id: message.id.0 }.encode(LIST)
}

/// How many messages a ticket has in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MessageCount(pub TicketId);

impl Question for MessageCount {
    type Kind = ();
    type About = TicketId;
    type Answer = u64;

    fn parts(&self) -> ((), TicketId) {
        ((), self.0)
    }

    async fn answer(store: &Store, (): &(), tickets: &[TicketId]) -> Result<HashMap<TicketId, u64>, DbErr> {
        let messages = message::Entity::find().filter(message::Column::TicketId.is_in(tickets.iter().copied()));
        count_by(store, messages, message::Column::TicketId).await
    }
}
