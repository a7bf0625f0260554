//! The sheet that lists the keys of the desk.

use crate::{
    components::{Button, ButtonKind, Dialog},
    hook::Shortcuts,
    locale::Locale,
};
use yew::prelude::*;

/// The button that opens the sheet, and the sheet; nothing where the keys are turned off.
pub fn help(open: &UseStateHandle<bool>, shortcuts: Shortcuts, locale: &Locale) -> Html {
    let words = &locale.words().keys;
    if !shortcuts.on {
        return html! {};
    }
    let (show, hide) = (open.setter(), open.setter());
    let hide = Callback::from(move |()| hide.set(false));
    let button = Button {
        label: words.title,
        kind: ButtonKind::Quiet,
        class: Some("button--small keys-button"),
        onclick: Callback::from(move |_: MouseEvent| show.set(true)),
        shortcut: shortcuts.key("?"),
        data_test: Some("keys"),
        ..Button::default()
    };
    let close = Button {
        label: words.close,
        onclick: hide.reform(|_: MouseEvent| ()),
        data_test: Some("keys-close"),
        ..Button::default()
    };
    html! {
        <>
            { button.view() }
            <Dialog open={**open} title={words.title} on_close={hide}>
                <dl class="keys" data-test="keys-list">
                    for (key, does) in words.list.iter().copied() {
                        <div><dt><kbd>{ key }</kbd></dt><dd>{ does }</dd></div>
                    }
                </dl>
                <p class="soft small">{ words.text }</p>
                <div class="cluster cluster--end">{ close.view() }</div>
            </Dialog>
        </>
    }
}
