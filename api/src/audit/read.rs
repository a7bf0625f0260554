//! Reading the record, oldest first, a page at a time.

use chrono::{DateTime, Utc};
use guichet_domain::{
    AuditKind,
    id::{AuditEventId, PersonId},
};
use guichet_entity::{audit_event, person};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::Serialize;
use std::collections::HashMap;

/// How many events are read at a time.
const PAGE: u64 = 500;

/// Which events.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// From this moment on.
    pub since: Option<DateTime<Utc>>,
    /// Done by this person, or to its account.
    pub person: Option<PersonId>,
    /// Of this kind.
    pub kind: Option<AuditKind>,
}

/// A person of the record, as it is known today.
#[derive(Clone, Debug, Serialize)]
pub struct Who {
    /// Key.
    pub id: i64,
    /// Its address now; whoever was erased has one that says nothing.
    pub email: String,
}

/// An event with those whom its keys name.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recorded {
    /// Key; grows with time.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What happened.
    pub kind: String,
    /// Who did it.
    pub actor: Option<Who>,
    /// Whose account it concerns.
    pub person: Option<Who>,
    /// The session or the access token.
    pub subject: Option<i64>,
    /// The network it came from.
    pub network: Option<String>,
    /// The request.
    pub request_id: Option<String>,
    /// What the kind does not say.
    pub detail: Option<String>,
}

/// The next events after `after`; none when there are no more.
///
/// # Errors
/// The base did not answer.
pub async fn page(
    db: &impl ConnectionTrait,
    filter: &Filter,
    after: Option<AuditEventId>,
) -> Result<Vec<Recorded>, DbErr> {
    use audit_event::Column;
    let mut condition = Condition::all();
    if let Some(after) = after {
        condition = condition.add(Column::Id.gt(after));
    }
    if let Some(since) = filter.since {
        condition = condition.add(Column::At.gte(since));
    }
    if let Some(kind) = filter.kind {
        condition = condition.add(Column::Kind.eq(kind));
    }
    if let Some(person) = filter.person {
        condition = condition.add(Condition::any().add(Column::ActorId.eq(person)).add(Column::PersonId.eq(person)));
    }
    let events = audit_event::Entity::find().filter(condition).order_by_asc(Column::Id).limit(PAGE).all(db).await?;
    let people = people(db, &events).await?;
    let who = |id: Option<PersonId>| id.and_then(|id| people.get(&id).cloned());
    Ok(events
        .into_iter()
        .map(|event| Recorded {
            id: event.id.0,
            at: event.at,
            kind: event.kind.to_value(),
            actor: who(event.actor_id),
            person: who(event.person_id),
            subject: event.subject_id,
            network: event.network,
            request_id: event.request_id,
            detail: event.detail,
        })
        .collect())
}

async fn people(db: &impl ConnectionTrait, events: &[audit_event::Model]) -> Result<HashMap<PersonId, Who>, DbErr> {
    let ids = events.iter().flat_map(|event| [event.actor_id, event.person_id]).flatten();
    let found = person::Entity::find().filter(person::Column::Id.is_in(ids)).all(db).await?;
    Ok(found.into_iter().map(|row| (row.id, Who { id: row.id.0, email: row.email.as_str().to_owned() })).collect())
}
