//! Telling what happens to a queue: each change is written once for all who ask alike and may see the same.

use super::{Server, answer::Answer, backend::Backend, budget::Share, error::unavailable, metrics, run::Prepared};
use crate::{Error, feed::queue::QueueChange, graphql::told::Watch};
use async_graphql::{Executor, Response, Value};
use futures::{FutureExt, Stream, StreamExt, future::BoxFuture};
use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use tracing::{Instrument, Span};

/// The changes of a queue, as one of its subscribers is told them.
pub struct Tell<E, B> {
    watch: Watch,
    /// How a change is written that nobody has written yet.
    writer: Arc<Writer<E, B>>,
    /// What is being written.
    writing: Option<BoxFuture<'static, Answer>>,
    /// What the subscription costs, told with its first change.
    cost: BTreeMap<String, Value>,
    /// Of the request that began it.
    span: Span,
    /// Of what its asker may watch.
    _share: Share,
}

/// What writes the changes of a subscription.
struct Writer<E, B> {
    prepared: Prepared,
    server: Server<E, B>,
}

impl<E: Executor, B: Backend> Writer<E, B> {
    async fn write(&self, change: QueueChange) -> Result<Value, Answer> {
        tokio::select! {
            written = self.prepared.tell(&self.server.executors.trusting, change) => written,
            // Nobody waits for what may never be read: whoever comes back with its cursor misses nothing.
            () = self.server.backend.lost() => Err(self.prepared.answer_to(Ok(Response::from_errors(vec![unavailable()])))),
        }
    }
}

impl<E: Executor, B: Backend> Tell<E, B> {
    /// Tells what this operation asks of what it watches.
    pub fn new(mut prepared: Prepared, server: Server<E, B>, watch: Watch, share: Share) -> Self {
        let cost = prepared.cost_once();
        Self {
            watch,
            writer: Arc::new(Writer { prepared, server }),
            writing: None,
            cost,
            span: Span::current(),
            _share: share,
        }
    }

    fn told(&mut self, mut answer: Answer) -> Answer {
        answer.extensions.append(&mut self.cost);
        answer
    }
}

impl<E: Executor, B: Backend> Stream for Tell<E, B> {
    type Item = Answer;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Answer>> {
        if self.writing.is_none() {
            let Some(change) = ready!(self.watch.changes.poll_next_unpin(cx)) else { return Poll::Ready(None) };
            metrics::delivery();
            if let Ok(QueueChange::Ticket(kind, change)) = &change
                && let Some(written) = change.answers.written(self.watch.asked, *kind)
            {
                return Poll::Ready(Some(self.told(Answer { data: Some(written), ..Answer::default() })));
            }
            self.writing = Some(self.write(change));
        }
        let Some(writing) = &mut self.writing else { return Poll::Ready(None) };
        let answer = ready!(writing.poll_unpin(cx));
        self.writing = None;
        Poll::Ready(Some(self.told(answer)))
    }
}

impl<E: Executor, B: Backend> Tell<E, B> {
    /// In a box while it lasts: whoever waits for a change is no larger for it.
    fn write(&self, change: Result<QueueChange, Error>) -> BoxFuture<'static, Answer> {
        let (writer, asked) = (Arc::clone(&self.writer), self.watch.asked);
        async move {
            let told = match change {
                Ok(QueueChange::Ticket(kind, change)) => {
                    let answer = writer.write(QueueChange::Ticket(kind, Arc::clone(&change)));
                    change.answers.get(asked, kind, answer).await
                }
                Ok(resync) => writer.write(resync).await,
                Err(error) => Err(writer.prepared.failed(error)),
            };
            told.map_or_else(|own| own, |data| Answer { data: Some(data), ..Answer::default() })
        }
        .instrument(self.span.clone())
        .boxed()
    }
}
