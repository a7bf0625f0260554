//! Work that goes on for as long as a component needs it.

use crate::network::Signal;
use futures_lite::future;
use std::future::Future;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Starts work with these values, and again whenever they change. What is under way is dropped then, and when the
/// component goes.
#[hook]
pub fn use_task_with<D, W>(values: D, work: impl FnOnce(&D) -> W + 'static)
where
    D: PartialEq + 'static,
    W: Future<Output = ()> + 'static,
{
    use_effect_with(values, move |values| {
        let over = Signal::new(false);
        let (end, work) = (over.clone(), work(values));
        spawn_local(async move {
            let ended = async {
                end.until(|over| *over).await;
            };
            future::or(ended, work).await;
        });
        move || over.set(true)
    });
}
