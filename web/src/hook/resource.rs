//! Something that a page reads from the server.

use crate::network::{Backoff, Connection, Failure, Network, use_network, use_signal};
use std::{
    any::Any,
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// How far reading has come.
pub enum ResourceState<T: ?Sized> {
    /// It is on its way, or will be as soon as the server can be reached.
    Loading,
    /// It is here.
    Ready(Rc<T>),
    /// It won't come by itself.
    Failed(Failure),
}

/// Something that is read from the server.
pub struct Resource<T: ?Sized> {
    /// How far it has come.
    pub state: ResourceState<T>,
    /// Reads it again; what is here stays until then.
    pub reload: Callback<()>,
}

/// Reads something, and again whenever `key` changes, and after the person signed in again. While the server can't be
/// reached it waits for it, with the connection's growing pauses; where something is here that can't be read again for the
/// moment, it stays, and is read again with growing pauses as well.
#[hook]
pub fn use_resource<T, Reading>(key: &str, read: impl Fn(Network) -> Reading + 'static) -> Resource<T>
where
    T: 'static,
    Reading: Future<Output = Result<T, Failure>> + 'static,
{
    let network = use_network();
    let Resource { state, reload } = use_anything(
        key.to_owned(),
        Box::new(move || {
            let reading = read(network.clone());
            Box::pin(async move { Ok(Rc::new(reading.await?) as Rc<dyn Any>) })
        }),
    );
    let state = match state {
        ResourceState::Ready(value) => value.downcast().map_or(ResourceState::Loading, ResourceState::Ready),
        ResourceState::Failed(failure) => ResourceState::Failed(failure),
        ResourceState::Loading => ResourceState::Loading,
    };
    Resource { state, reload }
}

/// What reading gives, whatever is read.
type Outcome = Result<Rc<dyn Any>, Failure>;

/// Reads once.
type Read = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Outcome>>>>;

/// This exists once in the program, not once for each thing that is read.
#[hook]
fn use_anything(key: String, read: Read) -> Resource<dyn Any> {
    let network = use_network();
    // What came last, with the key it was read for.
    let here = use_mut_ref(|| None::<(String, Outcome)>);
    let round = use_state(|| 0_u32);
    let update = use_force_update();
    let session = use_signal(network.session().state());
    let signed_in = session.viewer().is_some();

    use_effect_with((key.clone(), *round, signed_in), {
        let here = here.clone();
        move |(key, _, signed_in)| {
            let current = Rc::new(Cell::new(true));
            if *signed_in {
                let (connection, key, still) = (network.connection().clone(), key.clone(), current.clone());
                spawn_local(async move {
                    let outcome = persist(connection, &still, &read, &|| is_here(&here, &key)).await;
                    if let Some(outcome) = outcome.filter(|_| still.get()) {
                        here.replace(Some((key, outcome)));
                        update.force_update();
                    }
                });
            }
            move || current.set(false)
        }
    });

    let state = match &*here.borrow() {
        Some((known, Ok(value))) if *known == key => ResourceState::Ready(value.clone()),
        Some((known, Err(failure))) if *known == key => ResourceState::Failed(failure.clone()),
        Some(_) | None => ResourceState::Loading,
    };
    let reload = Callback::from(move |()| round.set(round.wrapping_add(1)));
    Resource { state, reload }
}

/// Whether something shows that was read for this key.
fn is_here(here: &RefCell<Option<(String, Outcome)>>, key: &str) -> bool {
    matches!(&*here.borrow(), Some((known, Ok(_))) if known == key)
}

/// Reads until something came, or is of no use any more: none then. Where the session has ended, the page stays as it is: it
/// is read again once somebody is signed in.
async fn persist(
    connection: Connection,
    current: &Cell<bool>,
    read: &Read,
    is_here: &dyn Fn() -> bool,
) -> Option<Outcome> {
    let backoff = Backoff::default();
    while current.get() {
        match read().await {
            Err(Failure::Unreachable) => connection.back().await,
            Err(Failure::SessionEnded) => return None,
            // No page goes away because it could not be read once more.
            Err(Failure::RateLimited { .. } | Failure::Internal { .. }) if is_here() => backoff.pause().await,
            outcome => return Some(outcome),
        }
    }
    None
}
