//! What stands around every request, as one layer: the library boxes a future for each, and six of them took a third of the time of
//! a small answer.

use super::{access::Asked, graphql, headers::Policy, request_id};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use std::{net::IpAddr, sync::Arc};

/// Answers a request that has an id by which everything about it is found, whatever happens in it. `trusted` are the proxies whose word
/// about others counts.
pub async fn around(State(trusted): State<Arc<[IpAddr]>>, mut request: Request, next: Next) -> Response {
    let id = request_id::give(&mut request, &trusted);
    let (policy, asked) = (Policy::of(&request, &trusted), Asked::of(&request));
    let answering = graphql::catch_panic(id.clone(), next.run(request));
    let mut response = asked.log(&id, answering).await;
    policy.tell(response.headers_mut());
    id.tell(response.headers_mut());
    response
}
