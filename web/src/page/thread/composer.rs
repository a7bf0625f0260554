//! Writing a message.

use super::outgoing::outgoing;
use crate::{
    components::{Button, TextArea, Tone, banner},
    form::{
        attempt::use_attempt,
        outbox::{self, Outgoing, Posted, Purpose, Stage, use_sender},
        trouble_banner, use_draft_input, use_submission,
    },
    hook::{use_announce, use_focus_kept, use_shortcuts, use_viewer},
    kept::use_kept,
    locale::use_locale,
    network::{
        operation::{
            thread::Ticket,
            vocabulary::{TicketAction, TicketStatus},
        },
        use_network, use_signal,
    },
};
use guichet_domain::{MessageBody, Party, Reason};
use std::rc::Rc;
use yew::prelude::*;

/// Props of [`Composer`].
#[derive(PartialEq, Properties)]
pub struct ComposerProps {
    /// The ticket to answer.
    pub ticket: Rc<Ticket>,
    /// The side of the writer.
    pub reader: Party,
    /// Under what the text is kept until it is sent.
    pub draft_key: String,
    /// Called when the thread has changed.
    pub on_change: Callback<()>,
    /// What can be done instead of writing.
    #[prop_or_default]
    pub children: Html,
}

/// The box for a message. What is typed is kept on this device until it is sent; what could not leave shows instead, until
/// it has left. Once the ticket is resolved nothing shows but that it is, and what was not sent before, until it is thrown
/// away.
#[component]
pub fn Composer(props: &ComposerProps) -> Html {
    let locale = use_locale();
    let words = &locale.words().thread;
    let (network, announce, shortcuts) = (use_network(), use_announce(), use_shortcuts());
    let viewer = use_viewer();
    let reach = use_signal(network.connection().reach());
    let body = use_draft_input(&props.draft_key, |typed| typed.parse::<MessageBody>().err());
    let (attempt, submission) = (use_attempt(), use_submission());
    let place = use_node_ref();

    let key = outbox::key_of(&props.draft_key);
    let sender = use_sender(&key);
    let on_its_way = use_kept(&key).and_then(|text| Outgoing::read(&text)).filter(|_| !submission.is_busy());
    let answered = props.ticket.allows(TicketAction::Reply);
    let is_over = !answered && !submission.is_busy() && on_its_way.is_none();
    let not_sent = is_over && !body.value().trim().is_empty();

    // The last message that there was when the writing began; none while nothing is written.
    let began_after = use_mut_ref(|| None::<String>);
    let overtaken = use_state(|| false);
    let last = props.ticket.last_message.id.inner().to_owned();
    if body.value().is_empty() {
        began_after.take();
    } else {
        began_after.borrow_mut().get_or_insert_with(|| last.clone());
    }

    use_focus_kept(&place, (on_its_way.is_some(), is_over, not_sent));
    use_effect_with(on_its_way.clone(), {
        let body = body.clone();
        move |message| {
            // What waits is not written a second time.
            if message.as_ref().is_some_and(|message| message.body == body.value()) {
                body.clear();
            }
        }
    });

    let was_not_sent = use_mut_ref(|| not_sent);
    use_effect_with(not_sent, {
        let announce = announce.clone();
        move |not_sent| {
            let was_not_sent = was_not_sent.replace(*not_sent);
            if *not_sent && !was_not_sent {
                announce.say(words.not_sent);
            }
        }
    });

    let send = {
        let (body, submission, attempt) = (body.clone(), submission.clone(), attempt.clone());
        let (ticket, on_change) = (props.ticket.clone(), props.on_change.clone());
        let (overtaken, began_after) = (overtaken.clone(), began_after.clone());
        Callback::from(move |()| {
            if !answered || submission.is_busy() || !body.is_ready() {
                return;
            }
            // Something was said meanwhile: the writer reads it first, and sends once more.
            let seen = began_after.replace(Some(last.clone()));
            let news = seen.is_some_and(|seen| seen != last) && !is_last_by(&viewer.id, &ticket);
            overtaken.set(news);
            if news {
                return;
            }
            let message = Outgoing {
                stage: Stage::Leaving,
                purpose: Purpose::Reply {
                    ticket_id: ticket.id.inner().to_owned(),
                    number: ticket.number.to_string(),
                    last_seen: last.clone(),
                },
                key: attempt.key(),
                body: body.value().to_owned(),
            };
            let (announce, attempt, on_change) = (announce.clone(), attempt.clone(), on_change.clone());
            let (body, sent) = (body.clone(), message.body.clone());
            let overtaken = overtaken.clone();
            let sending = sender.clone().send(message);
            submission.start([("body", body.clone())], async move {
                let Some(Posted { errors, .. }) = sending.await? else {
                    attempt.done();
                    body.take(&sent);
                    return Ok(Vec::new());
                };
                if errors.is_empty() {
                    attempt.done();
                    body.take(&sent);
                    announce.say(words.replied);
                }
                // Also where it was refused: something happened that the writer has not seen.
                on_change.emit(());
                let (newer, others): (Vec<_>, Vec<_>) =
                    errors.into_iter().partition(|error| error.invalid().reason == Reason::NewerMessage);
                overtaken.set(!newer.is_empty());
                Ok(others)
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

    let around = |content: Html| {
        html! {
            <div ref={place.clone()} class="stack" tabindex="-1">
                { content }
                if props.ticket.status == TicketStatus::Resolved {
                    { banner(Tone::Neutral, "resolved-note", words.resolved_note.into()) }
                }
            </div>
        }
    };

    if let Some(message) = on_its_way {
        let on_back = {
            let message = message.clone();
            Callback::from(move |_: MouseEvent| {
                outbox::forget(&key);
                if answered {
                    attempt.resume(message.key.clone());
                    body.put_back(&message.body);
                }
            })
        };
        return around(html! {
            <section class="composer" aria-label={words.outgoing}>
                { outgoing(&message, (props.reader, reach), answered, on_back, &locale) }
            </section>
        });
    }

    if is_over && !not_sent {
        return around(props.children.clone());
    }

    let label = match props.reader {
        Party::Client => words.reply_label_client,
        Party::Staff => words.reply_label_staff,
    };
    let text = TextArea {
        name: "body",
        label,
        hint: answered.then(|| words.reply_hint.into()),
        value: body.text(),
        error: body.error(),
        on_input: body.on_input(),
        on_submit: send,
        shortcut: shortcuts.key("r").filter(|_| props.reader == Party::Staff),
        read_only: !answered,
        ..TextArea::default()
    };
    let throw_away = Button {
        label: words.throw_away,
        onclick: Callback::from(move |_: MouseEvent| body.clear()),
        data_test: Some("throw-away"),
        ..Button::default()
    };
    around(html! {
        <form class="composer" novalidate=true {onsubmit} data-test={if not_sent { "not-sent" } else { "reply" }}>
            if not_sent {
                { banner(Tone::Waiting, "form-error", words.not_sent.into()) }
            } else if *overtaken {
                { banner(Tone::Waiting, "form-error", words.newer_message.into()) }
            }
            if !not_sent {
                { trouble_banner(submission.trouble(), &locale) }
            }
            { text.view() }
            <div class="cluster cluster--spread">
                // Two places: whoever has just pressed the one does not press the other as well.
                if !not_sent {
                    { Button::sending(words.reply, submission.is_busy(), "reply-submit").view() }
                }
                { props.children.clone() }
                if not_sent {
                    { throw_away.view() }
                }
            </div>
        </form>
    })
}

/// Whether this person wrote the last message: the server took it only after what it had read.
fn is_last_by(person: &str, ticket: &Ticket) -> bool {
    ticket.timeline.nodes.iter().any(|entry| {
        let is_last = entry.message.as_ref().is_some_and(|message| message.id == ticket.last_message.id);
        is_last && entry.actor.id.inner() == person
    })
}
