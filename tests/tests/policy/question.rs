//! How each field of the schema is asked for. One that the schema has and this file does not know fails the test.

use super::{
    schema::{Link, Schema},
    world::{COMMON_WORD, WORD, World},
};
use guichet_tests::{
    actor::Caller,
    fixture::{self, PASSWORD, SELLER},
};
use serde_json::{Value, json};

/// What stands for the asked field in [`way_to`].
const HERE: &str = "HERE";

/// A row of the table and how to ask for it. The asked field answers to the name `it`.
#[derive(Clone, Debug)]
pub struct Question {
    pub row: String,
    pub document: String,
}

/// The queries, each in as many ways as tell something.
pub fn queries(schema: &Schema, world: &World) -> Vec<Question> {
    let mut questions = Vec::new();
    for query in schema.operations("Query") {
        for (way, arguments) in ways(&query, schema, world) {
            let row = if way.is_empty() { query.row() } else { format!("{} {way}", query.row()) };
            let document = format!("{{ it: {}{arguments} {} }}", query.name, schema.selection(&query.to));
            questions.push(Question { row, document });
        }
    }
    questions
}

/// Every field that leads from one object to another, but for those of a mutation's payload, which come with it.
pub fn links(schema: &Schema, world: &World) -> Vec<Question> {
    let payloads: Vec<String> = schema.operations("Mutation").into_iter().map(|mutation| mutation.to).collect();
    let links = schema.links().into_iter().filter(|link| !payloads.contains(&link.of));
    let question = |link: Link| {
        let arguments = match link.row().as_str() {
            "Product.sale" => format!("(serialNumber: {:?})", world.sale.serial_number),
            row => {
                let required = link.arguments.iter().find(|(_, kind)| kind.ends_with('!'));
                assert_eq!(required, None, "{row} can't be asked for without it");
                String::new()
            }
        };
        let field = format!("it: {}{arguments} {}", link.name, schema.selection(&link.to));
        Question { row: link.row(), document: way_to(&link.of, world).replace(HERE, &field) }
    };
    links.map(question).collect()
}

/// The subscriptions, from where something has happened since.
pub fn subscriptions(schema: &Schema, world: &World) -> Vec<Question> {
    let beginning = &world.beginning;
    let question = |subscription: Link| {
        let arguments = match subscription.name.as_str() {
            "ticketQueue" => format!("(after: \"{beginning}\")"),
            "ticketEvents" => format!("(ticketId: \"{}\", after: \"{beginning}\")", world.ticket.id),
            _ => panic!("{}", unknown(&subscription)),
        };
        let selection = schema.selection(&subscription.to);
        let document = format!("subscription {{ it: {}{arguments} {selection} }}", subscription.name);
        Question { row: subscription.row(), document }
    };
    schema.operations("Subscription").into_iter().map(question).collect()
}

/// A mutation with all that its payload leads to.
pub fn mutation(schema: &Schema, mutation: &Link) -> Question {
    let payload = schema.links_of(&mutation.to).into_iter();
    let payload = payload.map(|link| format!("{} {}", link.name, schema.selection(&link.to)));
    let payload = payload.collect::<Vec<_>>().join(" ");
    let (parameter, argument) = match mutation.arguments.as_slice() {
        [] => (String::new(), ""),
        [(name, kind)] if name == "input" => (format!("($input: {kind})"), "(input: $input)"),
        _ => panic!("{}", unknown(mutation)),
    };
    let document = format!("mutation{parameter} {{ it: {}{argument} {{ {payload} }} }}", mutation.name);
    Question { row: mutation.row(), document }
}

/// Input for which a mutation does what it says, on the owner's things where there is a choice.
pub async fn input(mutation: &Link, world: &mut World, caller: &Caller) -> Value {
    match mutation.name.as_str() {
        "signIn" => json!({ "email": world.owner.email(), "password": PASSWORD }),
        "refreshSession" | "signOut" => Value::Null,
        "changePassword" => json!({ "currentPassword": PASSWORD, "newPassword": PASSWORD }),
        "changeEmail" => json!({ "password": PASSWORD, "email": caller.email() }),
        "createClient" => {
            json!({ "email": fixture::email(), "firstName": "Ana", "lastName": "Roy", "password": PASSWORD })
        }
        "createAccessToken" => json!({ "name": "Outil", "scope": "READ" }),
        "revokeAccessToken" => json!({ "accessTokenId": world.token().await }),
        "registerSale" => json!({
            "clientId": world.owner.id(), "productId": world.sale.product_id, "serialNumber": fixture::serial_number(),
        }),
        "openTicket" => json!({ "saleId": world.sale.id, "title": "Encore", "body": "Cela recommence." }),
        "replyToTicket" => json!({ "ticketId": world.open_ticket().await, "body": "Bonjour" }),
        "resolveTicket" => json!({ "ticketId": world.open_ticket().await }),
        _ => panic!("{}", unknown(mutation)),
    }
}

/// In which ways a query is asked: a name for the row, and the arguments.
fn ways(query: &Link, schema: &Schema, world: &World) -> Vec<(String, String)> {
    let way = |name: &str, arguments: String| (name.to_owned(), arguments);
    match query.name.as_str() {
        "node" => {
            let kinds = schema.implementors("Node").into_iter();
            let kinds = kinds.map(|kind| (format!("of {kind}"), format!("(id: \"{}\")", one_of(&kind, world))));
            kinds.chain([way("of nothing", "(id: \"nonsense\")".to_owned())]).collect()
        }
        "nodes" => {
            let ids = ["owner", "owner's ticket", "other's ticket", "other's sale", "technician", "owner's message"];
            let ids: Vec<_> = ids.iter().map(|name| world.id(name)).collect();
            vec![way("of both clients", format!("(ids: {ids:?})"))]
        }
        "viewer" | "ticketCounts" => vec![way("", String::new())],
        "suggestClients" => vec![
            way("", "(term: \"Odile\")".to_owned()),
            way("with the seller's address", format!("(term: {:?})", SELLER.email)),
        ],
        "suggestProducts" => vec![way("", "(term: \"EC-2400\")".to_owned())],
        "ticket" => vec![
            way("of the owner", format!("(number: {})", world.ticket.number)),
            way("of nobody", "(number: 999999)".to_owned()),
        ],
        "tickets" => vec![
            way("", String::new()),
            way("of the owner", format!("(filter: {{ clientId: {:?} }})", world.owner.id())),
            way("about the screen", format!("(filter: {{ productId: {:?} }})", world.sale.product_id)),
            way("with the owner's word", format!("(search: {WORD:?})")),
            way("with the owner's number", format!("(search: \"{}\")", world.ticket.number)),
            way("with the owner's serial number", format!("(search: {:?})", world.sale.serial_number)),
            way("with the owner's address", format!("(search: {:?})", world.owner.email())),
            way("with the seller's address", format!("(search: {:?})", SELLER.email)),
        ],
        _ => panic!("{}", unknown(query)),
    }
}

/// The id of the owner's thing of this type, or of what leads there from the owner's.
fn one_of<'a>(kind: &str, world: &'a World) -> &'a str {
    world.id(match kind {
        "AccessToken" => "owner's write token",
        "Client" | "Person" => "owner",
        "Message" => "owner's message",
        "Product" => "screen",
        "Sale" => "owner's sale",
        "StaffMember" => "technician",
        "Ticket" => "owner's ticket",
        other => panic!("say in {} which {other} is the owner's", file!()),
    })
}

/// A document that goes to an object of this type, the owner's wherever it is somebody's, and asks [`HERE`].
fn way_to(kind: &str, world: &World) -> String {
    let node =
        |kind: &str, way: &str| format!("{{ node(id: {:?}) {{ ... on {kind} {{ {way} }} }} }}", one_of(kind, world));
    match kind {
        "AccessToken" | "Client" | "Message" | "Person" | "Product" | "Sale" | "StaffMember" | "Ticket" => {
            node(kind, HERE)
        }
        "AccessTokenConnection" => node("Person", "accessTokens { HERE }"),
        "AccessTokenEdge" => node("Person", "accessTokens { edges { HERE } }"),
        "SaleConnection" => node("Client", "sales { HERE }"),
        "SaleEdge" => node("Client", "sales { edges { HERE } }"),
        "TicketConnection" => "{ tickets { HERE } }".to_owned(),
        "TicketEdge" => format!("{{ tickets(search: {COMMON_WORD:?}) {{ edges {{ HERE }} }} }}"),
        "TicketMatch" => format!("{{ tickets(search: {COMMON_WORD:?}) {{ edges {{ matches {{ HERE }} }} }} }}"),
        "MessageConnection" => node("Ticket", "messages { HERE }"),
        "MessageEdge" => node("Ticket", "messages { edges { HERE } }"),
        "TicketEventConnection" => node("Ticket", "timeline { HERE }"),
        "TicketEventEdge" => node("Ticket", "timeline { edges { HERE } }"),
        "TicketEvent" => node("Ticket", "timeline(first: 1) { nodes { HERE } }"),
        "ClientSuggestions" => "{ suggestClients(term: \"Odile\") { HERE } }".to_owned(),
        "ProductSuggestions" => "{ suggestProducts(term: \"EC-2400\") { HERE } }".to_owned(),
        "TicketQueueChange" => format!("subscription {{ ticketQueue(after: {:?}) {{ HERE }} }}", world.beginning),
        other => panic!("say in {} how to go to a {other}", file!()),
    }
}

fn unknown(operation: &Link) -> String {
    format!("{} has no row: say in {} how to ask for it", operation.row(), file!())
}
