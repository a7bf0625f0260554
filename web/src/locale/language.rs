//! Which language the screen is in.

use super::Locale;
use web_sys::{Storage, window};
use yew::prelude::*;

/// Where the choice is remembered on this device.
const KEY: &str = "guichet.language";

/// A language of the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// The first, and the one for browsers that ask for neither.
    #[default]
    French,
    /// The second.
    English,
}

impl Language {
    /// Every language, in the order of the switch.
    pub const ALL: [Self; 2] = [Self::French, Self::English];

    /// Its name in BCP 47.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    /// Its name in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::French => "Français",
            Self::English => "English",
        }
    }

    /// The language that a BCP 47 tag such as `en-GB` asks for, if it is one of these.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let asked = tag.split('-').next()?;
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(asked))
    }

    /// What was chosen on this device, or else the first of the browser's languages that is one of these.
    fn preferred() -> Self {
        let remembered = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
        let asked = || {
            let languages = window().map(|window| window.navigator().languages())?;
            languages.iter().filter_map(|tag| tag.as_string()).find_map(|tag| Self::of_tag(&tag))
        };
        remembered.and_then(|tag| Self::of_tag(&tag)).or_else(asked).unwrap_or_default()
    }

    fn remember(self) {
        if let Some(storage) = storage() {
            // A full or forbidden storage costs the memory of the choice, not the choice.
            drop(storage.set_item(KEY, self.tag()));
        }
    }
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

/// Props of [`LocaleProvider`].
#[derive(PartialEq, Properties)]
pub struct LocaleProviderProps {
    /// What is said in the language.
    pub children: Html,
}

/// Says what stands within in the language in force, and tells the browser which it is.
#[component]
pub fn LocaleProvider(props: &LocaleProviderProps) -> Html {
    let language = use_state(Language::preferred);
    use_effect_with(*language, |language| {
        let root = window().and_then(|window| window.document()).and_then(|document| document.document_element());
        if let Some(root) = root {
            // Refused for malformed names only.
            drop(root.set_attribute("lang", language.tag()));
        }
    });
    let choose = use_callback((), {
        let language = language.setter();
        move |chosen: Language, ()| {
            chosen.remember();
            language.set(chosen);
        }
    });
    let locale = Locale { language: *language, choose };
    html! { <ContextProvider<Locale> context={locale}>{ props.children.clone() }</ContextProvider<Locale>> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regional_tag_asks_for_its_language() {
        assert_eq!(Language::of_tag("en-GB"), Some(Language::English));
        assert_eq!(Language::of_tag("FR"), Some(Language::French));
        assert_eq!(Language::of_tag("de"), None);
    }
}
