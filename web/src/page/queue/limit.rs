//! Searches that the API does not take up: nothing is said to be missing that was not looked for.

use super::selection::Selection;
use crate::{
    components::{IconName, empty_state},
    locale::Locale,
};
use guichet_domain::{
    fold::{MAX_SEARCH_LENGTH, MAX_SEARCH_WORDS, MIN_SEARCH_LENGTH},
    ticket_search::TicketSearch,
};
use yew::prelude::*;

/// Why a search is not looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// No word has as many characters as it takes to look one up, and it is no ticket's number.
    Short,
    /// It has more characters than a search may have.
    Long,
    /// It has more different words than a search may have.
    ManyWords,
}

impl Limit {
    /// Why this search is not looked for; none where it is, or where nothing is searched for.
    pub fn of(search: &str) -> Option<Self> {
        if search.is_empty() {
            return None;
        }
        if search.chars().count() > MAX_SEARCH_LENGTH {
            return Some(Self::Long);
        }
        let TicketSearch { words, number } = TicketSearch::parse(search);
        if words.len() > MAX_SEARCH_WORDS {
            Some(Self::ManyWords)
        } else if number.is_some() || words.iter().any(|word| word.chars().count() >= MIN_SEARCH_LENGTH) {
            None
        } else {
            Some(Self::Short)
        }
    }

    /// Says what to type instead, with the way to do without.
    pub fn notice(self, way_on: Html, locale: &Locale) -> Html {
        let words = &locale.words().queue;
        let (title, text) = match self {
            Self::Short => ((words.too_short)(MIN_SEARCH_LENGTH), words.too_short_text),
            Self::Long => ((words.too_long)(MAX_SEARCH_LENGTH), words.too_long_text),
            Self::ManyWords => ((words.too_many_words)(MAX_SEARCH_WORDS), words.too_long_text),
        };
        html! {
            <div role="status" data-test="search-limit">{ empty_state(IconName::Search, &title, text, way_on) }</div>
        }
    }
}

impl Selection {
    /// Why what it searches for is not looked for, where it is not.
    pub fn limit(&self) -> Option<Limit> {
        Limit::of(&self.search)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_or_two_characters_find_nothing_by_themselves() {
        for short in ["h", "HP", "HP TV", "é-è", "-", "\"\""] {
            assert_eq!(Limit::of(short), Some(Limit::Short), "{short}");
        }
        for search in ["", "HP imprimante", "écr", "\"l'a\"", "12", "#7"] {
            assert_eq!(Limit::of(search), None, "{search}");
        }
    }

    #[test]
    fn a_search_has_so_many_characters_and_so_many_different_words() {
        let (longest, too_long) = ("é".repeat(MAX_SEARCH_LENGTH), "é".repeat(MAX_SEARCH_LENGTH + 1));
        assert_eq!((Limit::of(&longest), Limit::of(&too_long)), (None, Some(Limit::Long)));
        let words = |count: usize| (0..count).map(|n| format!("mot{n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(Limit::of(&words(MAX_SEARCH_WORDS)), None);
        assert_eq!(Limit::of(&words(MAX_SEARCH_WORDS + 1)), Some(Limit::ManyWords));
        assert_eq!(Limit::of(&"mot ".repeat(MAX_SEARCH_WORDS + 1)), None, "a word counts once");
    }
}
