//! The statements that read, and write, what many replies at once are about. They are the same however many that are: what differs
//! is handed over as JSON.

use super::handed_over::{self, Asked, Written};
use crate::account::standing::LIVES;
use guichet_domain::id::MessageId;
use guichet_entity::ticket;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Iden, Iterable, Statement};
use std::collections::HashSet;

/// What the base knows of it.
#[derive(FromQueryResult)]
pub(super) struct Known {
    /// Its number.
    pub n: i64,
    /// Its ticket, whoever may see it.
    #[sea_orm(nested)]
    pub ticket: ticket::Model,
    /// The key that its message gets.
    pub next_message_id: MessageId,
    /// Whether who replies still may do anything.
    pub is_held: bool,
    /// Whether something was created under its key.
    pub is_used: bool,
}

/// Reads what is known of each: nothing where there is no such ticket.
///
/// # Errors
/// The base did not answer.
pub(super) async fn read(db: &impl ConnectionTrait, asked: &[Asked<'_>]) -> Result<Vec<Known>, DbErr> {
    let backend = db.get_database_backend();
    let columns: Vec<_> = ticket::Column::iter().map(|column| format!("ticket.{}", column.unquoted())).collect();
    let next = match backend {
        DbBackend::Postgres => "nextval('message_id_seq')",
        // There is one writer, and no message is ever deleted.
        _ => "(SELECT coalesce(max(id), 0) FROM message) + row_number() OVER ()",
    };
    let sql = format!(
        "SELECT asked.n, {}, {next} AS next_message_id,
            EXISTS (
                SELECT 1 FROM person WHERE person.id = asked.person_id AND disabled_at IS NULL LIMIT 1 OFFSET 0
            ) AND {LIVES} AS is_held,
            EXISTS (
                SELECT 1 FROM idempotency_key AS used
                WHERE used.person_id = asked.person_id AND used.key = asked.key LIMIT 1 OFFSET 0
            ) AS is_used
         FROM {} JOIN ticket ON ticket.id = asked.ticket_id",
        columns.join(", "),
        handed_over::asked(backend),
    );
    let asked = serde_json::to_string(asked).map_err(|error| DbErr::Custom(error.to_string()))?;
    Known::find_by_statement(Statement::from_sql_and_values(backend, sql, [asked.into()])).all(db).await
}

/// What writes all of them, in a turn of SQLite's one writer.
///
/// # Errors
/// None that anybody knows of.
pub(super) fn in_turn(written: &[Written<'_>]) -> Result<Vec<Statement>, DbErr> {
    let backend = DbBackend::Sqlite;
    let answered = handed_over::answered(backend);
    let happened = handed_over::happened(backend);
    let statements = [
        format!("INSERT INTO message (id, ticket_id, author_id, body, posted_at) SELECT {MESSAGE} FROM {answered}"),
        format!("INSERT INTO ticket_passage (ticket_id, message_id, search_text) SELECT {PASSAGE} FROM {answered}"),
        format!("UPDATE ticket SET {TICKET} FROM {answered} WHERE ticket.id = answered.ticket_id"),
        format!("INSERT INTO ticket_event ({EVENT}) SELECT {EVENT} FROM {happened} ORDER BY place"),
        format!("INSERT INTO idempotency_key ({KEY}) SELECT {KEPT} FROM {answered} WHERE key IS NOT NULL"),
    ];
    let mut statements: Vec<_> = statements.into_iter().map(|sql| Statement::from_string(backend, sql)).collect();
    if let Some(first) = statements.first_mut() {
        // Its values are those of all: each has a number.
        first.values = Some(sea_orm::Values(handed_over::values(written)?.into()));
    }
    Ok(statements)
}

const MESSAGE: &str = "message_id, ticket_id, person_id, body, at";
const PASSAGE: &str = "ticket_id, message_id, search_text";
const TICKET: &str =
    "status = answered.status, waiting_on = answered.waiting_on, last_message_id = answered.message_id,
    last_activity_at = answered.at, first_answered_at = answered.first_answered_at";
const EVENT: &str = "ticket_id, kind, actor_id, at, message_id, from_status, to_status, from_waiting_on, to_waiting_on,
    from_priority, to_priority";
const KEY: &str = "person_id, key, input_hash, created_id, created_at";
const KEPT: &str = "person_id, key, input_hash, message_id, at";

/// Writes on PostgreSQL, with one statement, those that are as they were read and whose keys are free. Gives their numbers.
///
/// What somebody else holds is passed over: nobody waits for another one's ticket, and no two batches for each other.
///
/// # Errors
/// The base can't be reached, or did not take it: nothing was kept.
pub(super) async fn write(
    db: &impl ConnectionTrait,
    written: &[Written<'_>],
    keeps_positions: bool,
) -> Result<HashSet<usize>, DbErr> {
    let backend = DbBackend::Postgres;
    let answered = handed_over::answered(backend);
    let happened = handed_over::happened(backend);
    let (lock, position) = if keeps_positions {
        let position = "position AS (
            UPDATE person SET last_write = (pg_current_xact_id()::text)::bigint
            WHERE id IN (SELECT person_id FROM kept)
        ),";
        ("NO KEY UPDATE", position)
    } else {
        ("KEY SHARE", "")
    };
    let sql = format!(
        "WITH answered AS MATERIALIZED (SELECT * FROM {answered}),
        held AS MATERIALIZED (
            SELECT id FROM person
            WHERE id IN (SELECT person_id FROM answered) AND disabled_at IS NULL FOR {lock} SKIP LOCKED
        ),
        as_read AS MATERIALIZED (
            SELECT answered.* FROM answered JOIN ticket ON ticket.id = answered.ticket_id
            WHERE ticket.status = answered.was_status
                AND ticket.last_message_id IS NOT DISTINCT FROM answered.was_message_id
                AND answered.person_id IN (SELECT id FROM held) AND {}
                AND (key IS NULL OR pg_try_advisory_xact_lock(hashtextextended(key, answered.person_id)))
            FOR NO KEY UPDATE OF ticket SKIP LOCKED
        ),
        free AS (
            INSERT INTO idempotency_key ({KEY}) SELECT {KEPT} FROM as_read WHERE key IS NOT NULL
            ON CONFLICT DO NOTHING RETURNING person_id, key
        ),
        kept AS MATERIALIZED (
            SELECT * FROM as_read WHERE key IS NULL OR (person_id, key) IN (SELECT person_id, key FROM free)
        ),
        posted AS (INSERT INTO message (id, ticket_id, author_id, body, posted_at) SELECT {MESSAGE} FROM kept),
        found AS (INSERT INTO ticket_passage (ticket_id, message_id, search_text) SELECT {PASSAGE} FROM kept),
        changed AS (UPDATE ticket SET {} FROM kept WHERE ticket.id = kept.ticket_id),
        told AS (
            INSERT INTO ticket_event ({EVENT})
            SELECT {EVENT} FROM {happened} WHERE n IN (SELECT n FROM kept) ORDER BY place
        ),
        {position}
        none AS (SELECT)
        SELECT n FROM kept",
        LIVES.replace("asked.", "answered."),
        TICKET.replace("answered.", "kept."),
    );
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, handed_over::values(written)?)).await?;
    rows.iter().map(|row| row.try_get_by_index::<i64>(0).map(|n| usize::try_from(n).unwrap_or(usize::MAX))).collect()
}
