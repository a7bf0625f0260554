//! The outline of what is being loaded.

use yew::prelude::*;

/// So many lines of an outline. What is going on stands there in words as well, for readers of screens.
pub fn skeleton(label: &'static str, lines: usize) -> Html {
    html! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{ label }</span>
            for _ in 0..lines {
                <div class="skeleton__line" aria-hidden="true" />
            }
        </div>
    }
}
