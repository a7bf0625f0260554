//! That errors tell nothing of what one may not see: wherever the schema takes an id, the id of somebody else's thing is
//! answered byte for byte as one that nothing has.

use super::{schema::Schema, transport::Transport, world::World};
use guichet_tests::actor::Caller;
use serde_json::{Value, json};

/// Ids that nothing has, one of each kind, and what is no id at all.
const UNKNOWN: [&str; 8] = [
    "VGlja2V0Ojk5OTk5OQ",
    "U2FsZTo5OTk5OTk",
    "TWVzc2FnZTo5OTk5OTk",
    "UGVyc29uOjk5OTk5OQ",
    "UHJvZHVjdDo5OTk5OTk",
    "QWNjZXNzVG9rZW46OTk5OTk5",
    "nonsense",
    "",
];

/// What another client can't see, by the names of the world.
const HIDDEN: [&str; 8] = [
    "owner's ticket",
    "owner's message",
    "technician's answer",
    "owner's sale",
    "owner's write token",
    "owner",
    "technician",
    "screen",
];

/// How a place that takes an id is given one. A place that the schema has and this does not know fails the test.
fn given(place: &str, id: &str, world: &World) -> (&'static str, Value) {
    let own = world.id("other's ticket");
    match place {
        "Query.node(id)" => ("query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })),
        "Query.nodes(ids)" => ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": [own, id, own] })),
        "Subscription.ticketEvents(ticketId)" => {
            ("subscription($id: ID!) { ticketEvents(ticketId: $id) { kind } }", json!({ "id": id }))
        }
        "TicketFilter.clientId" => (FILTERED, json!({ "filter": { "clientId": id } })),
        "TicketFilter.productId" => (FILTERED, json!({ "filter": { "productId": id } })),
        "OpenTicketInput.saleId" => (
            "mutation($input: OpenTicketInput!) { openTicket(input: $input) { ticket { id } errors { ...E } } }",
            json!({ "input": { "saleId": id, "title": "A", "body": "B", "idempotencyKey": "clé" } }),
        ),
        "RegisterSaleInput.clientId" => (SOLD, json!({ "input": sale(id, world.id("keyboard")) })),
        "RegisterSaleInput.productId" => (SOLD, json!({ "input": sale(world.id("other"), id) })),
        "ReplyToTicketInput.ticketId" => (REPLIED, json!({ "input": { "ticketId": id, "body": "B" } })),
        "ReplyToTicketInput.expectedLastMessageId" => {
            (REPLIED, json!({ "input": { "ticketId": own, "body": "B", "expectedLastMessageId": id } }))
        }
        "ResolveTicketInput.ticketId" => (
            "mutation($input: ResolveTicketInput!) { resolveTicket(input: $input) { ticket { id } errors { ...E } } }",
            json!({ "input": { "ticketId": id } }),
        ),
        "RevokeAccessTokenInput.accessTokenId" => (
            "mutation($input: RevokeAccessTokenInput!) {
                revokeAccessToken(input: $input) { accessToken { id } errors { ...E } } }",
            json!({ "input": { "accessTokenId": id } }),
        ),
        other => panic!("say in {} how {other} is given an id", file!()),
    }
}

const FILTERED: &str = "query($filter: TicketFilter) {
    tickets(filter: $filter) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
    viewer { ... on Client { tickets(filter: $filter) { totalCount nodes { id } } } }
}";
const SOLD: &str =
    "mutation($input: RegisterSaleInput!) { registerSale(input: $input) { sale { id } errors { ...E } } }";
const REPLIED: &str = "mutation($input: ReplyToTicketInput!) {
    replyToTicket(input: $input) { ticket { id lastMessage { id } } message { id } errors { ...E } } }";
const ERROR: &str = "fragment E on UserError { code reason limit field message }";

fn sale(client: &str, product: &str) -> Value {
    json!({ "clientId": client, "productId": product, "serialNumber": "SN0000000000000" })
}

/// The answer to this id at this place, but for the id of the request.
async fn answer(transport: Transport, caller: &Caller, place: &str, id: &str, world: &World) -> String {
    let (document, variables) = given(place, id, world);
    let document = if document.contains("...E") { format!("{document} {ERROR}") } else { document.to_owned() };
    let mut answer = transport.ask(caller, &document, variables).await.expect("no session ends");
    for error in answer["errors"].as_array_mut().into_iter().flatten() {
        let extensions = error["extensions"].as_object_mut().expect("an error has a code");
        assert!(extensions.remove("requestId").is_some(), "{place}: {error}");
    }
    answer.to_string()
}

#[tokio::test]
async fn somebody_elses_id_is_answered_as_one_that_nothing_has() {
    let mut world = World::new().await;
    let actors = world.actors().await;
    let [_, _, others, ..] = actors.as_slice() else { panic!("another client is among them") };
    let places = Schema::read().places_of_ids();
    assert!(places.len() >= 12, "{places:?}");
    for caller in others {
        for transport in [Transport::Http, Transport::Socket] {
            for place in &places {
                let nothing = answer(transport, caller, place, UNKNOWN[0], &world).await;
                let hidden = HIDDEN.iter().map(|name| world.id(name));
                for id in hidden.chain(UNKNOWN) {
                    let told = answer(transport, caller, place, id, &world).await;
                    assert_eq!(told, nothing, "{place} of {} ({id})", world.name(id));
                }
            }
        }
    }
}

#[tokio::test]
async fn somebody_elses_ticket_number_is_answered_as_one_that_nothing_has() {
    let mut world = World::new().await;
    let actors = world.actors().await;
    for caller in &actors[2] {
        let ask = async |number: i64| {
            let document = "query($number: Int!) { ticket(number: $number) { id } }";
            caller.ask(document, json!({ "number": number })).await.body
        };
        let nothing = ask(999_999).await;
        assert_eq!(nothing, json!({ "data": { "ticket": null } }));
        for number in [world.ticket.number, 0, -1, i64::from(i32::MAX), i64::from(i32::MIN)] {
            assert_eq!(ask(number).await, nothing, "{number}");
        }
    }
}

#[tokio::test]
async fn what_somebody_else_does_moves_no_count_and_no_hit() {
    let mut world = World::new().await;
    let actors = world.actors().await;
    let caller = &actors[2][0];
    let document = "query($search: String) {
        tickets(search: $search, orderBy: { field: RELEVANCE, direction: DESC }, first: 1) {
            totalCount nodes { id } edges { cursor } feedCursor pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
        ticketCounts { open inProgress waitingOnClient waitingOnStaff resolved }
        viewer { ... on Client {
            sales { totalCount nodes { id } }
            tickets { totalCount nodes { id messages { totalCount } timeline { nodes { cursor } } } } } }
    }";
    let look = async |search: Value| caller.data(document, json!({ "search": search })).await;
    let searches = [json!("touche"), json!("moniteur"), Value::Null];
    let mut before = Vec::new();
    for search in &searches {
        before.push(look(search.clone()).await);
    }
    assert_eq!(before[0]["tickets"]["totalCount"], 1);
    assert_eq!(before[1]["tickets"]["totalCount"], 0);

    let clerk = world.app.technician().await;
    let sale = clerk.register_sale(&world.owner).await;
    let ticket = world.owner.open_ticket_titled(&sale, "La touche du moniteur").await;
    clerk.reply(&ticket, "Quelle touche du moniteur ?").await;
    for (search, before) in searches.into_iter().zip(before) {
        assert_eq!(look(search.clone()).await, before, "{search}");
    }
}
