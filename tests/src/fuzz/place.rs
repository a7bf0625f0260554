//! Where inputs are given: a whole server, and the rules that stand alone.

use super::Target;
use crate::{TestApp, actor::Tool, fixture::SCREEN};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use guichet_api::{catalogue::csv, http};
use guichet_domain::{EmailAddress, SerialNumber, excerpt::Excerpt, fold};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
};
use tower::ServiceExt;

/// What an input came to: its kind, or why it may not be so.
type Outcome = Result<String, String>;

const CURSORS: &str = "query($c: String) {
    tickets(after: $c) { totalCount }
    before: tickets(last: 3, before: $c, search: \"ecran\") { totalCount }
    viewer { ... on Client { sales(after: $c) { totalCount } tickets(after: $c) { nodes { timeline(after: $c) { nodes { kind } } messages(before: $c, last: 2) { nodes { id } } } } } }
}";
const IDS: &str = "query($id: ID!) { node(id: $id) { id } nodes(ids: [$id, $id]) { id } tickets(filter: { clientId: $id, productId: $id }) { totalCount } }";
const REPLY: &str = "mutation($id: ID!) { replyToTicket(input: { ticketId: $id, body: \"B\", expectedLastMessageId: $id }) { errors { code } } }";
const SEARCHES: &str = "query($text: String!) {
    tickets(search: $text) { totalCount nodes { id } edges { cursor } }
    suggestClients(term: $text) { tooMany }
    suggestProducts(term: $text) { tooMany }
}";
const SALE: &str = "mutation($input: RegisterSaleInput!) { registerSale(input: $input) { errors { code reason } } }";
const SIGN_IN: &str =
    "mutation($email: String!) { signIn(input: { email: $email, password: \"x\" }) { errors { code } } }";

/// A server without limits on how often it is asked, and somebody of each kind.
pub struct Place {
    // What the server works on ends with it.
    _app: TestApp,
    router: Router,
    client: String,
    /// Act with tokens of tools, which outlast the longest run and which no input ends.
    as_client: Tool,
    as_staff: Tool,
    screen: String,
}

impl Place {
    pub async fn prepare() -> Self {
        let app = TestApp::with(|settings| {
            settings.operations_per_minute_per_account = 0;
            settings.operations_per_minute_per_address = 0;
            settings.sign_in_tries_per_account = u32::MAX;
            settings.sign_in_tries_per_address = u32::MAX;
        })
        .await;
        let (client, _) = app.client_with_ticket().await;
        let router = http::router(http::server(app.inner().clone()));
        let staff = app.technician().await;
        let screen = staff.product_id(SCREEN).await;
        let (as_client, as_staff) = (client.access_token("WRITE").await, staff.access_token("WRITE").await);
        Self { router, client: client.id().to_owned(), as_client, as_staff, screen, _app: app }
    }

    /// Whether whoever gave the inputs still was somebody at the end.
    pub async fn is_whole(&self) -> bool {
        self.as_client.is_signed_in().await && self.as_staff.is_signed_in().await
    }

    pub async fn execute(&self, target: Target, input: &[u8]) -> Outcome {
        let text = String::from_utf8_lossy(input);
        let (as_client, as_staff) = (self.as_client.token(), self.as_staff.token());
        match target {
            Target::Request => self.post(as_client, &[], input.to_vec()).await,
            Target::Document => self.ask(as_client, &text, json!({})).await,
            Target::Socket => self.converse(&text).await,
            Target::Token => self.present(&text).await,
            Target::Cursor => self.ask(as_client, CURSORS, json!({ "c": text })).await,
            Target::Id => {
                let found = self.ask(as_client, IDS, json!({ "id": text })).await?;
                Ok(found + &self.ask(as_client, REPLY, json!({ "id": text })).await?)
            }
            Target::Search => self.ask(as_staff, SEARCHES, json!({ "text": text })).await,
            Target::SerialNumber => {
                let kind = alone(|| reparsed::<SerialNumber>(&text, SerialNumber::as_str))?;
                let sale = json!({ "clientId": self.client, "productId": self.screen, "serialNumber": text });
                Ok(kind + &self.ask(as_staff, SALE, json!({ "input": sale })).await?)
            }
            Target::Email => {
                let kind = alone(|| reparsed::<EmailAddress>(&text, EmailAddress::as_str))?;
                // An address that is none costs a hash as any other does: one in some is enough.
                if kind.starts_with("Ok") { self.ask(None, SIGN_IN, json!({ "email": text })).await } else { Ok(kind) }
            }
            Target::Csv => alone(|| imported(input)),
            Target::Fold => alone(|| folded(&text)),
        }
    }

    async fn ask(&self, token: Option<&str>, document: &str, variables: Value) -> Outcome {
        self.post(token, &[], json!({ "query": document, "variables": variables }).to_string().into()).await
    }

    /// A request through all layers of the server, but for the connection.
    async fn post(&self, token: Option<&str>, more: &[(header::HeaderName, &str)], body: Vec<u8>) -> Outcome {
        let mut request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in more {
            request = request.header(name, *value);
        }
        // A header that HTTP itself does not carry.
        let Ok(request) = request.body(Body::from(body)) else { return Ok("no request".to_owned()) };
        let Ok(response) = self.router.clone().oneshot(request).await;
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.map_err(|error| error.to_string())?;
        let answer: Value = serde_json::from_slice(&body).map_err(|error| format!("no JSON is answered: {error}"))?;
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            return Err(format!("{status}: {answer}"));
        }
        kind_of(status.as_str(), &answer)
    }

    /// Bytes in the place of each kind of token: they open nothing.
    async fn present(&self, text: &str) -> Outcome {
        let body = json!({ "query": "{ viewer { id } }" }).to_string();
        let bearer = format!("Bearer {text}");
        let mut kind = String::new();
        for authorization in [text, &bearer] {
            let told = self.post(None, &[(header::AUTHORIZATION, authorization)], body.clone().into()).await?;
            if told.contains("viewer.id") {
                return Err("a token was made of nothing".to_owned());
            }
            kind += &told;
        }
        let refresh = json!({ "query": "mutation { refreshSession { accessToken errors { code } } }" }).to_string();
        let cookie = format!("guichet_refresh={text}");
        Ok(kind + &self.post(None, &[(header::COOKIE, &cookie)], refresh.into()).await?)
    }

    /// Messages on a real socket, until one closes it.
    async fn converse(&self, text: &str) -> Outcome {
        let mut socket = self.as_client.socket().await;
        for message in text.lines().take(20) {
            socket.say_raw(message).await;
        }
        // Whatever still runs, this is answered.
        socket.say_raw(r#"{"type":"ping"}"#).await;
        let mut kind = String::new();
        loop {
            match socket.next().await {
                Ok(message) => {
                    kind += &kind_of(message["type"].as_str().unwrap_or_default(), &message["payload"])?;
                    if message["type"] == "pong" {
                        return Ok(kind);
                    }
                }
                Err(code) if [1002, 1007, 1009, 4400, 4401, 4403, 4409, 4429].contains(&code) => {
                    return Ok(format!("{kind} {code}"));
                }
                Err(code) => return Err(format!("the socket was closed with {code}")),
            }
        }
    }
}

/// What an answer says, without what differs from one to the next.
fn kind_of(status: &str, answer: &Value) -> Outcome {
    let mut kind = status.to_owned();
    let errors = answer.as_array().or(answer["errors"].as_array());
    for error in errors.into_iter().flatten() {
        let code = error["extensions"]["code"].as_str().unwrap_or("no code");
        if code == "INTERNAL" || code == "no code" {
            return Err(error.to_string());
        }
        let words = error["message"].as_str().unwrap_or_default().split_whitespace();
        let plain = words.filter(|word| word.chars().all(|c| c.is_ascii_lowercase()));
        kind = format!("{kind} {code} {}", plain.take(8).collect::<Vec<_>>().join("-"));
    }
    shape(&answer["data"], "", &mut kind);
    kind.truncate(kind.floor_char_boundary(400));
    Ok(kind)
}

/// The names of what is there, a few levels deep.
fn shape(value: &Value, path: &str, kind: &mut String) {
    if let Value::Object(fields) = value {
        for (name, value) in fields.iter().take(8) {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            if !value.is_null() {
                *kind += " ";
                *kind += &path;
            }
            if path.matches('.').count() < 3 {
                shape(value, &path, kind);
            }
        }
    }
}

/// Runs a rule that stands alone.
fn alone(rule: impl FnOnce() -> Outcome) -> Outcome {
    catch_unwind(AssertUnwindSafe(rule)).unwrap_or_else(|_| Err("it panicked".to_owned()))
}

/// What was taken once is taken again as it stands.
fn reparsed<T: std::str::FromStr<Err: std::fmt::Debug> + PartialEq>(text: &str, shown: fn(&T) -> &str) -> Outcome {
    match text.parse::<T>() {
        Err(invalid) => Ok(format!("{invalid:?}")),
        Ok(parsed) if shown(&parsed).parse::<T>().is_ok_and(|again| again == parsed) => Ok("Ok".to_owned()),
        Ok(_) => Err("what was taken is refused the second time".to_owned()),
    }
}

fn imported(bytes: &[u8]) -> Outcome {
    let lines = match csv::ProductLines::new(bytes) {
        Ok(lines) => lines,
        Err(error) => return Ok(error.to_string().chars().take(40).collect()),
    };
    let mut kind = String::new();
    for line in lines {
        match line {
            Ok(Ok(product)) if product.reference.as_str().is_empty() => return Err("an empty reference".to_owned()),
            Ok(Ok(_)) => kind += " good",
            Ok(Err(bad)) => kind.extend(bad.wrong.to_string().chars().filter(char::is_ascii_lowercase).take(12)),
            Err(error) => return Err(error.to_string()),
        }
    }
    kind.truncate(kind.floor_char_boundary(100));
    Ok(kind)
}

fn folded(text: &str) -> Outcome {
    let once = fold::fold(text);
    if fold::fold(&once) != once {
        return Err("folding twice changes something".to_owned());
    }
    let words = fold::words(text);
    let Some(excerpt) = Excerpt::of(text, &words, 80) else {
        return if words.is_empty() { Ok("nothing to find".to_owned()) } else { Ok("not found".to_owned()) };
    };
    let whole: String = excerpt.parts.iter().map(|part| part.text.as_str()).collect();
    if !text.contains(&whole) {
        return Err("the excerpt is not of the text".to_owned());
    }
    Ok(format!("{} {} {} {}", excerpt.parts.len(), excerpt.cut_before, excerpt.cut_after, words.len().min(9)))
}
