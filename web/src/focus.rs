//! The focus: where it is, and where it goes.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition, window};
use yew::prelude::*;

/// What is wrong with a field, and what is typed or pressed to mend it.
const WRONG: (&str, &str) = (".field__error", "input, textarea, button");

/// Gives the focus to an element. One that can't take it leaves it where it is.
pub fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        drop(element.focus());
    }
}

/// Gives the focus to the first of these within an element, if it can take it.
pub fn focus_first(within: &Element, selector: &str) -> bool {
    let first = within.query_selector(selector).ok().flatten();
    first.and_then(|first| first.dyn_into::<HtmlElement>().ok()).is_some_and(|first| first.focus().is_ok())
}

/// Scrolls as little as it takes to see the whole of an element.
pub fn bring_in_sight(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Scrolls to the whole of the form that has the focus.
pub fn bring_form_in_sight() {
    if let Some(form) = active().and_then(|active| active.closest("form").ok()?) {
        bring_in_sight(&form);
    }
}

/// What has the focus.
pub fn active() -> Option<Element> {
    document()?.active_element()
}

/// Whether what had the focus went away with it.
pub fn nothing_has_focus() -> bool {
    document().is_some_and(|document| document.active_element() == document.body().map(Element::from))
}

/// Gives the focus to the first field that can't be sent as it is: in the form that has the focus, or else on the whole page.
fn focus_first_wrong() {
    let form = active().and_then(|active| active.closest("form").ok()?);
    let page = document().and_then(|document| document.document_element());
    let (error, input) = WRONG;
    let wrong = |within: Element| within.query_selector(error).ok()??.closest(".field").ok()?;
    if let Some(field) = form.and_then(wrong).or_else(|| page.and_then(wrong)) {
        focus_first(&field, input);
    }
}

/// With each try to send what can't be sent as it is, the first field that is wrong takes the focus, once the page says so.
#[hook]
pub fn use_focus_first_wrong(tries: u32) {
    use_effect_with(tries, |tries| {
        if *tries > 0 {
            focus_first_wrong();
        }
    });
}

fn document() -> Option<Document> {
    window()?.document()
}
