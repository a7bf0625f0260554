//! There is no room left where the base is.

use super::{client_with_ticket, program, reply};
use guichet_tests::{Engine, Site};
use serde_json::json;
use std::process::Command;

/// No file grows beyond two megabytes: what the system says then is told as it is when a disk is full.
const BOUNDED: [&str; 4] = ["sh", "-c", r#"trap "" XFSZ; ulimit -S -f 4096; exec "$@""#, "sh"];

#[tokio::test]
async fn without_room_writing_is_refused_and_reading_goes_on_until_there_is_room_again() {
    let mut site = Site::start_within(program(), Engine::Sqlite, &[], &BOUNDED).await;
    let (client, ticket) = client_with_ticket(&site).await;
    let long = "é".repeat(4_000);
    let mut written = 0;
    let refused = loop {
        let answer = client.attempt("replyToTicket", reply(&ticket, &written.to_string(), &long)).await;
        if answer.body.get("errors").is_some() {
            break answer;
        }
        assert_eq!(answer.body["data"]["replyToTicket"]["errors"], json!([]));
        written += 1;
        assert!(written < 1_000, "there is room for ever");
    };
    assert_eq!((refused.code(), refused.status.as_u16()), ("UNAVAILABLE", 503), "{refused:?}");
    assert!(refused.headers.contains_key("retry-after"));
    assert!(written > 10, "it was full from the start");

    let kept = |number: i64| {
        let client = client.clone();
        async move {
            let document = "query($number: Int!) { ticket(number: $number) { messages { totalCount } } }";
            let data = client.data(document, json!({ "number": number })).await;
            data["ticket"]["messages"]["totalCount"].as_u64().unwrap()
        }
    };
    for _ in 0..20 {
        assert_eq!(kept(ticket.number).await, written + 1, "reading goes on");
    }
    assert!(site.is_ready().await);
    let checked = site.run(&["check"]);
    assert_eq!(String::from_utf8_lossy(&checked.stdout), "1 tickets checked, 0 findings\n");

    let pid = site.pid().await.to_string();
    assert!(Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited"]).status().unwrap().success());
    let again = reply(&ticket, &written.to_string(), &long);
    client.mutate("replyToTicket", again.clone()).await.done();
    client.mutate("replyToTicket", again).await.done();
    assert_eq!(kept(ticket.number).await, written + 2);
    site.kill().await;
    let checked = site.run(&["check"]);
    assert_eq!(String::from_utf8_lossy(&checked.stdout), "1 tickets checked, 0 findings\n");
}
