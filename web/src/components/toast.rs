//! Short news that goes away by itself, and is read aloud.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// How long news stays, in milliseconds: long enough to be read slowly.
const STAY: u32 = 6_000;

/// Props of [`Toasts`].
#[derive(PartialEq, Properties)]
pub struct ToastsProps {
    /// The latest news, if any.
    pub news: Option<AttrValue>,
    /// Called when it has been there long enough.
    pub on_done: Callback<()>,
}

/// The place where news shows. It stays on the page while empty: readers of screens hear only what changes within.
#[component]
pub fn Toasts(props: &ToastsProps) -> Html {
    use_effect_with((props.news.clone(), props.on_done.clone()), |(news, done)| {
        let done = done.clone();
        let timeout = news.is_some().then(|| Timeout::new(STAY, move || done.emit(())));
        move || drop(timeout)
    });
    html! {
        <div class="toasts" role="status">
            if let Some(news) = &props.news {
                <p class="toast" data-test="toast">{ news }</p>
            }
        </div>
    }
}
