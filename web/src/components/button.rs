//! What one presses.

use super::shortcut::{Shortcut, attributes};
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
    /// What destroys something.
    Danger,
}

impl ButtonKind {
    const fn class(self) -> Option<&'static str> {
        match self {
            Self::Primary => Some("button--primary"),
            Self::Secondary => None,
            Self::Quiet => Some("button--quiet"),
            Self::Danger => Some("button--danger"),
        }
    }
}

/// A button.
#[derive(Default)]
pub struct Button {
    /// What it says.
    pub label: &'static str,
    /// How much it asks to be pressed.
    pub kind: ButtonKind,
    /// Called when it is pressed. A button that submits its form needs none.
    pub onclick: Callback<MouseEvent>,
    /// Whether it submits the form it stands in.
    pub submit: bool,
    /// Its work is under way: it shows so, keeps the focus, and does nothing when pressed again.
    pub busy: bool,
    /// Another class, such as `button--small`.
    pub class: Option<&'static str>,
    /// The key that presses it as well.
    pub shortcut: Option<Shortcut>,
    /// Its name for the browser tests.
    pub data_test: Option<&'static str>,
}

impl Button {
    /// The button that sends its form, with its name for the browser tests.
    pub fn sending(label: &'static str, busy: bool, data_test: &'static str) -> Self {
        Self { label, kind: ButtonKind::Primary, submit: true, busy, data_test: Some(data_test), ..Self::default() }
    }

    /// The button on the page.
    pub fn view(self) -> Html {
        let (busy, pressed) = (self.busy, self.onclick);
        let onclick = Callback::from(move |event: MouseEvent| {
            if busy {
                event.prevent_default();
            } else {
                pressed.emit(event);
            }
        });
        let (key, title) = attributes(self.shortcut);
        html! {
            <button
                type={if self.submit { "submit" } else { "button" }}
                class={classes!("button", self.kind.class(), self.class)}
                aria-busy={busy.then_some("true")}
                aria-keyshortcuts={key}
                {title}
                data-test={self.data_test}
                {onclick}
            >
                if busy {
                    <span class="button__spinner" aria-hidden="true" />
                }
                { self.label }
            </button>
        }
    }
}
