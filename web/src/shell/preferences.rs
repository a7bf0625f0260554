//! The language, the colours and the keys, as the person likes them.

use crate::{
    components::{Segment, Segments},
    hook::{
        shortcuts::{KEY, OFF},
        use_shortcuts,
    },
    kept::keep,
    locale::{Language, use_locale},
    theme::Theme,
};
use yew::prelude::*;

/// Props of [`Preferences`].
#[derive(PartialEq, Properties)]
pub struct PreferencesProps {
    /// Whether there are keys to turn off.
    #[prop_or_default]
    pub keys: bool,
}

/// Lets the person choose the language and the colours, and turn the keys off.
#[component]
pub fn Preferences(props: &PreferencesProps) -> Html {
    let locale = use_locale();
    let common = &locale.words().common;
    let theme = use_state(Theme::remembered);
    let shortcuts = use_shortcuts();

    let languages: Vec<_> =
        Language::ALL.into_iter().map(|language| Segment { value: language.tag(), label: language.name() }).collect();
    let choose_language = {
        let locale = locale.clone();
        Callback::from(move |tag| locale.choose(Language::of_tag(tag).unwrap_or_default()))
    };

    let theme_label = |theme| match theme {
        Theme::System => common.theme_system,
        Theme::Light => common.theme_light,
        Theme::Dark => common.theme_dark,
    };
    let themes: Vec<_> =
        Theme::ALL.into_iter().map(|theme| Segment { value: theme.name(), label: theme_label(theme) }).collect();
    let choose_theme = {
        let theme = theme.clone();
        Callback::from(move |name| {
            let chosen = Theme::named(name);
            chosen.choose();
            theme.set(chosen);
        })
    };

    let languages = Segments {
        name: "language",
        legend: common.language,
        segments: languages,
        selected: locale.tag(),
        on_select: choose_language,
    };
    let themes = Segments {
        name: "theme",
        legend: common.theme,
        segments: themes,
        selected: theme.name(),
        on_select: choose_theme,
    };
    let words = &locale.words().keys;
    let keys = Segments {
        name: "keys",
        legend: words.title,
        segments: vec![Segment { value: "on", label: words.on }, Segment { value: OFF, label: words.off }],
        selected: if shortcuts.on { "on" } else { OFF },
        on_select: Callback::from(|chosen| {
            keep(KEY, Some(chosen).filter(|chosen| *chosen == OFF));
        }),
    };
    html! {
        <>
            { languages.view() }
            { themes.view() }
            if props.keys {
                { keys.view() }
            }
        </>
    }
}
