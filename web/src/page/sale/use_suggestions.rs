//! Instant search at the counter.

use crate::{
    components::{Suggestion, SuggestionState},
    form::Trouble,
    hook::{ResourceState, use_resource},
    locale::Locale,
    network::{Failure, Network},
};
use guichet_domain::fold::{MIN_SEARCH_LENGTH, fold};
use std::{future::Future, rc::Rc};
use yew::prelude::*;

/// What a search has found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found<T> {
    /// Too little is typed to look for anything.
    TooShort,
    /// The first answer is on its way.
    Searching,
    /// More than is shown.
    TooMany,
    /// All there is.
    All(Rc<Vec<T>>),
    /// All there was for what was typed before; the answer to what is typed now is on its way.
    Before(Rc<Vec<T>>),
    /// The server gave nothing.
    Failed(Failure),
}

impl<T> Found<T> {
    /// What there is to show, in the reader's language.
    pub fn shown(&self, locale: &Locale, suggestion: impl Fn(&T) -> Suggestion) -> SuggestionState {
        let words = &locale.words().sale;
        match self {
            Self::TooShort => SuggestionState::Note(AttrValue::default()),
            Self::Searching => SuggestionState::Note(words.searching.into()),
            Self::TooMany => SuggestionState::TooMany(words.go_on_typing.into()),
            Self::All(found) | Self::Before(found) if found.is_empty() => {
                SuggestionState::Note(words.nothing_found.into())
            }
            Self::All(found) => SuggestionState::Found(found.iter().map(suggestion).collect()),
            Self::Before(found) => SuggestionState::Before(found.iter().map(suggestion).collect()),
            Self::Failed(failure) => SuggestionState::Note(Trouble::Failure(failure.clone()).sentence(locale).into()),
        }
    }

    /// The one that was chosen among all.
    pub fn chosen(&self, is_it: impl Fn(&T) -> bool) -> Option<T>
    where
        T: Clone,
    {
        match self {
            Self::All(found) | Self::Before(found) => found.iter().find(|one| is_it(one)).cloned(),
            Self::TooShort | Self::Searching | Self::TooMany | Self::Failed(_) => None,
        }
    }

    /// What shows while the next answer is on its way.
    fn meanwhile(self) -> Self {
        match self {
            Self::All(found) | Self::Before(found) => Self::Before(found),
            Self::TooShort | Self::Searching | Self::TooMany | Self::Failed(_) => self,
        }
    }
}

/// Searches at each keystroke from the third character on. What was found stays until the next answer comes, so that
/// nothing blinks.
#[hook]
pub fn use_suggestions<T, S>(term: &str, search: impl Fn(Network, String) -> S + 'static) -> Found<T>
where
    T: Clone + 'static,
    S: Future<Output = Result<(Vec<T>, bool), Failure>> + 'static,
{
    let last = use_mut_ref(|| None::<Found<T>>);
    let long_enough = fold(term).chars().count() >= MIN_SEARCH_LENGTH;
    let term = if long_enough { term.trim() } else { "" };
    let typed = term.to_owned();
    let resource = use_resource(term, move |network| {
        let searching = long_enough.then(|| search(network, typed.clone()));
        async move {
            Ok(match searching {
                None => Found::TooShort,
                Some(searching) => match searching.await? {
                    (_, true) => Found::TooMany,
                    (found, false) => Found::All(Rc::new(found)),
                },
            })
        }
    });
    let found = match resource.state {
        _ if !long_enough => Found::TooShort,
        ResourceState::Ready(found) => (*found).clone(),
        ResourceState::Failed(failure) => Found::Failed(failure),
        ResourceState::Loading => last.borrow().clone().map_or(Found::Searching, Found::meanwhile),
    };
    *last.borrow_mut() = long_enough.then(|| found.clone());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_before_is_no_answer_to_what_is_typed_now() {
        let found = Rc::new(vec!["EC-2400"]);
        let before = Found::Before(found.clone());
        assert_eq!(Found::All(found).meanwhile(), before);
        assert_eq!(before.clone().meanwhile(), before);
        // It shows still, and may be pressed.
        assert_eq!(before.chosen(|_| true), Some("EC-2400"));
        assert_eq!(Found::<&str>::TooMany.meanwhile(), Found::TooMany);
    }
}
