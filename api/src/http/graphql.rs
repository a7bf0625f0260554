//! `POST /graphql`, to the letter of the GraphQL-over-HTTP draft.
//!
//! - `POST` with `application/json` only: the one request that a page of another site can't send without asking, so
//!   that nothing is forged. Anything else is refused before it is looked at.
//! - One operation a request; batches (JSON arrays) are refused.
//! - What is not a well-formed request gets a 4xx in any media type. A well-formed one gets 200 under
//!   `application/json`; under `application/graphql-response+json`, 200 when the operation was executed, 401, 403 or 429 when
//!   its asker may not run it, 503 when the server could not for the moment, and 400 otherwise.
//! - Subscriptions run where `text/event-stream` is accepted.

use super::{
    accept::{Accepted, Media, is_json},
    answer::Answer,
    answers::Answers,
    backend::Backend,
    budget::Share,
    caller::{Caller, caller, is_own_origin, peer, refresh_cookie},
    error::{bad_request, internal, rate_limited, unavailable},
    json,
    params::Params,
    places::Holder,
    request_id::Id,
    run,
    server::Server,
    sse,
};
use crate::graphql::{
    context::{RequestContext, ResponseCookies},
    error::UNAVAILABLE,
};
use async_graphql::{Executor, ServerError, parser::types::OperationType};
use axum::{
    body::{Body, Bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::{FutureExt, TryStreamExt};
use std::{net::SocketAddr, panic::AssertUnwindSafe, sync::Arc};

/// Answers a request.
pub async fn post<E: Executor, B: Backend>(
    State(server): State<Server<E, B>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Id(request_id): Id,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let refuse = |status, media, error| single(status, media, Answer::refused(error, &request_id));

    let Some(accepted) = Accepted::read(&parts.headers) else {
        let known = "answers are application/graphql-response+json, application/json or text/event-stream";
        return refuse(StatusCode::NOT_ACCEPTABLE, Media::GraphqlResponse, bad_request(known));
    };
    let media = accepted.single.unwrap_or(Media::GraphqlResponse);
    if !is_json(&parts.headers) {
        let expected = "the body must be application/json, in UTF-8";
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, media, bad_request(expected));
    }
    let params = match read_body(&server, &parts.headers, body).await {
        Ok(body) => Params::from_body(&body).map_err(|error| (StatusCode::BAD_REQUEST, bad_request(error))),
        Err(refused) => Err(refused),
    };
    let params = match params {
        Ok(params) => params,
        Err((status, error)) => return refuse(status, media, error),
    };
    let Ok(caller) = caller(&server.backend, &parts.headers).await else {
        let answer = Answer::refused(unavailable(), &request_id);
        // As a stream it is cut short: who subscribes would take it for all that there is.
        return if accepted.single.is_some() { finished(accepted, answer) } else { sse::cut(&answer) };
    };

    let cookies = ResponseCookies::default();
    // A page of another site acts without the cookies that the browser adds for it.
    let is_own = is_own_origin(&parts.headers, &server.settings);
    let context = RequestContext {
        actor: match &caller {
            Caller::SignedIn(session) => Some(session.actor),
            Caller::Visitor | Caller::Rejected => None,
        },
        token_rejected: matches!(caller, Caller::Rejected),
        last_write: match &caller {
            Caller::SignedIn(session) => Some(session.last_write),
            Caller::Visitor | Caller::Rejected => None,
        },
        revision: match &caller {
            Caller::SignedIn(session) => session.revision.clone(),
            Caller::Visitor | Caller::Rejected => None,
        },
        has_parts: false,
        writings: None,
        reads_replica: Arc::default(),
        request_id: Arc::clone(&request_id),
        peer: peer(address.ip(), &parts.headers, &server.settings.trusted_proxies),
        refresh_cookie: is_own.then(|| refresh_cookie(&parts.headers)).flatten(),
        cookies: cookies.clone(),
    };
    let mut response = answer(&server, params, context, accepted, caller, &request_id).await;
    if let Some(Ok(cookie)) = cookies.take().map(HeaderValue::try_from) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn answer<E: Executor, B: Backend>(
    server: &Server<E, B>,
    params: Params,
    context: RequestContext,
    accepted: Accepted,
    caller: Caller,
    request_id: &Arc<str>,
) -> Response {
    let prepared = match run::prepare(server, params, context).await {
        Ok(prepared) => prepared,
        Err(error) => return finished(accepted, Answer::refused(error, request_id)),
    };
    match (prepared.kind, accepted.stream) {
        (OperationType::Subscription, true) => {
            let session = match caller {
                Caller::SignedIn(session) => {
                    let (holder, most) = (Holder::of(&session.actor), server.settings.socket.per_account);
                    let Some(place) = server.lifetime.places.take(holder, most) else {
                        let error = rate_limited(format!("{most} sockets and streams of this account are open"), 5);
                        return finished(accepted, Answer::refused(error, request_id));
                    };
                    Some((session, place))
                }
                // No subscription is a visitor's: the stream ends with its first answer.
                Caller::Visitor | Caller::Rejected => None,
            };
            let answers = Answers::of(server, prepared, None);
            sse::events(answers, session, server.lifetime.stopping.clone(), Arc::clone(request_id))
        }
        (OperationType::Subscription, false) => {
            let ways = "subscriptions need `Accept: text/event-stream`, or a socket at /graphql/ws";
            finished(accepted, Answer::refused(bad_request(ways), request_id))
        }
        (OperationType::Query | OperationType::Mutation, _) => finished(accepted, run::execute(server, prepared).await),
    }
}

/// The answer to a well-formed request, in the form that it takes.
fn finished(accepted: Accepted, answer: Answer) -> Response {
    let Some(media) = accepted.single else { return sse::once(answer) };
    let status = match media {
        Media::Json => StatusCode::OK,
        Media::GraphqlResponse if answer.data.is_some() => StatusCode::OK,
        Media::GraphqlResponse => match answer.code() {
            Some("UNAUTHENTICATED") => StatusCode::UNAUTHORIZED,
            Some("FORBIDDEN") => StatusCode::FORBIDDEN,
            Some("RATE_LIMITED") => StatusCode::TOO_MANY_REQUESTS,
            Some("INTERNAL") => StatusCode::INTERNAL_SERVER_ERROR,
            Some(UNAVAILABLE) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        },
    };
    let mut response = single(status, media, answer);
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// An answer that has a share of its asker's budget until all of it has left.
struct Leaving {
    json: Vec<u8>,
    _share: Share,
}

impl AsRef<[u8]> for Leaving {
    fn as_ref(&self) -> &[u8] {
        &self.json
    }
}

/// One answer as JSON.
pub fn single(status: StatusCode, media: Media, answer: Answer) -> Response {
    let json = json::answer(&answer);
    let retry_after = answer.retry_after();
    let json = match answer.share {
        Some(share) => Bytes::from_owner(Leaving { json, _share: share }),
        None => json.into(),
    };
    let mut response = (status, json).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, media.content_type());
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

async fn read_body<E, B>(
    server: &Server<E, B>,
    headers: &HeaderMap,
    body: Body,
) -> Result<Bytes, (StatusCode, ServerError)> {
    let most = server.settings.body_bytes;
    let too_large =
        || (StatusCode::PAYLOAD_TOO_LARGE, bad_request(format!("the body may have {most} bytes at the most")));
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, bad_request("compressed bodies are not taken")));
    }
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > most) {
        return Err(too_large());
    }
    match tokio::time::timeout(server.settings.body_time, gather(body, most)).await {
        Ok(Ok(body)) => Ok(body),
        // Over the limit, or cut off: in the second case nobody reads the answer.
        Ok(Err(_)) => Err(too_large()),
        Err(_) => Err((StatusCode::REQUEST_TIMEOUT, bad_request("the body took too long to arrive"))),
    }
}

/// The whole of a body, in one piece from the start: pieces of a byte each take many times what they carry.
async fn gather(body: Body, most: usize) -> Result<Bytes, axum::Error> {
    let (mut pieces, mut whole) = (body.into_data_stream(), Vec::new());
    while let Some(piece) = pieces.try_next().await? {
        if whole.len() + piece.len() > most {
            return Err(axum::Error::new("longer than any body may be"));
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole.into())
}

/// Any other method.
pub async fn method_not_allowed(Id(request_id): Id) -> Response {
    let answer = Answer::refused(bad_request("send operations by POST"), &request_id);
    let mut response = single(StatusCode::METHOD_NOT_ALLOWED, Media::GraphqlResponse, answer);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    response
}

/// Answers for whoever panics outside the executor. The process's hook has reported it, within the request's span.
pub async fn catch_panic(Id(request_id): Id, answering: impl Future<Output = Response>) -> Response {
    // What it leaves behind is the request's own, and is dropped with it.
    let answered = AssertUnwindSafe(answering).catch_unwind().await;
    answered.unwrap_or_else(|_| {
        let answer = Answer::refused(internal(), &request_id);
        single(StatusCode::INTERNAL_SERVER_ERROR, Media::Json, answer)
    })
}
