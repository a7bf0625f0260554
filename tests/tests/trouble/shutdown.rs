//! The server is told to stop, and started again.

use super::{client_with_ticket, cursor, program};
use futures::{StreamExt, stream::FuturesUnordered};
use guichet_tests::{
    Engine, Site,
    fixture::{self, PASSWORD},
};
use serde_json::{Value, json};

/// How many requests are under way: more than are hashed before the signal comes.
const REQUESTS: usize = 8;

#[tokio::test]
async fn whoever_was_being_served_is_answered_and_the_next_start_goes_on() {
    let mut site = Site::start(program(), Engine::chosen(), &[]).await;
    let (seller, technician) = (site.seller().await, site.technician().await);
    let (client, ticket) = client_with_ticket(&site).await;
    let from = cursor(&technician).await;
    let mut queue = technician.watch_queue(Value::Null, &from).await;
    client.reply(&ticket, "Avant").await;
    let seen = queue.next().await;

    let emails: Vec<_> = (0..REQUESTS).map(|_| fixture::email()).collect();
    let create = |email: &str| {
        let input = json!({ "email": email, "firstName": "Camille", "lastName": "Durand", "password": PASSWORD });
        let seller = seller.clone();
        async move { seller.mutate("createClient", input).await }
    };
    let mut answers: FuturesUnordered<_> = emails.iter().map(|email| create(email)).collect();
    // The first is through: the others, sent at the same time, wait for their passwords to be hashed.
    answers.next().await.unwrap().done();
    site.terminate();
    let mut answered = 1;
    while let Some(payload) = answers.next().await {
        payload.done();
        answered += 1;
    }
    assert_eq!(answered, REQUESTS);
    assert_eq!(queue.closed().await, 1001);
    assert_eq!(site.ended().await, 0, "{}", site.log());

    site.again();
    site.ready().await;
    for email in &emails {
        let document = "query($term: String!) { suggestClients(term: $term) { clients { email } } }";
        let found = technician.data(document, json!({ "term": email })).await;
        assert_eq!(found["suggestClients"]["clients"], json!([{ "email": email }]));
    }
    client.reply(&ticket, "Après").await;
    let mut queue = technician.watch_queue(Value::Null, seen["cursor"].as_str().unwrap()).await;
    assert_eq!(queue.next().await["event"]["message"]["body"], "Après");
}
