//! The focus, where what had it goes away.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, window};
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
            focus_within(&place);
        }
    });
}

fn nothing_has_focus() -> bool {
    let document = window().and_then(|window| window.document());
    document.is_some_and(|document| document.active_element() == document.body().map(Element::from))
}

fn focus_within(place: &NodeRef) {
    let Some(place) = place.cast::<HtmlElement>() else { return };
    let first = place.query_selector(FIRST).ok().flatten();
    let target = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()).unwrap_or(place);
    // An element that can't take the focus leaves it where it is.
    drop(target.focus());
}
