//! The answers of one operation, one after the other, as sockets and streams of events tell them.

use super::{
    Server,
    answer::Answer,
    backend::Backend,
    budget::Share,
    metrics,
    run::{self, Prepared},
    socket::Outlet,
    tell::Tell,
};
use crate::graphql::told::Handover;
use async_graphql::{Executor, Response, parser::types::OperationType};
use futures::{
    FutureExt, Stream, StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use std::{
    panic::AssertUnwindSafe,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tracing::{Instrument, Span};

/// The answers of an operation. Whatever is logged on the way is of the request that began it.
pub enum Answers {
    /// They are to come.
    Beginning(BoxFuture<'static, Self>),
    /// They are told alike to all who ask alike. What is written already is told without entering the request's span, which
    /// takes longer than that.
    Told(BoxStream<'static, Answer>),
    /// They are worked out for this operation.
    Resolved(Span, BoxStream<'static, Answer>),
}

impl Answers {
    /// Runs an operation of any kind: a query or a mutation gives one answer. A subscription may be told something at its outlet by
    /// others.
    pub fn of<E: Executor, B: Backend>(server: &Server<E, B>, prepared: Prepared, outlet: Option<Outlet>) -> Self {
        let server = server.clone();
        if prepared.kind != OperationType::Subscription {
            let answer = async move { run::execute(&server, prepared).await };
            return Self::Resolved(Span::current(), stream::once(answer).boxed());
        }
        let share = match prepared.watches(&server) {
            Ok(share) => share,
            Err(refused) => {
                let answer = prepared.refused(refused);
                metrics::operation(prepared.kind, answer.code());
                return Self::Resolved(Span::current(), stream::iter([answer]).boxed());
            }
        };
        let handover = Handover::default();
        let responses = server.executors.checking.execute_stream(prepared.request().data(handover.clone()), None);
        let mut responses = AssertUnwindSafe(responses).catch_unwind().boxed();
        let begun = async move {
            let first = responses.next().await;
            match (first, handover.take()) {
                (None, Some(watch)) => {
                    metrics::operation(prepared.kind, None);
                    Self::Told(Tell::new(prepared, server, watch, share, outlet).boxed())
                }
                (first, _) => {
                    let responses = stream::iter(first).chain(responses);
                    Self::Resolved(Span::current(), resolve_all(prepared, share, responses).boxed())
                }
            }
        };
        Self::Beginning(begun.in_current_span().boxed())
    }
}

impl Stream for Answers {
    type Item = Answer;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Answer>> {
        if let Self::Beginning(begins) = &mut *self {
            *self = ready!(begins.poll_unpin(cx));
        }
        match &mut *self {
            Self::Told(answers) => answers.poll_next_unpin(cx),
            Self::Resolved(span, answers) => {
                let _entered = span.enter();
                answers.poll_next_unpin(cx)
            }
            Self::Beginning(_) => Poll::Pending,
        }
    }
}

/// Each response as the executor gives it.
fn resolve_all(
    mut prepared: Prepared,
    share: Share,
    responses: impl Stream<Item = std::thread::Result<Response>> + Send + 'static,
) -> impl Stream<Item = Answer> + Send + 'static {
    let mut first = true;
    responses.map(move |response| {
        // As long as there are responses.
        let _share = &share;
        let answer = prepared.answer_to(response);
        if std::mem::take(&mut first) {
            // The cost of the whole is told once.
            prepared.cost_once();
            metrics::operation(prepared.kind, answer.code());
        } else {
            metrics::deliveries(1);
        }
        answer
    })
}
