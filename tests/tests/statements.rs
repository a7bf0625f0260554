//! No query costs more than it selects: the statements that one request sends to the base.
//!
//! What is counted is what the server truly sends, within the request's own span. Each list below is all that it may be:
//! a statement more is a regression, a statement less is a gift.

use guichet_api::ticket::index;
use guichet_tests::{
    PATIENCE, Statements, TestApp,
    actor::{Caller, Client, Sale, Ticket},
    fixture::{KEYBOARD, SCREEN},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// What every request with a token takes.
const SIGNED_IN: &str = "session";

/// Six clients with five tickets each, on sales of their own, all answered.
struct Crowd {
    clients: Vec<Client>,
    sales: Vec<Sale>,
    tickets: Vec<Ticket>,
}

async fn crowd(app: &TestApp) -> Crowd {
    let (clerk, technician) = (app.clerk().await, app.technician().await);
    let mut crowd = Crowd { clients: Vec::new(), sales: Vec::new(), tickets: Vec::new() };
    for n in 0..6 {
        let client = clerk.create_client_named(&format!("Client {n}"), "Durand").await;
        for product in [SCREEN, KEYBOARD, SCREEN, KEYBOARD, SCREEN] {
            let sale = clerk.register_sale_of(product, &client).await;
            let ticket = client.open_ticket(&sale).await;
            technician.reply(&ticket, "L'écran reste-t-il noir ?").await;
            crowd.sales.push(sale);
            crowd.tickets.push(ticket);
        }
        crowd.clients.push(client);
    }
    crowd
}

/// A query that reads a number of rows.
struct Query<'a> {
    document: &'a str,
    /// For three rows and for thirty.
    variables: [Value; 2],
    /// Where in the data they stand.
    rows: &'a str,
}

impl Query<'_> {
    /// Checks that it reads these tables and no others but what every request takes, each at most so many times, for
    /// three rows as for thirty. Fewer times, when what two places ask for happens to be ready at once.
    async fn reads(&self, caller: &Caller, tables: &str) {
        let watching = Statements::watch();
        for (variables, size) in self.variables.iter().zip([3, 30]) {
            let data = caller.data(self.document, variables.clone()).await;
            let rows = data.pointer(self.rows).and_then(Value::as_array);
            assert_eq!(rows.map(Vec::len), Some(size), "{} in {data}", self.rows);
            assert_reads(&watching, tables, self.document);
        }
    }
}

/// The same for a page of `$first` rows.
async fn page_reads(caller: &Caller, selection: &str, rows: &str, tables: &str) {
    let document = &format!("query($first: Int!) {{ {selection} }}");
    let variables = [3, 30].map(|first| json!({ "first": first }));
    Query { document, variables, rows }.reads(caller, tables).await;
}

#[track_caller]
fn assert_reads(watching: &Statements, tables: &str, document: &str) {
    let read = watching.take_tables();
    let all = SIGNED_IN.split(' ').chain(tables.split_whitespace());
    // With a question mark, it may be read or not.
    let mut left: Vec<_> =
        all.filter(|table| table.strip_suffix('?').is_none_or(|table| read.iter().any(|it| it == table))).collect();
    left.iter_mut().for_each(|table| *table = table.trim_end_matches('?'));
    let expected: BTreeSet<_> = left.iter().map(|table| (*table).to_owned()).collect();
    assert_eq!(BTreeSet::from_iter(read.clone()), expected, "{document}");
    for table in &read {
        let at = left.iter().position(|it| it == table);
        left.swap_remove(at.unwrap_or_else(|| panic!("once more than needed: {table} in {read:?} of {document}")));
    }
}

#[tokio::test]
async fn a_queue() {
    let app = TestApp::start().await;
    crowd(&app).await;
    let technician = app.technician().await;
    let queue = "tickets(first: $first, filter: { status: [IN_PROGRESS] }) { nodes {
        number title status client { firstName } sale { serialNumber product { designation } }
        lastMessage { body author { firstName } } availableActions
    } pageInfo { hasNextPage endCursor } }";
    // All of it joined.
    page_reads(&technician, queue, "/tickets/nodes", "ticket").await;
    // Of an author who is always the same, too.
    let own = "tickets(first: $first) { nodes { lastMessage { author {
        ... on StaffMember { accessTokens(first: 5) { totalCount nodes { name } } }
    } } } }";
    page_reads(&technician, own, "/tickets/nodes", "access_token access_token message person ticket").await;
}

/// Of the order of the newest and of the texts that wait for the index, what is in memory is not asked for again.
#[tokio::test]
async fn a_search() {
    let app = TestApp::start().await;
    crowd(&app).await;
    search_in_memory(&app).await;
}

/// Searches until all is in memory that can be.
async fn search_in_memory(app: &TestApp) {
    index::catch_up(&app.inner().store).await.unwrap();
    let technician = app.technician().await;
    let watching = Statements::watch();
    let document = "query($search: String) { tickets(search: $search) { nodes { number } } }";
    let start = Instant::now();
    for n in 0.. {
        // What was asked already would be told again.
        technician.data(document, json!({ "search": format!("écran {n}") })).await;
        let read = watching.take_tables();
        if read == ["search_posting", "session", "ticket"] {
            break;
        }
        assert!(start.elapsed() < PATIENCE, "{read:?}");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn nothing_is_read_that_was_not_selected() {
    let app = TestApp::start().await;
    let crowd = crowd(&app).await;
    let technician = app.technician().await;
    let bare = "tickets(first: $first) { nodes { number } }";
    page_reads(&technician, bare, "/tickets/nodes", "ticket").await;
    let counted = "tickets(first: $first) { totalCount nodes { number } }";
    page_reads(&technician, counted, "/tickets/nodes", "ticket ticket_event").await;
    let with_cursor = "tickets(first: $first) { feedCursor nodes { number } }";
    page_reads(&technician, with_cursor, "/tickets/nodes", "ticket ticket_event").await;

    let watching = Statements::watch();
    let mut taken = Vec::new();
    for document in ["{ tickets { nodes { number } } }", "{ tickets { totalCount nodes { number } } }"] {
        technician.data(document, Value::Null).await;
        taken.push(watching.take().len());
    }
    assert_eq!(taken, [2, 3], "a total is one statement, when it is selected");

    let number = crowd.tickets[0].number;
    for (document, expected) in [
        ("{ tickets { totalCount } }".to_owned(), "ticket_event"),
        ("{ tickets { feedCursor } }".to_owned(), "ticket_event"),
        (format!("{{ ticket(number: {number}) {{ title }} }}"), "ticket"),
        (format!("{{ ticket(number: {number}) {{ messages {{ totalCount }} }} }}"), "message ticket"),
        ("{ ticketCounts { open } }".to_owned(), "ticket_event"),
        ("{ __typename }".to_owned(), ""),
    ] {
        technician.data(&document, Value::Null).await;
        assert_reads(&watching, expected, &document);
    }
}

#[tokio::test]
async fn a_thread() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let (seller, technician) = (app.seller().await, app.technician().await);
    for n in 0..10 {
        for caller in [&client.0, &seller.0, &technician.0] {
            caller.reply(&ticket, &format!("Message {n}")).await;
        }
    }
    let thread = format!(
        "ticket(number: {}) {{
            title client {{ firstName }} sale {{ product {{ designation }} }}
            messages(first: $first) {{ totalCount nodes {{ body author {{ firstName }} }} }}
            timeline(first: $first) {{ nodes {{ kind actor {{ firstName }} message {{ body }} }} }}
        }}",
        ticket.number
    );
    for rows in ["/ticket/messages/nodes", "/ticket/timeline/nodes"] {
        // What was answered is told again as long as nothing happens.
        technician.reply(&ticket, "Encore").await;
        page_reads(
            &client,
            &thread,
            rows,
            "message message message person person person product sale ticket ticket_event",
        )
        .await;
    }
}

#[tokio::test]
async fn the_sales_of_a_client() {
    let app = TestApp::start().await;
    let (clerk, client) = (app.clerk().await, app.client().await);
    for _ in 0..30 {
        clerk.register_sale(&client).await;
    }
    let of = |who: &str| {
        format!(
            "{who} {{ ... on Client {{ sales(first: $first) {{
                totalCount nodes {{ serialNumber product {{ designation }} seller {{ firstName }} }}
            }} }} }}"
        )
    };
    let expected = "person person product sale sale";
    page_reads(&client, &of("viewer"), "/viewer/sales/nodes", expected).await;
    let by_id = of(&format!("node(id: \"{}\")", client.id()));
    page_reads(clerk, &by_id, "/node/sales/nodes", expected).await;
}

#[tokio::test]
async fn a_search_with_what_it_found() {
    let app = TestApp::start().await;
    crowd(&app).await;
    search_in_memory(&app).await;
    let technician = app.technician().await;
    let search = |order: &str, selection: &str| {
        let order = format!("orderBy: {{ field: {order}, direction: DESC }}");
        format!("tickets(first: $first, search: \"noir durand\", {order}) {{ edges {{ {selection} }} }}")
    };
    // The index: of the newest first, or of tickets met in the order of the list. Whether more is known by now is asked where
    // something was written, which on PostgreSQL others may have.
    for (order, found) in [
        ("RELEVANCE", "search_waiting? search_posting ticket ticket"),
        ("LAST_ACTIVITY", "search_waiting? search_posting ticket ticket_event?"),
    ] {
        page_reads(&technician, &search(order, "node { number }"), "/tickets/edges", found).await;
        // What was found is looked for when it is selected.
        let matches = search(
            order,
            "node { number } matches { field excerpt { text isMatch } message { author { firstName } } }",
        );
        let found = format!("{found} message person ticket ticket_passage");
        page_reads(&technician, &matches, "/tickets/edges", &found).await;
    }
}

#[tokio::test]
async fn things_by_their_ids() {
    let app = TestApp::start().await;
    let crowd = crowd(&app).await;
    let document = "query($ids: [ID!]!) { nodes(ids: $ids) { id
        ... on Ticket { client { firstName } } ... on Sale { product { designation } } ... on Message { author { id } }
    } }";
    let technician = app.technician().await;
    let of_ids = |ids: Vec<&str>| {
        let variables = [3, 30].map(|size| json!({ "ids": ids[..size] }));
        Query { document, variables, rows: "/nodes" }
    };
    let tickets = crowd.tickets.iter().map(|ticket| ticket.id.as_str()).collect();
    of_ids(tickets).reads(&technician, "person ticket").await;
    let sales = crowd.sales.iter().map(|sale| sale.id.as_str()).collect();
    of_ids(sales).reads(&technician, "product sale").await;
    let messages = crowd.tickets.iter().map(|ticket| ticket.first_message.as_str()).collect();
    of_ids(messages).reads(&technician, "message person").await;
    // What a client bought is asked for all products together.
    let products = crowd.sales.iter().map(|sale| sale.product_id.as_str()).collect();
    of_ids(products).reads(&crowd.clients[0], "product sale").await;
}

#[tokio::test]
async fn lists_within_lists() {
    let app = TestApp::start().await;
    let crowd = crowd(&app).await;
    // Three tickets of three clients come first, as thirty of six do.
    for ticket in [0, 5, 10] {
        crowd.clients[ticket / 5].reply(&crowd.tickets[ticket], "Oui.").await;
    }
    let technician = app.technician().await;
    let threads = "tickets(first: $first) { nodes {
        messages(last: 2) { totalCount nodes { body author { firstName } } }
        timeline(first: 1) { nodes { kind } }
    } }";
    // Messages come with their authors.
    page_reads(&technician, threads, "/tickets/nodes", "message message ticket ticket_event").await;
    // How they are written is found out for each request, where something may be skipped or was put together.
    let skipping = "tickets(first: $first) { nodes {
        messages(last: 2) { nodes { body author { firstName } } } title @skip(if: true)
    } }";
    let together =
        "tickets(first: $first) { ...Bodies nodes { messages(last: 2) { nodes { id author { firstName } } } } } }
        fragment Bodies on TicketConnection { nodes { messages(last: 2) { nodes { body } } }";
    for threads in [skipping, together] {
        page_reads(&technician, threads, "/tickets/nodes", "message ticket").await;
    }
    let clients = "tickets(first: $first) { nodes { client {
        sales(first: 2) { totalCount nodes { product { designation } } }
        tickets(first: 2, filter: { status: [IN_PROGRESS] }) { totalCount feedCursor nodes { number } }
    } } }";
    page_reads(&technician, clients, "/tickets/nodes", "person product sale sale ticket ticket ticket ticket_event")
        .await;
}
