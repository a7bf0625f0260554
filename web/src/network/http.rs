//! One POST to the API.

use super::{
    connection::Connection,
    failure::{Extensions, Failure},
};
use cynic::{GraphQlResponse, Operation};
use gloo_net::http::{Request, Response};
use serde::{Serialize, de::DeserializeOwned};

const ENDPOINT: &str = "/graphql";
/// How long an answer may take, in milliseconds.
const PATIENCE: u32 = 20_000;

/// Runs an operation once, with this access token if there is one.
///
/// # Errors
/// When the answer holds a top-level error, is none of the API's, or does not come.
pub async fn run<Data, Variables>(
    operation: &Operation<Data, Variables>,
    token: Option<&str>,
    connection: &Connection,
) -> Result<Data, Failure>
where
    Data: DeserializeOwned,
    Variables: Serialize,
{
    let body = serde_json::to_string(operation).map_err(|_| Failure::Internal { request_id: None })?;
    let answer = post(body, token).await;
    if answer == Err(Failure::Unreachable) {
        connection.lost();
    }
    // Read in one place, small: what is generic here exists once for each operation.
    data(serde_json::from_str(&answer?).map_err(|_| Failure::Internal { request_id: None })?)
}

/// What an answer holds, or why it holds nothing. An answer with data and a top-level error counts as an error: no screen
/// shows a half.
pub fn data<Data>(answer: GraphQlResponse<Data, Extensions>) -> Result<Data, Failure> {
    match (answer.errors.unwrap_or_default().into_iter().next(), answer.data) {
        (None, Some(data)) => Ok(data),
        (error, _) => Err(error.and_then(|error| error.extensions).unwrap_or_default().into()),
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
