//! Signed-in devices.

use guichet_domain::id::{PersonId, SessionId};
use sea_orm::entity::prelude::*;

/// From a sign-in to its end. Every access token names its session; ending it ends them all.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Key, the `sid` of access tokens: drawn at random, so that none is given twice, whatever becomes of the base.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// Who signed in.
    pub person_id: PersonId,
    /// When.
    pub created_at: DateTimeUtc,
    /// When it ends unless refreshed.
    pub expires_at: DateTimeUtc,
    /// When it was ended by a sign-out, a change of password, or a replayed refresh token.
    pub ended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
