//! One open WebSocket, as [`graphql-transport-ws`](https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md)
//! wants it.

use super::{
    http::{Answer, Body},
    inbox::Inbox,
    json::Node,
    signal::Signal,
};
use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsCast;
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

const PROTOCOL: &str = "graphql-transport-ws";
/// The socket is pinged this often, in milliseconds: a network that is gone says nothing by itself.
const KEEP_ALIVE: u32 = 15_000;
/// How WebSockets call a line that broke.
const BROKEN: u16 = 1006;

/// How far a line has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The server has not answered yet.
    Opening,
    /// Subscriptions can be made.
    Open,
    /// It is over, with this close code.
    Closed(u16),
}

/// One WebSocket, from its opening to its end. Clones stand for the same; the last that goes closes it.
#[derive(Clone)]
pub struct Line {
    parts: Rc<Parts>,
    _listeners: Rc<(Vec<EventListener>, Interval)>,
}

struct Parts {
    socket: WebSocket,
    /// The first message, with which the client presents itself.
    init: String,
    stage: Signal<Stage>,
    /// Where the answers to each go, by its id. There are few.
    subscriptions: RefCell<Vec<(u32, Inbox<Answer>)>>,
    next_id: Cell<u32>,
    /// Something was heard since the last ping.
    heard: Cell<bool>,
}

/// What one subscription brings. Dropping it ends the subscription.
pub struct Subscription {
    id: u32,
    line: Rc<Parts>,
    answers: Inbox<Answer>,
}

impl Subscription {
    /// The next answer; none once the server has completed it, or the line is over.
    pub async fn next(&self) -> Option<Answer> {
        self.answers.next().await
    }
}

impl Line {
    /// Begins to open one, and presents this to the server. None: there is no such address.
    pub fn open(url: &str, presentation: &Body) -> Option<Self> {
        let parts = Rc::new(Parts {
            socket: WebSocket::new_with_str(url, PROTOCOL).ok()?,
            init: format!(r#"{{"type":"connection_init","payload":{}}}"#, presentation.text()),
            stage: Signal::new(Stage::Opening),
            subscriptions: RefCell::default(),
            next_id: Cell::new(0),
            heard: Cell::new(true),
        });
        let listen = |name: &'static str, react: fn(&Parts, &Event)| {
            let listening = Rc::downgrade(&parts);
            EventListener::new(&parts.socket, name, move |event| {
                if let Some(parts) = listening.upgrade() {
                    react(&parts, event);
                }
            })
        };
        let listeners = vec![
            listen("open", |parts, _| parts.send(&parts.init)),
            listen("message", |parts, event| {
                let message = event.unchecked_ref::<MessageEvent>().data().as_string();
                parts.receive(&message.unwrap_or_default());
            }),
            listen("close", |parts, event| parts.end(event.unchecked_ref::<CloseEvent>().code())),
        ];
        let pinged = Rc::downgrade(&parts);
        let keep_alive = Interval::new(KEEP_ALIVE, move || {
            if let Some(parts) = pinged.upgrade() {
                parts.ping();
            }
        });
        Some(Self { parts, _listeners: Rc::new((listeners, keep_alive)) })
    }

    /// How far it has come, to watch.
    pub fn stage(&self) -> &Signal<Stage> {
        &self.parts.stage
    }

    /// Subscribes.
    pub fn subscribe(&self, operation: &Body) -> Subscription {
        let answers = Inbox::new();
        let id = self.parts.next_id.replace(self.parts.next_id.get() + 1);
        let line = self.parts.clone();
        if matches!(line.stage.get(), Stage::Open) {
            line.subscriptions.borrow_mut().push((id, answers.clone()));
            line.send(&format!(r#"{{"type":"subscribe","id":"{id}","payload":{}}}"#, operation.text()));
        } else {
            answers.close();
        }
        Subscription { id, line, answers }
    }

    /// Closes it; whatever it carried is over at once.
    pub fn close(&self) {
        self.parts.close(1000);
    }
}

impl Parts {
    fn send(&self, message: &str) {
        // It fails on a socket that is not open, and then its end is told by an event of its own.
        drop(self.socket.send_with_str(message));
    }

    fn receive(&self, text: &str) {
        self.heard.set(true);
        let Ok(message) = Node::parse(text) else { return };
        let field = |name| message.get(name).and_then(|value| value.text()).unwrap_or_default();
        let subscription = || field("id").parse().unwrap_or(u32::MAX);
        match field("type").as_str() {
            "connection_ack" => self.stage.set(Stage::Open),
            "ping" => self.send(r#"{"type":"pong"}"#),
            "next" => {
                let subscription = subscription();
                let inbox = self.subscriptions.borrow().iter().find(|(id, _)| *id == subscription).cloned();
                // Whoever does not listen any more has ended the subscription, which the server may not know yet.
                if let (Some((_, inbox)), Some(answer)) = (inbox, message.get("payload")) {
                    inbox.put(Answer::of(&answer));
                }
            }
            "error" => {
                if let Some(inbox) = self.take_out(subscription()) {
                    inbox.put(Answer::refused(message.get("payload")));
                    inbox.close();
                }
            }
            "complete" => {
                if let Some(inbox) = self.take_out(subscription()) {
                    inbox.close();
                }
            }
            // A pong was awaited for nothing but its coming.
            _ => {}
        }
    }

    fn take_out(&self, subscription: u32) -> Option<Inbox<Answer>> {
        let mut subscriptions = self.subscriptions.borrow_mut();
        let at = subscriptions.iter().position(|(id, _)| *id == subscription)?;
        Some(subscriptions.swap_remove(at).1)
    }

    fn ping(&self) {
        if self.heard.replace(false) {
            self.send(r#"{"type":"ping"}"#);
        } else {
            // The browser would wait long for a network that is gone to say goodbye.
            self.close(BROKEN);
        }
    }

    fn close(&self, code: u16) {
        // Refused for codes that are not for pages to give, or when it is closed already.
        drop(self.socket.close());
        self.end(code);
    }

    fn end(&self, code: u16) {
        if !matches!(self.stage.get(), Stage::Closed(_)) {
            self.stage.set(Stage::Closed(code));
        }
        for (_, inbox) in self.subscriptions.take() {
            inbox.close();
        }
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        drop(self.socket.close());
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if self.line.take_out(self.id).is_some() {
            self.line.send(&format!(r#"{{"type":"complete","id":"{}"}}"#, self.id));
        }
    }
}
