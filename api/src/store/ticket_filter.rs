//! Which tickets a list or a queue holds.

use chrono::{DateTime, Utc};
use guichet_domain::{
    Party, Priority, TicketStatus,
    id::{PersonId, ProductId},
};
use guichet_entity::{sale, ticket};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Query, SelectStatement},
};

/// A typed filter; every part that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TicketFilter {
    /// One of these statuses.
    pub status: Option<Vec<TicketStatus>>,
    /// This side must act.
    pub waiting_on: Option<Party>,
    /// One of these priorities.
    pub priority: Option<Vec<Priority>>,
    /// Opened by this client; `Some(None)` names nobody.
    pub client: Option<Option<PersonId>>,
    /// About this product; `Some(None)` names nothing.
    pub product: Option<Option<ProductId>>,
    /// Opened at this moment or later.
    pub opened_from: Option<DateTime<Utc>>,
    /// Opened before this moment.
    pub opened_to: Option<DateTime<Utc>>,
}

/// What changes in the course of a ticket and decides in which queues it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its status.
    pub status: TicketStatus,
    /// Who must act.
    pub waiting_on: Option<Party>,
    /// How urgent it is.
    pub priority: Priority,
}

/// What never changes and decides the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nature {
    /// The client who opened it.
    pub client: PersonId,
    /// The product it is about.
    pub product: ProductId,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
}

impl TicketFilter {
    /// As a condition on `ticket`.
    #[must_use]
    pub fn condition(&self) -> Condition {
        let nothing = || Condition::all().add(ticket::Column::Id.is_null());
        let mut all = Condition::all();
        if let Some(status) = &self.status {
            all = all.add(ticket::Column::Status.is_in(status.iter().copied()));
        }
        if let Some(party) = self.waiting_on {
            all = all.add(ticket::Column::WaitingOn.eq(party));
        }
        if let Some(priority) = &self.priority {
            all = all.add(ticket::Column::Priority.is_in(priority.iter().copied()));
        }
        if let Some(client) = self.client {
            all = all.add(client.map_or_else(nothing, |id| Condition::all().add(ticket::Column::ClientId.eq(id))));
        }
        if let Some(product) = self.product {
            all = all.add(
                product
                    .map_or_else(nothing, |id| Condition::all().add(ticket::Column::SaleId.in_subquery(sales_of(id)))),
            );
        }
        if let Some(from) = self.opened_from {
            all = all.add(ticket::Column::OpenedAt.gte(from));
        }
        if let Some(to) = self.opened_to {
            all = all.add(ticket::Column::OpenedAt.lt(to));
        }
        all
    }

    /// Whether a ticket that stands so belongs: the same rule as [`Self::condition`], without the base.
    #[must_use]
    pub fn holds(&self, standing: Standing, nature: &Nature) -> bool {
        self.status.as_ref().is_none_or(|any| any.contains(&standing.status))
            && self.waiting_on.is_none_or(|party| standing.waiting_on == Some(party))
            && self.priority.as_ref().is_none_or(|any| any.contains(&standing.priority))
            && self.client.is_none_or(|client| client == Some(nature.client))
            && self.product.is_none_or(|product| product == Some(nature.product))
            && self.opened_from.is_none_or(|from| nature.opened_at >= from)
            && self.opened_to.is_none_or(|to| nature.opened_at < to)
    }
}

fn sales_of(product: ProductId) -> SelectStatement {
    Query::select()
        .column(sale::Column::Id)
        .from(sale::Entity)
        .and_where(sale::Column::ProductId.eq(product))
        .to_owned()
}
