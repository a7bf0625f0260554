//! Writing one event.

use crate::store::{Origin, Store, Tx};
use chrono::{DateTime, Utc};
use guichet_domain::{AuditKind, id::PersonId};
use guichet_entity::audit_event;
use metrics::counter;
use sea_orm::{
    ActiveEnum,
    ActiveValue::{NotSet, Set},
    DbErr, EntityTrait,
};
use std::borrow::Cow;

/// An event to write. What is secret or names a person has no place in it.
#[derive(Clone, Debug)]
pub struct Entry {
    kind: AuditKind,
    actor: Option<PersonId>,
    person: Option<PersonId>,
    subject: Option<i64>,
    detail: Option<Cow<'static, str>>,
}

impl Entry {
    /// An event that concerns no account, and that nobody who is signed in did.
    #[must_use]
    pub const fn new(kind: AuditKind) -> Self {
        Self { kind, actor: None, person: None, subject: None, detail: None }
    }

    /// The account that it concerns.
    #[must_use]
    pub fn about(self, person: impl Into<Option<PersonId>>) -> Self {
        Self { person: person.into(), ..self }
    }

    /// Who did it.
    #[must_use]
    pub fn by(self, actor: PersonId) -> Self {
        Self { actor: Some(actor), ..self }
    }

    /// What a person did to its own account.
    #[must_use]
    pub fn own(kind: AuditKind, person: PersonId) -> Self {
        Self::new(kind).by(person).about(person)
    }

    /// The session or the access token that it is about.
    #[must_use]
    pub fn on(self, subject: i64) -> Self {
        Self { subject: Some(subject), ..self }
    }

    /// What the kind does not say.
    #[must_use]
    pub fn saying(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// Writes it, at the moment and from the origin of the transaction.
    ///
    /// # Errors
    /// The base did not take it.
    pub async fn write(self, tx: &Tx) -> Result<(), DbErr> {
        audit_event::Entity::insert(self.row(tx)).exec_without_returning(tx.db()).await.map(drop)
    }

    /// The same with all else that the transaction writes at commit.
    pub fn add(self, tx: &mut Tx) {
        let row = audit_event::Entity::insert(self.row(tx));
        tx.draft().add(&row);
    }

    fn row(self, tx: &Tx) -> audit_event::ActiveModel {
        counter!("guichet_security_events_total", "kind" => self.kind.to_value()).increment(1);
        audit_event::ActiveModel {
            id: NotSet,
            at: Set(tx.now()),
            kind: Set(self.kind),
            actor_id: Set(self.actor),
            person_id: Set(self.person),
            subject_id: Set(self.subject),
            network: Set(tx.origin().network()),
            request_id: Set(tx.origin().request_id().map(str::to_owned)),
            detail: Set(self.detail.map(Cow::into_owned)),
        }
    }

    /// Writes a refusal, in a transaction of its own: what was refused has none that is kept.
    ///
    /// # Errors
    /// The base did not take it.
    pub async fn write_alone(self, store: &Store, now: DateTime<Utc>, origin: &Origin) -> Result<(), DbErr> {
        let mut tx = store.begin(now).await?.coming_from(origin).unwatched();
        self.add(&mut tx);
        tx.commit().await
    }
}
