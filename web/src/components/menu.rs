//! A panel that opens under a button.

use web_sys::{HtmlElement, Node};
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

/// A panel under its button: Escape closes it, and so does going elsewhere.
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
            let goes_to = event.related_target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<Node>(target).ok());
            let stays = node.get().is_some_and(|menu| menu.contains(goes_to.as_ref()));
            if !stays && goes_to.is_some() {
                open.set(false);
            }
        })
    };
    let onkeydown = {
        let (node, open) = (node.clone(), open.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && *open {
                // It closes the menu and does nothing else.
                event.prevent_default();
                open.set(false);
                let button = node.cast::<HtmlElement>().and_then(|menu| menu.query_selector("summary").ok().flatten());
                if let Some(button) =
                    button.and_then(|button| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(button).ok())
                {
                    // An element that can't take the focus keeps it where it is.
                    drop(button.focus());
                }
            }
        })
    };
    html! {
        <details ref={node} class="menu" open={*open} {onfocusout} {onkeydown} data-test={props.data_test.clone()}>
            <summary class="menu__button" onclick={toggle}>
                { props.button.clone() }
                <span class="visually-hidden">{ &props.label }</span>
            </summary>
            <div class="menu__panel">{ props.children.clone() }</div>
        </details>
    }
}
