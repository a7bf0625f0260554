//! Every word on the screen, in French and in English, and the ways each language writes days, times and numbers.
//!
//! `words` says which words there are, `fr` and `en` say them: a word that is missing in one of them does not compile.

mod en;
pub mod format;
mod fr;
mod language;
pub mod words;

pub use language::{Language, LocaleProvider};

use words::Words;
use yew::prelude::*;

/// The language in force, and the way to another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Locale {
    language: Language,
    choose: Callback<Language>,
}

impl Locale {
    /// Its name in BCP 47, for the browser.
    pub const fn tag(&self) -> &'static str {
        self.language.tag()
    }

    /// The words.
    pub const fn words(&self) -> &'static Words {
        match self.language {
            Language::French => &fr::WORDS,
            Language::English => &en::WORDS,
        }
    }

    /// Goes over to another language, which is remembered on this device.
    pub fn choose(&self, language: Language) {
        self.choose.emit(language);
    }
}

/// The language in force.
#[hook]
pub fn use_locale() -> Locale {
    use_context().unwrap_or_default()
}
