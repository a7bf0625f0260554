//! What a client bought.

use super::{
    head::Head,
    home::articles::{article_list, use_articles},
    read,
};
use crate::locale::use_locale;
use yew::prelude::*;

/// The page of what one bought, with the way to help for each.
#[component]
pub fn MyArticlesPage() -> Html {
    let locale = use_locale();
    let home = &locale.words().home;
    let articles = use_articles();
    html! {
        <div class="page">
            <Head title={home.articles} lead={html! { <p>{ home.articles_lead }</p> }} />
            { read::show(&articles, &locale, |articles| article_list(articles, "h2", &locale)) }
        </div>
    }
}
