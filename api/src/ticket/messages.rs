//! The messages of one ticket, oldest first.

use super::joined::{self, Make};
use crate::{
    Error,
    store::{
        Scope, Store,
        cells::Cells,
        page::{self, Ordering, Page, PageArguments, Position, Slice},
        question::{Question, count_by},
    },
};
use guichet_domain::id::{MessageId, TicketId};
use guichet_entity::{message, ticket};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryResult, QuerySelect, Select,
    sea_query::{Alias, Expr, ExprTrait, SelectStatement},
};
use std::{collections::HashMap, sync::Arc};

const LIST: &str = "messages";

/// Asks whether the viewer may read a message: one of a ticket that it may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Readable {
    /// What the viewer may see.
    pub scope: Scope,
    /// The message.
    pub message: MessageId,
}

impl Question for Readable {
    type Kind = Scope;
    type About = MessageId;
    type Answer = ();

    fn parts(&self) -> (Scope, MessageId) {
        (self.scope, self.message)
    }

    async fn answer(store: &Store, scope: &Scope, messages: &[MessageId]) -> Result<HashMap<MessageId, ()>, DbErr> {
        if *scope == Scope::Everything {
            return Ok(messages.iter().map(|message| (*message, ())).collect());
        }
        let ticket = message::Entity::belongs_to(ticket::Entity).from(message::Column::TicketId).to(ticket::Column::Id);
        let readable = message::Entity::find()
            .join(JoinType::InnerJoin, ticket.into())
            .filter(scope.tickets())
            .filter(message::Column::Id.is_in(messages.iter().copied()))
            .select_only()
            .column(message::Column::Id);
        let readable: Vec<MessageId> = readable.into_tuple().all(&store.reader()).await?;
        Ok(readable.into_iter().map(|message| (message, ())).collect())
    }
}

/// One page of the messages of a ticket that the viewer may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Messages {
    ticket: TicketId,
    page: Page,
    with_bodies: bool,
}

impl Messages {
    /// This page of this ticket's messages. Their bodies, which may be long, are read if they are asked for, and empty else.
    ///
    /// # Errors
    /// The page can't be.
    pub fn of(ticket: TicketId, page: &PageArguments, with_bodies: bool) -> Result<Self, Error> {
        Ok(Self { ticket, page: Page::parse(page, LIST)?, with_bodies })
    }
}

impl Question for Messages {
    type Kind = (Page, bool);
    type About = TicketId;
    type Answer = Slice<Arc<message::Model>>;

    fn parts(&self) -> ((Page, bool), TicketId) {
        ((self.page, self.with_bodies), self.ticket)
    }

    async fn answer(
        store: &Store,
        (page, with_bodies): &(Page, bool),
        tickets: &[TicketId],
    ) -> Result<HashMap<TicketId, Self::Answer>, DbErr> {
        let owner = |row: &message::Model| row.ticket_id;
        let list = |ticket| {
            let messages = messages_of(Expr::val(ticket));
            if *with_bodies { messages } else { without_bodies(messages) }
        };
        let lists = page::fetch_each(&store.reader(), tickets, list, owner, &ordering(), page).await?;
        Ok(lists.into_iter().map(|(ticket, slice)| (ticket, slice.map(Arc::new))).collect())
    }
}

/// The same page, of whose messages only these cells are read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JoinedMessages<Make> {
    messages: Messages,
    make: Make,
}

impl<M: Make> JoinedMessages<M> {
    /// This page of this ticket's messages.
    ///
    /// # Errors
    /// The page can't be.
    pub fn of(ticket: TicketId, page: &PageArguments, make: M) -> Result<Self, Error> {
        Ok(Self { messages: Messages::of(ticket, page, true)?, make })
    }
}

impl<M: Make> Question for JoinedMessages<M> {
    type Kind = (Page, M);
    type About = TicketId;
    type Answer = Slice<(MessageId, M::Made)>;

    fn parts(&self) -> ((Page, M), TicketId) {
        ((self.messages.page, self.make.clone()), self.messages.ticket)
    }

    async fn answer(
        store: &Store,
        (page, make): &(Page, M),
        tickets: &[TicketId],
    ) -> Result<HashMap<TicketId, Self::Answer>, DbErr> {
        let join = |statement: &mut SelectStatement| {
            for column in ["ticket_id", "id"] {
                statement.column((Alias::new("message"), Alias::new(column)));
            }
            joined::select(make.cells(), statement);
        };
        let read = |row: &QueryResult| {
            let cells = Cells::of(row)?;
            let (ticket, id) = (TicketId(cells.number(0)?), MessageId(cells.number(1)?));
            Ok((ticket, Position { key: id.0, id: id.0 }, (id, make.make(cells, 2)?)))
        };
        page::fetch_each_joined(&store.reader(), tickets, messages_of, &ordering(), page, join, read).await
    }
}

fn messages_of(ticket: Expr) -> Select<message::Entity> {
    message::Entity::find().filter(Expr::col((message::Entity, message::Column::TicketId)).eq(ticket))
}

fn without_bodies(messages: Select<message::Entity>) -> Select<message::Entity> {
    use message::Column::{AuthorId, Id, PostedAt, TicketId};
    messages.select_only().columns([Id, TicketId, AuthorId, PostedAt]).expr_as(Expr::cust("''"), "body")
}

fn ordering() -> Ordering {
    let id = Expr::col((message::Entity, message::Column::Id));
    Ordering { key: id.clone(), value: Into::into, id, descending: false }
}

/// The cursor of a message.
#[must_use]
pub fn cursor(message: MessageId) -> String {
    Position { key: message.0, id: message.0 }.encode(LIST)
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
