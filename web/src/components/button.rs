//! What one presses.

use yew::prelude::*;

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// What the page is for: one on a page.
    Primary,
    /// One among others.
    #[default]
    Secondary,
    /// Beside the main thing.
    Quiet,
}

impl ButtonKind {
    const fn class(self) -> Option<&'static str> {
        match self {
            Self::Primary => Some("button--primary"),
            Self::Secondary => None,
            Self::Quiet => Some("button--quiet"),
        }
    }
}

/// Props of [`Button`].
#[derive(PartialEq, Properties)]
pub struct ButtonProps {
    /// What it says.
    #[prop_or_default]
    pub children: Html,
    /// How much it asks to be pressed.
    #[prop_or_default]
    pub kind: ButtonKind,
    /// Called when it is pressed. A button that submits its form needs none.
    #[prop_or_default]
    pub onclick: Callback<MouseEvent>,
    /// Whether it submits the form it stands in.
    #[prop_or_default]
    pub submit: bool,
    /// Its work is under way: it shows so, keeps the focus, and does nothing when pressed again.
    #[prop_or_default]
    pub busy: bool,
    /// It can't be pressed.
    #[prop_or_default]
    pub disabled: bool,
    /// More classes, such as `button--small`.
    #[prop_or_default]
    pub class: Classes,
    /// Its name for the browser tests.
    #[prop_or_default]
    pub data_test: Option<AttrValue>,
}

/// A button.
#[component]
pub fn Button(props: &ButtonProps) -> Html {
    let onclick = {
        let (busy, pressed) = (props.busy, props.onclick.clone());
        Callback::from(move |event: MouseEvent| {
            if busy {
                event.prevent_default();
            } else {
                pressed.emit(event);
            }
        })
    };
    html! {
        <button
            type={if props.submit { "submit" } else { "button" }}
            class={classes!("button", props.kind.class(), props.class.clone())}
            disabled={props.disabled}
            aria-busy={props.busy.then_some("true")}
            data-test={props.data_test.clone()}
            {onclick}
        >
            if props.busy {
                <span class="button__spinner" aria-hidden="true" />
            }
            { props.children.clone() }
        </button>
    }
}
