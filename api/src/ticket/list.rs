//! Lists of tickets: filtered, searched, ordered, a page at a time.

use super::{
    joined::{self, Cell},
    search::Search,
};
use crate::{
    Error,
    store::{
        Scope, Store, TicketFilter,
        cells::Cells,
        page::{self, Ordering, Page, PageArguments, Position, Slice},
        question::{Question, count_by},
    },
};
use chrono::DateTime;
use guichet_domain::id::{PersonId, TicketId};
use guichet_entity::ticket;
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryResult, QuerySelect, Select,
    sea_query::{Alias, Expr, ExprTrait, SelectStatement},
};
use std::collections::HashMap;

/// What a list is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OrderBy {
    /// When something last happened.
    #[default]
    LastActivity,
    /// When it was opened.
    Opened,
    /// How urgent it is.
    Priority,
    /// How well it answers the search. Without a search, the last activity.
    Relevance,
}

/// A list of tickets that a viewer asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TicketList {
    /// What the viewer may see.
    pub scope: Scope,
    /// Which of them.
    pub filter: TicketFilter,
    /// What they must say.
    pub search: Option<Search>,
    /// In which order.
    pub order_by: OrderBy,
    /// Greatest first.
    pub descending: bool,
}

/// A ticket of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Where it stands in the list.
    pub cursor: String,
    /// The ticket.
    pub ticket: ticket::Model,
}

/// A ticket of a list, of which only what was asked for was read.
#[derive(Clone, Debug)]
pub struct Joined<Row> {
    /// Where it stands in the list.
    pub cursor: String,
    /// Its key.
    pub id: TicketId,
    /// What was made of its cells.
    pub row: Row,
}

/// A ticket, and how relevant it is where the list is ordered by that: what its cursor carries.
#[derive(FromQueryResult)]
struct Ranked {
    #[sea_orm(nested)]
    ticket: ticket::Model,
    relevance: i64,
}

impl TicketList {
    /// The order as it is carried out: relevance needs a search.
    fn order(&self) -> (OrderBy, Option<&Search>) {
        match (self.order_by, &self.search) {
            (OrderBy::Relevance, None) => (OrderBy::LastActivity, None),
            (order, search) => (order, search.as_ref()),
        }
    }

    /// The list that cursors name: a cursor of one order says nothing in another, nor a relevance in another search.
    fn name(&self) -> String {
        let order = match self.order() {
            (OrderBy::Opened, _) => "opened",
            (OrderBy::Priority, _) => "priority",
            (OrderBy::Relevance, Some(search)) => &format!("relevance-{}", search.name()),
            (OrderBy::LastActivity | OrderBy::Relevance, _) => "activity",
        };
        let direction = if self.descending { "desc" } else { "asc" };
        format!("tickets-{order}-{direction}")
    }

    fn select(&self, store: &Store) -> Select<ticket::Entity> {
        let tickets = ticket::Entity::find().filter(self.scope.tickets()).filter(self.filter.condition());
        match &self.search {
            None => tickets,
            Some(search) => tickets.filter(search.condition(store.backend(), self.scope)),
        }
    }

    fn ordering(&self, store: &Store) -> Ordering {
        let moment = |micros| DateTime::from_timestamp_micros(micros).into();
        let (key, value): (Expr, fn(i64) -> _) = match self.order() {
            (OrderBy::Opened, _) => (Expr::col(ticket::Column::OpenedAt), moment),
            (OrderBy::Priority, _) => (Expr::col(ticket::Column::Priority), Into::into),
            (OrderBy::Relevance, Some(search)) => (search.relevance(store.backend(), self.scope), Into::into),
            (OrderBy::LastActivity | OrderBy::Relevance, _) => (Expr::col(ticket::Column::LastActivityAt), moment),
        };
        Ordering { key, value, id: Expr::col((ticket::Entity, ticket::Column::Id)), descending: self.descending }
    }

    /// A page of this list.
    ///
    /// # Errors
    /// The page can't be.
    pub fn parse_page(&self, page: &PageArguments) -> Result<Page, Error> {
        Page::parse(page, &self.name())
    }

    /// One page.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn page(&self, store: &Store, page: &Page) -> Result<Slice<Listed>, DbErr> {
        let ordering = self.ordering(store);
        let slice = page::fetch(store.reader(), self.ranked(store, &ordering), &ordering, page).await?;
        Ok(slice.map(|row| self.listed(row)))
    }

    /// One page, of which these cells are read. `make` is told in which place they begin.
    ///
    /// # Errors
    /// The base did not answer, or has something else there.
    pub async fn page_of<Row>(
        &self,
        store: &Store,
        page: &Page,
        cells: &[Cell],
        make: impl Fn(Cells<'_>, usize) -> Result<Row, DbErr>,
    ) -> Result<Slice<Joined<Row>>, DbErr> {
        let ordering = self.ordering(store);
        let order = self.order().0;
        let (key, column) = match order {
            OrderBy::LastActivity => ("last_activity_at", Some(ticket::Column::LastActivityAt)),
            OrderBy::Opened => ("opened_at", Some(ticket::Column::OpenedAt)),
            OrderBy::Priority => ("priority", Some(ticket::Column::Priority)),
            OrderBy::Relevance => ("relevance", None),
        };
        let list = match column {
            Some(_) => self.select(store),
            None => self.ranked(store, &ordering),
        };
        let join = |statement: &mut SelectStatement| {
            for column in [key, "id"] {
                statement.column((Alias::new("ticket"), Alias::new(column)));
            }
            joined::select(cells, statement);
        };
        let read = |row: &QueryResult| {
            let cells = Cells::of(row)?;
            let key = match order {
                OrderBy::LastActivity | OrderBy::Opened => {
                    cells.moment(0)?.map_or(0, |moment| moment.timestamp_micros())
                }
                OrderBy::Priority => cells.small_number(0)?.into(),
                OrderBy::Relevance => cells.number(0)?,
            };
            let position = Position { key, id: cells.number(1)? };
            let cursor = position.encode(&self.name());
            Ok((position, Joined { cursor, id: TicketId(position.id), row: make(cells, 2)? }))
        };
        page::fetch_joined(store.reader(), list, &ordering, page, join, read).await
    }

    fn ranked(&self, store: &Store, ordering: &Ordering) -> Select<ticket::Entity> {
        let relevance = match self.order().0 {
            OrderBy::Relevance => ordering.key.clone(),
            OrderBy::LastActivity | OrderBy::Opened | OrderBy::Priority => Expr::val(0_i64).cast_as("BIGINT"),
        };
        self.select(store).expr_as(relevance, "relevance")
    }

    fn position(&self, Ranked { ticket, relevance }: &Ranked) -> Position {
        let key = match self.order().0 {
            OrderBy::LastActivity => ticket.last_activity_at.timestamp_micros(),
            OrderBy::Opened => ticket.opened_at.timestamp_micros(),
            OrderBy::Priority => ticket.priority as i64,
            OrderBy::Relevance => *relevance,
        };
        Position { key, id: ticket.id.0 }
    }

    fn listed(&self, ranked: Ranked) -> Listed {
        let cursor = self.position(&ranked).encode(&self.name());
        Listed { cursor, ticket: ranked.ticket }
    }

    /// How many tickets there are in all.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn count(&self, store: &Store) -> Result<u64, DbErr> {
        self.select(store).count(store.reader()).await
    }
}

/// One page of what a list holds of one client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientTickets {
    list: TicketList,
    client: PersonId,
    page: Page,
}

impl ClientTickets {
    /// This page of what `list` holds of this client.
    ///
    /// # Errors
    /// The page can't be.
    pub fn of(list: TicketList, client: PersonId, page: &PageArguments) -> Result<Self, Error> {
        let page = list.parse_page(page)?;
        Ok(Self { list, client, page })
    }
}

impl Question for ClientTickets {
    type Kind = (TicketList, Page);
    type About = PersonId;
    type Answer = Slice<Listed>;

    fn parts(&self) -> ((TicketList, Page), PersonId) {
        ((self.list.clone(), self.page), self.client)
    }

    async fn answer(
        store: &Store,
        (list, page): &(TicketList, Page),
        clients: &[PersonId],
    ) -> Result<HashMap<PersonId, Self::Answer>, DbErr> {
        let ordering = list.ordering(store);
        let tickets = |client| list.ranked(store, &ordering).filter(ticket::Column::ClientId.eq(client));
        let client = |row: &Ranked| row.ticket.client_id;
        let slices = page::fetch_each(store.reader(), clients, tickets, client, &ordering, page).await?;
        Ok(slices.into_iter().map(|(client, slice)| (client, slice.map(|row| list.listed(row)))).collect())
    }
}

/// How many tickets a list holds of one client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientTicketCount {
    /// The list.
    pub list: TicketList,
    /// The client.
    pub client: PersonId,
}

impl Question for ClientTicketCount {
    type Kind = TicketList;
    type About = PersonId;
    type Answer = u64;

    fn parts(&self) -> (TicketList, PersonId) {
        (self.list.clone(), self.client)
    }

    async fn answer(store: &Store, list: &TicketList, clients: &[PersonId]) -> Result<HashMap<PersonId, u64>, DbErr> {
        let tickets = list.select(store).filter(ticket::Column::ClientId.is_in(clients.iter().copied()));
        count_by(store, tickets, ticket::Column::ClientId).await
    }
}
