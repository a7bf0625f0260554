//! An address that leads nowhere.

use super::head::Head;
use crate::{
    hook::use_viewer,
    locale::use_locale,
    router::{Link, Route},
};
use yew::prelude::*;

/// Says so, and leads back.
#[component]
pub fn NotFoundPage() -> Html {
    let locale = use_locale();
    let common = &locale.words().common;
    let home = Route::home(use_viewer().role);
    html! {
        <div class="page page--reading" data-test="not-found">
            <Head title={common.not_found_title} lead={html! { <p>{ common.not_found_text }</p> }} />
            { Link::to(home, "button button--primary").around(html! { common.back_home }) }
        </div>
    }
}
