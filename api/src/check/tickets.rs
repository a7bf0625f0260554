//! Every ticket with all that belongs to it, some hundred at a time.

use super::{Finding, history};
use guichet_domain::{
    Role,
    fold::fold,
    id::{PersonId, TicketId},
};
use guichet_entity::{message, person, sale, ticket, ticket_event, ticket_passage};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};

/// How many tickets are read at a time.
const BATCH: u64 = 200;

pub(super) async fn check(db: &impl ConnectionTrait, tell: &mut impl FnMut(Finding)) -> Result<u64, DbErr> {
    let mut checked = 0;
    let mut after = TicketId(0);
    loop {
        let tickets = ticket::Entity::find()
            .filter(ticket::Column::Id.gt(after))
            .order_by_asc(ticket::Column::Id)
            .limit(BATCH)
            .all(db)
            .await?;
        let Some(last) = tickets.last() else { return Ok(checked) };
        after = last.id;
        checked += tickets.len() as u64;
        check_batch(db, &tickets, tell).await?;
    }
}

async fn check_batch(
    db: &impl ConnectionTrait,
    tickets: &[ticket::Model],
    tell: &mut impl FnMut(Finding),
) -> Result<(), DbErr> {
    let ids = || tickets.iter().map(|ticket| ticket.id);
    // The events of one ticket get their keys in turn, each under the ticket's lock.
    let events = ticket_event::Entity::find()
        .filter(ticket_event::Column::TicketId.is_in(ids()))
        .order_by_asc(ticket_event::Column::Id)
        .all(db)
        .await?;
    let roles = roles(db, &events).await?;
    let messages = message::Entity::find()
        .filter(message::Column::TicketId.is_in(ids()))
        .order_by_asc(message::Column::Id)
        .all(db)
        .await?;
    let passages = ticket_passage::Entity::find().filter(ticket_passage::Column::TicketId.is_in(ids())).all(db).await?;
    let sales = sale::Entity::find()
        .filter(sale::Column::Id.is_in(tickets.iter().map(|ticket| ticket.sale_id)))
        .all(db)
        .await?;

    let sales: HashMap<_, _> = sales.into_iter().map(|sale| (sale.id, sale)).collect();
    let mut events = grouped(events, |event| event.ticket_id);
    let mut messages = grouped(messages, |message| message.ticket_id);
    let mut passages = grouped(passages, |passage| passage.ticket_id);
    for ticket in tickets {
        let events = events.remove(&ticket.id).unwrap_or_default();
        // An actor that is not there is told by the check of foreign keys.
        let events: Vec<_> =
            events.into_iter().filter_map(|event| roles.get(&event.actor_id).map(|role| (event, *role))).collect();
        let messages = messages.remove(&ticket.id).unwrap_or_default();
        history::check(ticket, &events, &messages, tell);
        if let Some(sale) = sales.get(&ticket.sale_id) {
            check_sale(ticket, sale, tell);
            check_passages(ticket, sale, &messages, passages.remove(&ticket.id).unwrap_or_default(), tell);
        }
    }
    Ok(())
}

async fn roles(db: &impl ConnectionTrait, events: &[ticket_event::Model]) -> Result<HashMap<PersonId, Role>, DbErr> {
    let ids: HashSet<_> = events.iter().map(|event| event.actor_id).collect();
    let actors = person::Entity::find().filter(person::Column::Id.is_in(ids)).all(db).await?;
    Ok(actors.into_iter().map(|actor| (actor.id, actor.role)).collect())
}

fn grouped<T>(rows: Vec<T>, ticket: impl Fn(&T) -> TicketId) -> HashMap<TicketId, Vec<T>> {
    rows.into_iter().fold(HashMap::new(), |mut groups: HashMap<_, Vec<_>>, row| {
        groups.entry(ticket(&row)).or_default().push(row);
        groups
    })
}

fn check_sale(ticket: &ticket::Model, sale: &sale::Model, tell: &mut impl FnMut(Finding)) {
    if ticket.client_id != sale.client_id {
        tell(Finding::of_ticket(ticket.id, "its sale is another client's"));
    }
}

/// What the search looks into: one head, and one passage for each message, as they would be written today.
fn check_passages(
    ticket: &ticket::Model,
    sale: &sale::Model,
    messages: &[message::Model],
    passages: Vec<ticket_passage::Model>,
    tell: &mut impl FnMut(Finding),
) {
    let mut found = |what: String| tell(Finding::of_ticket(ticket.id, what));
    let (heads, mut bodies): (Vec<_>, Vec<_>) = passages.into_iter().partition(|row| row.message_id.is_none());
    match heads.as_slice() {
        [head] if is_head(&head.search_text, ticket, sale) => {}
        [_] => found("the search knows another number, title or serial number of it".to_owned()),
        heads => found(format!("the search has {} heads of it instead of one", heads.len())),
    }
    for message in messages {
        let position = bodies.iter().position(|row| row.message_id == Some(message.id));
        match position.map(|position| bodies.swap_remove(position)) {
            Some(passage) if passage.search_text == fold(&message.body) => {}
            Some(_) => found(format!("the search knows another text of message {}", message.id)),
            None => found(format!("the search does not know message {}", message.id)),
        }
    }
    for _ in bodies {
        found("the search knows a message that is not there".to_owned());
    }
}

/// Number and title come first, the serial number last.
fn is_head(text: &str, ticket: &ticket::Model, sale: &sale::Model) -> bool {
    let mut lines = text.split('\n');
    let (number, title, serial) = (lines.next(), lines.next(), lines.next_back());
    (number, title, serial)
        == (
            Some(ticket.id.to_string().as_str()),
            Some(fold(&ticket.title).as_str()),
            Some(fold(sale.serial_number.as_str()).as_str()),
        )
}
