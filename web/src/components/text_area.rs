//! Several lines that a person types. The box grows with them.

use super::field::{Field, described_by, input_id};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Props of [`TextArea`].
#[derive(PartialEq, Properties)]
pub struct TextAreaProps {
    /// The field's name in the API's input.
    pub name: AttrValue,
    /// What to type.
    pub label: AttrValue,
    /// What is typed so far.
    pub value: AttrValue,
    /// Called with the whole value at each keystroke.
    pub on_input: Callback<String>,
    /// Called on Ctrl+Enter, or Command+Enter.
    #[prop_or_default]
    pub on_submit: Callback<()>,
    /// What helps to type it right.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong with it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// The form can't do without it.
    #[prop_or_default]
    pub required: bool,
    /// The input, for who moves the focus to it.
    #[prop_or_default]
    pub node_ref: NodeRef,
}

/// Several lines of text.
#[component]
pub fn TextArea(props: &TextAreaProps) -> Html {
    let oninput =
        props.on_input.reform(|event: InputEvent| event.target_unchecked_into::<HtmlTextAreaElement>().value());
    let onkeydown = {
        let on_submit = props.on_submit.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                on_submit.emit(());
            }
        })
    };
    html! {
        <Field name={&props.name} label={&props.label} hint={props.hint.clone()} error={props.error.clone()}>
            <textarea
                ref={props.node_ref.clone()}
                class="field__input"
                id={input_id(&props.name)}
                name={&props.name}
                value={&props.value}
                rows="4"
                aria-required={props.required.then_some("true")}
                aria-invalid={props.error.is_some().then_some("true")}
                aria-describedby={described_by(&props.name, props.hint.is_some(), props.error.is_some())}
                {oninput}
                {onkeydown}
            />
        </Field>
    }
}
