//! The one socket that all subscriptions of a tab share.

use super::{connection::Connection, failure::Failure, http, session::Session, signal::Signal};
use graphql_ws_client::{Client, Error, ws_stream_wasm::Connection as WebSocket};
use serde::Serialize;
use std::{cell::RefCell, rc::Rc, time::Duration};
use wasm_bindgen_futures::spawn_local;
use ws_stream_wasm::WsMeta;

const PATH: &str = "/graphql/ws";
const PROTOCOL: &str = "graphql-transport-ws";
/// A quiet socket is pinged this often: a network that is gone says nothing by itself.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How the protocol refuses a socket whose token does not hold.
const REFUSED: [u16; 2] = [4401, 4403];

/// Opened when first needed, and again after it was lost.
#[derive(Clone)]
pub struct Socket {
    client: Rc<RefCell<Option<Client>>>,
    opening: Signal<bool>,
    session: Session,
    connection: Connection,
}

#[derive(Serialize)]
struct Presentation {
    authorization: String,
}

impl Socket {
    /// A socket that is not open yet.
    pub fn new(session: Session, connection: Connection) -> Self {
        Self { client: Rc::default(), opening: Signal::new(false), session, connection }
    }

    /// The open socket. Whoever asks while it opens waits for the same one.
    ///
    /// # Errors
    /// When the server can't be reached or nobody is signed in.
    pub async fn client(&self) -> Result<Client, Failure> {
        if self.opening.get() {
            self.opening.until(|opening| !opening).await;
        }
        if let Some(client) = self.client.borrow().as_ref() {
            return Ok(client.clone());
        }
        if self.opening.get() {
            return Err(Failure::Unreachable);
        }
        self.opening.set(true);
        let client = self.open().await;
        self.opening.set(false);
        if client == Err(Failure::Unreachable) {
            self.connection.lost();
        }
        client?;
        self.client.borrow().clone().ok_or(Failure::Unreachable)
    }

    /// Closes it: what it carried was for whoever was signed in.
    pub fn close(&self) {
        if let Some(client) = self.client.take() {
            spawn_local(client.close(1000, "signed out"));
        }
    }

    async fn open(&self) -> Result<(), Failure> {
        let token = self.session.token().await?.ok_or(Failure::SessionEnded)?;
        let (client, actor) = match connect(&token).await {
            Err(Error::Close(code, _)) if REFUSED.contains(&code) => {
                self.session.renew(Some(&token)).await?;
                let token = self.session.token().await?.ok_or(Failure::SessionEnded)?;
                connect(&token).await
            }
            other => other,
        }
        .map_err(|_| Failure::Unreachable)?;
        *self.client.borrow_mut() = Some(client);
        let slot = self.client.clone();
        spawn_local(async move {
            actor.await;
            slot.take();
        });
        Ok(())
    }
}

async fn connect(token: &str) -> Result<(Client, graphql_ws_client::ConnectionActor), Error> {
    let url = url().ok_or_else(|| Error::Unknown("no address".to_owned()))?;
    let socket = WsMeta::connect(url, vec![PROTOCOL]).await.map_err(|error| Error::Unknown(error.to_string()))?;
    Client::build(WebSocket::new(socket).await)
        .payload(Presentation { authorization: http::bearer(token) })?
        .keep_alive_interval(KEEP_ALIVE)
        .keep_alive_retries(1)
        .await
}

fn url() -> Option<String> {
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}{PATH}", location.host().ok()?))
}
