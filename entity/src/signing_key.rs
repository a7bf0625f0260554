//! Keys that sign access tokens, shared by all nodes.

use sea_orm::entity::prelude::*;

/// A signing key. It signs from a minute after it was made, or at once where it is the only one.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_key")]
pub struct Model {
    /// Grows with each new key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// 256 random bits in base64url.
    pub secret: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
