//! Whether the server can be reached.

use super::{backoff::Backoff, signal::Signal};
use futures_lite::future;
use gloo_events::EventListener;
use gloo_net::http::Request;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Knocked at while the server can't be reached.
const HEALTH: &str = "/healthz";
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
    reach: Signal<Reach>,
    /// Counts the times that the device found a network: worth a try at once.
    nudges: Signal<u32>,
    _listeners: Rc<[EventListener]>,
}

impl Connection {
    /// Starts to listen to what the browser says about the device's network.
    pub fn new() -> Self {
        let reach = Signal::new(Reach::Online);
        let nudges = Signal::new(0_u32);
        let listeners =
            web_sys::window().map(|window| listen(&window, &reach, &nudges)).into_iter().flatten().collect();
        Self { reach, nudges, _listeners: listeners }
    }

    /// The state, to watch.
    pub const fn reach(&self) -> &Signal<Reach> {
        &self.reach
    }

    /// The server could not be reached.
    pub fn lost(&self) {
        lose(&self.reach, &self.nudges);
    }

    /// Waits until the server answers; at once where nothing says that it does not.
    pub async fn back(&self) {
        self.reach.until(|reach| *reach == Reach::Online).await;
    }
}

fn listen(window: &web_sys::Window, reach: &Signal<Reach>, nudges: &Signal<u32>) -> [EventListener; 2] {
    let online = EventListener::new(window, "online", {
        let nudges = nudges.clone();
        move |_| nudges.set(nudges.get().wrapping_add(1))
    });
    let offline = EventListener::new(window, "offline", {
        let (reach, nudges) = (reach.clone(), nudges.clone());
        move |_| lose(&reach, &nudges)
    });
    [online, offline]
}

fn lose(reach: &Signal<Reach>, nudges: &Signal<u32>) {
    let known = reach.get() != Reach::Online;
    reach.set(lost_state());
    if !known {
        spawn_local(knock(reach.clone(), nudges.clone()));
    }
}

async fn knock(reach: Signal<Reach>, nudges: Signal<u32>) {
    let mut backoff = Backoff::default();
    loop {
        let heard = nudges.get();
        future::or(backoff.pause(), async {
            nudges.until(|nudges| *nudges != heard).await;
        })
        .await;
        if answers().await {
            reach.set(Reach::Online);
            return;
        }
        reach.set(lost_state());
    }
}

async fn answers() -> bool {
    let patience = web_sys::AbortSignal::timeout_with_u32(PATIENCE);
    let request = Request::get(HEALTH).cache(web_sys::RequestCache::NoStore).abort_signal(Some(&patience));
    request.send().await.is_ok_and(|response| response.ok())
}

fn lost_state() -> Reach {
    let online = web_sys::window().is_none_or(|window| window.navigator().on_line());
    if online { Reach::Reconnecting } else { Reach::Offline }
}
