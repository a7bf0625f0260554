//! Whether the server can be reached.

use super::{backoff::Backoff, signal::Signal};
use futures_lite::future;
use gloo_events::EventListener;
use gloo_net::http::Request;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Knocked at while the server can't be reached: it answers once operations can be served.
const READY: &str = "/readyz";
/// How long a knock may take, in milliseconds.
const PATIENCE: u32 = 5_000;

/// Whether the server can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It answers.
    Online,
    /// It does not answer; it is tried again with growing pauses.
    Reconnecting,
    /// The device itself has no network.
    Offline,
}

/// Watches over the way to the server. Whoever fails to reach it says so with [`lost`](Self::lost); from then on this, and
/// this alone, knocks at the server, and tells everyone when it is back.
#[derive(Clone)]
pub struct Connection {
    way: Way,
    live: Signal<bool>,
    _listeners: Rc<[EventListener]>,
}

/// What is known of the way, and how it is tried.
#[derive(Clone)]
struct Way {
    reach: Signal<Reach>,
    /// Counts the times that the device found a network: worth a try at once.
    nudges: Signal<u32>,
    /// Grows until an operation is answered: a server that says it is ready, and then answers none, is not asked each second.
    backoff: Rc<Backoff>,
}

impl Connection {
    /// Starts to listen to what the browser says about the device's network.
    pub fn new() -> Self {
        let way = Way { reach: Signal::new(Reach::Online), nudges: Signal::new(0), backoff: Rc::default() };
        let listeners = web_sys::window().map(|window| way.listen(&window)).into_iter().flatten().collect();
        Self { way, live: Signal::new(true), _listeners: listeners }
    }

    /// The state, to watch.
    pub const fn reach(&self) -> &Signal<Reach> {
        &self.way.reach
    }

    /// Whether what happens is told at once, as far as is known, to watch: some networks let no sockets through.
    pub const fn live(&self) -> &Signal<bool> {
        &self.live
    }

    /// The server could not be reached.
    pub fn lost(&self) {
        self.way.lose();
    }

    /// The server has answered an operation, or opened a socket.
    pub fn works(&self) {
        self.way.backoff.reset();
    }

    /// Something did not get through that may have failed by itself. Whether the server can be reached all the same.
    pub async fn is_there(&self) -> bool {
        let there = answers().await;
        if !there {
            self.lost();
        }
        there
    }

    /// Waits until the server answers; at once where nothing says that it does not.
    pub async fn back(&self) {
        self.way.reach.until(|reach| *reach == Reach::Online).await;
    }
}

impl Way {
    fn listen(&self, window: &web_sys::Window) -> [EventListener; 2] {
        let online = EventListener::new(window, "online", {
            let nudges = self.nudges.clone();
            move |_| nudges.set(nudges.get().wrapping_add(1))
        });
        let offline = EventListener::new(window, "offline", {
            let way = self.clone();
            move |_| way.lose()
        });
        [online, offline]
    }

    fn lose(&self) {
        let known = self.reach.get() != Reach::Online;
        self.reach.set(lost_state());
        if !known {
            spawn_local(self.clone().knock());
        }
    }

    async fn knock(self) {
        loop {
            let heard = self.nudges.get();
            future::or(self.backoff.pause(), async {
                self.nudges.until(|nudges| *nudges != heard).await;
            })
            .await;
            if answers().await {
                self.reach.set(Reach::Online);
                return;
            }
            self.reach.set(lost_state());
        }
    }
}

/// Whether somebody answers who does not say that nothing can be served for the moment.
async fn answers() -> bool {
    let patience = web_sys::AbortSignal::timeout_with_u32(PATIENCE);
    let request = Request::get(READY).cache(web_sys::RequestCache::NoStore).abort_signal(Some(&patience));
    request.send().await.is_ok_and(|response| response.status() < 500)
}

fn lost_state() -> Reach {
    let online = web_sys::window().is_none_or(|window| window.navigator().on_line());
    if online { Reach::Reconnecting } else { Reach::Offline }
}
