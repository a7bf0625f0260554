//! The same list of many clients at once: a page of each, or how many tickets it holds.

use super::{
    candidates::Among,
    list::{Listed, Ranked, TicketList},
};
use crate::{
    Error,
    store::{
        Store,
        page::{self, Page, PageArguments, Slice},
        question::{Question, count_by},
        ticket_filter::Lead,
    },
};
use guichet_domain::id::PersonId;
use guichet_entity::ticket;
use sea_orm::{ColumnTrait, DbErr, QueryFilter};
use std::collections::HashMap;

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
        let ordering = list.ordering(store, Lead::Nothing);
        let tickets = |client| {
            let list = list.ranked(store, &Among::All, Lead::Nothing, &ordering);
            list.filter(ticket::Column::ClientId.eq(client))
        };
        let client = |row: &Ranked| row.ticket.client_id;
        let slices = page::fetch_each(&store.reader(), clients, tickets, client, &ordering, page).await?;
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
        let tickets = list
            .select(store, &Among::All, Lead::Nothing)
            .filter(ticket::Column::ClientId.is_in(clients.iter().copied()));
        count_by(store, tickets, ticket::Column::ClientId).await
    }
}
