//! Writing a message.

use crate::{
    components::{Button, TextArea, Tone, banner},
    form::{Trouble, attempt::use_attempt, trouble_banner, use_draft_input, use_submission},
    hook::{use_announce, use_shortcuts},
    locale::use_locale,
    network::{
        operation::{
            thread::Ticket,
            ticket::{ReplyToTicket, ReplyToTicketInput, ReplyVariables},
        },
        use_network,
    },
};
use cynic::MutationBuilder;
use guichet_domain::{Invalid, MessageBody, Party, Reason};
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

/// The box for a message; what is typed is kept on this device until it is sent.
#[component]
pub fn Composer(props: &ComposerProps) -> Html {
    let locale = use_locale();
    let words = &locale.words().thread;
    let (network, announce, shortcuts) = (use_network(), use_announce(), use_shortcuts());
    let body = use_draft_input(&props.draft_key, |typed| typed.parse::<MessageBody>().err());
    let (attempt, submission) = (use_attempt(), use_submission());

    let send = {
        let (body, submission) = (body.clone(), submission.clone());
        let (ticket, on_change) = (props.ticket.clone(), props.on_change.clone());
        Callback::from(move |()| {
            if !body.is_ready() {
                return;
            }
            let last_seen = ticket.last_message.id.clone();
            // Over another last message it is another attempt: the first was refused, not lost.
            let content = format!("{}\u{0}{}", last_seen.inner(), body.value());
            let input = ReplyToTicketInput {
                ticket_id: ticket.id.clone(),
                body: body.value().to_owned(),
                expected_last_message_id: Some(last_seen),
                idempotency_key: Some(attempt.key(&content)),
            };
            let (network, announce, attempt, on_change) =
                (network.clone(), announce.clone(), attempt.clone(), on_change.clone());
            let sent = body.clone();
            submission.start([("body", body.clone())], async move {
                let errors = network.run(ReplyToTicket::build(ReplyVariables { input })).await?.reply_to_ticket.errors;
                if errors.is_empty() {
                    attempt.done();
                    sent.clear();
                    announce.say(words.replied);
                }
                // Also where it was refused: something happened that the writer has not seen.
                on_change.emit(());
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

    let label = match props.reader {
        Party::Client => words.reply_label_client,
        Party::Staff => words.reply_label_staff,
    };
    let trouble = match submission.trouble() {
        Some(Trouble::Refused(Invalid { reason: Reason::NewerMessage, .. })) => {
            banner(Tone::Waiting, "form-error", words.newer_message.into())
        }
        trouble => trouble_banner(trouble, &locale),
    };
    let text = TextArea {
        name: "body",
        label,
        hint: Some(words.reply_hint.into()),
        value: body.text(),
        error: body.error(),
        on_input: body.on_input(),
        on_submit: send,
        shortcut: shortcuts.key("r").filter(|_| props.reader == Party::Staff),
        ..TextArea::default()
    };
    html! {
        <form class="composer" novalidate=true {onsubmit} data-test="reply">
            { trouble }
            { text.view() }
            <div class="cluster cluster--spread">
                { Button::sending(words.reply, submission.is_busy(), "reply-submit").view() }
                { props.children.clone() }
            </div>
        </form>
    }
}
