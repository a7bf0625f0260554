//! Lists of tickets: filtered, searched, ordered, a page at a time.

use super::{
    candidates::{self, Among, fill},
    joined::{self, Make},
    search::Search,
    searching::Searching,
};
use crate::{
    Error, clock,
    store::{
        Scope, SparingTurn, Store, TicketFilter,
        cells::Cells,
        page::{self, Ordering, Page, PageArguments, Position, Slice},
        statement::is_among,
        ticket_filter::{self, By, Lead},
    },
};
use chrono::DateTime;
use guichet_domain::id::TicketId;
use guichet_entity::ticket;
use sea_orm::{
    Condition, DbErr, EntityTrait, FromQueryResult, IdenStatic, PaginatorTrait, QueryFilter, QueryResult, QuerySelect,
    Select,
    sea_query::{Alias, Expr, ExprTrait, SelectStatement},
};

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
pub(super) struct Ranked {
    #[sea_orm(nested)]
    pub ticket: ticket::Model,
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

    /// The search by whose relevance it is ordered.
    pub(super) fn relevance_of(&self) -> Option<&Search> {
        self.order().1.filter(|_| self.order_by == OrderBy::Relevance)
    }

    /// The search that the index answers. The few tickets of one client are read themselves: how long that takes tells
    /// nothing of what others wrote.
    pub(super) fn indexed_search(&self) -> Option<&Search> {
        let is_of_one = matches!(self.scope, Scope::OwnedBy(_)) || self.filter.client.is_some();
        self.search.as_ref().filter(|search| !is_of_one && search.indexed().next().is_some())
    }

    /// Waits for a turn, where all texts of one client are read.
    async fn turn(&self, store: &Store) -> Option<SparingTurn> {
        self.search.as_ref()?;
        let client = match self.scope {
            Scope::OwnedBy(client) => Some(client),
            Scope::Everything if self.filter.client.is_some() => None,
            Scope::Everything => return None,
        };
        Some(store.own_searches().turn(client).await)
    }

    /// Whether it would hold all tickets there are, the one to which something happened last first or last, if nothing was searched
    /// for.
    pub(super) fn is_of_all_by_activity(&self) -> bool {
        let is_by_activity = matches!(self.order().0, OrderBy::LastActivity);
        is_by_activity && self.scope == Scope::Everything && self.filter == TicketFilter::default()
    }

    /// What the list would hold if nothing was searched for.
    pub(super) fn unsearched(&self, store: &Store, lead: Lead) -> Select<ticket::Entity> {
        ticket::Entity::find().filter(self.scope.tickets()).filter(self.filter.condition(store.backend(), lead))
    }

    /// By what its tickets are found, if it is read as it is, or walked along.
    async fn lead(&self, store: &Store) -> Result<Lead, DbErr> {
        match (self.scope, self.by()) {
            // Of one client there are few, and what is relevant is not known before it was read.
            (Scope::OwnedBy(_), _) | (_, None) => Ok(Lead::Nothing),
            (Scope::Everything, Some(order)) => self.filter.lead(&store.reader(), order).await,
        }
    }

    pub(super) fn select(&self, store: &Store, among: &Among, lead: Lead) -> Select<ticket::Entity> {
        let Some(search) = &self.search else { return self.unsearched(store, lead) };
        let Among::These { found, candidates, about } = among else {
            return self.unsearched(store, lead).filter(search.condition(store.backend(), self.scope, None));
        };
        let tickets = self.unsearched(store, Lead::Nothing);
        let holds = search.condition(store.backend(), self.scope, Some(are(store, about)));
        // All of them together first: an engine looks up by what stands outside of any choice.
        let among = tickets.filter(are(store, found.iter().chain(candidates)));
        among.filter(if found.is_empty() { holds } else { Condition::any().add(are(store, found)).add(holds) })
    }

    /// What it is ordered by; none for how relevant tickets are.
    fn by(&self) -> Option<By> {
        match self.order().0 {
            OrderBy::LastActivity => Some(By::LastActivity),
            OrderBy::Opened => Some(By::Opened),
            OrderBy::Priority => Some(By::Priority),
            OrderBy::Relevance => None,
        }
    }

    pub(super) fn ordering(&self, store: &Store, lead: Lead) -> Ordering {
        let moment = |micros| DateTime::from_timestamp_micros(micros).map(clock::kept).into();
        let (key, value): (Expr, fn(i64) -> _) = match self.order() {
            (OrderBy::Opened, _) => (Expr::col(ticket::Column::OpenedAt), moment),
            (OrderBy::Priority, _) => (Expr::col(ticket::Column::Priority), Into::into),
            (OrderBy::Relevance, Some(search)) => (search.relevance(store.backend(), self.scope), Into::into),
            (OrderBy::LastActivity | OrderBy::Relevance, _) => (Expr::col(ticket::Column::LastActivityAt), moment),
        };
        let key = if matches!(lead, Lead::Filter(_)) { ticket_filter::sorted(key) } else { key };
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
    pub async fn page(&self, base: Searching<'_>, page: &Page) -> Result<Slice<Listed>, DbErr> {
        let store = base.store;
        let _turn = self.turn(store).await;
        let lead = self.lead(store).await?;
        let ordering = &self.ordering(store, lead);
        let read = |among: Among| async move {
            let list = self.ranked(store, &among, lead, ordering);
            let slice = page::fetch(&store.reader(), list, ordering, page).await?;
            Ok(slice.map(|row| (self.position(&row), self.listed(row))))
        };
        fill(base, self, lead, ordering, page, read).await
    }

    /// One page, of whose tickets only these cells are read.
    ///
    /// # Errors
    /// The base did not answer, or has something else there.
    pub async fn page_of<M: Make>(
        &self,
        base: Searching<'_>,
        page: &Page,
        make: &M,
    ) -> Result<Slice<Joined<M::Made>>, DbErr> {
        let store = base.store;
        let _turn = self.turn(store).await;
        let lead = self.lead(store).await?;
        let ordering = &self.ordering(store, lead);
        let key = self.by().map_or("relevance", |by| by.column().as_str());
        let list = |among: &Among| match self.by() {
            Some(_) => self.select(store, among, lead),
            None => self.ranked(store, among, lead, ordering),
        };
        let join = |statement: &mut SelectStatement| {
            for column in [key, "id"] {
                statement.column((Alias::new("ticket"), Alias::new(column)));
            }
            joined::select(make.cells(), statement);
        };
        let read = |row: &QueryResult| {
            let cells = Cells::of(row)?;
            let position = Position { key: self.key_in(cells, 0)?, id: cells.number(1)? };
            let cursor = position.encode(&self.name());
            Ok((position, Joined { cursor, id: TicketId(position.id), row: make.make(cells, 2)? }))
        };
        let (list, join, read) = (&list, &join, &read);
        let fetch =
            |among| async move { page::fetch_joined(&store.reader(), list(&among), ordering, page, join, read).await };
        fill(base, self, lead, ordering, page, fetch).await
    }

    pub(super) fn ranked(
        &self,
        store: &Store,
        among: &Among,
        lead: Lead,
        ordering: &Ordering,
    ) -> Select<ticket::Entity> {
        let relevance = match self.order().0 {
            OrderBy::Relevance => ordering.key.clone(),
            OrderBy::LastActivity | OrderBy::Opened | OrderBy::Priority => Expr::val(0_i64).cast_as("BIGINT"),
        };
        self.select(store, among, lead).expr_as(relevance, "relevance")
    }

    /// What the list is ordered by, as a cell of it says.
    pub(super) fn key_in(&self, cells: Cells<'_>, column: usize) -> Result<i64, DbErr> {
        Ok(match self.order().0 {
            OrderBy::LastActivity | OrderBy::Opened => {
                cells.moment(column)?.map_or(0, |moment| moment.timestamp_micros())
            }
            OrderBy::Priority => cells.small_number(column)?.into(),
            OrderBy::Relevance => cells.number(column)?,
        })
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

    pub(super) fn listed(&self, ranked: Ranked) -> Listed {
        let cursor = self.position(&ranked).encode(&self.name());
        Listed { cursor, ticket: ranked.ticket }
    }

    /// How many tickets there are in all.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn count(&self, base: Searching<'_>) -> Result<u64, DbErr> {
        let store = base.store;
        let _turn = self.turn(store).await;
        let among = match self.indexed_search() {
            None => Among::All,
            Some(search) => candidates::all(base, search).await?,
        };
        self.select(store, &among, Lead::Any).count(&store.reader()).await
    }
}

/// The condition that a ticket is one of these.
pub(super) fn are<'t>(store: &Store, tickets: impl IntoIterator<Item = &'t TicketId>) -> Expr {
    let id = Expr::col((ticket::Entity, ticket::Column::Id));
    is_among(store.backend(), id, tickets.into_iter().map(|ticket| ticket.0))
}

#[cfg(test)]
mod tests;
