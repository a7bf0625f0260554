//! The focus, where what had it goes away.

use crate::focus::{focus, focus_first, nothing_has_focus};
use web_sys::Element;
use yew::prelude::*;

/// What can take the focus, of what stands in for what was pressed.
const FIRST: &str = "textarea, button";

/// Keeps the focus in a place whose content is replaced: where what had it went with what showed before, the first thing to
/// do there now takes it, or the place itself (which needs a `tabindex`).
#[hook]
pub fn use_focus_kept<K: PartialEq + 'static>(place: &NodeRef, shows: K) {
    let place = place.clone();
    let came = use_mut_ref(|| false);
    use_effect_with(shows, move |_| {
        // A page that comes gives the focus to its heading.
        if came.replace(true) && nothing_has_focus() {
            let within = place.cast::<Element>();
            if !within.is_some_and(|within| focus_first(&within, FIRST)) {
                focus(&place);
            }
        }
    });
}
