//! Lists of tickets: filtered, searched, ordered, a page at a time.

use super::search::Search;
use crate::{
    Error,
    store::{
        Scope, Store, TicketFilter,
        page::{self, Ordering, Page, PageArguments, Position, Slice},
    },
};
use chrono::DateTime;
use guichet_entity::ticket;
use sea_orm::{
    EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};
use std::collections::HashMap;

/// What a list is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Debug)]
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

impl TicketList {
    /// The order as it is carried out: relevance needs a search.
    fn order(&self) -> (OrderBy, Option<&Search>) {
        match (self.order_by, &self.search) {
            (OrderBy::Relevance, None) => (OrderBy::LastActivity, None),
            (order, search) => (order, search.as_ref()),
        }
    }

    /// The list that cursors name: a cursor of one order says nothing in another.
    fn name(&self) -> &'static str {
        match (self.order().0, self.descending) {
            (OrderBy::LastActivity, true) => "tickets-activity-desc",
            (OrderBy::LastActivity, false) => "tickets-activity-asc",
            (OrderBy::Opened, true) => "tickets-opened-desc",
            (OrderBy::Opened, false) => "tickets-opened-asc",
            (OrderBy::Priority, true) => "tickets-priority-desc",
            (OrderBy::Priority, false) => "tickets-priority-asc",
            (OrderBy::Relevance, true) => "tickets-relevance-desc",
            (OrderBy::Relevance, false) => "tickets-relevance-asc",
        }
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
            (OrderBy::Relevance, Some(search)) => (search.relevance(store.backend()), Into::into),
            (OrderBy::LastActivity | OrderBy::Relevance, _) => (Expr::col(ticket::Column::LastActivityAt), moment),
        };
        Ordering { key, value, id: Expr::col((ticket::Entity, ticket::Column::Id)), descending: self.descending }
    }

    /// One page, each ticket with its cursor.
    ///
    /// # Errors
    /// The page can't be; the base did not answer.
    pub async fn page(&self, store: &Store, page: &PageArguments) -> Result<Slice<(String, ticket::Model)>, Error> {
        let page = Page::parse(page, self.name())?;
        let slice = page::fetch(store.reader(), self.select(store), &self.ordering(store), &page).await?;
        let relevance = self.relevance(store, &slice.rows).await?;
        let with_cursor = |ticket: ticket::Model| {
            let key = match self.order().0 {
                OrderBy::LastActivity => ticket.last_activity_at.timestamp_micros(),
                OrderBy::Opened => ticket.opened_at.timestamp_micros(),
                OrderBy::Priority => ticket.priority as i64,
                OrderBy::Relevance => relevance.get(&ticket.id.0).copied().unwrap_or_default(),
            };
            (Position { key, id: ticket.id.0 }.encode(self.name()), ticket)
        };
        let Slice { rows, has_previous, has_next } = slice;
        Ok(Slice { rows: rows.into_iter().map(with_cursor).collect(), has_previous, has_next })
    }

    /// How relevant these tickets are: what their cursors carry, when they are ordered by it.
    async fn relevance(&self, store: &Store, rows: &[ticket::Model]) -> Result<HashMap<i64, i64>, Error> {
        #[derive(FromQueryResult)]
        struct Relevance {
            id: i64,
            relevance: i64,
        }
        let (OrderBy::Relevance, Some(search)) = self.order() else { return Ok(HashMap::new()) };
        let id = Expr::col((ticket::Entity, ticket::Column::Id));
        let found = ticket::Entity::find()
            .filter(id.is_in(rows.iter().map(|ticket| ticket.id.0)))
            .select_only()
            .column(ticket::Column::Id)
            .column_as(search.relevance(store.backend()), "relevance")
            .into_model::<Relevance>()
            .all(store.reader())
            .await?;
        Ok(found.into_iter().map(|row| (row.id, row.relevance)).collect())
    }

    /// How many tickets there are in all.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn count(&self, store: &Store) -> Result<u64, Error> {
        Ok(self.select(store).count(store.reader()).await?)
    }
}
