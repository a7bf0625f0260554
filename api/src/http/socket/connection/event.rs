//! What happens to a socket.

use super::Connection;
use crate::http::{answer::Answer, backend::Backend, socket::close::Close};
use async_graphql::Executor;
use futures::{FutureExt, StreamExt};
use std::task::{Context, Poll};
use tokio_tungstenite::tungstenite::{self, Message};

/// What a socket waits for.
pub(super) enum Event {
    /// The session is over.
    Over(Close),
    Received(Option<Result<Message, tungstenite::Error>>),
    /// The peer took only a part of what somebody else has said.
    RestIsLeft,
    /// Of the operation with this id; none after the last.
    Answer(String, Option<Answer>),
    InitIsLate,
    PingIsDue,
    Stopping,
}

impl<E: Executor, B: Backend> Connection<E, B> {
    /// What happens next. While there is nothing, others may say something on this socket.
    pub(super) fn poll_event(&mut self, task: &mut Context<'_>) -> Poll<Event> {
        if self.wire.attend() {
            return Poll::Ready(Event::RestIsLeft);
        }
        let event = self.poll_all(task);
        if event.is_pending() {
            self.wire.let_go();
        }
        event
    }

    /// What seldom happens comes first: nothing is told once the session is over.
    fn poll_all(&mut self, task: &mut Context<'_>) -> Poll<Event> {
        if let Some(waker) = self.seldom.look(task) {
            let seen = self.span.clone().in_scope(|| self.poll_seldom(&mut Context::from_waker(&waker)));
            if seen.is_ready() {
                // Where something has happened, there may be more.
                self.seldom.look_again();
                return seen;
            }
        }
        match self.operations.poll_told(task) {
            // Its reader would take the next one for all that there is. Coming back, it loses nothing.
            Poll::Ready(Some((_, Some(answer)))) if answer.is_unavailable() => {
                self.server.backend.doubt();
                Poll::Ready(Event::Over(Close::try_again()))
            }
            Poll::Ready(Some((id, answer))) => Poll::Ready(Event::Answer(id, answer)),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    fn poll_seldom(&mut self, cx: &mut Context<'_>) -> Poll<Event> {
        if let Poll::Ready(close) = self.over.poll_unpin(cx) {
            return Poll::Ready(Event::Over(close));
        }
        if let Poll::Ready(received) = self.socket.poll_next_unpin(cx) {
            return Poll::Ready(Event::Received(received));
        }
        if let Poll::Ready(Some((id, answer))) = self.operations.poll_called(cx) {
            return Poll::Ready(Event::Answer(id, answer));
        }
        if self.init_is_late.as_mut().is_some_and(|late| late.poll_unpin(cx).is_ready()) {
            return Poll::Ready(Event::InitIsLate);
        }
        if self.pings.poll_tick(cx).is_ready() {
            return Poll::Ready(Event::PingIsDue);
        }
        self.stopping.poll_unpin(cx).map(|()| Event::Stopping)
    }
}
