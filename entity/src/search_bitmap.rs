//! The index of the search of tickets.

use sea_orm::entity::prelude::*;

/// Which tickets of some thousand hold a piece of text.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_bitmap")]
pub struct Model {
    /// Key: which tickets, and which piece.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The tickets that hold it.
    pub tickets: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
