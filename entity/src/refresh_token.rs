//! The refresh tokens of a session, each good for one use.

use guichet_domain::id::SessionId;
use sea_orm::entity::prelude::*;

/// One refresh token. A used one that comes back ends its session.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    /// SHA-256 of the token, in hexadecimal: the token itself is nowhere on the server.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    /// The session that it continues.
    pub session_id: SessionId,
    /// When it was given out.
    pub issued_at: DateTimeUtc,
    /// When it was exchanged for the next one.
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
