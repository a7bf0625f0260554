//! A value once it has stopped changing.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// The value, once it has stayed the same for so many milliseconds.
#[hook]
pub fn use_settled<T: Clone + PartialEq + 'static>(value: T, milliseconds: u32) -> T {
    let settled = use_state(|| value.clone());
    use_effect_with(value, {
        let setter = settled.setter();
        move |value| {
            let value = value.clone();
            let timeout = Timeout::new(milliseconds, move || setter.set(value));
            move || drop(timeout)
        }
    });
    (*settled).clone()
}
