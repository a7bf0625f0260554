//! What every field shares: its label, its hint and what is wrong with it, tied together for readers of screens.

use super::{Icon, IconName};
use yew::prelude::*;

/// Names the parts of a field after its input. A name is used once on a page.
pub fn input_id(name: &str) -> String {
    format!("field-{name}")
}

/// What describes the input, for `aria-describedby`: the error first, then the hint.
pub fn described_by(name: &str, hint: bool, error: bool) -> Option<String> {
    let parts = [error.then(|| format!("error-{name}")), hint.then(|| format!("hint-{name}"))];
    let ids: Vec<_> = parts.into_iter().flatten().collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// Props of [`Field`].
#[derive(PartialEq, Properties)]
pub struct FieldProps {
    /// The name of the input within.
    pub name: AttrValue,
    /// What to type.
    pub label: AttrValue,
    /// What helps to type it right.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong with what was typed.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// The input.
    #[prop_or_default]
    pub children: Html,
}

/// The frame around an input whose id is [`input_id`] of its name.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    html! {
        <div class="field">
            <label class="field__label" for={input_id(&props.name)}>{ &props.label }</label>
            if let Some(hint) = &props.hint {
                <p class="field__hint" id={format!("hint-{}", props.name)}>{ hint }</p>
            }
            { props.children.clone() }
            <div aria-live="polite">
                if let Some(error) = &props.error {
                    <p class="field__error" id={format!("error-{}", props.name)} data-test="field-error">
                        <Icon name={IconName::Warning} />
                        <span>{ error }</span>
                    </p>
                }
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_read_before_the_hint() {
        assert_eq!(described_by("email", true, true).as_deref(), Some("error-email hint-email"));
        assert_eq!(described_by("email", false, true).as_deref(), Some("error-email"));
        assert_eq!(described_by("email", false, false), None);
    }
}
