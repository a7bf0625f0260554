//! Reading ahead what the pointer or the focus rests on.

use crate::network::use_network;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};
use yew::prelude::*;

/// How long it rests there before it is read, in milliseconds: what is only passed over is not.
const REST: u32 = 80;

/// To call with what happens within a list of tickets, each under an element with its number: `pointerover` and `focusin`.
#[hook]
pub fn use_ahead() -> Callback<Event> {
    let network = use_network();
    let resting = use_mut_ref(|| None::<Timeout>);
    use_callback((), move |event: Event, ()| {
        let over = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let row = over.and_then(|over| over.closest("[data-number]").ok().flatten());
        let number = row.and_then(|row| row.get_attribute("data-number")?.parse().ok());
        // Whatever was rested on before is not any more.
        resting.replace(number.map(|number| {
            let network = network.clone();
            Timeout::new(REST, move || network.read_ahead(number))
        }));
    })
}
