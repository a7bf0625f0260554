//! What is bought: found by instant search in the whole catalogue.

use super::{chosen::Chosen, use_suggestions::use_suggestions};
use crate::{
    components::{Suggestion, SuggestionList},
    locale::{Locale, use_locale},
    network::operation::{
        sale::Product,
        suggestion::{SuggestProducts, SuggestVariables},
    },
};
use yew::prelude::*;

/// How far choosing the product has come.
pub struct ProductStep {
    /// What was chosen.
    pub product: Option<Product>,
    /// Called with what is chosen, or with nothing to choose again.
    pub on_choose: Callback<Option<Product>>,
    /// What is wrong, such as that nothing was chosen.
    pub error: Option<AttrValue>,
    /// The box to type in.
    pub node_ref: NodeRef,
}

/// The search, or what was chosen.
#[hook]
pub fn use_product_step(step: ProductStep) -> Html {
    let locale = use_locale();
    let words = &locale.words().sale;
    let term = use_state(String::new);

    let found = use_suggestions(&term, |network, term| async move {
        let answer = network.run::<SuggestProducts>(SuggestVariables { term }).await?.suggest_products;
        Ok((answer.products, answer.too_many))
    });
    let shown = found.shown(&locale, |product: &Product| Suggestion {
        key: product.id.inner().to_owned().into(),
        text: product.designation.clone().into(),
        detail: Some(detail(product, &locale).into()),
    });
    let on_choose = {
        let (term, chosen) = (term.setter(), step.on_choose.clone());
        Callback::from(move |key: AttrValue| {
            if let Some(product) = found.chosen(|product| product.id.inner() == key.as_str()) {
                term.set(String::new());
                chosen.emit(Some(product));
            }
        })
    };
    let on_term = {
        let term = term.setter();
        Callback::from(move |typed| term.set(typed))
    };

    html! {
        <>
            if let Some(product) = &step.product {
                { Chosen {
                    text: product.designation.clone(),
                    detail: detail(product, &locale),
                    change_label: words.change_product,
                    on_change: step.on_choose.reform(|()| None),
                    data_test: "product-chosen",
                }.view() }
            }
            <div hidden={step.product.is_some()}>
                <SuggestionList
                    name="productTerm"
                    label={words.product}
                    hint={words.product_hint}
                    error={step.error.clone()}
                    term={(*term).clone()}
                    {on_term}
                    state={shown}
                    {on_choose}
                    node_ref={step.node_ref.clone()}
                />
            </div>
        </>
    }
}

fn detail(product: &Product, locale: &Locale) -> String {
    if product.on_sale {
        product.reference.clone()
    } else {
        format!("{} · {}", product.reference, locale.words().sale.off_sale)
    }
}
