//! Who speaks to the server: a visitor, a client, a member of staff.

mod client;
mod operation;
mod queue;
mod staff;
mod things;
mod tool;

pub use client::Client;
pub(crate) use operation::document;
pub use staff::Staff;
pub use things::{Sale, Ticket};
pub use tool::Tool;

use crate::{
    answer::{Answer, Payload},
    event_stream::EventStream,
    fixture::PASSWORD,
    socket::{Socket, Subscription},
};
use guichet_api::store::Store;
use reqwest::header::{ACCEPT, AUTHORIZATION, COOKIE, HeaderValue};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// Whoever asks: a visitor, or somebody with a token. All requests go over real connections.
#[derive(Clone, Debug)]
pub struct Caller {
    address: SocketAddr,
    /// Of a server in this process.
    store: Option<Store>,
    http: reqwest::Client,
    token: Option<String>,
    /// The browser's refresh token. Its cookie is `Secure`, so no jar would send it over plain HTTP.
    refresh_token: Option<String>,
    /// Global id; empty for a visitor.
    id: String,
    email: String,
}

impl Caller {
    pub(crate) fn new(address: SocketAddr, store: Option<Store>) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { address, store, http, token: None, refresh_token: None, id: String::new(), email: String::new() }
    }

    /// The same person, asking another server.
    #[must_use]
    pub fn at(&self, address: SocketAddr) -> Self {
        Self { address, ..self.clone() }
    }

    /// The same device with another access token, or none.
    #[must_use]
    pub fn with_token(&self, token: Option<&str>) -> Self {
        Self { token: token.map(str::to_owned), ..self.clone() }
    }

    /// The same device with another refresh token, or none.
    #[must_use]
    pub fn with_refresh_token(&self, token: Option<&str>) -> Self {
        Self { refresh_token: token.map(str::to_owned), ..self.clone() }
    }

    /// The person's global id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The address it signed in with.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }

    /// The access token.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The refresh token.
    #[must_use]
    pub fn refresh_token(&self) -> Option<&str> {
        self.refresh_token.as_deref()
    }

    /// The base behind the server, for what no answer tells.
    pub(crate) const fn store(&self) -> &Store {
        self.store.as_ref().expect("the server is in another process")
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// A request to `/graphql` as a browser of this person would begin it.
    pub fn request(&self) -> reqwest::RequestBuilder {
        let mut request = self.http.post(format!("http://{}/graphql", self.address));
        request = request.header(ACCEPT, "application/graphql-response+json");
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        match &self.refresh_token {
            Some(token) => request.header(COOKIE, format!("guichet_refresh={token}")),
            None => request,
        }
    }

    /// Runs an operation.
    pub async fn ask(&self, document: &str, variables: Value) -> Answer {
        let body = json!({ "query": document, "variables": variables });
        Answer::read(self.request().json(&body).send().await.expect("the server does not answer")).await
    }

    /// The data of an operation that has to succeed.
    pub async fn data(&self, document: &str, variables: Value) -> Value {
        self.ask(document, variables).await.data().clone()
    }

    /// Runs a mutation by its name, whatever comes of it.
    pub async fn attempt(&self, mutation: &str, input: Value) -> Answer {
        self.ask(&operation::document(mutation), json!({ "input": input })).await
    }

    /// Runs a mutation that the server takes up, perhaps to refuse what was typed.
    pub async fn mutate(&self, mutation: &str, input: Value) -> Payload {
        let answer = self.attempt(mutation, input).await;
        Payload { value: answer.data()[mutation].clone(), answer }
    }

    /// Opens a socket and is acknowledged.
    pub async fn socket(&self) -> Socket {
        Socket::acknowledged(self).await
    }

    /// Starts a subscription on a socket of its own.
    pub async fn subscribe(&self, document: &str, variables: Value) -> Subscription {
        self.socket().await.subscription(document, variables).await
    }

    /// Starts a subscription as a stream of events.
    pub async fn stream(&self, document: &str, variables: Value) -> EventStream {
        let body = json!({ "query": document, "variables": variables });
        let mut request = self.request().json(&body).build().unwrap();
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        EventStream::read(self.http.execute(request).await.expect("the server does not answer"))
    }

    /// Tries to sign in.
    pub async fn sign_in(&self, email: &str, password: &str) -> Payload {
        self.mutate("signIn", json!({ "email": email, "password": password })).await
    }

    /// Signs in, on a device of its own.
    pub async fn signed_in(&self, email: &str, password: &str) -> Self {
        self.device(&self.sign_in(email, password).await)
    }

    /// Goes on with the session.
    pub async fn refreshed(&self) -> Self {
        self.device(&self.mutate("refreshSession", Value::Null).await)
    }

    /// The device that a sign-in or a refresh gave its tokens to.
    fn device(&self, payload: &Payload) -> Self {
        let value = payload.done();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Self {
            token: text(&value["accessToken"]),
            refresh_token: payload.answer.refresh_token(),
            id: text(&value["viewer"]["id"]).expect("somebody is signed in"),
            email: text(&value["viewer"]["email"]).or_else(|| text(&value["viewer"]["staffEmail"])).unwrap_or_default(),
            ..self.clone()
        }
    }

    /// The same account, signed in on another device.
    pub async fn on_another_device(&self) -> Self {
        self.signed_in(&self.email, PASSWORD).await
    }

    /// The same account after its password was changed.
    pub async fn on_another_device_with(&self, password: &str) -> Self {
        self.signed_in(&self.email, password).await
    }

    /// Whether the access token still opens anything.
    pub async fn is_signed_in(&self) -> bool {
        let answer = self.ask("{ ticketCounts { open } }", Value::Null).await;
        if answer.body.get("errors").is_some() {
            assert_eq!(answer.code(), "UNAUTHENTICATED");
        }
        answer.body.get("errors").is_none()
    }
}
