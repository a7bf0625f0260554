//! One POST to the API.

use super::{
    connection::Connection,
    failure::{Extensions, Failure},
    json::Node,
    operation::Operation,
};
use gloo_net::http::{Request, Response};
use serde::{Serialize, de::DeserializeOwned};

const ENDPOINT: &str = "/graphql";
/// How long an answer may take, in milliseconds.
const PATIENCE: u32 = 20_000;

/// An operation as it is sent. It does not know what is asked: what happens to it exists once in the program, not once for
/// each operation.
pub struct Body(String);

impl Body {
    /// Writes down what is to be sent.
    ///
    /// # Errors
    /// When it can't be written as JSON; nothing of this client's is like that.
    pub fn of(content: &impl Serialize) -> Result<Self, Failure> {
        serde_json::to_string(content).map(Self).map_err(|_| Failure::Internal { request_id: None })
    }

    /// Writes an operation down.
    ///
    /// # Errors
    /// When a variable can't be written as JSON; none of this client's is like that.
    pub fn asking<Asked: Operation>(variables: &Asked::Variables) -> Result<Self, Failure> {
        // Only what is asked with differs from one operation to another.
        let Self(query) = Self::of(&Asked::TEXT)?;
        let Self(variables) = Self::of(variables)?;
        Ok(Self([r#"{"query":"#, &query, r#","variables":"#, &variables, "}"].concat()))
    }

    /// The operation as JSON.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// What the API answers to an operation, over HTTP or the socket.
pub struct Answer {
    data: Option<Node>,
    errors: Option<Node>,
}

impl Answer {
    /// An answer as GraphQL writes it.
    pub fn of(node: &Node) -> Self {
        Self { data: node.get("data"), errors: node.get("errors") }
    }

    /// An answer that is nothing but these errors.
    pub const fn refused(errors: Option<Node>) -> Self {
        Self { data: None, errors }
    }

    /// What the server says about the first top-level error, if there is one.
    pub fn refusal(&self) -> Option<Extensions> {
        let first = self.errors.as_ref()?.get("0");
        Some(first.and_then(|error| error.get("extensions")?.read().ok()).unwrap_or_default())
    }

    /// Whether the data has something under these names, one within the other. Where that is all to know, no type is read.
    pub fn holds(&self, outer: &str, inner: &str) -> bool {
        self.data.as_ref().and_then(|data| data.get(outer)?.get(inner)).is_some()
    }

    /// Reads the data.
    ///
    /// # Errors
    /// When it is not what the operation asked for.
    pub fn data<Data: DeserializeOwned>(self) -> Result<Data, Failure> {
        self.data.and_then(|data| data.read().ok()).ok_or(Failure::Internal { request_id: None })
    }
}

/// Sends an operation once, with this access token if there is one.
///
/// # Errors
/// When the answer holds a top-level error, is none of the API's, or does not come. An answer with data and a top-level
/// error counts as an error: no screen shows a half.
pub async fn send(body: &Body, token: Option<&str>, connection: &Connection) -> Result<Answer, Failure> {
    let answered = post(body.0.clone(), token).await.and_then(|text| read(&text));
    match answered {
        Err(Failure::Unreachable) => connection.lost(),
        Ok(_)
        | Err(Failure::SessionEnded | Failure::Forbidden | Failure::RateLimited { .. } | Failure::Internal { .. }) => {
            connection.works()
        }
    }
    answered
}

fn read(text: &str) -> Result<Answer, Failure> {
    let answer = Answer::of(&Node::parse(text).map_err(|_| Failure::Internal { request_id: None })?);
    match answer.refusal() {
        Some(extensions) => Err(extensions.into()),
        None => Ok(answer),
    }
}

async fn post(body: String, token: Option<&str>) -> Result<String, Failure> {
    let patience = web_sys::AbortSignal::timeout_with_u32(PATIENCE);
    let mut request = Request::post(ENDPOINT)
        .header("Content-Type", "application/json")
        .header("Accept", "application/graphql-response+json, application/json")
        .credentials(web_sys::RequestCredentials::SameOrigin)
        .abort_signal(Some(&patience));
    if let Some(token) = token {
        request = request.header("Authorization", &bearer(token));
    }
    let request = request.body(body).map_err(|_| Failure::Internal { request_id: None })?;
    let response = request.send().await.map_err(|_| Failure::Unreachable)?;
    let is_json = response.headers().get("Content-Type").is_some_and(|kind| kind.contains("json"));
    match response.status() {
        // A proxy that finds no server behind it, or a server on its way down.
        502..=504 => Err(Failure::Unreachable),
        // Nor is it the server that answers with a page of its own: what was asked may have been done, and is asked again alike.
        500.. if !is_json && !response.headers().has("X-Request-Id") => Err(Failure::Unreachable),
        // Statuses are the transport's: what happened stands in the answer.
        _ if is_json => response.text().await.map_err(|_| Failure::Unreachable),
        429 => Err(Failure::RateLimited { retry_after: retry_after(&response) }),
        _ => Err(Failure::Internal { request_id: response.headers().get("X-Request-Id") }),
    }
}

fn retry_after(response: &Response) -> Option<u32> {
    response.headers().get("Retry-After")?.parse().ok()
}

/// How a token is presented, in the header and when a socket opens.
pub fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}
