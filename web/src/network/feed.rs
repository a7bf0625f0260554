//! Following what happens, live, without missing anything.

use super::{
    Network,
    backoff::Backoff,
    failure::{Extensions, Failure},
    http,
    session::SessionState,
    signal::Signal,
};
use cynic::{GraphQlResponse, StreamingOperation};
use futures_lite::{StreamExt, future};
use graphql_ws_client::graphql::GraphqlOperation;
use serde::{Serialize, de::DeserializeOwned};
use std::marker::PhantomData;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

/// Something that can be followed.
pub trait Topic: Clone + 'static {
    /// One thing that happened.
    type Change: DeserializeOwned + 'static;
    /// What the subscription is asked with.
    type Variables: Serialize + Send + Unpin + 'static;

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
    let request = Request { operation: topic.subscription(cursor.clone()), change: PhantomData };
    let Ok(mut changes) = client.subscribe(request).await else {
        return End::Lost;
    };
    while let Some(Ok(answer)) = changes.next().await {
        let refused = answer.errors.iter().flatten().next().and_then(|error| error.extensions.clone());
        match http::data(answer) {
            Ok(change) if T::is_gap(&change) => return End::Gap,
            Ok(change) => {
                backoff.reset();
                *cursor = Some(T::cursor(&change));
                on_arrival.emit(Arrival::Change(change));
            }
            Err(_) if refused.is_some_and(|error| error.code == "INVALID_CURSOR") => return End::Gap,
            Err(Failure::SessionEnded) => {
                network.socket().close();
                return match network.renew_session().await {
                    Ok(()) => End::Lost,
                    Err(failure) => End::Failed(failure),
                };
            }
            Err(failure) => return End::Failed(failure),
        }
    }
    End::Lost
}

/// A subscription whose errors keep their code.
struct Request<Change, Variables> {
    operation: StreamingOperation<Change, Variables>,
    change: PhantomData<fn() -> Change>,
}

impl<Change, Variables: Serialize> Serialize for Request<Change, Variables> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.operation.serialize(serializer)
    }
}

impl<Change: DeserializeOwned, Variables: Serialize> GraphqlOperation for Request<Change, Variables> {
    type Response = GraphQlResponse<Change, Extensions>;
    type Error = serde_json::Error;

    fn decode(&self, data: serde_json::Value) -> Result<Self::Response, Self::Error> {
        serde_json::from_value(data)
    }
}
