//! A question that has to be answered before anything else.

use crate::focus::{active, nothing_has_focus};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};
use yew::prelude::*;

/// Props of [`Dialog`].
#[derive(PartialEq, Properties)]
pub struct DialogProps {
    /// Whether it is asked now.
    pub open: bool,
    /// What it is about.
    pub title: AttrValue,
    /// Called when it goes away without an answer, by Escape.
    pub on_close: Callback<()>,
    /// The question, and the buttons that answer it.
    #[prop_or_default]
    pub children: Html,
}

/// A modal dialog: the browser keeps the focus within, and what had it gets it back afterwards.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    use_effect_with((node.clone(), props.open), |(node, open)| {
        let had_focus = active().filter(|_| *open);
        if let Some(dialog) = node.cast::<HtmlDialogElement>() {
            match (*open, dialog.open()) {
                (true, false) => show(&dialog),
                (false, true) => dialog.close(),
                (true, true) | (false, false) => {}
            }
        }
        // A browser gives back the focus where a dialog is closed, but not where it is gone with the page around it, such
        // as when what it asks about was done by somebody else.
        move || {
            if let Some(element) = had_focus.filter(|_| nothing_has_focus()) {
                drop(element.unchecked_ref::<HtmlElement>().focus());
            }
        }
    });
    let oncancel = props.on_close.reform(|event: Event| event.prevent_default());
    // A browser lets Escape be refused once, and closes by itself what is not touched before the next.
    let onclose = {
        let (node, open, on_close) = (node.clone(), props.open, props.on_close.clone());
        Callback::from(move |_: Event| {
            if let Some(dialog) = node.cast::<HtmlDialogElement>().filter(|dialog| open && !dialog.open()) {
                // It goes away again where whoever asks lets it go.
                show(&dialog);
                on_close.emit(());
            }
        })
    };
    html! {
        <dialog ref={node} class="dialog" aria-label={props.title.clone()} {oncancel} {onclose}>
            if props.open {
                <div class="stack">
                    <h2>{ &props.title }</h2>
                    { props.children.clone() }
                </div>
            }
        </dialog>
    }
}

fn show(dialog: &HtmlDialogElement) {
    // It fails only on a dialog that is open or out of the page, which this one is not.
    drop(dialog.show_modal());
}
