//! Following what happens, live, without missing anything.

use super::{
    Network,
    backoff::Backoff,
    failure::Failure,
    http::{Answer, Body},
    operation::Operation,
    session::SessionState,
    signal::{Signal, work_until},
};
use std::rc::Rc;
use yew::Callback;

/// Something that can be followed.
pub trait Topic: Clone + 'static {
    /// The subscription, which gives one thing that happened after the other.
    type Change: Operation;

    /// What it is asked with, from a cursor on.
    fn variables(&self, after: Option<String>) -> <Self::Change as Operation>::Variables;

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
        // What follows exists once in the program, not once for each topic.
        let follower: Rc<dyn Follower> = Rc::new(Listener { topic, on_arrival });
        work_until(over.clone(), Box::pin(keep_following(self.clone(), follower, after)));
        Following { over }
    }
}

/// Who follows a topic, whatever its changes are.
trait Follower {
    /// The subscription, from a cursor on.
    fn subscription(&self, after: Option<String>) -> Result<Body, Failure>;

    /// Takes a change, and gives its cursor; none where some were missed for good.
    fn take(&self, answer: Answer) -> Result<Option<String>, Failure>;

    /// Some were missed for good.
    fn miss(&self);
}

struct Listener<T: Topic> {
    topic: T,
    on_arrival: Callback<Arrival<T::Change>>,
}

impl<T: Topic> Follower for Listener<T> {
    fn subscription(&self, after: Option<String>) -> Result<Body, Failure> {
        Body::asking::<T::Change>(&self.topic.variables(after))
    }

    fn take(&self, answer: Answer) -> Result<Option<String>, Failure> {
        let change = answer.data()?;
        if T::is_gap(&change) {
            return Ok(None);
        }
        let cursor = T::cursor(&change);
        self.on_arrival.emit(Arrival::Change(change));
        Ok(Some(cursor))
    }

    fn miss(&self) {
        self.on_arrival.emit(Arrival::Gap);
    }
}

async fn keep_following(network: Network, follower: Rc<dyn Follower>, mut cursor: Option<String>) {
    let backoff = Backoff::default();
    loop {
        match once(&network, &*follower, &mut cursor, &backoff).await {
            End::Lost => {}
            End::Gap => {
                // Whoever listens reads again and follows anew; this one's cursor is of no use any more.
                follower.miss();
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

async fn once(network: &Network, follower: &dyn Follower, cursor: &mut Option<String>, backoff: &Backoff) -> End {
    let line = match network.socket().line().await {
        Ok(line) => line,
        Err(failure) => return End::Failed(failure),
    };
    let subscription = match follower.subscription(cursor.clone()) {
        Ok(operation) => line.subscribe(&operation),
        Err(failure) => return End::Failed(failure),
    };
    while let Some(answer) = subscription.next().await {
        match answer.refusal() {
            None => {}
            Some(error) if error.code == "INVALID_CURSOR" => return End::Gap,
            Some(error) => return end_session(network, error.into()).await,
        }
        match follower.take(answer) {
            Ok(None) => return End::Gap,
            Ok(next) => {
                backoff.reset();
                *cursor = next;
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
