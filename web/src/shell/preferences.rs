//! The language and the colours, as the person likes them.

use crate::{
    components::{Segment, Segments},
    locale::{Language, use_locale},
    theme::Theme,
};
use yew::prelude::*;

/// Lets the person choose the language and the colours.
#[component]
pub fn Preferences() -> Html {
    let locale = use_locale();
    let common = &locale.words().common;
    let theme = use_state(Theme::remembered);

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
    html! {
        <>
            { languages.view() }
            { themes.view() }
        </>
    }
}
