//! How many tickets stood where, at a position of the feed: one row.

use sea_orm::entity::prelude::*;

/// The counters of all tickets as they stood once all events up to a position had happened. Written now and then.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_tally")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The position: the transaction of the last event that is counted.
    pub transaction_id: i64,
    /// The position: that event's key.
    pub event_id: i64,
    /// Open.
    pub open: i64,
    /// In progress.
    pub in_progress: i64,
    /// In progress, the last message from staff.
    pub waiting_on_client: i64,
    /// Open, or in progress with the last message from the client.
    pub waiting_on_staff: i64,
    /// Resolved.
    pub resolved: i64,
}

impl ActiveModelBehavior for ActiveModel {}
