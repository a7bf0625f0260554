//! The append-only record of security events. It holds keys, and nothing by which a person is known: whoever is erased
//! elsewhere is erased here as well.

use guichet_domain::{
    AuditKind,
    id::{AuditEventId, PersonId},
};
use sea_orm::entity::prelude::*;

/// One security event. The base itself refuses to change or delete it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key)]
    pub id: AuditEventId,
    /// When.
    pub at: DateTimeUtc,
    /// What happened.
    pub kind: AuditKind,
    /// Who did it; null for a visitor, and for the operator at the command line.
    pub actor_id: Option<PersonId>,
    /// Whose account it concerns, if one.
    pub person_id: Option<PersonId>,
    /// The session or the access token that it is about, as its kind tells.
    pub subject_id: Option<i64>,
    /// The network it came from: the first 24 bits of an IPv4 address, 48 of an IPv6 one. Null at the command line.
    pub network: Option<String>,
    /// The request by which the logs tell more. Null at the command line.
    pub request_id: Option<String>,
    /// What the kind does not say, in a few words of the program's own.
    pub detail: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
