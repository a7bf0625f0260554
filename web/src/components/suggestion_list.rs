//! Instant search: a box to type in, and what is found under it, one click or one Enter away.

use super::field::{Field, described_by, input_id};
use super::{IconName, icon};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Its id, which is given to the callback.
    pub key: AttrValue,
    /// Its name.
    pub text: AttrValue,
    /// What tells it from others of the same name.
    pub detail: Option<AttrValue>,
}

/// What there is to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SuggestionState {
    /// Too little has been typed, nothing was found, or the search is on its way: these words say so.
    Note(AttrValue),
    /// More was found than is shown: these words say to go on typing.
    TooMany(AttrValue),
    /// What was found, all of it.
    Found(Vec<Suggestion>),
    /// What was found for what was typed before, until the next answer comes: it can be pressed, and no key chooses from it.
    Before(Vec<Suggestion>),
}

impl SuggestionState {
    /// What shows, and whether the keys choose from it.
    fn found(&self) -> (&[Suggestion], bool) {
        match self {
            Self::Found(found) => (found, true),
            Self::Before(found) => (found, false),
            Self::Note(_) | Self::TooMany(_) => (&[], false),
        }
    }
}

/// Props of [`SuggestionList`].
#[derive(PartialEq, Properties)]
pub struct SuggestionListProps {
    /// The name of the input.
    pub name: &'static str,
    /// What to look for.
    pub label: &'static str,
    /// What is typed so far.
    pub term: AttrValue,
    /// Called with the whole term at each keystroke.
    pub on_term: Callback<String>,
    /// What there is to show.
    pub state: SuggestionState,
    /// Called with the key of what is chosen.
    pub on_choose: Callback<AttrValue>,
    /// What helps to find it.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong, such as that nothing was chosen.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// The input, for who moves the focus to it.
    #[prop_or_default]
    pub node_ref: NodeRef,
}

/// What a key does to the highlighted option.
#[derive(Debug, PartialEq, Eq)]
enum Move {
    To(Option<usize>),
    Choose(usize),
    Clear,
}

fn read_key(key: &str, active: Option<usize>, count: usize) -> Option<Move> {
    match key {
        "ArrowDown" if count > 0 => Some(Move::To(Some(active.map_or(0, |at| (at + 1) % count)))),
        "ArrowUp" if count > 0 => Some(Move::To(Some(active.map_or(count - 1, |at| (at + count - 1) % count)))),
        // One match and Enter: there is nothing to hesitate about.
        "Enter" => active.or((count == 1).then_some(0)).filter(|at| *at < count).map(Move::Choose),
        "Escape" => Some(if active.is_some() { Move::To(None) } else { Move::Clear }),
        _ => None,
    }
}

/// A box to type in with what is found under it (the combobox pattern of ARIA).
#[component]
pub fn SuggestionList(props: &SuggestionListProps) -> Html {
    let active = use_state(|| None::<usize>);
    let (found, answers) = props.state.found();
    let reachable = if answers { found } else { &[] };
    let at = active.filter(|at| *at < reachable.len());
    let list_id = format!("list-{}", props.name);
    let option_id = |at: usize| format!("option-{}-{at}", props.name);

    let oninput = {
        let (active, on_term) = (active.clone(), props.on_term.clone());
        Callback::from(move |event: InputEvent| {
            active.set(None);
            on_term.emit(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let onkeydown = {
        let keys: Vec<_> = reachable.iter().map(|suggestion| suggestion.key.clone()).collect();
        let (active, on_term, on_choose) = (active.clone(), props.on_term.clone(), props.on_choose.clone());
        Callback::from(move |event: KeyboardEvent| {
            let moved = read_key(&event.key(), at, keys.len());
            // Enter never sends the form that the box stands in.
            if moved.is_some() || event.key() == "Enter" {
                event.prevent_default();
            }
            match moved {
                Some(Move::To(next)) => active.set(next),
                Some(Move::Choose(chosen)) => {
                    active.set(None);
                    if let Some(key) = keys.get(chosen) {
                        on_choose.emit(key.clone());
                    }
                }
                Some(Move::Clear) => on_term.emit(String::new()),
                None => {}
            }
        })
    };

    let SuggestionListProps { name, label, .. } = *props;
    let (hint, error) = (props.hint.as_ref(), props.error.as_ref());
    let field = Field { name, label, hint, error, ..Field::default() }.around(html! {
        <div class="field__box field__box--leading">
            { icon(IconName::Search) }
            <input
                ref={props.node_ref.clone()}
                class="field__input"
                type="text"
                inputmode="search"
                id={input_id("", name)}
                {name}
                value={&props.term}
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                role="combobox"
                aria-autocomplete="list"
                aria-expanded={(!found.is_empty()).to_string()}
                aria-controls={list_id.clone()}
                aria-activedescendant={at.map(option_id)}
                aria-invalid={error.is_some().then_some("true")}
                aria-describedby={described_by("", name, hint.is_some(), error.is_some())}
                {oninput}
                {onkeydown}
            />
        </div>
    });
    html! {
        <div class="combobox">
            { field }
            <div role="status">
                { match &props.state {
                    SuggestionState::Note(text) if text.is_empty() => html! {},
                    SuggestionState::Note(text) => html! { <p class="combobox__note">{ text }</p> },
                    SuggestionState::TooMany(text) => {
                        html! { <p class="combobox__note" data-test="too-many">{ text }</p> }
                    }
                    SuggestionState::Found(_) | SuggestionState::Before(_) => html! {},
                } }
            </div>
            <ul
                id={list_id}
                role="listbox"
                aria-label={label}
                aria-busy={(!answers && !found.is_empty()).then_some("true")}
                class="combobox__list"
                hidden={found.is_empty()}
            >
                for (index, suggestion) in found.iter().enumerate() {
                    <li
                        key={suggestion.key.to_string()}
                        id={option_id(index)}
                        role="option"
                        class="combobox__option"
                        aria-selected={(at == Some(index)).to_string()}
                        data-test="suggestion"
                        onclick={props.on_choose.reform({
                            let key = suggestion.key.clone();
                            move |_: MouseEvent| key.clone()
                        })}
                    >
                        <span>{ &suggestion.text }</span>
                        if let Some(detail) = &suggestion.detail {
                            <span class="combobox__detail">{ detail }</span>
                        }
                    </li>
                }
            </ul>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_round_and_enter_chooses() {
        assert_eq!(read_key("ArrowDown", None, 3), Some(Move::To(Some(0))));
        assert_eq!(read_key("ArrowUp", Some(0), 3), Some(Move::To(Some(2))));
        assert_eq!(read_key("Enter", Some(2), 3), Some(Move::Choose(2)));
        assert_eq!(read_key("ArrowDown", None, 0), None);
    }

    #[test]
    fn enter_takes_an_only_match_and_nothing_among_several() {
        assert_eq!(read_key("Enter", None, 1), Some(Move::Choose(0)));
        assert_eq!(read_key("Enter", None, 2), None);
    }

    #[test]
    fn no_key_chooses_from_what_was_found_before() {
        let found = vec![Suggestion { key: "1".into(), text: "Claire Morel".into(), detail: None }];
        assert_eq!(SuggestionState::Found(found.clone()).found(), (&*found, true));
        assert_eq!(SuggestionState::Before(found.clone()).found(), (&*found, false));
    }

    #[test]
    fn escape_leaves_the_list_first_and_clears_the_term_then() {
        assert_eq!(read_key("Escape", Some(1), 3), Some(Move::To(None)));
        assert_eq!(read_key("Escape", None, 3), Some(Move::Clear));
    }
}
