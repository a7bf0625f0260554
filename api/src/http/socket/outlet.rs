//! Where a subscription on a socket is told something by others than the socket's own task.

use super::{
    message,
    seldom::Woken,
    wire::{Said, Wire},
};
use crate::http::answer::Answer;
use async_graphql::Value;
use std::sync::Arc;
use tokio_tungstenite::tungstenite::protocol::frame::{
    Frame,
    coding::{Data, OpCode},
};

/// How many bytes leave in one frame at most: so many of a socket's answers are kept for as long as it is open.
pub const FRAME: usize = 64 * 1024;

/// A subscription's place on its socket. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Outlet {
    /// The id that its client gave it.
    pub id: Arc<str>,
    pub(super) wire: Arc<Wire>,
    pub(super) woken: Arc<Woken>,
}

impl Outlet {
    /// What tells this answer, as it goes out; none where it is longer than one frame.
    pub fn frame(&self, data: &Value) -> Option<Vec<u8>> {
        let text = message::next(&self.id, &Answer::of(data.clone()));
        let mut frame = Vec::with_capacity(text.len() + 10);
        let is_short = text.len() <= FRAME;
        let told = Frame::message(text, OpCode::Data(Data::Text), true);
        (is_short && told.format(&mut frame).is_ok()).then_some(frame)
    }

    /// Whether this frame has left, or will before anything else. Not where the socket's own task has something to do: its session may
    /// be over.
    pub fn tell(&self, frame: &[u8]) -> bool {
        let said = self.wire.say(frame, || self.woken.is_woken());
        if said == Said::Beginning {
            self.wake();
        }
        said != Said::Nothing
    }

    /// Wakes the socket's own task.
    pub fn wake(&self) {
        self.woken.wake_task();
    }
}
