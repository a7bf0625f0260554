//! Something that a page reads from the server.

use crate::network::{Connection, Failure, Network, use_network, use_signal};
use std::{cell::Cell, future::Future, pin::Pin, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// How far reading has come.
pub enum ResourceState<T> {
    /// It is on its way, or will be as soon as the server can be reached.
    Loading,
    /// It is here.
    Ready(Rc<T>),
    /// It won't come by itself.
    Failed(Failure),
}

/// Something that is read from the server.
pub struct Resource<T> {
    /// How far it has come.
    pub state: ResourceState<T>,
    /// Reads it again; what is here stays until then.
    pub reload: Callback<()>,
}

/// Reads something, and again whenever `key` changes, and after the person signed in again. While the server can't be
/// reached it waits for it, with the connection's growing pauses.
#[hook]
pub fn use_resource<K, T, Reading>(key: K, read: impl Fn(Network, K) -> Reading + 'static) -> Resource<T>
where
    K: Clone + PartialEq + 'static,
    T: 'static,
    Reading: Future<Output = Result<T, Failure>> + 'static,
{
    let network = use_network();
    let outcome = use_state(|| None::<(K, Result<Rc<T>, Failure>)>);
    let round = use_state(|| 0_u32);
    let session = use_signal(network.session().state());
    let signed_in = session.viewer().is_some();

    use_effect_with((key.clone(), *round, signed_in), {
        let outcome = outcome.setter();
        move |(key, _, signed_in)| {
            let current = Rc::new(Cell::new(true));
            if *signed_in {
                let (key, still) = (key.clone(), current.clone());
                let connection = network.connection().clone();
                let attempt: Attempt = Box::new(move || {
                    let (key, still, outcome) = (key.clone(), still.clone(), outcome.clone());
                    let reading = read(network.clone(), key.clone());
                    Box::pin(async move {
                        let result = match reading.await {
                            Err(failure @ (Failure::Unreachable | Failure::SessionEnded)) => return Err(failure),
                            result => result.map(Rc::new),
                        };
                        if still.get() {
                            outcome.set(Some((key, result)));
                        }
                        Ok(())
                    })
                });
                spawn_local(persist(connection, current.clone(), attempt));
            }
            move || current.set(false)
        }
    });

    let state = match &*outcome {
        Some((read, Ok(value))) if *read == key => ResourceState::Ready(value.clone()),
        Some((read, Err(failure))) if *read == key => ResourceState::Failed(failure.clone()),
        Some(_) | None => ResourceState::Loading,
    };
    let reload = Callback::from(move |()| round.set(round.wrapping_add(1)));
    Resource { state, reload }
}

/// Reads once, and keeps what came; what may be overcome by waiting comes back as an error.
type Attempt = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), Failure>>>>>;

/// Reads until it came or is of no use any more. Where the session has ended, the page stays as it is: it is read again
/// once somebody is signed in. This exists once in the program, not once for each thing that is read.
async fn persist(connection: Connection, current: Rc<Cell<bool>>, attempt: Attempt) {
    while let Err(Failure::Unreachable) = attempt().await {
        if !current.get() {
            return;
        }
        connection.back().await;
    }
}
