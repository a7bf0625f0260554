//! What makes a retry safe: the answers that were given under a key.

use guichet_domain::id::PersonId;
use sea_orm::entity::prelude::*;

/// A key that its owner used for a mutation that creates.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// Whose key it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    /// The key, chosen by the caller.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// SHA-256 of the operation and its input, in hexadecimal.
    pub input_hash: String,
    /// Key of the row that the mutation created.
    pub created_id: i64,
    /// When.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
