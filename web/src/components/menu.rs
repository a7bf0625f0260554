//! A panel that opens under a button.

use crate::focus::focus_first;
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, Node, window};
use yew::prelude::*;

/// Props of [`Menu`].
#[derive(PartialEq, Properties)]
pub struct MenuProps {
    /// What stands on the button, hidden from whoever is told the label.
    pub button: Html,
    /// What the button is for, in words.
    pub label: AttrValue,
    /// What is in the panel.
    #[prop_or_default]
    pub children: Html,
    /// Its name for the browser tests.
    #[prop_or_default]
    pub data_test: Option<AttrValue>,
}

/// A panel under its button: Escape closes it, and so does following a link, or pressing or going elsewhere.
#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let node = use_node_ref();
    let open = use_state(|| false);
    let toggle = {
        let open = open.clone();
        Callback::from(move |event: MouseEvent| {
            // The browser would open it by itself, behind the component's back.
            event.prevent_default();
            open.set(!*open);
        })
    };
    let onfocusout = {
        let (node, open) = (node.clone(), open.clone());
        Callback::from(move |event: FocusEvent| {
            let goes_to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
            let stays = node.get().is_some_and(|menu| menu.contains(goes_to.as_ref()));
            if !stays && goes_to.is_some() {
                open.set(false);
            }
        })
    };
    // What is pressed beside it takes no focus, and may leave it with nothing.
    use_effect_with(*open, {
        let (node, open) = (node.clone(), open.setter());
        move |is_open| {
            let options = EventListenerOptions::enable_prevent_default();
            let document = window().and_then(|window| window.document()).filter(|_| *is_open);
            let listeners = document.map(|document| {
                ["pointerdown", "keydown"].map(|name| {
                    let (node, open) = (node.clone(), open.clone());
                    let closing = move |event: &Event| close(event, &node, &open);
                    EventListener::new_with_options(&document, name, options, closing)
                })
            });
            move || drop(listeners)
        }
    });
    // A link may lead to where one is.
    let onclick = {
        let (node, open) = (node.clone(), open.setter());
        Callback::from(move |event: MouseEvent| {
            let pressed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if pressed.is_some_and(|pressed| pressed.closest("a").is_ok_and(|link| link.is_some())) {
                leave(&node, &open);
            }
        })
    };
    html! {
        <details ref={node} class="menu" open={*open} {onfocusout} data-test={props.data_test.clone()}>
            <summary class="menu__button" onclick={toggle}>
                { props.button.clone() }
                <span class="visually-hidden">{ &props.label }</span>
            </summary>
            <div class="menu__panel" {onclick}>{ props.children.clone() }</div>
        </details>
    }
}

/// Closes it, and gives the focus to its button.
fn leave(menu: &NodeRef, open: &UseStateSetter<bool>) {
    if let Some(menu) = menu.cast::<Element>() {
        focus_first(&menu, "summary");
    }
    open.set(false);
}

/// Closes it where Escape is pressed, wherever, or something beside it.
fn close(event: &Event, menu: &NodeRef, open: &UseStateSetter<bool>) {
    match event.dyn_ref::<KeyboardEvent>() {
        Some(event) if event.key() == "Escape" => {
            // It closes the menu and does nothing else.
            event.prevent_default();
            leave(menu, open);
        }
        Some(_) => {}
        None => {
            let pressed = event.target().and_then(|target| target.dyn_into::<Node>().ok());
            if menu.get().is_some_and(|menu| !menu.contains(pressed.as_ref())) {
                open.set(false);
            }
        }
    }
}
