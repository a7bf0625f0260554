//! A question that has to be answered before anything else.

use web_sys::HtmlDialogElement;
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

/// A modal dialog: the browser keeps the focus within and gives it back afterwards.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    use_effect_with((node.clone(), props.open), |(node, open)| {
        if let Some(dialog) = node.cast::<HtmlDialogElement>() {
            match (*open, dialog.open()) {
                // It fails only on a dialog that is open or out of the page, which this one is not.
                (true, false) => drop(dialog.show_modal()),
                (false, true) => dialog.close(),
                (true, true) | (false, false) => {}
            }
        }
    });
    let oncancel = props.on_close.reform(|event: Event| event.prevent_default());
    html! {
        <dialog ref={node} class="dialog" aria-labelledby="dialog-title" {oncancel}>
            if props.open {
                <div class="stack">
                    <h2 id="dialog-title">{ &props.title }</h2>
                    { props.children.clone() }
                </div>
            }
        </dialog>
    }
}
