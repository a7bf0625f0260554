//! Connections: pages in both directions, and their limits.

use guichet_tests::{
    TestApp,
    actor::{Caller, Client, Ticket},
};
use serde_json::{Value, json};

async fn client_with_tickets(app: &TestApp, count: usize) -> (Client, Vec<Ticket>) {
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let mut tickets = Vec::new();
    for _ in 0..count {
        tickets.push(client.open_ticket(&sale).await);
    }
    (client, tickets)
}

/// The numbers of all pages, from one end or the other.
async fn walk(caller: &Caller, order: &Value, backwards: bool) -> Vec<Vec<i64>> {
    let (size, from, more, at) = if backwards {
        ("last", "before", "hasPreviousPage", "startCursor")
    } else {
        ("first", "after", "hasNextPage", "endCursor")
    };
    let mut pages = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let list = caller.tickets(json!({ "orderBy": order, size: 2, from: cursor })).await;
        let nodes = list["nodes"].as_array().unwrap();
        pages.push(nodes.iter().map(|ticket| ticket["number"].as_i64().unwrap()).collect());
        if list["pageInfo"][more] != true {
            return pages;
        }
        cursor = list["pageInfo"][at].clone();
    }
}

#[tokio::test]
async fn pages_follow_each_other_in_both_directions_and_every_order() {
    let app = TestApp::start().await;
    let (client, tickets) = client_with_tickets(&app, 5).await;
    let ascending: Vec<_> = tickets.iter().map(|ticket| ticket.number).collect();
    for field in ["LAST_ACTIVITY", "OPENED", "PRIORITY", "RELEVANCE"] {
        for direction in ["ASC", "DESC"] {
            let order = json!({ "field": field, "direction": direction });
            let mut expected = ascending.clone();
            if direction == "DESC" {
                expected.reverse();
            }
            let pages = walk(&client, &order, false).await;
            assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
            assert_eq!(pages.concat(), expected, "{order}");
            let mut pages = walk(&client, &order, true).await;
            assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
            pages.reverse();
            assert_eq!(pages.concat(), expected, "{order} from the back");
        }
    }
}

#[tokio::test]
async fn the_latest_activity_comes_first() {
    let app = TestApp::start().await;
    let (client, tickets) = client_with_tickets(&app, 3).await;
    app.technician().await.reply(&tickets[0], "Bonjour").await;
    let expected = [&tickets[0], &tickets[2], &tickets[1]].map(|ticket| ticket.number);
    assert_eq!(client.numbers(json!({})).await, expected);
}

#[tokio::test]
async fn rows_that_arrive_meanwhile_neither_double_nor_hide_others() {
    let app = TestApp::start().await;
    let (client, tickets) = client_with_tickets(&app, 4).await;
    let order = json!({ "field": "OPENED", "direction": "DESC" });
    let first = client.tickets(json!({ "orderBy": order, "first": 2 })).await;
    let sale = app.clerk().await.register_sale(&client).await;
    let newest = client.open_ticket(&sale).await;
    let after = first["pageInfo"]["endCursor"].clone();
    let rest = client.numbers(json!({ "orderBy": order, "first": 10, "after": after })).await;
    assert_eq!(rest, [tickets[1].number, tickets[0].number]);
    let before = first["pageInfo"]["startCursor"].clone();
    assert_eq!(client.numbers(json!({ "orderBy": order, "last": 10, "before": before })).await, [newest.number]);
}

#[tokio::test]
async fn neither_do_they_on_the_way_back() {
    let app = TestApp::start().await;
    let (client, tickets) = client_with_tickets(&app, 4).await;
    let order = json!({ "field": "OPENED", "direction": "ASC" });
    let last = client.tickets(json!({ "orderBy": order, "last": 2 })).await;
    let sale = app.clerk().await.register_sale(&client).await;
    let newest = client.open_ticket(&sale).await;
    let before = last["pageInfo"]["startCursor"].clone();
    let rest = client.numbers(json!({ "orderBy": order, "last": 10, "before": before })).await;
    assert_eq!(rest, [tickets[0].number, tickets[1].number]);
    let after = last["pageInfo"]["endCursor"].clone();
    assert_eq!(client.numbers(json!({ "orderBy": order, "first": 10, "after": after })).await, [newest.number]);
}

/// Pages within pages are read for all rows at once; each is the page that its row alone would have.
#[tokio::test]
async fn pages_of_many_lists_at_once_are_the_pages_of_each() {
    let app = TestApp::start().await;
    let (client, tickets) = client_with_tickets(&app, 3).await;
    for (count, ticket) in tickets.iter().enumerate() {
        for n in 0..count * 2 {
            client.reply(ticket, &format!("Message {n}")).await;
        }
    }
    let (other, _) = client_with_tickets(&app, 2).await;
    let technician = app.technician().await;
    let connection = "{ edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }";
    let page = async |ids: Vec<&str>, arguments: &str| {
        let of_tickets = ["messages", "timeline"].map(|list| format!("{list}({arguments}) {connection}")).concat();
        let of_clients = ["sales", "tickets"].map(|list| format!("{list}({arguments}) {connection}")).concat();
        let document = format!(
            "query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Ticket {{ {of_tickets} }} ... on Client {{ {of_clients} }} }} }}"
        );
        technician.data(&document, json!({ "ids": ids })).await["nodes"].as_array().unwrap().clone()
    };
    let all = [&tickets[0].id, &tickets[1].id, &tickets[2].id, client.id(), other.id()].map(|id| id as &str);
    for arguments in ["first: 2", "last: 2", "first: 100", "last: 1", "first: 0"] {
        let together = page(all.to_vec(), arguments).await;
        for (id, within) in all.iter().zip(together) {
            assert_eq!(page(vec![id], arguments).await, [within], "{arguments}");
        }
    }
    // A cursor of one list, which the others know how to read.
    let first = page(vec![&tickets[2].id], "first: 2").await;
    let cursor = first[0]["messages"]["pageInfo"]["endCursor"].as_str().unwrap();
    let document = |arguments: &str| {
        format!(
            "query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Ticket {{ messages({arguments}) {connection} }} }} }}"
        )
    };
    for arguments in [format!("first: 1, after: \"{cursor}\""), format!("last: 1, before: \"{cursor}\"")] {
        let document = document(&arguments);
        let ids = |ids: &[&str]| json!({ "ids": ids });
        let together = technician.data(&document, ids(&all[..3])).await["nodes"].clone();
        for (id, within) in all.iter().zip(together.as_array().unwrap()) {
            assert_eq!(&technician.data(&document, ids(&[id])).await["nodes"][0], within, "{arguments}");
        }
    }
}

#[tokio::test]
async fn a_page_says_what_lies_around_it() {
    let app = TestApp::start().await;
    let (client, tickets) = client_with_tickets(&app, 3).await;
    let order = json!({ "field": "OPENED", "direction": "ASC" });
    let page = client.tickets(json!({ "orderBy": order, "first": 1 })).await;
    assert_eq!(page["totalCount"], 3);
    assert_eq!(page["pageInfo"]["startCursor"], page["pageInfo"]["endCursor"]);
    assert_eq!(page["edges"][0]["cursor"], page["pageInfo"]["endCursor"]);
    assert_eq!((&page["pageInfo"]["hasNextPage"], &page["pageInfo"]["hasPreviousPage"]), (&json!(true), &json!(false)));
    let all = client.tickets(json!({ "orderBy": order })).await;
    let (after, before) = (&all["edges"][0]["cursor"], &all["edges"][2]["cursor"]);
    let between = client.tickets(json!({ "orderBy": order, "after": after, "before": before })).await;
    assert_eq!(between["nodes"][0]["number"], tickets[1].number);
    assert_eq!(between["nodes"].as_array().unwrap().len(), 1);
    let none = client.tickets(json!({ "first": 0 })).await;
    assert_eq!((&none["nodes"], &none["pageInfo"]["endCursor"]), (&json!([]), &Value::Null));
    assert_eq!(none["totalCount"], 3);
}

#[tokio::test]
async fn a_page_has_twenty_five_rows_unless_said_otherwise() {
    let app = TestApp::start().await;
    let (client, _) = client_with_tickets(&app, 26).await;
    let list = client.tickets(json!({})).await;
    assert_eq!((list["nodes"].as_array().unwrap().len(), &list["totalCount"]), (25, &json!(26)));
    assert_eq!(list["pageInfo"]["hasNextPage"], true);
    assert_eq!(client.numbers(json!({ "first": 100 })).await.len(), 26);
}

#[tokio::test]
async fn what_no_page_can_be_is_refused_with_a_code() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let document = "query($first: Int, $last: Int, $after: String) {
        tickets(first: $first, last: $last, after: $after) { totalCount }
    }";
    for wrong in
        [json!({ "first": -1 }), json!({ "first": 101 }), json!({ "last": 1000 }), json!({ "first": 1, "last": 1 })]
    {
        assert_eq!(client.ask(document, wrong.clone()).await.code(), "BAD_REQUEST", "{wrong}");
    }
    let messages = "query($number: Int!) { ticket(number: $number) { messages { pageInfo { endCursor } } } }";
    let data = client.data(messages, json!({ "number": ticket.number })).await;
    let of_another_list = data["ticket"]["messages"]["pageInfo"]["endCursor"].as_str().unwrap();
    let feed = client.feed_cursor().await;
    for cursor in ["", "nonsense", "é", of_another_list, &feed] {
        assert_eq!(client.ask(document, json!({ "after": cursor })).await.code(), "INVALID_CURSOR", "{cursor}");
    }
}

#[tokio::test]
async fn messages_timelines_and_sales_page_both_ways_too() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    for n in 1..=3 {
        client.reply(&ticket, &format!("Message {n}")).await;
    }
    app.clerk().await.register_sale(&client).await;
    let document = |field: &str, arguments: &str| {
        format!("{{ viewer {{ ... on Client {{ sales({arguments}) {{ nodes {{ id }} pageInfo {{ endCursor startCursor }} }} }} }}
            ticket(number: {}) {{ {field}({arguments}) {{ edges {{ cursor }} pageInfo {{ endCursor startCursor }} }} }} }}", ticket.number)
    };
    for field in ["messages", "timeline"] {
        let all = client.data(&document(field, "first: 100"), Value::Null).await;
        let cursors: Vec<_> = all["ticket"][field]["edges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|edge| edge["cursor"].as_str().unwrap())
            .collect();
        assert_eq!(cursors.len(), 4);
        let page = async |arguments: String| {
            let query =
                format!("{{ ticket(number: {}) {{ {field}({arguments}) {{ edges {{ cursor }} }} }} }}", ticket.number);
            let data = client.data(&query, Value::Null).await;
            let edges = data["ticket"][field]["edges"].as_array().unwrap().clone();
            edges.iter().map(|edge| edge["cursor"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(page(format!("first: 2, after: \"{}\"", cursors[0])).await, cursors[1..3]);
        assert_eq!(page("last: 2".into()).await, cursors[2..]);
        assert_eq!(page(format!("last: 2, before: \"{}\"", cursors[3])).await, cursors[1..3]);
    }
    let sales = async |arguments: String| {
        let query = format!(
            "{{ viewer {{ ... on Client {{ sales({arguments}) {{ nodes {{ id }} pageInfo {{ endCursor startCursor }} }} }} }} }}"
        );
        client.data(&query, Value::Null).await["viewer"]["sales"].clone()
    };
    let all = sales("first: 10".into()).await;
    let first = sales("first: 1".into()).await;
    let second = sales(format!("first: 1, after: {}", first["pageInfo"]["endCursor"])).await;
    assert_eq!(json!([first["nodes"][0], second["nodes"][0]]), all["nodes"]);
    let back = sales(format!("last: 1, before: {}", second["pageInfo"]["startCursor"])).await;
    assert_eq!(back["nodes"], first["nodes"]);
}
