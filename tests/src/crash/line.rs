//! One connection that asks until it is answered.

use crate::actor::{Caller, document};
use serde_json::{Value, json};
use std::time::Duration;

/// How long an answer may take before its asker tries again.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks as one person.
#[derive(Debug)]
pub struct Line {
    http: reqwest::Client,
    url: String,
    token: String,
}

/// What came of one try.
#[derive(Debug)]
pub enum Heard {
    /// The payload of the mutation.
    Payload(Value),
    /// The connection broke, or the server can't for the moment.
    Nothing,
    /// An error that promises nothing.
    Internal,
}

impl Line {
    pub fn new(url: String, caller: &Caller) -> Self {
        let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().unwrap();
        Self { http, url, token: caller.token().expect("somebody is signed in").to_owned() }
    }

    /// Tries a mutation once.
    pub async fn try_once(&self, mutation: &str, input: &Value) -> Heard {
        let body = json!({ "query": document(mutation), "variables": { "input": input } });
        let request = self.http.post(&self.url).bearer_auth(&self.token).json(&body);
        let Ok(response) = request.send().await else { return Heard::Nothing };
        let Ok(text) = response.text().await else { return Heard::Nothing };
        let answer: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}"));
        let payload = &answer["data"][mutation];
        if payload.is_object() {
            return Heard::Payload(payload.clone());
        }
        match answer["errors"][0]["extensions"]["code"].as_str() {
            Some("UNAVAILABLE") => Heard::Nothing,
            Some("INTERNAL") => Heard::Internal,
            _ => panic!("{mutation} {input}: {answer}"),
        }
    }
}
