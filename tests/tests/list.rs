//! A ticket in a list says what it says alone, though lists read it another way.

use guichet_api::clock;
use guichet_tests::{TestApp, actor::Caller};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

/// All that a list reads along with a ticket, and ways of asking for it.
const WHOLE: &str = "fragment Whole on Ticket {
    __typename id number title status waitingOn priority openedAt firstAnsweredAt lastActivityAt resolvedAt
    resolvedBy { id } availableActions
    client { __typename id role firstName lastName email }
    sale { __typename id serialNumber soldOn article: product { __typename id reference designation onSale } }
    lastMessage { __typename id body postedAt ...Written }
    ... on Node { same: id }
}
fragment Written on Message {
    author { __typename id role ... on StaffMember { firstName lastName email } ... on Client { given: firstName } }
}";

/// What no list reads along.
const MORE: &str = "fragment Whole on Ticket {
    id client { firstName sales(first: 1) { nodes { id } } } client { lastName } sale { seller { id } }
    resolvedBy { firstName } messages(first: 2) { nodes { body } }
}";

async fn says_the_same(caller: &Caller, number: i64, fragment: &str) {
    let listed =
        format!("{{ tickets {{ edges {{ node {{ number ...Whole }} }} nodes {{ number ...Whole }} }} }} {fragment}");
    let listed = caller.data(&listed, Value::Null).await;
    let alone = format!("query($number: Int!) {{ ticket(number: $number) {{ number ...Whole }} }} {fragment}");
    let alone = caller.data(&alone, json!({ "number": number })).await;
    let nodes = listed["tickets"]["nodes"].as_array().unwrap();
    let at = nodes.iter().position(|node| node["number"] == number).unwrap();
    assert_eq!(nodes[at].to_string(), alone["ticket"].to_string());
    assert_eq!(listed["tickets"]["edges"][at]["node"], nodes[at]);
}

#[tokio::test]
async fn a_ticket_says_the_same_in_a_list_and_alone() {
    let app = TestApp::start().await;
    let (client, opened) = app.client_with_ticket().await;
    let (_, answered) = app.client_with_ticket().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let resolved = client.open_ticket(&sale).await;
    let technician = app.technician().await;
    technician.reply(&answered, "Bonjour.").await;
    technician.reply(&resolved, "Bonjour.").await;
    technician.resolve(&resolved).await;
    let store = &app.inner().store;
    let tx = store.begin(clock::now()).await.unwrap();
    for (ticket, priority) in [(&opened, 0), (&answered, 2), (&resolved, 3)] {
        let set = format!("UPDATE ticket SET priority = {priority} WHERE id = {}", ticket.number);
        tx.db().execute_unprepared(&set).await.unwrap();
    }
    tx.commit().await.unwrap();
    for fragment in [WHOLE, MORE] {
        for ticket in [&opened, &resolved] {
            says_the_same(&client, ticket.number, fragment).await;
        }
        for ticket in [&opened, &answered, &resolved] {
            says_the_same(&technician, ticket.number, fragment).await;
            says_the_same(app.clerk().await, ticket.number, fragment).await;
        }
    }
}

#[tokio::test]
async fn a_document_that_came_before_says_to_each_what_it_may_see_and_do() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let technician = app.technician().await;
    technician.reply(&ticket, "Bonjour.").await;
    let document = "{ tickets { nodes { number availableActions client { email } lastMessage { author {
        ... on StaffMember { email } } } } }
        ticket(number: NUMBER) { messages { nodes { id author { ... on StaffMember { email } } } } } }"
        .replace("NUMBER", &ticket.number.to_string());
    // Of what may skip something nothing is remembered.
    let anew = format!("# @\n{document}");
    let mut told = Vec::new();
    for caller in [&*technician, &*client, &*technician, &*client] {
        let data = caller.data(&document, Value::Null).await;
        assert_eq!(data, caller.data(&anew, Value::Null).await);
        told.push(data);
    }
    assert_eq!(told[0]["tickets"]["nodes"][0]["availableActions"], json!(["REPLY", "RESOLVE"]));
    assert_ne!(told[0], told[1], "a client does not see the address of staff");
    assert_eq!((&told[2], &told[3]), (&told[0], &told[1]));
}

#[tokio::test]
async fn fields_that_the_parser_finds_at_one_place_are_told_apart() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let number = ticket.number;
    // A carriage return alone ends a line as well, and is not counted as one.
    let two = "{\ra:tickets(first:1){nodes{title}}\rb:tickets(first:1){nodes{number}}\r}";
    let other = format!(
        "{{\ra:tickets(first:1){{nodes{{title}}}}\rticket(number:{number}){{\rmessages(first:1){{nodes{{body}}}}}}}}"
    );
    for _ in 0..2 {
        let data = client.data(two, Value::Null).await;
        assert!(data["a"]["nodes"][0]["title"].is_string(), "{data}");
        assert_eq!(data["b"]["nodes"][0], json!({ "number": number }));
        let data = client.data(&other, Value::Null).await;
        assert!(data["ticket"]["messages"]["nodes"][0]["body"].is_string(), "{data}");
    }
}
