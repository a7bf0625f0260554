//! A sale in one screen: who, what, which one, when, and then the next.

mod article;
mod choice;
mod chosen;
mod client_step;
mod done;
mod new_client;
mod product_step;
mod today;
mod use_sold;
mod use_suggestions;

use crate::{
    components::{Button, card},
    focus::{focus, use_focus_first_wrong},
    form::{attempt::use_attempt, draft::use_draft_key, trouble_banner, use_submission},
    hook::use_announce,
    kept::OF_TAB,
    locale::use_locale,
    network::{
        operation::{
            person::Client,
            registration::{RegisterSale, RegisterSaleInput, RegisterSaleVariables},
            vocabulary::Date,
        },
        use_network,
    },
    page::head::Head,
};
use article::use_article;
use choice::use_choice;
use client_step::ClientStep;
use done::{Done, done_banner};
use product_step::{ProductStep, use_product_step};
use yew::prelude::*;

/// The name of the form under which what is chosen and typed is kept.
const DRAFT: &str = "sale";

/// The page where a sale is registered.
#[component]
pub fn SalePage() -> Html {
    let locale = use_locale();
    let words = &locale.words().sale;
    let (network, announce, registered) = (use_network(), use_announce(), words.done);
    let (submission, attempt) = (use_submission(), use_attempt());
    // Of this tab alone: in another one, somebody else is being served.
    let key = [OF_TAB, &use_draft_key(DRAFT)].concat();
    let (client, choose_client) = use_choice(format!("{key}.client"));
    let (product, on_product) = use_choice(format!("{key}.product"));
    let article = use_article(&key, product.as_ref(), submission.is_busy());
    let done = use_state(|| None::<Done>);
    // How many were registered. What was typed about one client is not there for the next.
    let count = use_state(|| 0_u32);
    // How often it was tried to register: from the first time on what was not chosen shows as missing.
    let tries = use_state(|| 0_u32);
    use_focus_first_wrong(*tries);
    let (client_ref, product_ref, serial_ref) = (use_node_ref(), use_node_ref(), use_node_ref());

    // The focus goes to what is to be chosen or typed next, from the moment the page comes. Whoever begins with the product
    // goes on with it: its serial number is scanned, not typed.
    let before = use_mut_ref(|| None);
    use_effect_with((client.is_some(), product.is_some()), {
        let (client_ref, product_ref, serial_ref) = (client_ref.clone(), product_ref.clone(), serial_ref.clone());
        move |chosen| {
            let before = before.replace(Some(*chosen));
            focus(match (chosen, before) {
                ((true, true), _) | ((false, true), Some((false, false))) => &serial_ref,
                ((true, false), _) | ((false, false), Some((false, true))) => &product_ref,
                ((false, _), _) => &client_ref,
            });
        }
    });

    let on_client = {
        let done = done.setter();
        choose_client.reform(move |chosen: Option<Client>| {
            if chosen.is_some() {
                done.set(None);
            }
            chosen
        })
    };
    let on_same_client = {
        let (done, on_client) = (done.clone(), on_client.clone());
        Callback::from(move |()| {
            if let Some(done) = &*done {
                on_client.emit(Some(done.client.clone()));
            }
        })
    };

    let onsubmit = {
        let (submission, article, tries) = (submission.clone(), article.clone(), tries.clone());
        let (client, product, done, count) = (client.clone(), product.clone(), done.setter(), count.clone());
        let on_product = on_product.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            article.follow_today();
            // Both are asked, so that all that is missing shows at once.
            let ready = article.serial_number.is_ready() & article.sold_on.is_ready();
            let (Some(buyer), Some(sold), true) = (client.clone(), product.clone(), ready) else {
                tries.set(tries.wrapping_add(1));
                return;
            };
            let (serial_number, day) = (article.serial_number.value().to_owned(), article.sold_on.value().to_owned());
            let input = RegisterSaleInput {
                client_id: buyer.id.clone(),
                product_id: sold.id,
                serial_number,
                sold_on: Some(Date(day)),
                idempotency_key: Some(attempt.key()),
            };
            let fields = [("serialNumber", article.serial_number.clone()), ("soldOn", article.sold_on.clone())];
            let (network, announce, attempt) = (network.clone(), announce.clone(), attempt.clone());
            let (article, tries) = (article.clone(), tries.setter());
            let (choose_client, on_product) = (choose_client.clone(), on_product.clone());
            let (done, count) = (done.clone(), count.clone());
            submission.start(fields, async move {
                let outcome = network.run::<RegisterSale>(RegisterSaleVariables { input }).await?.register_sale;
                if let Some(sale) = outcome.sale {
                    attempt.done();
                    // What sums it up may be out of sight.
                    announce.say(registered);
                    done.set(Some(Done { client: buyer, article: sale }));
                    count.set(count.wrapping_add(1));
                    tries.set(0);
                    article.reset();
                    on_product.emit(None);
                    choose_client.emit(None);
                }
                Ok(outcome.errors)
            });
        })
    };

    let client_missing = (*tries > 0 && client.is_none()).then_some(words.client_missing);
    let product_missing = (*tries > 0 && product.is_none()).then_some(words.product_missing);
    let product_step = use_product_step(ProductStep {
        product,
        on_choose: on_product,
        error: product_missing.map(AttrValue::from),
        node_ref: product_ref,
    });
    let form = html! {
        <form class="stack" novalidate=true {onsubmit} aria-label={words.details}>
            { trouble_banner(submission.trouble(), &locale) }
            { product_step }
            { article::fields(&article, &locale, serial_ref) }
            <div>{ Button::sending(words.submit, submission.is_busy(), "sale-submit").view() }</div>
        </form>
    };
    html! {
        <div class="page page--reading stack">
            <Head title={words.title} lead={html! { <p>{ words.lead }</p> }} />
            if let Some(done) = &*done {
                { done_banner(done, &on_same_client, &locale) }
            }
            <ClientStep
                key={*count}
                {client}
                on_choose={on_client}
                error={client_missing.map(AttrValue::from)}
                node_ref={client_ref}
            />
            { card(Some(words.details), form) }
        </div>
    }
}
