//! Reading again now and then, where nothing comes by itself.

use crate::network::{use_network, use_signal};
use gloo_timers::callback::Interval;
use yew::prelude::*;

/// How often, in milliseconds.
const OFTEN: u32 = 30_000;

/// Reads something again now and then while what happens to it is not told at once.
#[hook]
pub fn use_reread(reload: &Callback<()>) {
    let network = use_network();
    let live = use_signal(network.connection().live());
    let latest = use_mut_ref(Callback::noop);
    latest.replace(reload.clone());
    use_effect_with(live, move |live| {
        let interval = (!live).then(|| {
            Interval::new(OFTEN, move || {
                let reload = latest.borrow().clone();
                reload.emit(());
            })
        });
        move || drop(interval)
    });
}
