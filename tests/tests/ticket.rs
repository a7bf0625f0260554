//! The course of a ticket.

use guichet_tests::TestApp;
use serde_json::{Value, json};

#[tokio::test]
async fn an_opened_ticket_is_open_and_waits_for_staff() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let seen = client.see(&ticket).await;
    assert_eq!((&seen["status"], &seen["waitingOn"]), (&json!("OPEN"), &json!("STAFF")));
    assert_eq!(seen["availableActions"], json!(["REPLY", "RESOLVE"]));
    assert_eq!((&seen["firstAnsweredAt"], &seen["resolvedAt"]), (&Value::Null, &Value::Null));
    assert_eq!(seen["openedAt"], seen["lastActivityAt"]);
}

#[tokio::test]
async fn the_first_answer_of_staff_puts_it_in_progress_for_good() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let added = client.reply(&ticket, "J'ai oublié : le voyant clignote.").await;
    assert_eq!((&added["status"], &added["waitingOn"]), (&json!("OPEN"), &json!("STAFF")));
    assert_eq!(added["firstAnsweredAt"], Value::Null);

    let answered = app.technician().await.reply(&ticket, "Combien de fois ?").await;
    assert_eq!((&answered["status"], &answered["waitingOn"]), (&json!("IN_PROGRESS"), &json!("CLIENT")));
    let added = client.reply(&ticket, "Trois fois.").await;
    assert_eq!((&added["status"], &added["waitingOn"]), (&json!("IN_PROGRESS"), &json!("STAFF")));

    let seller = app.seller().await;
    let answered = seller.reply(&ticket, "Merci.").await;
    assert_eq!(answered["waitingOn"], "CLIENT");
    assert_eq!(answered["lastMessage"]["author"]["id"], seller.id(), "the very person who gave it");
    let first = added["firstAnsweredAt"].as_str().unwrap();
    assert_eq!(answered["firstAnsweredAt"], first);
    let bodies = client.messages(&ticket).await;
    assert_eq!(bodies[1..], ["J'ai oublié : le voyant clignote.", "Combien de fois ?", "Trois fois.", "Merci."]);
}

#[tokio::test]
async fn either_side_resolves_from_either_state_and_that_is_the_end() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    for (answered, by_client) in [(false, false), (false, true), (true, false), (true, true)] {
        let (client, ticket) = app.client_with_ticket().await;
        if answered {
            technician.reply(&ticket, "Bonjour").await;
        }
        let resolver = if by_client { &client.0 } else { &technician.0 };
        let resolved = resolver.resolve(&ticket).await;
        assert_eq!((&resolved["status"], &resolved["waitingOn"]), (&json!("RESOLVED"), &Value::Null));
        assert_eq!((&resolved["resolvedBy"]["id"], &resolved["availableActions"]), (&json!(resolver.id()), &json!([])));

        for person in [&client.0, &technician.0] {
            let input = json!({ "ticketId": ticket.id, "body": "Encore un mot" });
            let refused = person.mutate("replyToTicket", input).await;
            refused.assert_refused("ticketId", "INVALID_TRANSITION", "ALREADY_RESOLVED");
            let refused = person.mutate("resolveTicket", json!({ "ticketId": ticket.id })).await;
            refused.assert_refused("ticketId", "INVALID_TRANSITION", "ALREADY_RESOLVED");
            assert_eq!(person.see(&ticket).await, resolved);
        }
    }
}

#[tokio::test]
async fn what_is_typed_wrong_in_a_request_is_refused_by_field_and_nothing_is_kept() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let (long_title, long_body) = ("é".repeat(151), "é".repeat(10_001));
    for (field, typed, reason) in [
        ("title", "", "BLANK"),
        ("title", " \u{a0}\t", "BLANK"),
        ("title", &long_title, "TOO_LONG"),
        ("title", "deux\nlignes", "CONTROL_CHARACTER"),
        ("title", "zéro\u{0}", "CONTROL_CHARACTER"),
        ("body", "", "BLANK"),
        ("body", "\n\n  \n", "BLANK"),
        ("body", &long_body, "TOO_LONG"),
        ("body", "à l'envers \u{202e}", "CONTROL_CHARACTER"),
        ("body", "clo\u{7}che", "CONTROL_CHARACTER"),
    ] {
        let mut input = json!({ "saleId": sale.id, "title": "Panne", "body": "Rien ne va plus." });
        input[field] = typed.into();
        let payload = client.mutate("openTicket", input).await;
        payload.assert_refused(field, "INVALID_INPUT", reason);
        assert_eq!(payload.value["ticket"], Value::Null);
    }
    assert_eq!(client.tickets(json!({})).await["totalCount"], 0);
}

#[tokio::test]
async fn what_is_typed_wrong_in_an_answer_is_refused_and_nothing_is_posted() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let before = client.see(&ticket).await;
    let long = "é".repeat(10_001);
    for (typed, reason) in
        [("", "BLANK"), (" \n ", "BLANK"), (long.as_str(), "TOO_LONG"), ("a\u{1b}b", "CONTROL_CHARACTER")]
    {
        for person in [&client.0, &app.technician().await.0] {
            let payload = person.mutate("replyToTicket", json!({ "ticketId": ticket.id, "body": typed })).await;
            payload.assert_refused("body", "INVALID_INPUT", reason);
        }
    }
    assert_eq!(client.see(&ticket).await, before);
}

#[tokio::test]
async fn the_longest_texts_and_all_of_their_characters_come_back() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let sale = app.clerk().await.register_sale(&client).await;
    let (title, body) = ("é".repeat(150), format!("<b>&amp;</b> ' \" \\ 🖨️\n\tligne {}", "ß".repeat(9_950)));
    let input = json!({ "saleId": sale.id, "title": format!("  {title} "), "body": format!("\n{body}\n") });
    let opened = client.mutate("openTicket", input).await;
    let ticket = &opened.done()["ticket"];
    assert_eq!((&ticket["title"], &ticket["lastMessage"]["body"]), (&json!(title), &json!(body)));
}

#[tokio::test]
async fn an_answer_to_an_older_state_is_not_posted_and_brings_what_arrived() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let technician = app.technician().await;
    let input =
        |body: &str, expected: &str| json!({ "ticketId": ticket.id, "body": body, "expectedLastMessageId": expected });
    let first = technician.mutate("replyToTicket", input("Un autre câble ?", &ticket.first_message)).await;
    let answer = first.done()["message"]["id"].as_str().unwrap().to_owned();

    let refused = client.mutate("replyToTicket", input("Toujours rien.", &ticket.first_message)).await;
    refused.assert_refused("expectedLastMessageId", "CONFLICT", "NEWER_MESSAGE");
    assert_eq!(refused.value["message"], Value::Null);
    assert_eq!(refused.value["ticket"]["lastMessage"]["body"], "Un autre câble ?");
    let nonsense = client.mutate("replyToTicket", input("Toujours rien.", "nonsense")).await;
    nonsense.assert_refused("expectedLastMessageId", "CONFLICT", "NEWER_MESSAGE");
    assert_eq!(client.messages(&ticket).await.len(), 2);
    client.mutate("replyToTicket", input("Merci !", &answer)).await.done();
}

#[tokio::test]
async fn of_two_answers_to_the_same_message_one_is_told_of_the_other() {
    let app = TestApp::start().await;
    let (seller, technician) = (app.seller().await, app.technician().await);
    for _ in 0..5 {
        let (client, ticket) = app.client_with_ticket().await;
        let input =
            |body: &str| json!({ "ticketId": ticket.id, "body": body, "expectedLastMessageId": ticket.first_message });
        let (a, b) =
            tokio::join!(seller.mutate("replyToTicket", input("A")), technician.mutate("replyToTicket", input("B")));
        let (won, lost) = if a.value["message"].is_null() { (b, a) } else { (a, b) };
        won.done();
        lost.assert_refused("expectedLastMessageId", "CONFLICT", "NEWER_MESSAGE");
        assert_eq!(lost.value["ticket"]["lastMessage"]["id"], won.value["message"]["id"]);
        assert_eq!(client.messages(&ticket).await.len(), 2);
    }
}

#[tokio::test]
async fn of_two_resolutions_one_counts() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    for _ in 0..5 {
        let (client, ticket) = app.client_with_ticket().await;
        let input = json!({ "ticketId": ticket.id });
        let (a, b) = tokio::join!(
            client.mutate("resolveTicket", input.clone()),
            technician.mutate("resolveTicket", input.clone())
        );
        let (won, lost) = if a.value["ticket"].is_null() { (b, a) } else { (a, b) };
        lost.assert_refused("ticketId", "INVALID_TRANSITION", "ALREADY_RESOLVED");
        assert_eq!(client.see(&ticket).await["resolvedBy"], won.done()["ticket"]["resolvedBy"]);
    }
}

#[tokio::test]
async fn the_timeline_tells_all_that_happened_in_order() {
    let app = TestApp::start().await;
    let (client, ticket) = app.client_with_ticket().await;
    let technician = app.technician().await;
    technician.reply(&ticket, "Bonjour").await;
    client.reply(&ticket, "Merci").await;
    technician.resolve(&ticket).await;
    let document = "query($number: Int!) { ticket(number: $number) { timeline { nodes {
        kind fromStatus toStatus actor { id } message { body } ticket { number }
    } } } }";
    let seen = client.data(document, json!({ "number": ticket.number })).await;
    let told: Vec<_> = seen["ticket"]["timeline"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            assert_eq!(event["ticket"]["number"], ticket.number);
            (
                event["kind"].clone(),
                event["toStatus"].clone(),
                event["actor"]["id"].clone(),
                event["message"]["body"].clone(),
            )
        })
        .collect();
    let (client, technician) = (json!(client.id()), json!(technician.id()));
    let opening = ticket.value["lastMessage"]["body"].clone();
    assert_eq!(
        told,
        [
            (json!("OPENED"), json!("OPEN"), client.clone(), opening),
            (json!("MESSAGE_POSTED"), Value::Null, technician.clone(), json!("Bonjour")),
            (json!("STATUS_CHANGED"), json!("IN_PROGRESS"), technician.clone(), Value::Null),
            (json!("MESSAGE_POSTED"), Value::Null, client, json!("Merci")),
            (json!("STATUS_CHANGED"), json!("RESOLVED"), technician, Value::Null),
        ]
    );
}

#[tokio::test]
async fn counts_tell_where_the_viewers_tickets_stand() {
    let app = TestApp::start().await;
    let technician = app.technician().await;
    let (client, open) = app.client_with_ticket().await;
    let (_, asked) = app.client_with_ticket().await;
    let (other, answered) = app.client_with_ticket().await;
    let (_, resolved) = app.client_with_ticket().await;
    technician.reply(&asked, "Une question").await;
    technician.reply(&answered, "Une question").await;
    other.reply(&answered, "Une réponse").await;
    technician.resolve(&resolved).await;
    let counts = |open, in_progress, client, staff, resolved| json!({ "open": open, "inProgress": in_progress, "waitingOnClient": client, "waitingOnStaff": staff, "resolved": resolved });
    assert_eq!(technician.counts().await, counts(1, 2, 1, 2, 1));
    assert_eq!(client.counts().await, counts(1, 0, 0, 1, 0));
    assert_eq!(other.counts().await, counts(0, 1, 0, 1, 0));

    assert_eq!(technician.numbers(json!({ "filter": { "waitingOn": "CLIENT" } })).await, [asked.number]);
    let staff = json!({ "filter": { "waitingOn": "STAFF" }, "orderBy": { "field": "OPENED", "direction": "ASC" } });
    assert_eq!(technician.numbers(staff).await, [open.number, answered.number]);
    let ended =
        json!({ "filter": { "status": ["OPEN", "RESOLVED"] }, "orderBy": { "field": "OPENED", "direction": "ASC" } });
    assert_eq!(technician.numbers(ended).await, [open.number, resolved.number]);
}
