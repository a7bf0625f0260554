//! Unicode's normal forms and classes, which a machine gets from tables and a browser has already: the tables would be a
//! third of what a first visit loads.

pub(crate) use platform::{is_mark, nfc, nfkd};

#[cfg(not(target_family = "wasm"))]
mod platform {
    use unicode_normalization::UnicodeNormalization;
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

    /// Canonical composition.
    pub fn nfc(text: &str) -> String {
        text.nfc().collect()
    }

    /// Compatibility decomposition.
    pub fn nfkd(text: &str) -> String {
        text.nfkd().collect()
    }

    /// Whether it stands on the letter before it, as an accent does.
    pub fn is_mark(c: char) -> bool {
        matches!(c.general_category_group(), GeneralCategoryGroup::Mark)
    }
}

#[cfg(target_family = "wasm")]
mod platform {
    use js_sys::{JsString, RegExp};

    /// Canonical composition.
    pub fn nfc(text: &str) -> String {
        JsString::from(text).normalize("NFC").into()
    }

    /// Compatibility decomposition.
    pub fn nfkd(text: &str) -> String {
        JsString::from(text).normalize("NFKD").into()
    }

    /// Whether it stands on the letter before it, as an accent does.
    pub fn is_mark(c: char) -> bool {
        // No mark is that low, and nearly every letter is.
        c > '\u{2FF}' && RegExp::new(r"\p{M}", "u").test(c.encode_utf8(&mut [0; 4]))
    }
}
