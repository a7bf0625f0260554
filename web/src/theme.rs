//! Light, dark, or as the system says. The style sheet does the rest.

use web_sys::window;

/// Where the choice is remembered on this device.
const KEY: &str = "guichet.theme";
/// The attribute of the root element that the style sheet looks at.
const ATTRIBUTE: &str = "data-theme";

/// The colours of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Every theme, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name under which it is remembered.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of this name; an unknown name is the system's.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.name() == name).unwrap_or_default()
    }

    /// What was chosen on this device. Where storage is forbidden, the system's.
    #[must_use]
    pub fn remembered() -> Self {
        let storage = window().and_then(|window| window.local_storage().ok().flatten());
        storage.and_then(|storage| storage.get_item(KEY).ok().flatten()).map_or(Self::System, |name| Self::named(&name))
    }

    /// Remembers the choice, where storage is allowed, and applies it.
    pub fn choose(self) {
        if let Some(storage) = window().and_then(|window| window.local_storage().ok().flatten()) {
            // A full or forbidden storage costs the memory of the choice, not the choice.
            drop(storage.set_item(KEY, self.name()));
        }
        self.apply();
    }

    /// Puts it in force.
    pub fn apply(self) {
        let root = window().and_then(|window| window.document()).and_then(|document| document.document_element());
        let Some(root) = root else { return };
        // Both are refused for malformed names only.
        match self {
            Self::System => drop(root.remove_attribute(ATTRIBUTE)),
            Self::Light | Self::Dark => drop(root.set_attribute(ATTRIBUTE, self.name())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_found_by_its_name() {
        for theme in Theme::ALL {
            assert_eq!(Theme::named(theme.name()), theme);
        }
        assert_eq!(Theme::named("sepia"), Theme::System);
    }
}
