//! How often something was tried lately; shared by all nodes.

use sea_orm::entity::prelude::*;

/// The tries counted under one name, such as a sign-in to one account or from one address.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "throttle")]
pub struct Model {
    /// SHA-256 of what is counted, in hexadecimal: no address is kept.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Tries since the window began.
    pub tries: i32,
    /// When the window ends and counting starts anew.
    pub resets_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
