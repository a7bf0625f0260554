//! What shows while a page reads, and when reading fails.

use crate::{
    components::{ErrorState, Skeleton},
    form::Trouble,
    hook::{Resource, ResourceState},
    locale::Locale,
};
use std::rc::Rc;
use yew::prelude::*;

/// Shows what was read; until then, or instead, how reading goes.
pub fn show<T>(resource: &Resource<T>, locale: &Locale, ready: impl FnOnce(&Rc<T>) -> Html) -> Html {
    let words = locale.words();
    match &resource.state {
        ResourceState::Loading => html! { <Skeleton label={words.common.loading} /> },
        ResourceState::Ready(value) => ready(value),
        ResourceState::Failed(failure) => html! {
            <ErrorState
                title={words.trouble.not_loaded}
                text={Trouble::Failure(failure.clone()).sentence(locale)}
                retry_label={words.common.retry}
                on_retry={resource.reload.clone()}
            />
        },
    }
}
