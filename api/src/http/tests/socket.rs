use super::{Running, SocketSettings};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest},
};

const PROTOCOL: [(&str, &str); 1] = [("sec-websocket-protocol", "graphql-transport-ws")];

#[derive(Debug)]
struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn connect(server: &Running, headers: &[(&'static str, &str)]) -> Result<Self, tungstenite::Error> {
        let mut request = format!("ws://{}/graphql/ws", server.address).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        Ok(Self(connect_async(request).await?.0))
    }

    async fn open(server: &Running) -> Self {
        Self::connect(server, &PROTOCOL).await.unwrap()
    }

    /// Opened and acknowledged.
    async fn of(server: &Running, token: &str) -> Self {
        let mut socket = Self::open(server).await;
        socket
            .say(json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } }))
            .await;
        assert_eq!(socket.hear().await, json!({ "type": "connection_ack" }));
        socket
    }

    async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(json!({ "type": "subscribe", "id": id, "payload": { "query": query } })).await;
    }

    async fn message(&mut self) -> Message {
        let next = tokio::time::timeout(Duration::from_secs(8), self.0.next()).await;
        next.expect("nothing came").expect("the connection is gone").unwrap()
    }

    async fn hear(&mut self) -> Value {
        loop {
            match self.message().await {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?} instead of text"),
            }
        }
    }

    async fn closed(&mut self) -> (u16, String) {
        loop {
            if let Message::Close(frame) = self.message().await {
                let frame = frame.unwrap();
                return (frame.code.into(), frame.reason.to_string());
            }
        }
    }
}

#[tokio::test]
async fn operations_of_any_kind_run_over_a_socket() {
    let server = Running::start().await;
    let mut socket = Socket::of(&server, "12").await;
    socket.subscribe("1", "subscription { count(to: 2) }").await;
    for n in [1, 2] {
        assert_eq!(socket.hear().await, json!({ "type": "next", "id": "1", "payload": { "data": { "count": n } } }));
    }
    assert_eq!(socket.hear().await, json!({ "type": "complete", "id": "1" }));
    for (query, data) in [("{ viewer }", json!({ "viewer": 12 })), ("mutation { signIn }", json!({ "signIn": null }))] {
        socket.subscribe("1", query).await;
        assert_eq!(socket.hear().await, json!({ "type": "next", "id": "1", "payload": { "data": data } }));
        assert_eq!(socket.hear().await, json!({ "type": "complete", "id": "1" }));
    }
    socket.say(json!({ "type": "ping" })).await;
    assert_eq!(socket.hear().await, json!({ "type": "pong" }));
}

#[tokio::test]
async fn an_operation_that_is_refused_gets_one_error() {
    let server = Running::start().await;
    let mut socket = Socket::open(&server).await;
    socket.say(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.hear().await["type"], "connection_ack");
    for (document, code) in [
        ("{", "BAD_REQUEST"),
        ("{ nothing }", "BAD_REQUEST"),
        ("subscription { viewer }", "UNAUTHENTICATED"),
        ("{ viewer }", "UNAUTHENTICATED"),
        ("{ tickets { tickets { hello } } }", "QUERY_TOO_COMPLEX"),
        ("{ ...F } fragment F on Query { ...F }", "BAD_REQUEST"),
    ] {
        socket.subscribe("1", document).await;
        let error = socket.hear().await;
        assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!("1")), "{document}: {error}");
        assert_eq!(error["payload"][0]["extensions"]["code"], code, "{document}");
        assert!(error["payload"][0]["extensions"]["requestId"].is_string());
    }
    socket.subscribe("1", "{ explode }").await;
    assert_eq!(socket.hear().await["payload"]["errors"][0]["extensions"]["code"], "INTERNAL");
    assert_eq!(socket.hear().await["type"], "complete");
}

#[tokio::test]
async fn each_breach_of_the_protocol_has_its_code() {
    let server = Running::start().await;
    let silent = "subscription { silence }";

    let mut socket = Socket::of(&server, "1").await;
    socket.0.send(Message::text("nonsense")).await.unwrap();
    assert_eq!(socket.closed().await.0, 4400);
    let mut socket = Socket::of(&server, "1").await;
    socket.0.send(Message::binary(vec![1])).await.unwrap();
    assert_eq!(socket.closed().await.0, 4400);
    let mut socket = Socket::open(&server).await;
    socket.subscribe("1", silent).await;
    assert_eq!(socket.closed().await.0, 4401);
    let mut socket = Socket::open(&server).await;
    socket.say(json!({ "type": "connection_init", "payload": { "Authorization": "Bearer forged" } })).await;
    assert_eq!(socket.closed().await.0, 4403);
    let mut socket = Socket::connect(&server, &[]).await.unwrap();
    assert_eq!(socket.closed().await.0, 4406);
    let mut socket = Socket::of(&server, "1").await;
    socket.subscribe("1", silent).await;
    socket.subscribe("1", silent).await;
    assert_eq!(socket.closed().await, (4409, "Subscriber for 1 already exists".into()));
    let mut socket = Socket::of(&server, "1").await;
    socket.say(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.closed().await.0, 4429);
    let mut socket = Socket::of(&server, "1").await;
    socket.0.send(Message::text("x".repeat(200_000))).await.unwrap();
    assert_eq!(socket.closed().await.0, 1009);
}

#[tokio::test]
async fn a_client_that_does_not_say_who_it_is_is_closed() {
    let socket = SocketSettings { init_time: Duration::from_millis(200), ..SocketSettings::default() };
    let server = Running::with(socket).await;
    let mut silent = Socket::open(&server).await;
    let mut told = Socket::of(&server, "1").await;
    assert_eq!(silent.closed().await.0, 4408);
    told.subscribe("1", "{ hello }").await;
    assert_eq!(told.hear().await["type"], "next");
}

#[tokio::test]
async fn a_socket_ends_with_its_session() {
    let server = Running::start().await;
    let mut revoked = Socket::of(&server, "1").await;
    let mut renewed = Socket::of(&server, "1:300").await;
    renewed.say(json!({ "type": "ping", "payload": { "authorization": "Bearer 1:60000" } })).await;
    assert_eq!(renewed.hear().await["type"], "pong");
    let mut expired = Socket::of(&server, "1:300").await;
    assert_eq!(expired.closed().await, (4403, "the token has expired".into()));
    tokio::time::sleep(Duration::from_millis(300)).await;
    renewed.subscribe("1", "{ hello }").await;
    assert_eq!(renewed.hear().await["type"], "next");
    renewed.hear().await;
    server.revoked.cancel();
    assert_eq!(revoked.closed().await, (4403, "the session or the access token has ended".into()));
    assert_eq!(renewed.closed().await.0, 4403);
}

#[tokio::test]
async fn who_may_only_look_watches_and_runs_no_mutation() {
    let server = Running::start().await;
    let mut socket = Socket::of(&server, "7:60000:read").await;
    socket.subscribe("1", "mutation { slow }").await;
    let refused = socket.hear().await;
    assert_eq!(
        (&refused["type"], &refused["payload"][0]["extensions"]["code"]),
        (&json!("error"), &json!("FORBIDDEN"))
    );
    socket.subscribe("1", "subscription { viewer }").await;
    assert_eq!(socket.hear().await["payload"]["data"]["viewer"], 7);
}

#[tokio::test]
async fn a_newer_token_must_be_of_the_same_account() {
    let server = Running::start().await;
    for token in ["2", "forged"] {
        let mut socket = Socket::of(&server, "1").await;
        socket.say(json!({ "type": "ping", "payload": { "authorization": format!("Bearer {token}") } })).await;
        assert_eq!(socket.closed().await.0, 4403);
    }
}

#[tokio::test]
async fn a_socket_runs_three_operations_here_and_a_stopped_one_makes_room() {
    let server = Running::start().await;
    let mut socket = Socket::of(&server, "1").await;
    for id in ["1", "2", "3", "4"] {
        socket.subscribe(id, "subscription { silence }").await;
    }
    let refused = socket.hear().await;
    assert_eq!((&refused["id"], &refused["payload"][0]["extensions"]["code"]), (&json!("4"), &json!("RATE_LIMITED")));
    socket.say(json!({ "type": "complete", "id": "2" })).await;
    socket.subscribe("2", "{ hello }").await;
    assert_eq!(socket.hear().await["type"], "next");
}

#[tokio::test]
async fn a_foreign_page_opens_no_socket() {
    let server = Running::start().await;
    let own = format!("http://{}", server.address);
    let protocol = ("sec-websocket-protocol", "graphql-transport-ws");
    Socket::connect(&server, &[protocol, ("origin", &own)]).await.map(drop).unwrap();
    for origin in ["https://evil.example", "null"] {
        match Socket::connect(&server, &[protocol, ("origin", origin)]).await.map(drop) {
            Err(tungstenite::Error::Http(response)) => assert_eq!(response.status(), 403),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_node_has_so_many_places_and_a_socket_that_goes_leaves_its_own() {
    let server = Running::with(SocketSettings { sockets: 1, ..SocketSettings::default() }).await;
    let first = Socket::of(&server, "1").await;
    let protocol = ("sec-websocket-protocol", "graphql-transport-ws");
    match Socket::connect(&server, &[protocol]).await.map(drop) {
        Err(tungstenite::Error::Http(response)) => {
            assert_eq!(response.status(), 503);
            assert!(response.headers().contains_key("retry-after"));
        }
        other => panic!("{other:?}"),
    }
    drop(first);
    tokio::time::sleep(Duration::from_millis(200)).await;
    Socket::of(&server, "1").await;
}

#[tokio::test]
async fn an_account_has_so_many_sockets_and_streams() {
    let server = Running::with(SocketSettings { per_account: 2, ..SocketSettings::default() }).await;
    let first = Socket::of(&server, "12").await;
    let mut second = Socket::of(&server, "12").await;
    let mut third = Socket::open(&server).await;
    let init = json!({ "type": "connection_init", "payload": { "authorization": "Bearer 12" } });
    third.say(init.clone()).await;
    assert_eq!(third.closed().await.0, 4429);
    let stream =
        reqwest::Client::new().post(server.url("/graphql")).header("accept", "text/event-stream, application/json");
    let body = json!({ "query": "subscription { silence }" }).to_string();
    let stream = stream.bearer_auth("12").header("content-type", "application/json").body(body);
    assert_eq!(stream.try_clone().unwrap().send().await.unwrap().headers()["retry-after"], "5");
    // Nobody else is held up, and a renewed token takes no second place.
    Socket::of(&server, "13").await;
    second.say(json!({ "type": "ping", "payload": { "authorization": "Bearer 12" } })).await;
    assert_eq!(second.hear().await["type"], "pong");
    // What is left is free again.
    drop(first);
    let followed = tokio::time::timeout(Duration::from_secs(30), async {
        loop {
            let answer = stream.try_clone().unwrap().send().await.unwrap();
            if answer.headers()["content-type"] == "text/event-stream" {
                return answer;
            }
        }
    });
    let followed = followed.await.expect("the place is still taken");
    let mut fourth = Socket::open(&server).await;
    fourth.say(init).await;
    assert_eq!(fourth.closed().await.0, 4429, "the stream took the place");
    drop(followed);
}

#[tokio::test]
async fn an_address_has_so_many_sockets_on_which_nobody_signed_in() {
    let server = Running::with(SocketSettings { per_address: 2, ..SocketSettings::default() }).await;
    let _silent = Socket::open(&server).await;
    let mut visitor = Socket::open(&server).await;
    visitor.say(json!({ "type": "connection_init" })).await;
    assert_eq!(visitor.hear().await["type"], "connection_ack");
    let refused = Socket::connect(&server, &PROTOCOL).await.unwrap_err();
    assert!(matches!(refused, tungstenite::Error::Http(ref answer) if answer.status() == 429), "{refused:?}");
    // Whoever signs in no longer counts as a visitor.
    visitor.say(json!({ "type": "ping", "payload": { "authorization": "Bearer 12" } })).await;
    assert_eq!(visitor.hear().await["type"], "pong");
    Socket::open(&server).await;
}

#[tokio::test]
async fn a_peer_that_does_not_read_is_dropped_and_the_others_feel_nothing() {
    let limits = SocketSettings { send_time: Duration::from_millis(300), sockets: 2, ..SocketSettings::default() };
    let server = Running::with(limits).await;
    let mut stuck = Socket::of(&server, "1").await;
    stuck.subscribe("1", "subscription { flood }").await;
    let mut other = Socket::of(&server, "2").await;
    other.subscribe("1", "{ hello }").await;
    assert_eq!(other.hear().await["type"], "next");
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    // The place of the stuck one is free again.
    Socket::of(&server, "3").await;
}

#[tokio::test]
async fn a_peer_that_does_not_read_holds_nothing_that_others_wait_for_and_may_read_again() {
    let limits = SocketSettings::default();
    let patience = limits.send_time;
    let server = Running::with(limits).await;
    let mut stuck = Socket::of(&server, "1").await;
    for id in ["first", "second"] {
        stuck.subscribe(id, "mutation { takeTurn }").await;
    }
    stuck.subscribe("flood", "subscription { flood }").await;
    let begun = Instant::now();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut other = Socket::of(&server, "2").await;
    other.subscribe("1", "mutation { takeTurn }").await;
    assert_eq!(other.hear().await["payload"]["data"]["takeTurn"], true);
    assert!(begun.elapsed() < patience, "not when the stuck one was dropped, after {:?}", begun.elapsed());

    let mut answered = Vec::new();
    while answered.len() < 2 {
        let message = stuck.hear().await;
        if message["payload"]["data"]["takeTurn"] == true {
            answered.push(message["id"].as_str().unwrap().to_owned());
        }
    }
    answered.sort();
    assert_eq!(answered, ["first", "second"]);
}

#[tokio::test]
async fn pongs_that_nobody_reads_do_not_pile_up() {
    let limits = SocketSettings { send_time: Duration::from_millis(500), ..SocketSettings::default() };
    let server = Running::with(limits).await;
    let mut flood = Socket::of(&server, "1").await;
    let ping = || Message::Ping(vec![0; 125].into());
    let mut sent = 0_usize;
    // More than lies between the two.
    let until = tokio::time::timeout(Duration::from_secs(20), async {
        while sent < 60 * 1024 * 1024 && flood.0.feed(ping()).await.is_ok() && flood.0.flush().await.is_ok() {
            sent += 131;
        }
    });
    let is_over = until.await.is_ok();
    assert!(is_over && sent < 60 * 1024 * 1024, "{sent} bytes of pings were read by a server whose pongs nobody reads");
    // Whoever reads may ping as it likes.
    let mut alive = Socket::of(&server, "2").await;
    for _ in 0..1_000 {
        alive.0.send(ping()).await.unwrap();
        assert!(matches!(alive.message().await, Message::Pong(_)));
    }
}

#[tokio::test]
async fn a_peer_that_fell_silent_is_dropped() {
    let limits = SocketSettings { ping_every: Duration::from_millis(150), sockets: 1, ..SocketSettings::default() };
    let server = Running::with(limits).await;
    // Reading is what answers pings, and nobody reads here.
    let _silent = Socket::of(&server, "1").await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    let mut alive = Socket::of(&server, "2").await;
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(600) {
        let _ = tokio::time::timeout(Duration::from_millis(50), alive.0.next()).await;
    }
    alive.subscribe("1", "{ hello }").await;
    assert_eq!(alive.hear().await["type"], "next");
}

#[tokio::test]
async fn a_stopping_server_answers_calls_then_says_that_it_goes_away() {
    let mut server = Running::start().await;
    let mut socket = Socket::of(&server, "1").await;
    socket.subscribe("watch", "subscription { silence }").await;
    socket.subscribe("call", "mutation { slow }").await;
    tokio::time::sleep(Duration::from_millis(150)).await;
    server.stop.cancel();
    assert_eq!(socket.hear().await["payload"]["data"]["slow"], true);
    assert_eq!(socket.hear().await["type"], "complete");
    assert_eq!(socket.closed().await.0, 1001);
    (&mut server.serving).await.unwrap();
}
