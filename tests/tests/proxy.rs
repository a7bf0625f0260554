//! Behind a proxy that speaks TLS, configured as docs/proxy says.

use futures::{SinkExt, StreamExt};
use guichet_tests::{
    PATIENCE, TestApp,
    fixture::{PASSWORD, SELLER},
    proxy::{NAME, Proxy},
};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::{
    client_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

async fn behind_nginx() -> (TestApp, Proxy) {
    let app = TestApp::with(|settings| settings.trusted_proxies = vec![[127, 0, 0, 1].into()]).await;
    let address = app.url("");
    let proxy = Proxy::before(address.strip_prefix("http://").unwrap()).await;
    (app, proxy)
}

/// The whole answer to a request, head and body, over a connection of its own.
async fn ask(proxy: &Proxy, method: &str, path: &str, headers: &str, body: &str) -> String {
    let mut tls = proxy.connect();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    );
    tls.stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    tokio::time::timeout(PATIENCE, tls.stream.read_to_end(&mut answer)).await.expect("nothing came").unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

const JSON: &str = "Content-Type: application/json\r\n";

fn sign_in(password: &str) -> String {
    let document = "mutation($input: SignInInput!) { signIn(input: $input) { accessToken errors { reason } } }";
    json!({ "query": document, "variables": { "input": { "email": SELLER.email, "password": password } } }).to_string()
}

#[tokio::test]
async fn browsers_are_kept_on_tls_and_cookies_with_them() {
    let (app, proxy) = behind_nginx().await;
    let page = ask(&proxy, "GET", "/healthz", "", "").await.to_lowercase();
    assert!(page.starts_with("http/1.1 200") && page.contains("strict-transport-security: max-age=31536000"), "{page}");
    let signed_in = ask(&proxy, "POST", "/graphql", JSON, &sign_in(PASSWORD)).await;
    let cookie = signed_in.lines().find(|line| line.to_lowercase().starts_with("set-cookie")).unwrap();
    assert!(cookie.contains("Secure") && cookie.contains("HttpOnly"), "{cookie}");
    assert!(ask(&proxy, "GET", "/metrics", "", "").await.starts_with("HTTP/1.1 404"));

    let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let plain = http.get(format!("http://127.0.0.1:{}/demandes", proxy.plain_port)).header("host", NAME).send().await;
    let plain = plain.unwrap();
    assert_eq!(
        (plain.status().as_u16(), &plain.headers()["location"]),
        (301, &format!("https://{NAME}/demandes").parse().unwrap())
    );
    drop(app);
}

#[tokio::test]
async fn nobody_behind_the_proxy_chooses_its_own_address() {
    let (app, proxy) = behind_nginx().await;
    for invented in ["203.0.113.7", "198.51.100.1, 203.0.113.7"] {
        let invented =
            format!("X-Forwarded-For: {invented}\r\nX-Request-Id: invented-1\r\nX-Forwarded-Proto: http\r\n");
        let headers = format!("{JSON}{invented}");
        let refused = ask(&proxy, "POST", "/graphql?secret=word", &headers, &sign_in("wrong")).await;
        assert!(refused.contains("WRONG_CREDENTIALS"), "{refused}");
        assert!(refused.to_lowercase().contains("strict-transport-security"), "it is TLS whatever the browser says");
        assert!(!refused.contains("invented-1"), "{refused}");
    }
    let recorded = crate::operator::recorded(&app, &["--kind", "SIGN_IN_REFUSED"]).await;
    assert_eq!(recorded.len(), 2);
    assert!(recorded.iter().all(|event| event["network"] == "127.0.0.0/24"), "{recorded:?}");
    let log = proxy.access_log();
    assert!(recorded.iter().all(|event| log.contains(event["requestId"].as_str().unwrap())), "{recorded:?}");
    assert!(log.contains("POST /graphql") && !log.contains("secret"), "{log}");
}

#[tokio::test]
async fn sockets_and_streams_pass_through_as_things_happen() {
    let (app, proxy) = behind_nginx().await;
    let (client, ticket) = app.client_with_ticket().await;
    let token = format!("Bearer {}", app.technician().await.token().unwrap());
    let subscription = "subscription { ticketQueue { kind event { message { body } } } }";

    let mut request = format!("wss://{NAME}/graphql/ws").into_client_request().unwrap();
    let origin = format!("https://{NAME}");
    for (name, value) in [("sec-websocket-protocol", "graphql-transport-ws"), ("origin", origin.as_str())] {
        request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
    }
    let mut tls = proxy.connect();
    let (mut socket, _) = client_async(request, &mut tls.stream).await.expect("the socket was refused");
    let mut stream = proxy.connect();
    let body = json!({ "query": subscription }).to_string();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: {NAME}\r\nAuthorization: {token}\r\n{JSON}Accept: text/event-stream\r\n"
    );
    let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
    stream.stream.write_all(request.as_bytes()).await.unwrap();

    for message in [
        json!({ "type": "connection_init", "payload": { "authorization": token } }),
        json!({ "type": "subscribe", "id": "1", "payload": { "query": subscription } }),
    ] {
        socket.send(Message::text(message.to_string())).await.unwrap();
    }
    let mut heard = String::new();
    let mut streamed = String::new();
    // A subscription begins a moment after it was asked for: until both have told one, there is another.
    let told = tokio::time::timeout(PATIENCE, async {
        let mut part = vec![0; 4096];
        while !(heard.contains("Par la poste") && streamed.contains("Par la poste")) {
            client.reply(&ticket, "Par la poste").await;
            let moment = std::time::Duration::from_millis(100);
            while let Ok(Some(Ok(message))) = tokio::time::timeout(moment, socket.next()).await {
                heard += message.to_text().unwrap_or_default();
            }
            while let Ok(Ok(read)) = tokio::time::timeout(moment, stream.stream.read(&mut part)).await {
                streamed += &String::from_utf8_lossy(&part[..read]);
            }
        }
    });
    told.await.unwrap_or_else(|_| panic!("the socket told {heard}, the stream {streamed}"));
}
