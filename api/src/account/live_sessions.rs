//! The sessions that have a socket open on this node, and their end.

use crate::store::Store;
use guichet_domain::id::SessionId;
use guichet_entity::{person, session};
use sea_orm::{ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QuerySelect};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

type Sessions = Mutex<HashMap<SessionId, watch::Sender<bool>>>;

/// Tells open sockets when their session ends, on whichever node it is ended.
#[derive(Clone, Debug, Default)]
pub struct LiveSessions(Arc<Sessions>);

impl LiveSessions {
    /// A receiver that turns true when the session ends.
    #[must_use]
    pub fn watch(&self, id: SessionId) -> watch::Receiver<bool> {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.entry(id).or_insert_with(|| watch::Sender::new(false)).subscribe()
    }

    /// Looks for ended sessions at every wake-up, and every two seconds in case one was lost. Never returns.
    pub async fn run(self, store: Store) {
        let mut wake = store.wake().listen();
        loop {
            // The sender lives as long as the store.
            let _ = tokio::time::timeout(Duration::from_secs(2), wake.changed()).await;
            wake.mark_unchanged();
            if let Err(error) = self.look(&store).await {
                tracing::warn!(%error, "could not look for ended sessions");
            }
        }
    }

    async fn look(&self, store: &Store) -> Result<(), sea_orm::DbErr> {
        let open: Vec<SessionId> = {
            let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            sessions.retain(|_, sender| sender.receiver_count() > 0);
            sessions.keys().copied().collect()
        };
        // SQLite takes 32 766 values in a statement, PostgreSQL 65 535.
        for some in open.chunks(10_000) {
            let ended: Vec<SessionId> = session::Entity::find()
                .join(
                    JoinType::InnerJoin,
                    session::Entity::belongs_to(person::Entity)
                        .from(session::Column::PersonId)
                        .to(person::Column::Id)
                        .into(),
                )
                .filter(session::Column::Id.is_in(some.iter().copied()))
                .filter(
                    Condition::any()
                        .add(session::Column::EndedAt.is_not_null())
                        .add(person::Column::DisabledAt.is_not_null()),
                )
                .select_only()
                .column(session::Column::Id)
                .into_tuple()
                .all(store.reader())
                .await?;
            let sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for id in ended {
                if let Some(sender) = sessions.get(&id) {
                    sender.send_replace(true);
                }
            }
        }
        Ok(())
    }
}
