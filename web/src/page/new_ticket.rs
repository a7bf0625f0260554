//! Opening a ticket: the article, then what is wrong with it.

use super::{
    head::Head,
    home::articles::{article_list, use_articles},
    read,
    thread::outgoing,
};
use crate::{
    components::{Button, TextArea, TextField, card},
    form::{
        Input,
        attempt::use_attempt,
        draft::use_draft_key,
        outbox::{self, Outgoing, Posted, Purpose, Stage, use_sender},
        trouble_banner, use_draft_input, use_submission,
    },
    hook::{use_announce, use_focus_kept},
    kept::use_kept,
    locale::{Locale, use_locale},
    network::{operation::sale::SoldArticle, use_network, use_signal},
    router::{Route, replace},
};
use guichet_domain::{MessageBody, Party, Reason, TicketTitle};
use std::rc::Rc;
use yew::prelude::*;

/// The name of the form under which what is written is kept.
pub const DRAFT: &str = "new";

/// Props of [`NewTicketPage`].
#[derive(PartialEq, Properties)]
pub struct NewTicketPageProps {
    /// The article it is about, where the address says so.
    pub article: Option<String>,
}

/// The page where a client opens a ticket.
#[component]
pub fn NewTicketPage(props: &NewTicketPageProps) -> Html {
    let locale = use_locale();
    let words = &locale.words().new_ticket;
    let articles = use_articles();
    html! {
        <div class="page page--reading">
            <Head title={words.title} lead={html! { <p>{ words.lead }</p> }} />
            { read::show(&articles, &locale, |articles| {
                if articles.is_empty() {
                    article_list(articles, "h2", &locale)
                } else {
                    html! { <NewTicketForm articles={articles.clone()} asked={props.article.clone()} /> }
                }
            }) }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct NewTicketFormProps {
    articles: Rc<Vec<SoldArticle>>,
    /// The article that the address asks for.
    asked: Option<String>,
}

#[component]
fn NewTicketForm(props: &NewTicketFormProps) -> Html {
    let locale = use_locale();
    let words = locale.words();
    let (network, announce) = (use_network(), use_announce());

    let key = use_draft_key(DRAFT);
    let sale = use_draft_input(&format!("{key}.saleId"), |id| id.is_empty().then(|| Reason::Blank.into()));
    let title = use_draft_input(&format!("{key}.title"), |typed| typed.parse::<TicketTitle>().err());
    let body = use_draft_input(&format!("{key}.body"), |typed| typed.parse::<MessageBody>().err());
    let (attempt, submission) = (use_attempt(), use_submission());
    let reach = use_signal(network.connection().reach());
    let waiting_key = outbox::key_of(&key);
    let sender = use_sender(&waiting_key);
    let on_its_way = use_kept(&waiting_key).and_then(|text| Outgoing::read(&text)).filter(|_| !submission.is_busy());

    let place = use_node_ref();
    let chosen = props.articles.iter().any(|article| article.id.inner() == sale.value());
    use_focus_kept(&place, (on_its_way.is_some(), chosen));

    // What waits is not written a second time.
    use_effect_with(on_its_way.clone(), {
        let inputs = [sale.clone(), title.clone(), body.clone()];
        move |message| {
            let [_, _, body] = &inputs;
            if let Some(message) = message.as_ref().filter(|message| message.body == body.value()) {
                take(message, &inputs);
            }
        }
    });

    use_effect_with(props.asked.clone(), {
        let sale = sale.clone();
        move |asked: &Option<String>| {
            if let Some(id) = asked {
                sale.set(id.clone());
                // Once only: where the page is loaded anew, what was chosen since stays.
                replace(&Route::NewTicket.path());
            }
        }
    });

    let send = {
        let (sale, title, body, submission) = (sale.clone(), title.clone(), body.clone(), submission.clone());
        let attempt = attempt.clone();
        Callback::from(move |()| {
            if !(sale.is_ready() & title.is_ready() & body.is_ready()) {
                return;
            }
            let message = Outgoing {
                stage: Stage::Leaving,
                purpose: Purpose::Request { sale_id: sale.value().to_owned(), title: title.value().to_owned() },
                key: attempt.key(),
                body: body.value().to_owned(),
            };
            let (announce, attempt) = (announce.clone(), attempt.clone());
            let fields = [("saleId", sale.clone()), ("title", title.clone()), ("body", body.clone())];
            let (inputs, sent) = ([sale.clone(), title.clone(), body.clone()], message.clone());
            let sending = sender.clone().send(message);
            submission.start(fields, async move {
                let Some(Posted { opened, errors }) = sending.await? else {
                    attempt.done();
                    take(&sent, &inputs);
                    return Ok(Vec::new());
                };
                if let Some(number) = opened {
                    attempt.done();
                    take(&sent, &inputs);
                    announce.say(words.new_ticket.opened);
                    outbox::lead_to(number);
                }
                Ok(errors)
            });
        })
    };
    let onsubmit = {
        let send = send.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            send.emit(());
        })
    };

    if let Some(message) = on_its_way {
        let on_back = {
            let message = message.clone();
            Callback::from(move |_: MouseEvent| {
                outbox::forget(&waiting_key);
                if let Purpose::Request { sale_id, title: subject } = &message.purpose {
                    attempt.resume(message.key.clone());
                    sale.set(sale_id.clone());
                    if title.value().is_empty() {
                        title.set(subject.clone());
                    }
                    body.put_back(&message.body);
                }
            })
        };
        let waits = outgoing(&message, (Party::Client, reach), true, on_back, &locale);
        return card(None, html! { <div ref={place} class="stack" tabindex="-1">{ waits }</div> });
    }

    let hint = Some(words.new_ticket.subject_hint.into());
    let subject = TextField { hint, ..title.field("title", words.new_ticket.subject) };
    let description = TextArea {
        name: "body",
        label: words.new_ticket.body,
        hint: Some(words.new_ticket.body_hint.into()),
        value: body.text(),
        error: body.error(),
        on_input: body.on_input(),
        on_submit: send,
        required: true,
        ..TextArea::default()
    };
    let form = html! {
        <form class="stack stack--loose" novalidate=true {onsubmit} data-test="new-ticket-form">
            { trouble_banner(submission.trouble(), &locale) }
            { choice(&props.articles, &sale, &locale) }
            { subject.view() }
            { description.view() }
            <div>{ Button::sending(words.new_ticket.submit, submission.is_busy(), "new-ticket-submit").view() }</div>
        </form>
    };
    card(None, html! { <div ref={place} tabindex="-1">{ form }</div> })
}

/// Takes what was sent out of the inputs; what was typed since stays.
fn take(sent: &Outgoing, [sale, title, body]: &[Input; 3]) {
    if let Purpose::Request { sale_id, title: subject } = &sent.purpose {
        sale.clear_sent(sale_id);
        title.clear_sent(subject);
        body.take(&sent.body);
    }
}

/// The articles to choose from; once one is chosen, that one and the way to another.
fn choice(articles: &[SoldArticle], sale: &Input, locale: &Locale) -> Html {
    let words = locale.words();
    if let Some(chosen) = articles.iter().find(|article| article.id.inner() == sale.value()) {
        let onclick = {
            let sale = sale.clone();
            Callback::from(move |_: MouseEvent| sale.set(String::new()))
        };
        let change =
            Button { label: words.new_ticket.change, class: Some("button--small"), onclick, ..Button::default() };
        return html! {
            <div class="field">
                <p class="field__label">{ words.new_ticket.choose }</p>
                <div class="chosen" data-test="chosen-article">
                    <div class="chosen__text">
                        <strong>{ &chosen.product.designation }</strong>
                        <span class="soft small mono">{ &chosen.serial_number.0 }</span>
                    </div>
                    { change.view() }
                </div>
                if let Some(error) = sale.error() {
                    <p class="field__error" role="alert" data-test="field-error">{ error }</p>
                }
            </div>
        };
    }
    html! {
        <fieldset class="field" aria-describedby="error-saleId">
            <legend class="field__label">{ words.new_ticket.choose }</legend>
            <ul class="combobox__list">
                for article in articles.iter().cloned() {
                    <li key={article.id.inner().to_owned()}>
                        <button
                            type="button"
                            class="combobox__option button--block"
                            data-test="article-choice"
                            onclick={sale.on_input().reform({
                                let id = article.id.inner().to_owned();
                                move |_: MouseEvent| id.clone()
                            })}
                        >
                            <span>{ &article.product.designation }</span>
                            <span class="combobox__detail mono">{ &article.serial_number.0 }</span>
                        </button>
                    </li>
                }
            </ul>
            if sale.error().is_some() {
                <p class="field__error" id="error-saleId" role="alert" data-test="field-error">
                    { words.new_ticket.choose_missing }
                </p>
            }
        </fieldset>
    }
}
