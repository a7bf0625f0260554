//! Following what happens, live, without missing anything.

use super::{Network, backoff::Backoff, failure::Failure, http, session::SessionState, signal::Signal};
use cynic::StreamingOperation;
use futures_lite::{StreamExt, future};
use graphql_ws_client::graphql::GraphqlOperation;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::convert::Infallible;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

/// Something that can be followed.
pub trait Topic: Clone + 'static {
    /// One thing that happened.
    type Change: DeserializeOwned + 'static;
    /// What the subscription is asked with.
    type Variables: Serialize;

    /// The subscription, from a cursor on.
    fn subscription(&self, after: Option<String>) -> StreamingOperation<Self::Change, Self::Variables>;

    /// Where to go on from after this change.
    fn cursor(change: &Self::Change) -> String;

    /// Whether the server says with this change that some were missed for good.
    fn is_gap(change: &Self::Change) -> bool;
}

/// What comes from a feed.
pub enum Arrival<Change> {
    /// It happened.
    Change(Change),
    /// Some changes are lost for good: what was read before is to be read again, and followed from there.
    Gap,
}

/// Following goes on until this is dropped.
pub struct Following {
    over: Signal<bool>,
}

impl Drop for Following {
    fn drop(&mut self) {
        self.over.set(true);
    }
}

impl Network {
    /// Follows a topic from a cursor on. When the way to the server is lost, it comes back by itself, with growing pauses,
    /// and goes on where it was.
    #[must_use]
    pub fn follow<T: Topic>(
        &self,
        topic: T,
        after: Option<String>,
        on_arrival: Callback<Arrival<T::Change>>,
    ) -> Following {
        let over = Signal::new(false);
        let (network, end) = (self.clone(), over.clone());
        spawn_local(async move {
            let ended = async {
                end.until(|over| *over).await;
            };
            future::or(ended, keep_following(network, topic, after, on_arrival)).await;
        });
        Following { over }
    }
}

async fn keep_following<T: Topic>(
    network: Network,
    topic: T,
    mut cursor: Option<String>,
    on_arrival: Callback<Arrival<T::Change>>,
) {
    let mut backoff = Backoff::default();
    loop {
        match once(&network, &topic, &mut cursor, &mut backoff, &on_arrival).await {
            End::Lost => {}
            End::Gap => {
                // Whoever listens reads again and follows anew; this one's cursor is of no use any more.
                on_arrival.emit(Arrival::Gap);
                return;
            }
            End::Failed(Failure::SessionEnded) => {
                network.session().state().until(|state| matches!(state, SessionState::SignedIn(_))).await;
            }
            End::Failed(_) => network.connection().back().await,
        }
        backoff.pause().await;
    }
}

/// How following came to an end.
enum End {
    /// The socket was lost or the server stopped.
    Lost,
    /// The cursor is too old or unknown.
    Gap,
    Failed(Failure),
}

async fn once<T: Topic>(
    network: &Network,
    topic: &T,
    cursor: &mut Option<String>,
    backoff: &mut Backoff,
    on_arrival: &Callback<Arrival<T::Change>>,
) -> End {
    let client = match network.socket().client().await {
        Ok(client) => client,
        Err(failure) => return End::Failed(failure),
    };
    let Ok(request) = serde_json::to_value(topic.subscription(cursor.clone())) else { return End::Lost };
    let Ok(mut changes) = client.subscribe(Request(request)).await else {
        return End::Lost;
    };
    while let Some(Ok(answer)) = changes.next().await {
        match http::refusal(&answer) {
            None => {}
            Some(error) if error.code == "INVALID_CURSOR" => return End::Gap,
            Some(error) => return end_session(network, error.into()).await,
        }
        match http::data(&answer) {
            Ok(change) if T::is_gap(&change) => return End::Gap,
            Ok(change) => {
                backoff.reset();
                *cursor = Some(T::cursor(&change));
                on_arrival.emit(Arrival::Change(change));
            }
            Err(failure) => return End::Failed(failure),
        }
    }
    End::Lost
}

/// Where the server says that the token does not hold any more, another socket with another token may do.
async fn end_session(network: &Network, failure: Failure) -> End {
    if failure != Failure::SessionEnded {
        return End::Failed(failure);
    }
    network.socket().close();
    match network.renew_session().await {
        Ok(()) => End::Lost,
        Err(failure) => End::Failed(failure),
    }
}

/// A subscription as it is sent; its answers stay text, and are read as those over HTTP are.
#[derive(Serialize)]
#[serde(transparent)]
struct Request(Value);

impl GraphqlOperation for Request {
    type Response = String;
    type Error = Infallible;

    fn decode(&self, answer: Value) -> Result<String, Infallible> {
        Ok(answer.to_string())
    }
}
