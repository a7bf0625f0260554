//! What the index of the search of tickets does not know yet.

use sea_orm::entity::prelude::*;

/// A passage that was written since the index was last brought up to date.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_waiting")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The passage.
    pub passage_id: i64,
    /// The text in whose place it stands, which its ticket may no longer hold.
    pub replaced_text: Option<String>,
    /// What its ticket's client was searched by before, which may hold no more.
    pub replaced_person_text: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
