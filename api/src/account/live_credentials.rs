//! The sessions and access tokens that have a socket or a stream open on this node, and their end.

use crate::store::{Store, statement::is_among};
use guichet_domain::{
    Credential,
    id::{AccessTokenId, SessionId},
};
use guichet_entity::{access_token, person, session};
use sea_orm::{
    ColumnTrait, Condition, DbBackend, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef, TryGetable,
    sea_query::Expr,
};
use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

type Credentials = HashMap<Credential, watch::Sender<bool>>;

/// Tells open sockets when what they were opened with ends, on whichever node it is ended.
#[derive(Clone, Debug, Default)]
pub struct LiveCredentials(Arc<Mutex<Credentials>>);

impl LiveCredentials {
    /// A receiver that turns true when the session ends or the token is revoked.
    #[must_use]
    pub fn watch(&self, credential: Credential) -> watch::Receiver<bool> {
        self.lock().entry(credential).or_insert_with(|| watch::Sender::new(false)).subscribe()
    }

    /// Looks for what has ended at every wake-up, and now and then in case one was lost. Never returns.
    pub async fn run(self, store: Store) {
        let every = match store.backend() {
            // A command beside the server wakes nobody there.
            DbBackend::Sqlite => Duration::from_millis(500),
            _ => Duration::from_secs(2),
        };
        let mut wake = store.wake().listen();
        loop {
            // The sender lives as long as the store.
            let _ = tokio::time::timeout(every, wake.changed()).await;
            wake.mark_unchanged();
            if let Err(error) = store.answered(self.look(&store)).await {
                tracing::warn!(%error, "could not look for ended sessions and access tokens");
            }
        }
    }

    async fn look(&self, store: &Store) -> Result<(), DbErr> {
        let (mut sessions, mut tokens) = (Vec::new(), Vec::new());
        {
            let mut open = self.lock();
            open.retain(|_, sender| sender.receiver_count() > 0);
            for credential in open.keys() {
                match credential {
                    Credential::Session(id) => sessions.push(*id),
                    Credential::AccessToken(id, _) => tokens.push(*id),
                }
            }
        }
        let sessions = ended_sessions(store, &sessions).await?;
        let tokens = ended_tokens(store, &tokens).await?;
        if sessions.is_empty() && tokens.is_empty() {
            return Ok(());
        }
        for (credential, sender) in &*self.lock() {
            let has_ended = match credential {
                Credential::Session(id) => sessions.contains(id),
                Credential::AccessToken(id, _) => tokens.contains(id),
            };
            if has_ended {
                sender.send_replace(true);
            }
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Credentials> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn ended_sessions(store: &Store, open: &[SessionId]) -> Result<HashSet<SessionId>, DbErr> {
    use session::{Column, Entity};
    let owner = Entity::belongs_to(person::Entity).from(Column::PersonId).to(person::Column::Id);
    ended::<Entity, _>(store, open.iter().map(|id| id.0), Column::Id, Column::EndedAt, owner.into()).await
}

async fn ended_tokens(store: &Store, open: &[AccessTokenId]) -> Result<HashSet<AccessTokenId>, DbErr> {
    use access_token::{Column, Entity};
    let owner = Entity::belongs_to(person::Entity).from(Column::PersonId).to(person::Column::Id);
    ended::<Entity, _>(store, open.iter().map(|id| id.0), Column::Id, Column::RevokedAt, owner.into()).await
}

/// Those of the open rows that have ended, by themselves or with their owner's account.
async fn ended<E, Id>(
    store: &Store,
    open: impl ExactSizeIterator<Item = i64>,
    id: E::Column,
    ended_at: E::Column,
    owner: RelationDef,
) -> Result<HashSet<Id>, DbErr>
where
    E: EntityTrait,
    Id: Eq + Hash + TryGetable,
{
    if open.len() == 0 {
        return Ok(HashSet::new());
    }
    let ended: Vec<Id> = E::find()
        .join(JoinType::InnerJoin, owner)
        .filter(is_among(store.backend(), Expr::col((E::default(), id)), open))
        .filter(Condition::any().add(ended_at.is_not_null()).add(person::Column::DisabledAt.is_not_null()))
        .select_only()
        .column(id)
        .into_tuple()
        .all(&store.reader())
        .await?;
    Ok(ended.into_iter().collect())
}
