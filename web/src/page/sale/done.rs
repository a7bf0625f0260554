//! The sale that was just registered.

use crate::{
    components::{Button, Icon, IconName},
    locale::use_locale,
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

/// Props of [`DoneBanner`].
#[derive(PartialEq, Properties)]
pub struct DoneBannerProps {
    /// What was registered.
    pub done: Done,
    /// Called to sell something else to the same client.
    pub on_same_client: Callback<()>,
}

/// Sums up the sale. It stays until the next one.
#[component]
pub fn DoneBanner(props: &DoneBannerProps) -> Html {
    let locale = use_locale();
    let words = locale.words();
    let Done { client, article } = &props.done;
    let onclick = props.on_same_client.reform(|_: MouseEvent| ());
    html! {
        <section class="card stack" role="status" data-test="sale-done">
            <p class="cluster done"><Icon name={IconName::Check} /><strong>{ words.sale.done }</strong></p>
            <dl class="facts">
                <div><dt>{ words.ticket.client }</dt><dd>{ client.name() }</dd></div>
                <div><dt>{ words.ticket.product }</dt><dd>{ &article.product.designation }</dd></div>
                <div><dt>{ words.ticket.serial_number }</dt><dd class="mono">{ &article.serial_number.0 }</dd></div>
                <div><dt>{ words.sale.sold_on }</dt><dd>{ locale.day(&article.sold_on) }</dd></div>
            </dl>
            <div><Button class="button--small" {onclick} data_test="same-client">{ words.sale.same_client }</Button></div>
        </section>
    }
}
