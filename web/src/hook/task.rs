//! Work that goes on for as long as a component needs it.

use crate::network::{Signal, work_until};
use std::future::Future;
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
        work_until(over.clone(), Box::pin(work(values)));
        move || over.set(true)
    });
}
