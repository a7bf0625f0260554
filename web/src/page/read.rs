//! What shows while a page reads, and when reading fails.

use crate::{
    components::{ErrorState, skeleton},
    form::Trouble,
    hook::{Resource, ResourceState},
    locale::Locale,
    network::Failure,
};
use std::rc::Rc;
use yew::prelude::*;

/// How many lines of an outline stand for a page.
const LINES: usize = 6;

/// Shows what was read; until then, or instead, how reading goes.
pub fn show<T>(resource: &Resource<T>, locale: &Locale, ready: impl FnOnce(&Rc<T>) -> Html) -> Html {
    match &resource.state {
        ResourceState::Loading => skeleton(locale.words().common.loading, LINES),
        ResourceState::Ready(value) => ready(value),
        ResourceState::Failed(failure) => not_loaded(failure, resource.reload.clone(), locale),
    }
}

/// Says why a page is not here, and offers to read it again.
pub fn not_loaded(failure: &Failure, on_retry: Callback<()>, locale: &Locale) -> Html {
    let words = locale.words();
    let text = Trouble::Failure(failure.clone()).sentence(locale);
    ErrorState { title: words.trouble.not_loaded, text, retry_label: words.common.retry, on_retry }.view()
}
