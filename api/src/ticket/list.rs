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

    /// One page, each ticket with its cursor.
    ///
    /// # Errors
    /// The page can't be; the base did not answer.
    pub async fn page(&self, store: &Store, page: &PageArguments) -> Result<Slice<(String, ticket::Model)>, Error> {
        let list = self.name();
        let page = Page::parse(page, &list)?;
        let ordering = self.ordering(store);
        let relevance = match self.order().0 {
            OrderBy::Relevance => ordering.key.clone(),
            OrderBy::LastActivity | OrderBy::Opened | OrderBy::Priority => Expr::val(0_i64).cast_as("BIGINT"),
        };
        let select = self.select(store).expr_as(relevance, "relevance");
        let slice = page::fetch_as::<_, Ranked>(store.reader(), select, &ordering, &page).await?;
        let with_cursor = |Ranked { ticket, relevance }| {
            let key = match self.order().0 {
                OrderBy::LastActivity => ticket.last_activity_at.timestamp_micros(),
                OrderBy::Opened => ticket.opened_at.timestamp_micros(),
                OrderBy::Priority => ticket.priority as i64,
                OrderBy::Relevance => relevance,
            };
            (Position { key, id: ticket.id.0 }.encode(&list), ticket)
        };
        let Slice { rows, has_previous, has_next } = slice;
        Ok(Slice { rows: rows.into_iter().map(with_cursor).collect(), has_previous, has_next })
    }

    /// How many tickets there are in all.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn count(&self, store: &Store) -> Result<u64, Error> {
        Ok(self.select(store).count(store.reader()).await?)
    }
}
