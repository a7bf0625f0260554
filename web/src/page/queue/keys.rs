//! The desk without the mouse: what each key does.

use crate::{components::is_modified, focus::bring_form_in_sight};
use gloo_events::{EventListener, EventListenerOptions};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, HtmlElement, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent, window};
use yew::prelude::*;

/// What going so many rows down the list does; nothing while there is no list. The list leaves it there.
pub type Steps = Rc<RefCell<Callback<i32>>>;

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Press<'a> {
    /// Goes so many rows down the list.
    Step(i32),
    /// Goes out of the field, and leaves in it what is typed.
    Leave,
    /// Does what carries this key as its shortcut.
    Shortcut(&'a str),
}

/// Where a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In the field that searches.
    Search,
    /// In the box for an answer.
    Answer,
    /// In any other field: its keys are its own.
    Field,
    /// Anywhere else.
    Page,
}

fn read(key: &str, place: Place) -> Option<Press<'_>> {
    match (place, key) {
        (Place::Search, "Enter") => Some(Press::Step(1)),
        (Place::Answer, "Escape") => Some(Press::Leave),
        (Place::Page, "j") => Some(Press::Step(1)),
        (Place::Page, "k") => Some(Press::Step(-1)),
        (Place::Page, "r" | "e" | "/" | "?" | "Escape") => Some(Press::Shortcut(key)),
        (Place::Search | Place::Answer | Place::Field | Place::Page, _) => None,
    }
}

/// Listens to the keys for as long as the queue shows.
#[hook]
pub fn use_keys(on: bool, steps: &Steps) {
    let steps = steps.clone();
    use_effect_with(on, move |on| {
        let options = EventListenerOptions::enable_prevent_default();
        let window = window().filter(|_| *on);
        let pressed = move |event: &Event| pressed(event, &steps);
        let listener = window.map(|window| EventListener::new_with_options(&window, "keydown", options, pressed));
        move || drop(listener)
    });
}

fn pressed(event: &Event, steps: &Steps) {
    let Some((event, document)) = event.dyn_ref::<KeyboardEvent>().zip(window().and_then(|window| window.document()))
    else {
        return;
    };
    let elsewhere = is_modified(event) || event.is_composing();
    // A question that is asked has the keys to itself, and so has whatever took this one already.
    if elsewhere || event.default_prevented() || first(&document, "dialog[open]").is_some() {
        return;
    }
    let key = event.key();
    let done = match read(&key, place(event)) {
        Some(Press::Step(by)) => {
            let step = steps.borrow().clone();
            step.emit(by);
            true
        }
        Some(Press::Leave) => first(&document, "#thread-title").is_some_and(|heading| focus(&heading)),
        Some(Press::Shortcut(key)) => press(&document, key),
        None => false,
    };
    if done {
        // The key is not typed into the field that it leads to.
        event.prevent_default();
    }
}

fn place(event: &KeyboardEvent) -> Place {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return Place::Page };
    match target.tag_name().as_str() {
        "TEXTAREA" => Place::Answer,
        "INPUT" if target.get_attribute("type").as_deref() == Some("search") => Place::Search,
        "INPUT" | "SELECT" => Place::Field,
        _ => Place::Page,
    }
}

/// Presses what carries this key; a field takes the focus instead.
fn press(document: &Document, key: &str) -> bool {
    let Some(element) = first(document, &format!("[aria-keyshortcuts='{key}']")) else { return false };
    if element.has_type::<HtmlTextAreaElement>() || element.has_type::<HtmlInputElement>() {
        let focused = focus(&element);
        bring_form_in_sight();
        return focused;
    }
    element.click();
    true
}

fn first(document: &Document, selector: &str) -> Option<HtmlElement> {
    document.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

fn focus(element: &HtmlElement) -> bool {
    element.focus().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_typed_where_one_types() {
        for place in [Place::Search, Place::Answer, Place::Field] {
            for key in ["j", "k", "r", "e", "/", "?"] {
                assert_eq!(read(key, place), None, "{key} in {place:?}");
            }
        }
    }

    #[test]
    fn one_gets_out_of_the_fields_again() {
        assert_eq!(read("Escape", Place::Answer), Some(Press::Leave));
        assert_eq!(read("Enter", Place::Search), Some(Press::Step(1)));
        assert_eq!(read("Escape", Place::Page), Some(Press::Shortcut("Escape")));
    }
}
