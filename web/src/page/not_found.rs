//! An address that leads nowhere.

use super::head::Head;
use crate::{
    locale::Locale,
    network::operation::session::Viewer,
    router::{Link, Route},
};
use yew::prelude::*;

/// Says so, and leads back.
pub fn not_found(viewer: &Viewer, locale: &Locale) -> Html {
    let common = &locale.words().common;
    let home = Route::home(viewer.role);
    html! {
        <div key="not-found" class="page page--reading" data-test="not-found">
            <Head title={common.not_found_title} lead={html! { <p>{ common.not_found_text }</p> }} />
            { Link::to(home, "button button--primary").around(html! { common.back_home }) }
        </div>
    }
}
