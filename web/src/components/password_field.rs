//! A password, hidden until its owner asks to see it.

use super::field::{Field, Scope, described_by, input_id};
use super::{IconName, icon};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Props of [`PasswordField`].
#[derive(PartialEq, Properties)]
pub struct PasswordFieldProps {
    /// The form it stands in, where another form of the page asks for the same.
    #[prop_or_default]
    pub scope: Scope,
    /// The field's name in the API's input.
    pub name: &'static str,
    /// What to type.
    pub label: &'static str,
    /// What is typed so far.
    pub value: AttrValue,
    /// Called with the whole value at each keystroke.
    pub on_input: Callback<String>,
    /// Called when the person goes on to something else.
    #[prop_or_default]
    pub on_blur: Callback<()>,
    /// What the button says while the password is hidden.
    pub show_label: AttrValue,
    /// What the button says while the password shows.
    pub hide_label: AttrValue,
    /// Whether it is a password being chosen, so that the browser offers to make one rather than to fill one in.
    #[prop_or_default]
    pub new: bool,
    /// What helps to type it right.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong with it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// Whether a dialog that it stands in gives it the focus when it opens.
    #[prop_or_default]
    pub autofocus: bool,
    /// The input, for who moves the focus to it.
    #[prop_or_default]
    pub node_ref: NodeRef,
}

/// A password.
#[component]
pub fn PasswordField(props: &PasswordFieldProps) -> Html {
    let shown = use_state(|| false);
    let oninput = props.on_input.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(!*shown))
    };
    let (label, picture) =
        if *shown { (&props.hide_label, IconName::EyeOff) } else { (&props.show_label, IconName::Eye) };
    let PasswordFieldProps { scope, name, hint, error, .. } = props;
    let (hint, error) = (hint.as_ref(), error.as_ref());
    Field { scope, name, label: props.label, hint, error, ..Field::default() }.around(html! {
        <div class="field__box">
            <input
                ref={props.node_ref.clone()}
                class="field__input"
                type={if *shown { "text" } else { "password" }}
                id={input_id(scope, name)}
                name={*name}
                value={&props.value}
                autocomplete={if props.new { "new-password" } else { "current-password" }}
                autofocus={props.autofocus}
                autocapitalize="none"
                spellcheck="false"
                aria-required="true"
                aria-invalid={error.is_some().then_some("true")}
                aria-describedby={described_by(scope, name, hint.is_some(), error.is_some())}
                {oninput}
                onblur={props.on_blur.reform(|_: FocusEvent| ())}
            />
            <button type="button" class="field__toggle" aria-label={label} title={label} onclick={toggle}>
                { icon(picture) }
            </button>
        </div>
    })
}
