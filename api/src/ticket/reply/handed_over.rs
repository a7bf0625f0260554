//! What is handed over to the statements about many replies, as JSON, and the tables that they make of it.

use super::Answer;
use crate::{account::Actor, store::idempotency::IdempotencyKey, ticket::passage};
use chrono::{DateTime, SecondsFormat, Utc};
use guichet_domain::{Credential, id::TicketId};
use sea_orm::{ActiveEnum, DbBackend, DbErr};
use serde::Serialize;

/// Columns of what is handed over, with PostgreSQL's types.
type Columns = &'static [Column];
type Column = (&'static str, &'static str);

/// Who replies to what.
const ASKED: Columns = &[
    ("n", "bigint"),
    ("ticket_id", "bigint"),
    ("person_id", "bigint"),
    ("session_id", "bigint"),
    ("token_id", "bigint"),
    ("key", "text"),
];

/// What is written of it, beside that.
const ANSWERED: Columns = &[
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
fn rows<'c>(backend: DbBackend, number: u8, columns: impl IntoIterator<Item = &'c Column>, name: &str) -> String {
    let columns = columns.into_iter();
    match backend {
        DbBackend::Postgres => {
            let columns: Vec<_> = columns.map(|(column, kind)| format!("{column} {kind}")).collect();
            format!("json_to_recordset(${number}::json) AS {name} ({})", columns.join(", "))
        }
        _ => {
            let columns: Vec<_> = columns.map(|(column, _)| format!("value ->> '{column}' AS {column}")).collect();
            // As JSONB, each object is taken apart as it is, instead of becoming text that is read once more.
            format!("(SELECT {} FROM jsonb_each(${number})) AS {name}", columns.join(", "))
        }
    }
}

/// The replies that are asked about.
pub fn asked(backend: DbBackend) -> String {
    rows(backend, 1, ASKED, "asked")
}

/// The answers that are written.
pub fn answered(backend: DbBackend) -> String {
    rows(backend, 1, ASKED.iter().chain(ANSWERED), "answered")
}

/// The events that they bring.
pub fn happened(backend: DbBackend) -> String {
    rows(backend, 2, HAPPENED, "happened")
}

/// A reply, as the base is asked about it.
#[derive(Serialize)]
pub struct Asked<'a> {
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

/// An answer that is to be written.
pub struct Written<'a> {
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

/// The answers, and what happens by them.
///
/// # Errors
/// None that anybody knows of.
pub fn values(written: &[Written<'_>]) -> Result<[sea_orm::Value; 2], DbErr> {
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
