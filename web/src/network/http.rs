//! One POST to the API.

use super::{
    connection::Connection,
    failure::{Extensions, Failure},
};
use cynic::{GraphQlError, Operation};
use gloo_net::http::{Request, Response};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

const ENDPOINT: &str = "/graphql";
/// How long an answer may take, in milliseconds.
const PATIENCE: u32 = 20_000;

/// An operation as it is sent, and the text of its answer. Neither knows what is asked: what happens between them exists
/// once in the program, not once for each operation.
pub struct Body(String);

impl Body {
    /// Writes an operation down.
    ///
    /// # Errors
    /// When a variable can't be written as JSON; none of this client's is like that.
    pub fn of<Data, Variables: Serialize>(operation: &Operation<Data, Variables>) -> Result<Self, Failure> {
        serde_json::to_string(operation).map(Self).map_err(|_| Failure::Internal { request_id: None })
    }
}

/// Sends an operation once, with this access token if there is one, and gives the answer's text.
///
/// # Errors
/// When the answer holds a top-level error, is none of the API's, or does not come. An answer with data and a top-level
/// error counts as an error: no screen shows a half.
pub async fn send(body: &Body, token: Option<&str>, connection: &Connection) -> Result<String, Failure> {
    let answer = post(body.0.clone(), token).await;
    if answer == Err(Failure::Unreachable) {
        connection.lost();
    }
    let text = answer?;
    match refusal(&text) {
        Some(extensions) => Err(extensions.into()),
        None => Ok(text),
    }
}

/// What the server says about the first top-level error of an answer, if there is one.
pub fn refusal(answer: &str) -> Option<Extensions> {
    #[derive(Deserialize)]
    struct Errors {
        #[serde(default)]
        errors: Option<Vec<GraphQlError<Extensions>>>,
    }
    match serde_json::from_str::<Errors>(answer) {
        Ok(Errors { errors }) => errors?.into_iter().next().map(|error| error.extensions.unwrap_or_default()),
        Err(_) => Some(Extensions::default()),
    }
}

/// Reads the data of an answer.
///
/// # Errors
/// When it is not what the operation asked for.
pub fn data<Data: DeserializeOwned>(answer: &str) -> Result<Data, Failure> {
    #[derive(Deserialize)]
    struct Answer<Data> {
        data: Data,
    }
    let answer: Answer<Data> = serde_json::from_str(answer).map_err(|_| Failure::Internal { request_id: None })?;
    Ok(answer.data)
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
