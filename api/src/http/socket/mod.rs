//! `GET /graphql/ws`: operations of any kind over a socket, sub-protocol `graphql-transport-ws`.
//!
//! - `connection_init` comes within ten seconds (else 4408), once (else 4429), with `{"authorization": "Bearer …"}` as its
//!   payload. A token that opens no session closes the socket with 4403; without one, the socket is a visitor's.
//! - **An open socket ends with its token** (4403), unless renewed: a `ping` whose payload is
//!   `{"authorization": "Bearer …"}`, with a newer token of the same account, is answered by `pong` and the socket lives on. It
//!   ends at once when its session or its personal access token is revoked (4403), with 1001 when the server stops, and
//!   with 1013 when a subscription can't be read on for the moment.
//! - Besides the protocol's `ping`, the server pings by WebSocket frames, and drops peers that stay silent or don't read.
//! - An account has so many sockets and streams open on a node, and an address so many sockets on which nobody has signed
//!   in. One more of an account closes with 4429, one more of an address is not opened (429).
//! - A page may open a socket only from this server's own origin, or from one that the settings name.

mod close;
mod connection;
mod machine;
mod message;
mod operations;
mod outlet;
mod seldom;
#[cfg(test)]
pub mod tests;
mod upgrade;
mod wire;

pub use message::MAX_ID;
pub use outlet::Outlet;

use super::{
    accept::Media,
    answer::Answer,
    backend::Backend,
    caller::{is_own_origin, peer},
    error::{bad_request, forbidden, rate_limited},
    graphql::single,
    places::Holder,
    request_id::Id,
    server::Server,
};
use async_graphql::Executor;
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use connection::Connection;
use std::net::SocketAddr;
use upgrade::{Upgrade, upgraded};

/// The one sub-protocol.
const PROTOCOL: &str = "graphql-transport-ws";

/// Opens a socket.
pub async fn open<E: Executor, B: Backend>(
    State(server): State<Server<E, B>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Id(request_id): Id,
    request: Request,
) -> Response {
    let refuse = |status, error| single(status, Media::Json, Answer::refused(error, &request_id));
    let headers = request.headers();
    if !is_own_origin(headers, &server.settings) {
        return refuse(StatusCode::FORBIDDEN, forbidden("this origin may not open a socket"));
    }
    let limits = server.settings.socket;
    let place = server.lifetime.place(limits.sockets);
    let Some(place) = place.filter(|_| !server.lifetime.stopping.is_cancelled()) else {
        return refuse(StatusCode::SERVICE_UNAVAILABLE, rate_limited("no more sockets for the moment", 5));
    };

    let peer = peer(address.ip(), headers, &server.settings.trusted_proxies);
    // Until somebody signs in on it.
    let Some(seat) = server.lifetime.places.take(Holder::at(peer), limits.per_address) else {
        return refuse(StatusCode::TOO_MANY_REQUESTS, rate_limited("too many sockets of this address", 5));
    };
    let Upgrade { response, speaks_protocol, upgraded: leaves } = match Upgrade::of(request) {
        Ok(upgrade) => upgrade,
        Err((status, why)) => {
            let mut response = refuse(status, bad_request(why));
            let headers = response.headers_mut();
            headers.insert(header::ALLOW, HeaderValue::from_static("GET"));
            headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
            headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
            headers.insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
            return response;
        }
    };
    let tracker = server.lifetime.sockets.clone();
    // A future keeps what it takes over twice, for as long as it lasts: in a box, that is a pointer.
    let opened = Box::pin(async move {
        let (socket, wire) = upgraded(leaves, limits.message_bytes).await?;
        Some(Box::new(Connection::new(server, socket, wire, request_id, seat, peer)))
    });
    tokio::spawn(async move {
        let Some(mut connection) = opened.await else { return };
        let serving = async move {
            let _place = place;
            connection.serve(speaks_protocol).await;
        };
        tracker.track_future(serving).await;
    });
    response
}
