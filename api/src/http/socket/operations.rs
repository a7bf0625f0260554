//! The operations of a socket.

use crate::http::{answer::Answer, answers::Answers};
use async_graphql::parser::types::OperationType;
use futures::{Stream, StreamExt, future::poll_fn};
use std::{
    pin::{Pin, pin},
    task::{Context, Poll, ready},
};
use tokio_stream::StreamMap;

/// The operations that run on a socket, by the ids that its client gave them.
#[derive(Default)]
pub struct Operations {
    subscriptions: StreamMap<String, Operation>,
    /// Queries and mutations, which the server lets end before it stops.
    calls: StreamMap<String, Operation>,
}

impl Operations {
    /// Starts one.
    pub fn start(&mut self, id: String, kind: OperationType, answers: Answers) {
        let operation = Operation { answers, in_hand: None, is_over: false };
        match kind {
            OperationType::Subscription => self.subscriptions.insert(id, operation),
            OperationType::Query | OperationType::Mutation => self.calls.insert(id, operation),
        };
    }

    /// Ends one.
    pub fn stop(&mut self, id: &str) {
        self.subscriptions.remove(id);
        self.calls.remove(id);
    }

    /// Ends those that would go on for ever.
    pub fn stop_subscriptions(&mut self) {
        self.subscriptions.clear();
    }

    /// Ends all.
    pub fn stop_all(&mut self) {
        self.subscriptions.clear();
        self.calls.clear();
    }

    /// What a subscription tells next, and which: nothing, once, after its last.
    pub fn poll_told(&mut self, cx: &mut Context<'_>) -> Poll<Option<(String, Option<Answer>)>> {
        self.subscriptions.poll_next_unpin(cx)
    }

    /// What a query or a mutation gives.
    pub fn poll_called(&mut self, cx: &mut Context<'_>) -> Poll<Option<(String, Option<Answer>)>> {
        self.calls.poll_next_unpin(cx)
    }

    /// What a query or a mutation gives; none when none runs.
    pub async fn called(&mut self) -> Option<(String, Option<Answer>)> {
        self.calls.next().await
    }

    /// Waits for something else while they go on: one that stood still could hold what others wait for, be it a turn to write, a
    /// connection to the base, or an answer that is worked out once for all.
    pub async fn during<T>(&mut self, other: impl Future<Output = T>) -> T {
        let mut other = pin!(other);
        poll_fn(|cx| {
            self.subscriptions.values_mut().chain(self.calls.values_mut()).for_each(|operation| operation.go_on(cx));
            other.as_mut().poll(cx)
        })
        .await
    }
}

/// What an operation gives: its answers, then nothing once.
struct Operation {
    answers: Answers,
    /// What it gave while nobody took it. It goes on when that is taken.
    in_hand: Option<Option<Answer>>,
    is_over: bool,
}

impl Operation {
    fn go_on(&mut self, cx: &mut Context<'_>) {
        if self.in_hand.is_none()
            && !self.is_over
            && let Poll::Ready(answer) = self.answers.poll_next_unpin(cx)
        {
            self.in_hand = Some(answer);
        }
    }
}

impl Stream for Operation {
    type Item = Option<Answer>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Option<Answer>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let answer = match self.in_hand.take() {
            Some(answer) => answer,
            None => ready!(self.answers.poll_next_unpin(cx)),
        };
        self.is_over = answer.is_none();
        Poll::Ready(Some(answer))
    }
}
