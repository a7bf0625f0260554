//! Which tickets a list or a queue holds.

use super::{statement::build, ticket_counts::TicketCounts};
use chrono::{DateTime, Utc};
use guichet_domain::{
    Party, Priority, TicketState, TicketStatus,
    id::{PersonId, ProductId},
};
use guichet_entity::{sale, ticket};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Func, Query, SelectStatement},
};

/// What a ticket is until it is resolved.
const OPEN: [TicketStatus; 2] = [TicketStatus::Open, TicketStatus::InProgress];
/// Of so few tickets each is looked up and sorted in less time than it takes to walk along a list of all until enough of them are met.
const FEW: u64 = 2_000;
/// The same of those that were opened then: in most orders they stand together, far from the beginning or near to it.
const FEW_OPENED: u64 = 30_000;

/// By what an engine is to find the tickets of a list, if not by whatever it likes. What it is not to look in an index for is kept apart:
/// SQLite does not know how many a filter leaves, and would look up nearly all tickets to sort them; PostgreSQL knows it of each part,
/// and takes open tickets that wait for a side to be as many times fewer than those that do as open ones are fewer than all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// Whatever it likes.
    Any,
    /// What the list is ordered by: most pass the filter, or few are open.
    Order(By),
    /// What the filter says of this, which few pass.
    Filter(By),
    /// Nothing of this: few are left by what else is asked.
    Nothing,
}

/// What a list may be ordered by, and found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// When something last happened.
    LastActivity,
    /// When it was opened.
    Opened,
    /// How urgent it is.
    Priority,
}

impl By {
    /// The column that says so.
    #[must_use]
    pub const fn column(self) -> ticket::Column {
        match self {
            Self::LastActivity => ticket::Column::LastActivityAt,
            Self::Opened => ticket::Column::OpenedAt,
            Self::Priority => ticket::Column::Priority,
        }
    }
}

/// A condition for which no index is looked in, and which half are taken to pass.
fn apart(held: Expr) -> Expr {
    Func::coalesce([held, Expr::cust("FALSE")]).into()
}

/// A value in the order of which SQLite looks in no index.
#[must_use]
pub fn sorted(value: Expr) -> Expr {
    Expr::cust_with_exprs("+?", [value])
}

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
    /// As a condition on `ticket`, for an engine that is to find the tickets by this.
    #[must_use]
    pub fn condition(&self, backend: DbBackend, lead: Lead) -> Condition {
        let is_walked = |by| lead == Lead::Order(by);
        // One side, or one status, is a list of its own in the order of what last happened.
        let by_side = is_walked(By::LastActivity) && self.waiting_on.is_some();
        let by_status =
            is_walked(By::LastActivity) && self.status.as_ref().is_some_and(|any| any.len() == 1) && !by_side;
        let by_open = matches!(lead, Lead::Order(_)) && self.is_of_open() && !by_side && !by_status;
        let unless = |is_led: bool, held: Expr| if is_led || lead == Lead::Any { held } else { apart(held) };
        // How many are that urgent, or of that age, PostgreSQL knows.
        let counts = backend == DbBackend::Postgres;
        let nothing = || Condition::all().add(ticket::Column::Id.is_null());
        let mut all = Condition::all();
        if by_open {
            // In the words of the indexes of open tickets, as no bound value is.
            all = all.add(Expr::cust("\"ticket\".\"status\" <> 'RESOLVED'"));
        }
        if let Some(status) = self.status.as_ref().filter(|any| !by_open || !OPEN.iter().all(|open| any.contains(open)))
        {
            all = all.add(unless(by_status, ticket::Column::Status.is_in(status.iter().copied())));
        }
        if let Some(party) = self.waiting_on {
            all = all.add(unless(by_side, ticket::Column::WaitingOn.eq(party)));
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
        let of_priority = self.alone(By::Priority).map(|held| unless(counts || is_walked(By::Priority), held));
        let opened_then = self.alone(By::Opened).map(|held| unless(counts || is_walked(By::Opened), held));
        let is_one_of_few = if let Lead::Filter(by) = lead { self.is_one_of_few(by) } else { None };
        all.add_option(of_priority).add_option(opened_then).add_option(is_one_of_few)
    }

    /// What it says of this alone.
    fn alone(&self, by: By) -> Option<Expr> {
        let column = || by.column().into_expr();
        match by {
            By::LastActivity => None,
            By::Priority => {
                // Written out: for one that it does not know, PostgreSQL would expect that as many have it as have any other.
                let any = self.priority.as_ref()?.iter().map(|priority| Expr::val(*priority as u64));
                Some(column().is_in(any))
            }
            By::Opened => match (self.opened_from, self.opened_to) {
                (Some(from), Some(to)) => Some(column().gte(from).and(column().lt(to))),
                (Some(from), None) => Some(column().gte(from)),
                (None, Some(to)) => Some(column().lt(to)),
                (None, None) => None,
            },
        }
    }

    /// The same, looked up before anything else.
    fn is_one_of_few(&self, by: By) -> Option<Expr> {
        let few = ticket::Entity::find().select_only().column(ticket::Column::Id).filter(self.alone(by)?).into_query();
        Some(ticket::Column::Id.in_subquery(few))
    }

    /// By what the tickets of a list in this order are to be found.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn lead(&self, db: &impl ConnectionTrait, order: By) -> Result<Lead, DbErr> {
        if self.client.is_some() || self.product.is_some() {
            return Ok(Lead::Nothing);
        }
        if self.is_of_open() {
            return Ok(Lead::Order(order));
        }
        if db.get_database_backend() == DbBackend::Postgres {
            return Ok(Lead::Any);
        }
        for (by, few) in [(By::Priority, FEW), (By::Opened, FEW_OPENED)] {
            let Some(held) = self.alone(by).filter(|_| by != order) else { continue };
            if count_at_most(db, held, few).await? < few {
                return Ok(Lead::Filter(by));
            }
        }
        Ok(Lead::Order(order))
    }

    /// Whether it holds none that is resolved.
    fn is_of_open(&self) -> bool {
        // A resolved ticket waits for nobody.
        self.waiting_on.is_some() || self.status.as_ref().is_some_and(|any| !any.contains(&TicketStatus::Resolved))
    }

    /// Whether it asks for nothing but where tickets stand.
    #[must_use]
    pub fn is_of_state(&self) -> bool {
        let Self { status, waiting_on, .. } = self;
        *self == Self { status: status.clone(), waiting_on: *waiting_on, ..Self::default() }
    }

    /// How many of all tickets stand where it asks; what else it asks for is not looked at.
    #[must_use]
    pub fn count_in(&self, counts: &TicketCounts) -> i64 {
        let held = TicketState::ALL.into_iter().filter(|state| self.holds_state(state.status(), state.waiting_on()));
        held.map(|state| counts.of(state)).sum()
    }

    fn holds_state(&self, status: TicketStatus, waiting_on: Option<Party>) -> bool {
        self.status.as_ref().is_none_or(|any| any.contains(&status))
            && self.waiting_on.is_none_or(|party| waiting_on == Some(party))
    }

    /// Whether a ticket that stands so belongs: the same rule as [`Self::condition`], without the base.
    #[must_use]
    pub fn holds(&self, standing: Standing, nature: &Nature) -> bool {
        self.holds_state(standing.status, standing.waiting_on)
            && self.priority.as_ref().is_none_or(|any| any.contains(&standing.priority))
            && self.client.is_none_or(|client| client == Some(nature.client))
            && self.product.is_none_or(|product| product == Some(nature.product))
            && self.opened_from.is_none_or(|from| nature.opened_at >= from)
            && self.opened_to.is_none_or(|to| nature.opened_at < to)
    }
}

/// How many tickets there are of which this holds: of more than so many, so many are counted.
async fn count_at_most(db: &impl ConnectionTrait, held: Expr, most: u64) -> Result<u64, DbErr> {
    let some = ticket::Entity::find().select_only().expr(Expr::val(1)).filter(held).limit(most).into_query();
    let count = Expr::val(1).count().cast_as("BIGINT");
    let count = Query::select().expr_as(count, "count").from_subquery(some, "some").to_owned();
    let row = db.query_one_raw(build(db.get_database_backend(), &count)).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(count.unsigned_abs())
}

fn sales_of(product: ProductId) -> SelectStatement {
    Query::select()
        .column(sale::Column::Id)
        .from(sale::Entity)
        .and_where(sale::Column::ProductId.eq(product))
        .to_owned()
}
