//! What the server answered.

use reqwest::{Response, StatusCode, header::HeaderMap};
use serde_json::Value;

/// An answer to one GraphQL operation.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status of HTTP.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Value,
}

impl Answer {
    pub(crate) async fn read(response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("the answer was cut");
        let body = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{status} is not JSON: {text}"));
        Self { status, headers, body }
    }

    /// The data, of an answer without errors.
    #[must_use]
    pub fn data(&self) -> &Value {
        assert!(self.body.get("errors").is_none(), "errors: {}", self.body);
        &self.body["data"]
    }

    /// The code of the one top-level error.
    #[must_use]
    pub fn code(&self) -> &str {
        self.error()["extensions"]["code"].as_str().unwrap_or_else(|| panic!("no code: {}", self.body))
    }

    /// The one top-level error.
    #[must_use]
    pub fn error(&self) -> &Value {
        match self.body["errors"].as_array().map(Vec::as_slice) {
            Some([error]) => error,
            _ => panic!("not one error: {}", self.body),
        }
    }

    /// The refresh token that the answer sets, if any.
    #[must_use]
    pub fn refresh_token(&self) -> Option<String> {
        let cookie = self.headers.get("set-cookie")?.to_str().expect("a cookie is ASCII");
        let (name, rest) = cookie.split_once('=').expect("a cookie has a name");
        assert_eq!(name, "guichet_refresh");
        rest.split(';').next().map(str::to_owned)
    }
}

/// What a mutation answered.
#[derive(Clone, Debug)]
pub struct Payload {
    /// The payload.
    pub value: Value,
    /// All of the answer.
    pub answer: Answer,
}

impl Payload {
    /// The payload of a mutation that had nothing to refuse.
    #[expect(clippy::must_use_candidate, reason = "asked for the check alone as well")]
    pub fn done(&self) -> &Value {
        assert_eq!(self.value["errors"], serde_json::json!([]), "refused");
        &self.value
    }

    /// What was refused: field, code and reason of each; `-` where the whole input is concerned.
    #[must_use]
    pub fn refusals(&self) -> Vec<(String, String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let errors = self.value["errors"].as_array().expect("a payload has errors");
        errors.iter().map(|error| (text(&error["field"][1]), text(&error["code"]), text(&error["reason"]))).collect()
    }

    /// Checks that this one thing was refused, with a message, and that nothing was done.
    #[track_caller]
    pub fn assert_refused(&self, field: &str, code: &str, reason: &str) {
        assert_eq!(self.refusals(), [(field.to_owned(), code.to_owned(), reason.to_owned())], "{}", self.value);
        let error = &self.value["errors"][0];
        assert!(!error["message"].as_str().unwrap_or_default().is_empty(), "no message: {error}");
        if field != "-" {
            assert_eq!(error["field"][0], "input", "{error}");
        }
    }
}
