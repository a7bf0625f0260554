//! Clients and staff: whoever signs in.

use guichet_domain::{EmailAddress, Role, id::PersonId};
use sea_orm::entity::prelude::*;

/// An account.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: PersonId,
    /// What the account may do.
    pub role: Role,
    /// Signs in with it; in lower case, unique among all accounts.
    #[sea_orm(unique)]
    pub email: EmailAddress,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// argon2id, in the PHC string format.
    pub password_hash: String,
    /// Folded e-mail, first and last name, a line each: what instant search looks into.
    pub search_text: String,
    /// When the account was made.
    pub created_at: DateTimeUtc,
    /// Since when nobody may sign in with it.
    pub disabled_at: Option<DateTimeUtc>,
    /// The number of the last transaction that it wrote in, where replicas are read; 0 for none.
    pub last_write: i64,
}

impl ActiveModelBehavior for ActiveModel {}
