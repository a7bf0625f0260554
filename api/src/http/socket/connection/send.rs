//! What goes out on a socket.

use super::{Connection, Step};
use crate::http::{
    answer::Answer,
    backend::Backend,
    metrics,
    socket::{close::Close, message::ServerMessage, outlet::FRAME, upgrade::WebSocket},
};
use async_graphql::{Executor, ServerError};
use futures::{SinkExt, StreamExt};
use std::{pin::pin, task::Poll, time::Duration};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{
    self, Bytes, Message, Utf8Bytes,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

/// How long the peer may take to answer a close frame.
pub(super) const FAREWELL: Duration = Duration::from_secs(2);

impl<E: Executor, B: Backend> Connection<E, B> {
    pub(super) async fn refuse(&mut self, id: &str, error: ServerError) -> Step {
        let Answer { errors, .. } = Answer::refused(error, &self.request_id);
        self.send(&ServerMessage::Error { id, payload: &errors }).await
    }

    pub(super) async fn send(&mut self, message: &ServerMessage<'_>) -> Step {
        match message.text() {
            Some(message) => self.transmit(message).await,
            None => Step::Break(None),
        }
    }

    /// A peer that does not read has so long to begin; then it is dropped, rather than buffered for.
    pub(super) async fn transmit(&mut self, message: Message) -> Step {
        self.leave(Some(message)).await
    }

    /// Lets out what is to leave by itself.
    pub(super) async fn flush(&mut self) -> Step {
        self.leave(None).await
    }

    async fn leave(&mut self, message: Option<Message>) -> Step {
        let socket = &mut self.socket;
        let sending = async move {
            match message {
                Some(Message::Text(text)) if text.len() > FRAME => send_in_frames(socket, text).await,
                Some(message) => socket.send(message).await,
                None => socket.flush().await,
            }
        };
        let (span, mut sending) = (&self.span, pin!(sending));
        // Nearly always it is done at once, and no clock is asked.
        let sent = match futures::poll!(&mut sending) {
            Poll::Ready(sent) => Ok(sent),
            Poll::Pending => {
                self.seldom.look_again();
                self.operations.during(timeout(self.limits.send_time, sending)).await
            }
        };
        match sent {
            Ok(Ok(())) => Step::Continue(()),
            Ok(Err(_)) => Step::Break(None),
            Err(_) => {
                tracing::debug!(parent: span, "the peer does not read");
                Step::Break(None)
            }
        }
    }

    /// Sends the close frame and reads until the peer has seen it: closing on unread bytes would tear it away.
    pub(super) async fn say_goodbye(&mut self, close: Close) {
        metrics::socket_closed(close.code);
        tracing::debug!(code = close.code, reason = close.reason, "closing");
        let farewell = async {
            if self.socket.send(close.into()).await.is_ok() {
                while let Some(Ok(_)) = self.socket.next().await {}
            }
        };
        let _ = timeout(FAREWELL, farewell).await;
    }
}

async fn send_in_frames(socket: &mut WebSocket, text: Utf8Bytes) -> Result<(), tungstenite::Error> {
    let (mut rest, mut code) = (Bytes::from(text), Data::Text);
    while !rest.is_empty() {
        let part = rest.split_to(FRAME.min(rest.len()));
        socket.feed(Message::Frame(Frame::message(part, OpCode::Data(code), rest.is_empty()))).await?;
        code = Data::Continue;
    }
    socket.flush().await
}
