//! What a client bought, with the way to help for each.

use super::ARTICLE;
use crate::{
    components::{IconName, empty_state},
    hook::{Resource, use_resource},
    locale::{Locale, words::Words},
    network::{
        Failure, Network,
        operation::{
            home::{MyArticles, MyArticlesVariables},
            sale::SoldArticle,
        },
    },
    router::{Address, Link, Route},
};
use yew::prelude::*;

/// Reads all that the viewer bought.
#[hook]
pub fn use_articles() -> Resource<Vec<SoldArticle>> {
    use_resource("", read_all)
}

async fn read_all(network: Network) -> Result<Vec<SoldArticle>, Failure> {
    let (mut articles, mut after) = (Vec::new(), None);
    loop {
        let read = network.run::<MyArticles>(MyArticlesVariables::page(after)).await?;
        let Some(client) = read.viewer.and_then(|viewer| viewer.0) else { return Ok(articles) };
        articles.extend(client.sales.nodes);
        let page = client.sales.page_info;
        match page.end_cursor.filter(|_| page.has_next_page) {
            Some(cursor) => after = Some(cursor),
            None => return Ok(articles),
        }
    }
}

/// What was bought, each with a heading of this level.
pub fn article_list(articles: &[SoldArticle], heading: &'static str, locale: &Locale) -> Html {
    let words = locale.words();
    let home = &words.home;
    if articles.is_empty() {
        let nothing = empty_state(IconName::Inbox, home.articles_none, home.articles_none_text, html! {});
        return html! { <div class="card">{ nothing }</div> };
    }
    html! {
        <ul class="columns" data-test="articles">
            for article in articles {
                <li key={article.id.inner().to_owned()} class="card stack" data-test="article">
                    <div>
                        <@{heading} class="heading">{ &article.product.designation }</@>
                        <p class="soft small">{ &article.product.reference }</p>
                    </div>
                    <dl class="facts">
                        <div>
                            <dt>{ words.ticket.serial_number }</dt>
                            <dd class="mono">{ &article.serial_number.0 }</dd>
                        </div>
                        <div>
                            <dt>{ words.ticket.sold_on }</dt>
                            <dd>{ locale.day(&article.sold_on) }</dd>
                        </div>
                    </dl>
                    <div>
                        { help(article, words) }
                    </div>
                </li>
            }
        </ul>
    }
}

/// The way to help for an article.
fn help(article: &SoldArticle, words: &Words) -> Html {
    let to = Address::from(Route::NewTicket).with(ARTICLE, Some(article.id.inner()));
    let label = (words.home.ask_for_help_on)(&article.product.designation);
    Link { label: Some(label.into()), data_test: Some("ask-for-help"), ..Link::to(to, "button") }
        .around(html! { words.home.ask_for_help })
}
