//! What was acknowledged against what is there.

use super::{Report, Scene, readers::Watched, writers::Mark};
use crate::Site;
use guichet_api::{
    feed::{Cursor, queue::MAX_MISSED},
    store::Store,
};
use guichet_domain::{Party, TicketStatus};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, Statement};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Compares, and tells the report what does not agree.
pub async fn verify(site: &mut Site, scene: &Scene, report: &mut Report) {
    let counts = scene.technician.counts().await;
    site.terminate();
    let code = site.ended().await;
    if code != 0 {
        report.findings.push(format!("the server ended with {code}:\n{}", site.log()));
    }
    let checked = site.run(&["check"]);
    if !checked.status.success() {
        let (out, err) = (String::from_utf8_lossy(&checked.stdout), String::from_utf8_lossy(&checked.stderr));
        report.findings.push(format!("guichet check: {out}{err}"));
    }
    let store = site.store().await;
    compare_marks(&store, report).await;
    let events = events(&store).await;
    let recounted = recount(&events);
    if counts != recounted {
        report.findings.push(format!("the counters say {counts}, and the events {recounted}"));
    }
    compare_readers(&events, &scene.from, report);
    store.close().await.unwrap();
}

/// Each acknowledged write is there once, each abandoned one at most once, and nothing else is.
async fn compare_marks(store: &Store, report: &mut Report) {
    let mut there: BTreeMap<Mark, u64> = BTreeMap::new();
    for (sql, mark) in [
        ("SELECT email FROM person WHERE email LIKE 'ecrivain-%'", Mark::Client as fn(String) -> Mark),
        ("SELECT serial_number FROM sale WHERE serial_number LIKE 'E%'", Mark::Sale),
        ("SELECT title FROM ticket WHERE title LIKE 'Demande %'", Mark::Ticket),
        ("SELECT body FROM message WHERE body LIKE 'Message %' OR body LIKE 'Ouverture %'", Mark::Message),
        (
            "SELECT title FROM ticket JOIN ticket_event ON ticket_id = ticket.id AND to_status = 'RESOLVED'",
            Mark::Resolution,
        ),
    ] {
        let statement = Statement::from_string(store.backend(), sql);
        for row in store.reader().query_all_raw(statement).await.unwrap() {
            *there.entry(mark(row.try_get_by_index(0).unwrap())).or_default() += 1;
        }
    }
    let acknowledged: BTreeSet<_> = report.acknowledged.iter().cloned().collect();
    let abandoned: BTreeSet<_> = report.abandoned.iter().cloned().collect();
    report.losses.extend(acknowledged.iter().filter(|mark| !there.contains_key(mark)).cloned());
    report.doubles.extend(there.iter().filter(|(_, times)| **times > 1).map(|(mark, _)| mark.clone()));
    let strangers = there.keys().filter(|mark| !acknowledged.contains(mark) && !abandoned.contains(mark));
    report.findings.extend(strangers.map(|mark| format!("nobody wrote {mark:?}")));
}

async fn events(store: &Store) -> Vec<guichet_entity::ticket_event::Model> {
    use guichet_entity::ticket_event::{Column, Entity};
    let events = Entity::find().order_by_asc(Column::TransactionId).order_by_asc(Column::Id);
    events.all(&store.reader()).await.unwrap()
}

/// The counters, from the last event of each ticket.
fn recount(events: &[guichet_entity::ticket_event::Model]) -> serde_json::Value {
    let last: BTreeMap<_, _> = events.iter().map(|event| (event.ticket_id.0, event)).collect();
    let of = |status| last.values().filter(|event| event.to_status == status).count();
    let on = |party| last.values().filter(|event| event.to_waiting_on == Some(party)).count();
    json!({
        "open": of(TicketStatus::Open),
        "inProgress": of(TicketStatus::InProgress),
        "waitingOnClient": on(Party::Client),
        "waitingOnStaff": on(Party::Staff),
        "resolved": of(TicketStatus::Resolved),
    })
}

/// Each reader saw each event that happened since it began, once and in order, but for those that it was told to list again
/// for: it may be told so when it was away for more of them than a reader may miss, and not before.
fn compare_readers(events: &[guichet_entity::ticket_event::Model], from: &str, report: &mut Report) {
    let from = Cursor::decode(from).unwrap();
    let later: Vec<_> = events.iter().filter(|event| Cursor::of(event) > from).collect();
    for reader in &report.readers {
        let concerns = |number: i64| match &reader.watched {
            Watched::Queue => true,
            Watched::Ticket(_, ticket) => number == *ticket,
        };
        let happened: Vec<_> =
            later.iter().filter(|event| concerns(event.ticket_id.0)).map(|event| Cursor::of(event)).collect();
        let (mut expected, mut rest) = (Vec::new(), happened.as_slice());
        for resync in &reader.resyncs {
            let (seen, later) = rest.split_at((resync.seen - expected.len()).min(rest.len()));
            expected.extend_from_slice(seen);
            let on = Cursor::decode(&resync.cursor).unwrap();
            let missed = later.iter().take_while(|cursor| **cursor <= on).count();
            if missed as u64 <= MAX_MISSED {
                report.findings.push(format!("a reader was told RESYNC for {missed} events"));
            }
            rest = &later[missed..];
        }
        expected.extend_from_slice(rest);
        let expected: Vec<_> = expected.into_iter().map(Cursor::encode).collect();
        report.findings.extend(reader.complaints.iter().map(|complaint| format!("a reader was told {complaint}")));
        if reader.cursors != expected {
            let (saw, there) = (reader.cursors.len(), expected.len());
            let same = reader.cursors.iter().zip(&expected).take_while(|(saw, there)| saw == there).count();
            report.findings.push(format!("a reader saw {saw} events of {there}, and the first {same} in order"));
        }
    }
}
