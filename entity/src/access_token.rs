//! Personal access tokens: what people's tools act with.

use guichet_domain::{
    AccessTokenScope,
    id::{AccessTokenId, PersonId},
};
use sea_orm::entity::prelude::*;

/// One token. It works until it expires or is revoked, whatever its owner's sessions do.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_token")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: AccessTokenId,
    /// Its owner, in whose name it acts.
    pub person_id: PersonId,
    /// What its owner calls it.
    pub name: String,
    /// SHA-256 of the secret, in hexadecimal: the secret itself is nowhere on the server.
    #[sea_orm(unique)]
    pub secret_hash: String,
    /// What it may be used for.
    pub scope: AccessTokenScope,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it ends.
    pub expires_at: DateTimeUtc,
    /// When it last opened a request, a stream or a socket, to the minute.
    pub last_used_at: Option<DateTimeUtc>,
    /// When it was revoked, by its owner or by a change of password.
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
