//! All that there is about a client, for the client itself.

use super::person;
use crate::{
    Error,
    audit::{self, Entry},
    store::Store,
};
use chrono::{DateTime, Utc};
use guichet_domain::{
    AuditKind, Priority, Role,
    id::{AuditEventId, PersonId, SaleId, TicketId},
};
use guichet_entity::{access_token, message, person as entity, product, sale, session, ticket, ticket_event};
use sea_orm::{ActiveEnum, ColumnTrait, DatabaseTransaction as Snapshot, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// Puts on record that a client's data is given out at `now`, and then puts together what the base holds about it. Secrets are
/// left out, and so are their hashes.
///
/// It is on record before anything is read, in a transaction of its own: what is read takes as long as there is much of it, and
/// keeps nobody from writing.
///
/// # Errors
/// [`Error::BadRequest`] for staff; the base did not answer.
pub async fn export_client(store: &Store, now: DateTime<Utc>, client: &entity::Model) -> Result<Value, Error> {
    if client.role != Role::Client {
        return Err(Error::BadRequest(format!("{} is not a client", client.email.as_str())));
    }
    let tx = store.begin(now).await?.unwatched();
    Entry::new(AuditKind::ClientExported).about(client.id).write(&tx).await?;
    tx.commit().await?;
    let db = &store.snapshot().await?;
    let client = person::find(db, client.id).await?.ok_or(Error::NotFound)?;
    Ok(json!({
        "exportedAt": now,
        "account": {
            "id": client.id.0,
            "email": client.email.as_str(),
            "firstName": client.first_name,
            "lastName": client.last_name,
            "createdAt": client.created_at,
            "disabledAt": client.disabled_at,
        },
        "sales": sales(db, client.id).await?,
        "tickets": tickets(db, client.id).await?,
        "accessTokens": access_tokens(db, client.id).await?,
        "sessions": sessions(db, client.id).await?,
        "auditEvents": audit_events(db, client.id).await?,
    }))
}

async fn sales(db: &Snapshot, client: PersonId) -> Result<Vec<Value>, Error> {
    let sales =
        sale::Entity::find().filter(sale::Column::ClientId.eq(client)).order_by_asc(sale::Column::Id).all(db).await?;
    let products: HashSet<_> = sales.iter().map(|sale| sale.product_id).collect();
    let products = product::Entity::find().filter(product::Column::Id.is_in(products)).all(db).await?;
    let products: HashMap<_, _> = products
        .into_iter()
        .map(|row| (row.id, json!({ "reference": row.reference, "designation": row.designation })))
        .collect();
    let value = |sale: sale::Model| {
        json!({
            "id": sale.id.0,
            "product": products.get(&sale.product_id),
            "serialNumber": sale.serial_number.as_str(),
            "soldOn": sale.sold_on,
            "registeredAt": sale.registered_at,
        })
    };
    Ok(sales.into_iter().map(value).collect())
}

async fn tickets(db: &Snapshot, client: PersonId) -> Result<Vec<Value>, Error> {
    let tickets = ticket::Entity::find().filter(ticket::Column::ClientId.eq(client)).order_by_asc(ticket::Column::Id);
    let mut values = Vec::new();
    for ticket in tickets.all(db).await? {
        let SaleId(sale) = ticket.sale_id;
        let (messages, events) = thread(db, ticket.id).await?;
        values.push(json!({
            "number": ticket.id.0,
            "sale": sale,
            "title": ticket.title,
            "status": ticket.status.to_value(),
            "priority": priority(ticket.priority),
            "openedAt": ticket.opened_at,
            "firstAnsweredAt": ticket.first_answered_at,
            "lastActivityAt": ticket.last_activity_at,
            "resolvedAt": ticket.resolved_at,
            "messages": messages,
            "events": events,
        }));
    }
    Ok(values)
}

/// What was written on a ticket and what happened to it, by whom: staff is named as the client sees it on screen.
async fn thread(db: &Snapshot, ticket: TicketId) -> Result<(Vec<Value>, Vec<Value>), Error> {
    let messages = message::Entity::find()
        .filter(message::Column::TicketId.eq(ticket))
        .order_by_asc(message::Column::Id)
        .all(db)
        .await?;
    let events = ticket_event::Entity::find()
        .filter(ticket_event::Column::TicketId.eq(ticket))
        .order_by_asc(ticket_event::Column::Id)
        .all(db)
        .await?;
    let actors = messages.iter().map(|row| row.author_id).chain(events.iter().map(|row| row.actor_id));
    let names = names(db, actors.collect()).await?;
    let messages = messages.into_iter().map(|row| {
        json!({ "id": row.id.0, "author": names.get(&row.author_id), "body": row.body, "postedAt": row.posted_at })
    });
    let messages = messages.collect();
    let events = events.into_iter().map(|row| {
        json!({
            "kind": row.kind.to_value(),
            "at": row.at,
            "actor": names.get(&row.actor_id),
            "message": row.message_id.map(|id| id.0),
            "fromStatus": row.from_status.map(|status| status.to_value()),
            "toStatus": row.to_status.to_value(),
        })
    });
    Ok((messages, events.collect()))
}

async fn names(db: &Snapshot, people: HashSet<PersonId>) -> Result<HashMap<PersonId, Value>, Error> {
    let people = entity::Entity::find().filter(entity::Column::Id.is_in(people)).all(db).await?;
    let named = people.into_iter().map(|row| {
        (row.id, json!({ "role": row.role.to_value(), "firstName": row.first_name, "lastName": row.last_name }))
    });
    Ok(named.collect())
}

async fn access_tokens(db: &Snapshot, owner: PersonId) -> Result<Vec<Value>, Error> {
    let tokens = access_token::Entity::find()
        .filter(access_token::Column::PersonId.eq(owner))
        .order_by_asc(access_token::Column::Id)
        .all(db)
        .await?;
    let value = |token: access_token::Model| {
        json!({
            "name": token.name,
            "scope": token.scope.to_value(),
            "createdAt": token.created_at,
            "expiresAt": token.expires_at,
            "lastUsedAt": token.last_used_at,
            "revokedAt": token.revoked_at,
        })
    };
    Ok(tokens.into_iter().map(value).collect())
}

async fn sessions(db: &Snapshot, person: PersonId) -> Result<Vec<Value>, Error> {
    let sessions = session::Entity::find()
        .filter(session::Column::PersonId.eq(person))
        .order_by_asc(session::Column::CreatedAt)
        .all(db)
        .await?;
    let value = |row: session::Model| json!({ "startedAt": row.created_at, "expiresAt": row.expires_at, "endedAt": row.ended_at });
    Ok(sessions.into_iter().map(value).collect())
}

/// Without who else is named in them: an event says what happened to this account.
async fn audit_events(db: &Snapshot, person: PersonId) -> Result<Vec<Value>, Error> {
    let filter = audit::Filter { person: Some(person), ..audit::Filter::default() };
    let (mut values, mut after) = (Vec::new(), None);
    loop {
        let events = audit::page(db, &filter, after).await?;
        let Some(last) = events.last() else { return Ok(values) };
        after = Some(AuditEventId(last.id));
        values.extend(events.into_iter().map(
            |event| json!({ "kind": event.kind, "at": event.at, "network": event.network, "detail": event.detail }),
        ));
    }
}

const fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "LOW",
        Priority::Normal => "NORMAL",
        Priority::High => "HIGH",
        Priority::Urgent => "URGENT",
    }
}
