//! Resolving a ticket, for good.

use crate::{
    components::{Button, ButtonKind, Dialog},
    form::{TroubleBanner, draft, use_submission},
    hook::use_announce,
    locale::use_locale,
    network::{
        operation::ticket::{ResolveTicket, ResolveTicketInput, ResolveVariables},
        use_network,
    },
};
use cynic::MutationBuilder;
use yew::prelude::*;

/// Props of [`Resolve`].
#[derive(PartialEq, Properties)]
pub struct ResolveProps {
    /// Which ticket.
    pub ticket_id: String,
    /// Under what a message that was not sent yet is kept.
    pub draft_key: String,
    /// Called when the thread has changed.
    pub on_change: Callback<()>,
}

/// The button, and the question before it is done: there is no way back.
#[component]
pub fn Resolve(props: &ResolveProps) -> Html {
    let locale = use_locale();
    let words = locale.words();
    let (network, announce) = (use_network(), use_announce());
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
        let ticket_id = cynic::Id::new(props.ticket_id.clone());
        let on_change = props.on_change.clone();
        Callback::from(move |_: MouseEvent| {
            let input = ResolveTicketInput { ticket_id: ticket_id.clone() };
            let (network, announce, on_change, close) =
                (network.clone(), announce.clone(), on_change.clone(), close.clone());
            submission.start([], async move {
                let request = ResolveTicket::build(ResolveVariables { input });
                let errors = network.run(request).await?.resolve_ticket.errors;
                if errors.is_empty() {
                    close.emit(());
                    announce.say(words.thread.resolved_done);
                }
                on_change.emit(());
                Ok(errors)
            });
        })
    };

    let unsent = *asked && draft::kept(&props.draft_key).is_some();
    html! {
        <>
            <Button onclick={ask} data_test="resolve">{ words.thread.resolve }</Button>
            <Dialog open={*asked} title={words.thread.resolve_question} on_close={close.clone()}>
                <p>{ words.thread.resolve_text }</p>
                if unsent {
                    <p><strong>{ words.thread.resolve_draft }</strong></p>
                }
                <TroubleBanner trouble={submission.trouble().cloned()} />
                <div class="cluster cluster--end">
                    <Button onclick={close.reform(|_: MouseEvent| ())}>{ words.common.cancel }</Button>
                    <Button
                        kind={ButtonKind::Primary}
                        onclick={confirm}
                        busy={submission.is_busy()}
                        data_test="resolve-confirm"
                    >
                        { words.thread.resolve_confirm }
                    </Button>
                </div>
            </Dialog>
        </>
    }
}
