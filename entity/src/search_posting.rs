//! Which tickets the index of the search knows to hold what.

use sea_orm::entity::prelude::*;

/// A block of a posting list: which tickets hold three characters in a place, from one ticket on, as far as the next block of the list.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_posting")]
pub struct Model {
    /// The characters, the place, and the ticket from which on: see `ticket::index` of the server.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The tickets.
    pub tickets: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
