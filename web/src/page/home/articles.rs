//! What a client bought, with the way to help for each.

use crate::{
    components::EmptyState,
    hook::{Resource, use_resource},
    locale::use_locale,
    network::{
        Failure, Network,
        operation::{
            home::{Buyer, MyArticles, MyArticlesVariables},
            sale::SoldArticle,
        },
    },
    router::{NewTicketQuery, Route, RouteLink},
};
use cynic::QueryBuilder;
use std::rc::Rc;
use yew::prelude::*;

/// Reads all that the viewer bought.
#[hook]
pub fn use_articles() -> Resource<Vec<SoldArticle>> {
    use_resource((), |network, ()| read_all(network))
}

async fn read_all(network: Network) -> Result<Vec<SoldArticle>, Failure> {
    let (mut articles, mut after) = (Vec::new(), None);
    loop {
        let read = network.run(MyArticles::build(MyArticlesVariables::page(after))).await?;
        let Some(Buyer::Client(client)) = read.viewer else { return Ok(articles) };
        articles.extend(client.sales.nodes);
        let page = client.sales.page_info;
        match page.end_cursor.filter(|_| page.has_next_page) {
            Some(cursor) => after = Some(cursor),
            None => return Ok(articles),
        }
    }
}

/// Props of [`ArticleList`].
#[derive(PartialEq, Properties)]
pub struct ArticleListProps {
    /// What was bought.
    pub articles: Rc<Vec<SoldArticle>>,
}

/// What was bought.
#[component]
pub fn ArticleList(props: &ArticleListProps) -> Html {
    let locale = use_locale();
    let words = locale.words();
    if props.articles.is_empty() {
        return html! {
            <div class="card"><EmptyState title={words.home.articles_none} text={words.home.articles_none_text} /></div>
        };
    }
    html! {
        <ul class="columns" data-test="articles">
            for article in props.articles.iter().cloned() {
                <li key={article.id.inner().to_owned()} class="card stack" data-test="article">
                    <div>
                        <h3>{ &article.product.designation }</h3>
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
                        <RouteLink<NewTicketQuery>
                            to={Route::NewTicket}
                            query={NewTicketQuery { achat: Some(article.id.inner().to_owned()) }}
                            class="button"
                            label={(words.home.ask_for_help_on)(&article.product.designation)}
                            data_test="ask-for-help"
                        >
                            { words.home.ask_for_help }
                        </RouteLink<NewTicketQuery>>
                    </div>
                </li>
            }
        </ul>
    }
}
