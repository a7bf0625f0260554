//! Resolving a ticket, for good.

use crate::{
    components::{Button, ButtonKind, Dialog},
    form::{draft, trouble_banner, use_submission},
    hook::{use_announce, use_shortcuts, use_viewer},
    locale::use_locale,
    network::{
        operation::ticket::{ResolveTicket, ResolveTicketInput, ResolveVariables},
        use_network,
    },
};
use guichet_domain::Party;
use yew::prelude::*;

/// What is to be resolved.
pub struct Resolve {
    /// Which ticket.
    pub ticket_id: String,
    /// Under what a message that was not sent yet is kept.
    pub draft_key: String,
    /// Called when the thread has changed.
    pub on_change: Callback<()>,
}

/// The button, and the question before it is done: there is no way back.
#[hook]
pub fn use_resolve(ticket: Resolve) -> Html {
    let locale = use_locale();
    let words = locale.words();
    let (network, announce, shortcuts) = (use_network(), use_announce(), use_shortcuts());
    let reader = use_viewer().role.party();
    let asked = use_state(|| false);
    let submission = use_submission();

    let ask = {
        let asked = asked.clone();
        Callback::from(move |_: MouseEvent| asked.set(true))
    };
    let close = {
        let asked = asked.clone();
        Callback::from(move |()| asked.set(false))
    };
    let confirm = {
        let (submission, close) = (submission.clone(), close.clone());
        let ticket_id = cynic::Id::new(ticket.ticket_id.clone());
        let on_change = ticket.on_change.clone();
        Callback::from(move |_: MouseEvent| {
            let input = ResolveTicketInput { ticket_id: ticket_id.clone() };
            let (network, announce, on_change, close) =
                (network.clone(), announce.clone(), on_change.clone(), close.clone());
            submission.start([], async move {
                let errors = network.run::<ResolveTicket>(ResolveVariables { input }).await?.resolve_ticket.errors;
                if errors.is_empty() {
                    close.emit(());
                    announce.say(words.thread.resolved_done);
                }
                on_change.emit(());
                Ok(errors)
            });
        })
    };

    let unsent = *asked && draft::kept(&ticket.draft_key).is_some();
    let cancel = Button { label: words.common.cancel, onclick: close.reform(|_: MouseEvent| ()), ..Button::default() };
    let confirm = Button {
        label: words.thread.resolve_confirm,
        kind: ButtonKind::Primary,
        onclick: confirm,
        busy: submission.is_busy(),
        data_test: Some("resolve-confirm"),
        ..Button::default()
    };
    let resolve = Button {
        label: words.thread.resolve,
        onclick: ask,
        shortcut: shortcuts.key("e").filter(|_| reader == Party::Staff),
        data_test: Some("resolve"),
        ..Button::default()
    };
    html! {
        <>
            { resolve.view() }
            <Dialog open={*asked} title={words.thread.resolve_question} on_close={close.clone()}>
                <p>{ words.thread.resolve_text }</p>
                if unsent {
                    <p><strong>{ words.thread.resolve_draft }</strong></p>
                }
                { trouble_banner(submission.trouble(), &locale) }
                <div class="cluster cluster--end">
                    { cancel.view() }
                    { confirm.view() }
                </div>
            </Dialog>
        </>
    }
}
