//! All that goes over the network, and nothing else does: operations, the session, the live feed, and whether the server
//! can be reached.

mod ahead;
mod backoff;
mod connection;
mod failure;
pub mod feed;
mod http;
mod inbox;
mod json;
mod line;
mod lock;
pub mod operation;
mod owner;
mod session;
mod signal;
mod sleep;
mod socket;

pub use backoff::Backoff;
pub use connection::{Connection, Reach};
pub use failure::Failure;
pub use lock::exclusively;
use session::Access;
pub use session::{Session, SessionState};
pub use signal::{Listening, Signal, use_signal, work_until};
pub use sleep::sleep;

use ahead::Ahead;
use gloo_events::EventListener;
use operation::{
    Operation,
    sold::{Sold, SoldVariables},
};
use socket::Socket;
use std::{future::Future, pin::Pin, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The way to the server. Clones stand for the same.
#[derive(Clone)]
pub struct Network {
    parts: Rc<Parts>,
}

struct Parts {
    connection: Connection,
    session: Session,
    socket: Socket,
    ahead: Ahead,
    _on_session: Listening<SessionState>,
    _on_shown: Option<EventListener>,
}

impl PartialEq for Network {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.parts, &other.parts)
    }
}

impl Network {
    /// Opens the way, and finds out who is signed in.
    pub fn start() -> Self {
        let connection = Connection::new();
        let session = Session::new(connection.clone());
        let socket = Socket::new(session.clone(), connection.clone());
        let ahead = Ahead::default();
        let on_session = session.state().listen(Callback::from({
            let (socket, ahead) = (socket.clone(), ahead.clone());
            // What the socket carries belongs to whoever opened it, and so does what was read ahead.
            move |state| {
                owner::note(&state);
                socket.close();
                ahead.forget();
            }
        }));
        let on_shown = owner::watch(&session);
        spawn_local({
            let session = session.clone();
            async move { session.restore().await }
        });
        let parts = Parts { connection, session, socket, ahead, _on_session: on_session, _on_shown: on_shown };
        Self { parts: Rc::new(parts) }
    }

    /// Runs a query or a mutation for whoever is signed in. Where the access token turns out not to hold, it is renewed and
    /// the operation run once more; not where another person has signed in by then, from another tab.
    ///
    /// # Errors
    /// When the operation gave nothing, see [`Failure`].
    pub async fn run<Asked: Operation>(&self, variables: Asked::Variables) -> Result<Asked, Failure> {
        self.send(http::Body::asking::<Asked>(&variables)?).await?.data()
    }

    /// Whether an article was sold already.
    ///
    /// # Errors
    /// When it can't be asked.
    pub async fn is_sold(&self, article: &SoldVariables) -> Result<bool, Failure> {
        let answer = self.send(http::Body::asking::<Sold>(article)?).await?;
        Ok(answer.holds("node", "sale"))
    }

    /// In a box: what waits for it, once for each operation, is no heavier for what it waits for.
    fn send(&self, body: http::Body) -> Pin<Box<dyn Future<Output = Result<http::Answer, Failure>>>> {
        let parts = self.parts.clone();
        Box::pin(async move {
            let Parts { connection, session, .. } = &*parts;
            let access = session.usable().await?;
            match http::send(&body, access.as_ref().map(Access::token), connection).await {
                Err(Failure::SessionEnded) => {
                    let access = session.renew(access.as_ref()).await?;
                    http::send(&body, Some(access.token()), connection).await
                }
                other => other,
            }
        })
    }

    /// Whether the server can be reached.
    pub fn connection(&self) -> &Connection {
        &self.parts.connection
    }

    /// Who is signed in.
    pub fn session(&self) -> &Session {
        &self.parts.session
    }

    fn ahead(&self) -> &Ahead {
        &self.parts.ahead
    }

    fn socket(&self) -> &Socket {
        &self.parts.socket
    }

    async fn renew_session(&self) -> Result<(), Failure> {
        let stale = self.session().usable().await?;
        self.session().renew(stale.as_ref()).await.map(drop)
    }
}

/// The way to the server, which the application hands down to all its components.
#[hook]
pub fn use_network() -> Network {
    let handed_down = use_context();
    // A component that stands outside of the application gets a way of its own; none does.
    use_memo((), |()| handed_down.unwrap_or_else(Network::start)).as_ref().clone()
}
