//! The sale that was just registered.

use crate::{
    components::{Button, IconName, icon},
    locale::Locale,
    network::operation::{person::Client, sale::SoldArticle},
};
use yew::prelude::*;

/// A sale that was registered.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// Who bought it.
    pub client: Client,
    /// What.
    pub article: SoldArticle,
}

/// Sums up the sale. It stays until the next one, which may be to the same client.
pub fn done_banner(done: &Done, on_same_client: &Callback<()>, locale: &Locale) -> Html {
    let words = locale.words();
    let Done { client, article } = done;
    let again = Button {
        label: words.sale.same_client,
        class: Some("button--small"),
        onclick: on_same_client.reform(|_: MouseEvent| ()),
        data_test: Some("same-client"),
        ..Button::default()
    };
    html! {
        <section class="card stack" data-test="sale-done">
            <p class="cluster done">{ icon(IconName::Check) }<strong>{ words.sale.done }</strong></p>
            <dl class="facts">
                <div><dt>{ words.ticket.client }</dt><dd>{ client.name() }</dd></div>
                <div><dt>{ words.ticket.product }</dt><dd>{ &article.product.designation }</dd></div>
                <div><dt>{ words.ticket.serial_number }</dt><dd class="mono">{ &article.serial_number.0 }</dd></div>
                <div><dt>{ words.sale.sold_on }</dt><dd>{ locale.day(&article.sold_on) }</dd></div>
            </dl>
            <div>{ again.view() }</div>
        </section>
    }
}
