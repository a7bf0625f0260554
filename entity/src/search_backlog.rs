//! What the index of the search of tickets does not know yet.

use sea_orm::entity::prelude::*;

/// A passage that was written since the index was last brought up to date.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_backlog")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The passage.
    pub passage_id: i64,
    /// Whether it stands in the place of another text, which its ticket may no longer hold.
    pub is_replaced: bool,
}

impl ActiveModelBehavior for ActiveModel {}
