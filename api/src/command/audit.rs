//! `guichet audit`.

use super::print_line;
use crate::{
    Error, Settings,
    account::find_by_email,
    audit::{Filter, Recorded, Who, page},
    clock,
    store::Store,
};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use clap::{Args, builder::PossibleValuesParser};
use guichet_domain::{AuditKind, id::AuditEventId};
use sea_orm::{ActiveEnum, Iterable};
use std::process::ExitCode;

#[derive(Args, Debug)]
pub struct Audit {
    /// Only from this day or moment on: 2026-01-31, or 2026-01-31T08:00:00Z
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    since: Option<DateTime<Utc>>,
    /// Only what this person did, or what was done to its account
    #[arg(long, value_name = "EMAIL")]
    person: Option<String>,
    /// Only events of this kind
    #[arg(long, value_parser = PossibleValuesParser::new(AuditKind::iter().map(|kind| kind.to_value())))]
    kind: Option<String>,
    /// An object of JSON on each line
    #[arg(long)]
    json: bool,
}

/// Prints the events, however many there are.
pub async fn run(settings: &Settings, audit: &Audit) -> Result<ExitCode, Error> {
    let store = settings.open().await?;
    print_all(&store, audit).await?;
    store.close().await?;
    Ok(ExitCode::SUCCESS)
}

async fn print_all(store: &Store, audit: &Audit) -> Result<(), Error> {
    let kind = audit.kind.as_ref().map(AuditKind::try_from_value).transpose()?;
    let person = match &audit.person {
        None => None,
        Some(email) => Some(find_by_email(&store.reader(), email).await?.id),
    };
    let filter = Filter { since: audit.since, person, kind };
    let mut after = None;
    loop {
        let events = page(&store.reader(), &filter, after).await?;
        let Some(last) = events.last() else { return Ok(()) };
        after = Some(AuditEventId(last.id));
        for event in &events {
            let line = if audit.json { json(event)? } else { text(event) };
            if !print_line(&line)? {
                return Ok(());
            }
        }
    }
}

fn json(event: &Recorded) -> Result<String, Error> {
    serde_json::to_string(event).map_err(|error| Error::Internal(format!("JSON: {error}")))
}

fn text(event: &Recorded) -> String {
    let mut line = format!("{}  {:<20}", event.at.to_rfc3339_opts(SecondsFormat::Secs, true), event.kind);
    let who = |who: &Who| format!("{} (#{})", who.email, who.id);
    let parts = [
        event.person.as_ref().map(|person| format!("account {}", who(person))),
        event
            .actor
            .as_ref()
            .filter(|actor| Some(actor.id) != event.person.as_ref().map(|person| person.id))
            .map(|actor| format!("by {}", who(actor))),
        event.subject.map(|subject| format!("number {subject}")),
        event.network.as_ref().map(|network| format!("from {network}")),
        event.request_id.as_ref().map(|id| format!("request {id}")),
        event.detail.clone(),
    ];
    for part in parts.into_iter().flatten() {
        line.push_str("  ");
        line.push_str(&part);
    }
    line.trim_end().to_owned()
}

fn moment(typed: &str) -> Result<DateTime<Utc>, String> {
    let day = || typed.parse::<NaiveDate>().ok().and_then(clock::start_of);
    let moment = DateTime::parse_from_rfc3339(typed).map(|moment| moment.to_utc()).ok();
    moment.or_else(day).ok_or_else(|| "neither a day (2026-01-31) nor a moment (2026-01-31T08:00:00Z)".to_owned())
}
