//! The statements that read, and write, what many replies at once are about. They are the same however many that are: what differs
//! is handed over as JSON.

use super::Answer;
use crate::{
    account::{Actor, standing::LIVES},
    store::idempotency::IdempotencyKey,
    ticket::passage,
};
use chrono::{DateTime, SecondsFormat, Utc};
use guichet_domain::{
    Credential,
    id::{MessageId, TicketId},
};
use guichet_entity::ticket;
use sea_orm::{ActiveEnum, ConnectionTrait, DbBackend, DbErr, FromQueryResult, Iden, Iterable, Statement};
use serde::Serialize;
use std::collections::HashSet;

/// Columns of what is handed over, with PostgreSQL's types.
type Columns = &'static [(&'static str, &'static str)];

/// Who replies to what.
const ASKED: Columns = &[
    ("n", "bigint"),
    ("ticket_id", "bigint"),
    ("person_id", "bigint"),
    ("session_id", "bigint"),
    ("token_id", "bigint"),
    ("key", "text"),
];

/// What is written.
const ANSWERED: Columns = &[
    ("n", "bigint"),
    ("ticket_id", "bigint"),
    ("person_id", "bigint"),
    ("session_id", "bigint"),
    ("token_id", "bigint"),
    ("key", "text"),
    ("input_hash", "text"),
    ("message_id", "bigint"),
    ("body", "text"),
    ("search_text", "text"),
    ("at", "timestamptz"),
    ("was_status", "text"),
    ("was_message_id", "bigint"),
    ("status", "text"),
    ("waiting_on", "text"),
    ("first_answered_at", "timestamptz"),
];

/// What happens by it.
const HAPPENED: Columns = &[
    ("n", "bigint"),
    ("place", "bigint"),
    ("ticket_id", "bigint"),
    ("kind", "text"),
    ("actor_id", "bigint"),
    ("at", "timestamptz"),
    ("message_id", "bigint"),
    ("from_status", "text"),
    ("to_status", "text"),
    ("from_waiting_on", "text"),
    ("to_waiting_on", "text"),
    ("from_priority", "smallint"),
    ("to_priority", "smallint"),
];

/// What is handed over with this number, as a table.
fn rows(backend: DbBackend, number: u8, columns: Columns, name: &str) -> String {
    let columns = columns.iter();
    match backend {
        DbBackend::Postgres => {
            let columns: Vec<_> = columns.map(|(column, kind)| format!("{column} {kind}")).collect();
            format!("json_to_recordset(${number}::json) AS {name} ({})", columns.join(", "))
        }
        _ => {
            let columns: Vec<_> = columns.map(|(column, _)| format!("value ->> '{column}' AS {column}")).collect();
            format!("(SELECT {} FROM json_each(${number})) AS {name}", columns.join(", "))
        }
    }
}

/// A reply, as the base is asked about it.
#[derive(Serialize)]
pub(super) struct Asked<'a> {
    n: usize,
    ticket_id: i64,
    person_id: i64,
    session_id: Option<i64>,
    token_id: Option<i64>,
    key: Option<&'a str>,
}

impl<'a> Asked<'a> {
    /// The one with this number among those that are asked about together.
    pub fn new(n: usize, ticket: TicketId, actor: &Actor, key: Option<&'a IdempotencyKey>) -> Self {
        let (session_id, token_id) = match actor.credential {
            Credential::Session(id) => (Some(id.0), None),
            Credential::AccessToken(id, _) => (None, Some(id.0)),
        };
        let key = key.map(IdempotencyKey::as_str);
        Self { n, ticket_id: ticket.0, person_id: actor.id.0, session_id, token_id, key }
    }
}

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
        rows(backend, 1, ASKED, "asked"),
    );
    let asked = serde_json::to_string(asked).map_err(|error| DbErr::Custom(error.to_string()))?;
    Known::find_by_statement(Statement::from_sql_and_values(backend, sql, [asked.into()])).all(db).await
}

/// An answer that is to be written.
pub(super) struct Written<'a> {
    /// As it was asked about.
    pub asked: Asked<'a>,
    /// Under which key.
    pub key: Option<&'a IdempotencyKey>,
    /// What it is.
    pub answer: &'a Answer,
}

#[derive(Serialize)]
struct Answered<'a> {
    #[serde(flatten)]
    asked: &'a Asked<'a>,
    input_hash: Option<&'a str>,
    message_id: i64,
    body: &'a str,
    search_text: String,
    at: String,
    was_status: String,
    was_message_id: Option<i64>,
    status: String,
    waiting_on: Option<String>,
    first_answered_at: Option<String>,
}

#[derive(Serialize)]
struct Happened {
    n: usize,
    /// Among all of them.
    place: usize,
    ticket_id: i64,
    kind: String,
    actor_id: i64,
    at: String,
    message_id: Option<i64>,
    from_status: Option<String>,
    to_status: String,
    from_waiting_on: Option<String>,
    to_waiting_on: Option<String>,
    from_priority: Option<i16>,
    to_priority: i16,
}

/// As both engines read it, and as SQLite keeps it.
fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

fn handed_over(written: &[Written<'_>]) -> Result<[sea_orm::Value; 2], DbErr> {
    let (mut answered, mut happened) = (Vec::new(), Vec::new());
    for Written { asked, key, answer: Answer { before, ticket, message, events } } in written {
        answered.push(Answered {
            asked,
            input_hash: key.map(IdempotencyKey::input_hash),
            message_id: message.id.0,
            body: &message.body,
            search_text: passage::text_of(message),
            at: moment(message.posted_at),
            was_status: before.status.to_value(),
            was_message_id: before.last_message_id.map(|id| id.0),
            status: ticket.status.to_value(),
            waiting_on: ticket.waiting_on.map(|party| party.to_value()),
            first_answered_at: ticket.first_answered_at.map(moment),
        });
        let before = happened.len();
        happened.extend(events.iter().zip(before..).map(|(event, place)| Happened {
            n: asked.n,
            place,
            ticket_id: event.ticket_id.0,
            kind: event.kind.to_value(),
            actor_id: event.actor_id.0,
            at: moment(event.at),
            message_id: event.message_id.map(|id| id.0),
            from_status: event.from_status.map(|status| status.to_value()),
            to_status: event.to_status.to_value(),
            from_waiting_on: event.from_waiting_on.map(|party| party.to_value()),
            to_waiting_on: event.to_waiting_on.map(|party| party.to_value()),
            from_priority: event.from_priority.map(|priority| priority.to_value()),
            to_priority: event.to_priority.to_value(),
        }));
    }
    let json = |error: serde_json::Error| DbErr::Custom(error.to_string());
    let [answered, happened] =
        [serde_json::to_string(&answered).map_err(json)?, serde_json::to_string(&happened).map_err(json)?];
    Ok([answered.into(), happened.into()])
}

/// What writes all of them, in a turn of SQLite's one writer.
///
/// # Errors
/// None that anybody knows of.
pub(super) fn in_turn(written: &[Written<'_>]) -> Result<Vec<Statement>, DbErr> {
    let backend = DbBackend::Sqlite;
    let answered = rows(backend, 1, ANSWERED, "answered");
    let happened = rows(backend, 2, HAPPENED, "happened");
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
        first.values = Some(sea_orm::Values(handed_over(written)?.into()));
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
    let answered = rows(backend, 1, ANSWERED, "answered");
    let happened = rows(backend, 2, HAPPENED, "happened");
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
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, handed_over(written)?)).await?;
    rows.iter().map(|row| row.try_get_by_index::<i64>(0).map(|n| usize::try_from(n).unwrap_or(usize::MAX))).collect()
}
