//! An answer of staff: the message, the text to search, the ticket's new state and the event. One statement on PostgreSQL;
//! on SQLite one writer, which commits all that waits for it at once.

use chrono::{DateTime, Utc};
use sqlx::{Connection, PgPool, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::{mpsc, oneshot};

/// A message to post.
pub struct Reply {
    /// On which ticket.
    pub ticket: i64,
    /// By whom.
    pub author: i64,
    /// What it says.
    pub body: String,
    /// The same, for searches.
    pub folded: String,
    /// When.
    pub at: DateTime<Utc>,
}

type Posted = Result<Option<(i64, DateTime<Utc>)>, sqlx::Error>;

const REPLY: &str = "WITH before AS (SELECT * FROM ticket WHERE id = $1 AND status <> 'RESOLVED' FOR UPDATE),
    posted AS (
        INSERT INTO message (ticket_id, author_id, body, posted_at) SELECT id, $2, $3, $5 FROM before RETURNING id
    ),
    found AS (
        INSERT INTO ticket_passage (ticket_id, message_id, search_text) SELECT $1, id, $4 FROM posted
    ),
    after AS (
        UPDATE ticket SET status = 'IN_PROGRESS', waiting_on = 'CLIENT', last_message_id = posted.id,
            last_activity_at = $5, first_answered_at = COALESCE(first_answered_at, $5)
        FROM posted WHERE ticket.id = $1
    ),
    told AS (
        INSERT INTO ticket_event (ticket_id, kind, actor_id, at, message_id, from_status, to_status, from_waiting_on,
            to_waiting_on, from_priority, to_priority)
        SELECT before.id, 'MESSAGE_POSTED', $2, $5, posted.id, status, 'IN_PROGRESS', waiting_on, 'CLIENT', priority, priority
        FROM before, posted
    )
    SELECT id FROM posted";

/// Posts on PostgreSQL.
pub async fn on_postgres(pool: &PgPool, reply: &Reply) -> Posted {
    let posted: Option<i64> = sqlx::query_scalar(REPLY)
        .bind(reply.ticket)
        .bind(reply.author)
        .bind(&reply.body)
        .bind(&reply.folded)
        .bind(reply.at)
        .fetch_optional(pool)
        .await?;
    Ok(posted.map(|id| (id, reply.at)))
}

/// How many answers one commit holds at most.
const TOGETHER: usize = 64;

/// The one connection that writes.
pub struct Writer(mpsc::Sender<(Reply, oneshot::Sender<Posted>)>);

impl Writer {
    /// Starts it.
    pub async fn start(options: &SqliteConnectOptions) -> Result<Self, sqlx::Error> {
        let mut base = SqliteConnection::connect_with(options).await?;
        let (orders, mut received) = mpsc::channel(TOGETHER);
        tokio::spawn(async move {
            let mut group = Vec::with_capacity(TOGETHER);
            while received.recv_many(&mut group, TOGETHER).await > 0 {
                let done = commit(&mut base, &mut group).await;
                for (posted, asker) in done {
                    // Whoever asked may be gone.
                    let _ = asker.send(posted);
                }
            }
        });
        Ok(Self(orders))
    }

    /// Posts.
    pub async fn reply(&self, reply: Reply) -> Posted {
        let (asker, posted) = oneshot::channel();
        self.0.send((reply, asker)).await.map_err(|_| sqlx::Error::WorkerCrashed)?;
        posted.await.map_err(|_| sqlx::Error::WorkerCrashed)?
    }
}

async fn commit(
    base: &mut SqliteConnection,
    group: &mut Vec<(Reply, oneshot::Sender<Posted>)>,
) -> Vec<(Posted, oneshot::Sender<Posted>)> {
    let mut done = Vec::with_capacity(group.len());
    let began = sqlx::query("BEGIN IMMEDIATE").execute(&mut *base).await;
    for (reply, asker) in group.drain(..) {
        let posted = match &began {
            Ok(_) => post(base, &reply).await,
            Err(_) => Err(sqlx::Error::WorkerCrashed),
        };
        done.push((posted, asker));
    }
    if sqlx::query("COMMIT").execute(&mut *base).await.is_err() {
        return done.into_iter().map(|(_, asker)| (Err(sqlx::Error::WorkerCrashed), asker)).collect();
    }
    done
}

async fn post(base: &mut SqliteConnection, reply: &Reply) -> Posted {
    type Before = (String, Option<String>, i64);
    let before: Option<Before> =
        sqlx::query_as("SELECT status, waiting_on, priority FROM ticket WHERE id = $1 AND status <> 'RESOLVED'")
            .bind(reply.ticket)
            .fetch_optional(&mut *base)
            .await?;
    let Some((status, waiting_on, priority)) = before else { return Ok(None) };
    let message = sqlx::query("INSERT INTO message (ticket_id, author_id, body, posted_at) VALUES ($1, $2, $3, $4)")
        .bind(reply.ticket)
        .bind(reply.author)
        .bind(&reply.body)
        .bind(reply.at)
        .execute(&mut *base)
        .await?
        .last_insert_rowid();
    sqlx::query("INSERT INTO ticket_passage (ticket_id, message_id, search_text) VALUES ($1, $2, $3)")
        .bind(reply.ticket)
        .bind(message)
        .bind(&reply.folded)
        .execute(&mut *base)
        .await?;
    sqlx::query(
        "UPDATE ticket SET status = 'IN_PROGRESS', waiting_on = 'CLIENT', last_message_id = $2, last_activity_at = $3,
            first_answered_at = COALESCE(first_answered_at, $3) WHERE id = $1",
    )
    .bind(reply.ticket)
    .bind(message)
    .bind(reply.at)
    .execute(&mut *base)
    .await?;
    sqlx::query(
        "INSERT INTO ticket_event (ticket_id, kind, actor_id, at, message_id, from_status, to_status, from_waiting_on,
            to_waiting_on, from_priority, to_priority)
         VALUES ($1, 'MESSAGE_POSTED', $2, $3, $4, $5, 'IN_PROGRESS', $6, 'CLIENT', $7, $7)",
    )
    .bind(reply.ticket)
    .bind(reply.author)
    .bind(reply.at)
    .bind(message)
    .bind(status)
    .bind(waiting_on)
    .bind(priority)
    .execute(&mut *base)
    .await?;
    Ok(Some((message, reply.at)))
}
