//! What happens to a queue, in words: each change is written once for all who ask alike and may see the same.

use crate::{
    feed::{
        Cursor,
        answers::Asked,
        queue::{Followed, Happened, QueueChange},
    },
    http::{Server, answer::Answer, backend::Backend, error::unavailable, run::Prepared},
};
use async_graphql::{Executor, Response, Value};
use futures::{FutureExt, Stream, StreamExt, future::BoxFuture};
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use tracing::{Instrument, Span};

/// The changes of a queue, written.
pub struct Telling<E, B> {
    followed: Followed,
    asked: Asked,
    /// How a change is written that nobody has written yet.
    writer: Arc<Writer<E, B>>,
    /// What is being written.
    writing: Option<BoxFuture<'static, Told>>,
}

/// A change, written.
pub struct Told {
    /// Up to where a reader stands before it is told this.
    pub before: Cursor,
    /// Where a reader stands once it has been told; none where the feed could not be read.
    pub cursor: Option<Cursor>,
    /// What it is told.
    pub answer: Answer,
}

/// What writes the changes of a subscription.
pub struct Writer<E, B> {
    /// What is asked.
    pub prepared: Prepared,
    /// Who answers.
    pub server: Server<E, B>,
    /// Of the request that asked.
    pub span: Span,
}

impl<E: Executor, B: Backend> Writer<E, B> {
    async fn write(&self, change: QueueChange) -> Result<Value, Answer> {
        tokio::select! {
            written = self.prepared.tell(&self.server.executors.trusting, change) => written,
            // Nobody waits for what may never be read: whoever comes back with its cursor misses nothing.
            () = self.server.backend.lost() => Err(self.prepared.answer_to(Ok(Response::from_errors(vec![unavailable()])))),
        }
    }

    async fn tell(self: Arc<Self>, asked: Asked, Happened { before, change }: Happened) -> Told {
        let cursor = change.as_ref().ok().map(QueueChange::cursor);
        let told = match change {
            Ok(QueueChange::Ticket(kind, change)) => {
                let answer = self.write(QueueChange::Ticket(kind, Arc::clone(&change)));
                change.answers.get(asked, kind, answer).await
            }
            Ok(resync) => self.write(resync).await,
            Err(error) => Err(self.prepared.failed(error)),
        };
        Told { before, cursor, answer: told.map_or_else(|own| own, Answer::of) }
    }
}

impl<E: Executor, B: Backend> Telling<E, B> {
    /// Writes what happens to what is followed.
    pub const fn new(followed: Followed, asked: Asked, writer: Arc<Writer<E, B>>) -> Self {
        Self { followed, asked, writer, writing: None }
    }

    /// Whether all has been told that was missed, and the rest is what happens from now on.
    pub fn is_live(&self) -> bool {
        self.writing.is_none() && self.followed.is_live()
    }
}

impl<E: Executor, B: Backend> Stream for Telling<E, B> {
    type Item = Told;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Told>> {
        if self.writing.is_none() {
            let Some(happened) = ready!(self.followed.changes.poll_next_unpin(cx)) else { return Poll::Ready(None) };
            if let Ok(QueueChange::Ticket(kind, change)) = &happened.change
                && let Some(written) = change.answers.written(self.asked, *kind)
            {
                let (before, cursor) = (happened.before, Some(change.cursor()));
                return Poll::Ready(Some(Told { before, cursor, answer: Answer::of(written) }));
            }
            // In a box while it lasts: whoever waits for a change is no larger for it.
            let telling = Arc::clone(&self.writer).tell(self.asked, happened);
            self.writing = Some(telling.instrument(self.writer.span.clone()).boxed());
        }
        let Some(writing) = &mut self.writing else { return Poll::Ready(None) };
        let told = ready!(writing.poll_unpin(cx));
        self.writing = None;
        Poll::Ready(Some(told))
    }
}
