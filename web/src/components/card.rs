//! Things that belong together.

use yew::prelude::*;

/// A sheet on the page, with a heading if it has one.
pub fn card(title: Option<&'static str>, content: Html) -> Html {
    html! {
        <section class="card stack">
            if let Some(title) = title {
                <h2>{ title }</h2>
            }
            { content }
        </section>
    }
}
