//! Short news that goes away by itself, and is read aloud.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// How long news stays, in milliseconds: long enough to be read slowly.
const STAY: u32 = 6_000;

/// The place where the latest news shows, and what to call when it has been there long enough. It stays on the page while
/// empty: readers of screens hear only what changes within.
#[hook]
pub fn use_toasts(news: Option<AttrValue>, on_done: Callback<()>) -> Html {
    use_effect_with((news.clone(), on_done), |(news, done)| {
        let done = done.clone();
        let timeout = news.is_some().then(|| Timeout::new(STAY, move || done.emit(())));
        move || drop(timeout)
    });
    html! {
        <div class="toasts" role="status">
            if let Some(news) = news {
                <p class="toast" data-test="toast">{ news }</p>
            }
        </div>
    }
}
