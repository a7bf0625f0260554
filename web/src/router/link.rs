//! A link to a screen.

use super::{Address, go};
use crate::components::{Shortcut, attributes};
use yew::prelude::*;

/// A link that changes the screen without loading the page anew. With a key held, it opens where the browser opens links
/// then.
#[derive(Default)]
pub struct Link {
    /// Where it leads.
    pub to: Address,
    /// How it looks.
    pub class: Classes,
    /// Whether it leads to where one is.
    pub current: bool,
    /// What it says to readers of screens, where its content is not enough.
    pub label: Option<AttrValue>,
    /// The key that follows it as well.
    pub shortcut: Option<Shortcut>,
    /// Its name for the browser tests.
    pub data_test: Option<&'static str>,
    /// The number of the ticket it leads to, for the browser tests.
    pub data_number: Option<i32>,
}

impl Link {
    /// A link to a screen, with these classes.
    pub fn to(to: impl Into<Address>, class: &'static str) -> Self {
        Self { to: to.into(), class: class.into(), ..Self::default() }
    }

    /// The link around what it says.
    pub fn around(self, content: Html) -> Html {
        let href = self.to.text();
        let onclick = {
            let href = href.clone();
            Callback::from(move |event: MouseEvent| {
                if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() {
                    return;
                }
                event.prevent_default();
                go(&href);
            })
        };
        let (key, title) = attributes(self.shortcut);
        html! {
            <a
                {href}
                class={self.class}
                aria-current={self.current.then_some("page")}
                aria-label={self.label}
                aria-keyshortcuts={key}
                {title}
                data-test={self.data_test}
                data-number={self.data_number.map(|number| number.to_string())}
                {onclick}
            >
                { content }
            </a>
        }
    }
}
