//! Answers as server-sent events: graphql-sse, distinct connections mode. `next` carries an answer, `complete` tells that
//! none will follow. A stream that ends without `complete` was cut: by the network, by the server stopping, or because an
//! event could not be read for the moment.

use super::{answer::Answer, answers::Answers, backend::Session, error::unauthenticated, json, places::Place};
use axum::response::{
    IntoResponse, Response,
    sse::{Event, KeepAlive, Sse},
};
use futures::{FutureExt, Stream, StreamExt, future::BoxFuture, stream};
use std::{convert::Infallible, future, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// How often a comment shows that the connection lives: proxies cut what is silent for a minute, some sooner.
pub const KEEP_ALIVE: Duration = Duration::from_secs(12);

/// The events of a subscription, which keeps its place. It ends with its session, telling so, and with the server.
pub fn events(
    answers: Answers,
    session: Option<(Session, Place)>,
    stopping: CancellationToken,
    request_id: Arc<str>,
) -> Response {
    let over = async move {
        let Some((Session { valid_for, revoked, .. }, _place)) = session else { return future::pending().await };
        tokio::select! {
            () = revoked => "the session or the access token has ended",
            () = tokio::time::sleep(valid_for) => "the token has expired",
        }
    };
    let over = over.map(move |reason| Answer::refused(unauthenticated(reason), &request_id)).boxed();
    let events = stream::unfold(Phase::Live { answers, over }, |phase| async move {
        match phase {
            Phase::Live { mut answers, mut over } => tokio::select! {
                biased;
                // While nobody read, both may have come.
                refusal = &mut over => Some((next(&refusal), Phase::Ending)),
                answer = answers.next() => match answer {
                    // Its reader would take the next one for all that there is. Coming back, it loses nothing.
                    Some(answer) if answer.is_unavailable() => Some((next(&answer), Phase::Over)),
                    Some(answer) => Some((next(&answer), Phase::Live { answers, over })),
                    None => Some((complete(), Phase::Over)),
                },
            },
            Phase::Ending => Some((complete(), Phase::Over)),
            Phase::Over => None,
        }
    });
    respond(events.take_until(stopping.cancelled_owned()))
}

/// How far a stream has come.
enum Phase {
    Live { answers: Answers, over: BoxFuture<'static, Answer> },
    Ending,
    Over,
}

/// The one answer to a query, a mutation or a document that is refused.
pub fn once(mut answer: Answer) -> Response {
    let share = answer.share.take();
    respond(stream::iter([next(&answer), complete()]).inspect(move |_| _ = &share))
}

/// The answer to what could not be looked at for the moment. Nothing of it was done: coming back loses nothing.
pub fn cut(answer: &Answer) -> Response {
    respond(stream::iter([next(answer)]))
}

fn next(answer: &Answer) -> Event {
    Event::default().event("next").data(json::answer_text(answer))
}

/// Browsers pass over events without data, hence the word for none.
fn complete() -> Event {
    Event::default().event("complete").data("null")
}

fn respond(events: impl Stream<Item = Event> + Send + 'static) -> Response {
    let events = events.map(Ok::<_, Infallible>);
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    // Proxies that buffer would keep events to themselves.
    response.headers_mut().insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
    response
}
