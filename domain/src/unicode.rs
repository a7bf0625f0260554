//! Unicode's normal forms, cases and classes, which a machine gets from tables and a browser has already: the tables would be a
//! third of what a first visit loads.

pub(crate) use platform::{caseless, is_mark, lower, nfc, nfkd};

#[cfg(not(target_family = "wasm"))]
mod platform {
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

    /// Canonical composition.
    pub fn nfc(text: &str) -> String {
        match is_nfc_quick(text.chars()) {
            IsNormalized::Yes => text.to_owned(),
            IsNormalized::No | IsNormalized::Maybe => text.nfc().collect(),
        }
    }

    /// Compatibility decomposition.
    pub fn nfkd(text: &str) -> String {
        text.nfkd().collect()
    }

    /// In small letters.
    pub fn lower(text: &str) -> String {
        text.to_lowercase()
    }

    /// Each character in small letters, by way of its capital: of several small letters (σ and ς) only one is the
    /// capital's.
    pub fn caseless(text: &str) -> String {
        text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
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

    /// In small letters.
    pub fn lower(text: &str) -> String {
        JsString::from(text).to_lower_case().into()
    }

    /// Each character in small letters, by way of its capital: of several small letters (σ and ς) only one is the
    /// capital's.
    pub fn caseless(text: &str) -> String {
        let small: String = JsString::from(text).to_upper_case().to_lower_case().into();
        // Where a word ends, the browser writes the capital's other small letter.
        small.replace('ς', "σ")
    }

    /// Whether it stands on the letter before it, as an accent does.
    pub fn is_mark(c: char) -> bool {
        // No mark is that low, and nearly every letter is.
        c > '\u{2FF}' && RegExp::new(r"\p{M}", "u").test(c.encode_utf8(&mut [0; 4]))
    }
}
