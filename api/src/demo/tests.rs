use super::{script::Act, *};
use guichet_domain::{NewPassword, TicketStatus};
use guichet_entity::{message, sale, ticket, ticket_event};
use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::collections::HashSet;

fn moments() -> [DateTime<Utc>; 3] {
    ["2026-11-24T00:05:00Z", "2026-11-24T08:30:00Z", "2027-03-01T23:59:00Z"].map(|text| text.parse().unwrap())
}

#[test]
fn the_script_is_coherent_at_any_hour() {
    let script = Script::read().unwrap();
    let staff: HashSet<_> = script.staff.iter().map(|member| member.key.as_str()).collect();
    for now in moments() {
        for ticket in &script.tickets {
            let client = script.clients.iter().find(|client| client.key() == ticket.client).expect(&ticket.title);
            let bought = client.bought.iter().find(|bought| bought.product == ticket.product).expect(&ticket.title);
            let mut last = bought.at.before(now);
            let steps = ticket.then.iter().map(|step| step.at);
            for moment in std::iter::once(ticket.at).chain(steps).map(|at| at.before(now)) {
                assert!(last < moment && moment < now, "{} at {now}", ticket.title);
                last = moment;
            }
            assert!(ticket.then.iter().all(|step| step.by == "client" || staff.contains(step.by.as_str())));
            let resolved = ticket.then.iter().position(|step| matches!(step.act, Act::Resolves(_)));
            assert!(resolved.is_none_or(|at| at + 1 == ticket.then.len()), "{}", ticket.title);
        }
    }
}

#[test]
fn every_account_may_have_the_password() {
    for (_, email) in accounts(&Script::read().unwrap()) {
        assert!(NewPassword::parse(PASSWORD, &email.parse().unwrap()).is_ok(), "{email}");
    }
}

#[tokio::test]
async fn an_empty_base_is_filled_once() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("demo.sqlite").display());
    let store = Store::connect(&url, 2).await.unwrap();
    store.migrate().await.unwrap();
    let hasher = Hasher::here(2).unwrap();
    let [_, now, later] = moments();

    let filled = fill(&store, &hasher, now).await.unwrap().expect("an empty base");
    assert_eq!(filled.accounts.iter().map(|(role, _)| *role).collect::<Vec<_>>(), Role::ALL);
    let db = store.reader();
    assert_eq!(sale::Entity::find().count(&db).await.unwrap() as usize, filled.sales);
    assert_eq!(product::Entity::find().count(&db).await.unwrap() as usize, filled.products);
    assert_ne!(product::Entity::find().filter(product::Column::OnSale.eq(false)).count(&db).await.unwrap(), 0);

    let tickets = ticket::Entity::find().order_by_asc(ticket::Column::Id).all(&db).await.unwrap();
    assert_eq!(tickets.len(), filled.tickets);
    assert!(tickets.is_sorted_by_key(|ticket| ticket.opened_at), "numbers follow time");
    for status in [TicketStatus::Open, TicketStatus::InProgress, TicketStatus::Resolved] {
        assert!(tickets.iter().any(|ticket| ticket.status == status), "{status:?}");
    }
    let messages = message::Entity::find().order_by_asc(message::Column::Id).all(&db).await.unwrap();
    assert!(messages.is_sorted_by_key(|message| message.posted_at));
    let events = ticket_event::Entity::find().order_by_asc(ticket_event::Column::Id).all(&db).await.unwrap();
    assert!(events.is_sorted_by_key(|event| event.at) && events.last().unwrap().at < now);

    assert!(fill(&store, &hasher, later).await.unwrap().is_none(), "a base in use is left alone");
    assert_eq!(ticket::Entity::find().count(&db).await.unwrap() as usize, filled.tickets);
}
