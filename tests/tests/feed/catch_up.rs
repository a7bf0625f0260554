//! Coming back after much has happened: all of it is told, in order and once, a few events at a time.

use futures::{FutureExt, StreamExt, stream::BoxStream};
use guichet_api::{
    Error,
    feed::{
        Cursor,
        queue::{Queue, QueueChange},
    },
    store::{Scope, TicketFilter},
};
use guichet_domain::{Asker, TicketStatus, id::PersonId};
use guichet_entity::ticket;
use guichet_tests::{
    TestApp,
    actor::{Client, Ticket},
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

type Changes = BoxStream<'static, Result<QueueChange, Error>>;

/// How many events may be read before they are told.
const AT_ONCE: usize = 16;

async fn watch(app: &TestApp, scope: Scope, cursor: &str) -> Changes {
    let (asker, from) = (Asker::Person(scope.client().unwrap_or(PersonId(1))), Cursor::decode(cursor).unwrap());
    let queue = Queue { feed: app.inner().feed.clone(), asker, scope, filter: TicketFilter::default() };
    queue.follow(Some(from)).await.unwrap().changes.map(|happened| happened.change).boxed()
}

/// The next change: where it stands, and how its ticket stood when it was read; `None` for RESYNC.
async fn next(changes: &mut Changes) -> Option<(Cursor, TicketStatus)> {
    match changes.next().await.unwrap().unwrap() {
        QueueChange::Ticket(_, change) => Some((change.cursor(), change.ticket.status)),
        QueueChange::Resync(_) => None,
    }
}

/// So many answers, and a reader who has been told them: nothing of them is on its way any more.
async fn happen(app: &TestApp, client: &Client, ticket: &Ticket, count: usize, watching: &mut Changes) -> Vec<Cursor> {
    let mut told = Vec::new();
    while told.len() < count {
        let some = (count - told.len()).min(200);
        app.reply_many(client, ticket, some).await;
        for _ in 0..some {
            told.push(next(watching).await.unwrap().0);
        }
    }
    told
}

async fn client_of(app: &TestApp, ticket: &Ticket) -> PersonId {
    let found = ticket::Entity::find_by_id(guichet_domain::id::TicketId(ticket.number));
    found.one(&app.inner().store.reader()).await.unwrap().unwrap().client_id
}

#[tokio::test]
async fn what_was_missed_is_read_a_few_events_at_a_time() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let cursor = client.feed_cursor().await;
    app.reply_many(&client, &ticket, 100).await;
    client.feed_cursor().await;
    let mut queue = watch(&app, Scope::Everything, &cursor).await;
    let mut ahead = 0;
    next(&mut queue).await.unwrap();
    client.resolve(&ticket).await;
    for _ in 1..100 {
        ahead += usize::from(next(&mut queue).await.unwrap().1 == TicketStatus::Open);
    }
    assert!(ahead < AT_ONCE, "{ahead} events were read before they were asked for");
    assert_eq!(next(&mut queue).await.unwrap().1, TicketStatus::Resolved);
}

#[tokio::test]
async fn who_catches_up_slowly_while_more_happens_is_told_all_in_order_and_once() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let cursor = client.feed_cursor().await;
    let mut along = watch(&app, Scope::Everything, &cursor).await;
    let mut all = happen(&app, &client, &ticket, 900, &mut along).await;
    let mut queue = watch(&app, Scope::Everything, &cursor).await;
    let mut told = Vec::new();
    for _ in 0..6 {
        for _ in 0..150 {
            told.push(next(&mut queue).await.unwrap().0);
        }
        all.append(&mut happen(&app, &client, &ticket, 100, &mut along).await);
    }
    while told.len() < all.len() {
        told.push(next(&mut queue).await.unwrap().0);
    }
    assert!(told == all && all.is_sorted(), "{} and {} events", told.len(), all.len());
    // It follows now.
    app.reply_many(&client, &ticket, 1).await;
    assert_eq!(next(&mut queue).await, next(&mut along).await);
}

#[tokio::test]
async fn who_falls_too_far_behind_while_catching_up_is_told_to_list_again() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let (other, others_ticket) = app.client_with_ticket().await;
    let cursor = app.technician().await.feed_cursor().await;
    let mut along = watch(&app, Scope::Everything, &cursor).await;
    happen(&app, &client, &ticket, 20, &mut along).await;
    let own = happen(&app, &other, &others_ticket, 20, &mut along).await;
    let mut queue = watch(&app, Scope::Everything, &cursor).await;
    let mut others = watch(&app, Scope::OwnedBy(client_of(&app, &others_ticket).await), &cursor).await;
    next(&mut queue).await.unwrap();
    let mut told = vec![next(&mut others).await.unwrap().0];
    // More than the reader keeps for those who do not look.
    happen(&app, &client, &ticket, 600, &mut along).await;
    let mut own = [own, happen(&app, &other, &others_ticket, 1, &mut along).await].concat();
    happen(&app, &client, &ticket, 600, &mut along).await;
    for _ in 1..40 {
        next(&mut queue).await.unwrap();
    }
    assert_eq!(next(&mut queue).await, None, "too much was missed");
    // Of what the other client may see, little was missed.
    own.append(&mut happen(&app, &other, &others_ticket, 1, &mut along).await);
    while told.len() < own.len() {
        told.push(next(&mut others).await.unwrap().0);
    }
    assert_eq!(told, own);
    assert_eq!(Some(next(&mut queue).await.unwrap().0), own.last().copied());
}

/// Takes as many turns as there are.
fn all_of<Turn, Taken: Future<Output = Turn>>(take: impl Fn() -> Taken) -> Vec<Turn> {
    std::iter::from_fn(|| take().now_or_never()).collect()
}

#[tokio::test]
async fn whoever_watches_waits_for_no_search_and_what_all_are_told_for_no_turn() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let asker = Asker::Person(client_of(&app, &ticket).await);
    let (feed, store) = (&app.inner().feed, &app.inner().store);
    let _searches = all_of(|| store.own_searches().turn(None));
    let _tellings = all_of(|| feed.telling(asker));
    let again = json!({ "after": client.feed_cursor().await });
    let mut told = client.subscribe("subscription { ticketQueue { kind } }", Value::Null).await;
    let mut missed =
        client.subscribe("subscription($after: String) { ticketQueue(after: $after) { kind } }", again).await;
    client.reply(&ticket, "Toujours rien").await;
    assert_eq!((&told.next().await["kind"], &missed.next().await["kind"]), (&json!("UPDATED"), &json!("UPDATED")));
}
