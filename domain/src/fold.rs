//! Text folding for search: case, accents, hyphens and spacing do not count.

use crate::unicode::{caseless, is_mark, nfkd};

/// From how many folded characters on a search looks anything up.
pub const MIN_SEARCH_LENGTH: usize = 3;
/// How many characters a search may have, as typed.
pub const MAX_SEARCH_LENGTH: usize = 200;
/// How many different words a search may have.
pub const MAX_SEARCH_WORDS: usize = 16;

/// The text as search compares it: compatibility forms and accents undone, lower case, white space and hyphens dropped.
///
/// `"Écran  LED 24-pouces"` folds to `"ecranled24pouces"`. Folding twice changes nothing. Characters are folded one by
/// one: a text folds to what its pieces fold to.
#[must_use]
pub fn fold(text: &str) -> String {
    if cfg!(target_family = "wasm") {
        // A browser folds what one person types, and each path would be loaded by all.
        return fold_by_tables(text);
    }
    let mut folded = String::with_capacity(text.len());
    // Nearly all of a text in French is ASCII, of which most is known without a table.
    for run in text.as_bytes().chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
        match std::str::from_utf8(run) {
            Ok(run) if run.is_ascii() => {
                folded.extend(run.chars().filter(|c| !is_dropped(*c)).map(|c| c.to_ascii_lowercase()));
            }
            Ok(run) => folded.push_str(&fold_by_tables(run)),
            // Characters are whole on either side of where a run ends.
            Err(_) => {}
        }
    }
    folded
}

fn fold_by_tables(text: &str) -> String {
    let kept: String = nfkd(text).chars().filter(|c| !is_dropped(*c)).collect();
    let lower: String = caseless(&kept).chars().flat_map(spelled_out).collect();
    // Changing case (İ) and compatibility forms can bring marks back.
    nfkd(&lower).chars().filter(|c| !is_dropped(*c)).collect()
}

/// The words that a search asks for, folded: pieces between white space; what stands in quotation marks is one word. A mark
/// without another one is none: an inch, or a search that is being typed. Words that fold to nothing are left out, and each stands once.
#[must_use]
pub fn words(search: &str) -> Vec<String> {
    let mut words = Vec::new();
    let parts: Vec<_> = search.split(['"', '«', '»', '“', '”']).collect();
    for (i, part) in parts.iter().enumerate() {
        let quoted = i % 2 == 1 && i + 1 < parts.len();
        if quoted {
            words.push(fold(part));
        } else {
            words.extend(part.split_whitespace().map(fold));
        }
    }
    let mut different: Vec<String> = Vec::new();
    for word in words {
        if !word.is_empty() && !different.contains(&word) {
            different.push(word);
        }
    }
    different
}

fn is_dropped(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '-' | '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2010}'..='\u{2015}' | '\u{2060}' | '\u{2212}' | '\u{FEFF}')
        || (!c.is_ascii() && is_mark(c))
}

/// Letters that Unicode does not take apart, as a French keyboard would spell them.
fn spelled_out(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        'œ' => ('o', Some('e')),
        'æ' => ('a', Some('e')),
        'ß' => ('s', Some('s')),
        'ø' => ('o', None),
        'ł' => ('l', None),
        'đ' | 'ð' => ('d', None),
        '’' | '‘' | 'ʼ' => ('\'', None),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_accents_hyphens_and_spacing_do_not_count() {
        assert_eq!(fold("Écran  LED 24-pouces"), "ecranled24pouces");
        assert_eq!(fold("GT‑X\u{a0}500"), fold("gtx500"));
        assert_eq!(fold("Cœur ﬁdèle"), "coeurfidele");
        assert_eq!(fold("STRASSE"), fold("straße"));
    }

    #[test]
    fn quotation_marks_keep_words_together() {
        assert_eq!(words(r#"écran "ne s'allume plus" - AB-12"#), ["ecran", "nes'allumeplus", "ab12"]);
        assert_eq!(words("« carte mère » lente"), ["cartemere", "lente"]);
        assert_eq!(words(r#"écran 27" noir incurvé"#), ["ecran", "27", "noir", "incurve"]);
    }

    #[test]
    fn a_word_counts_once() {
        assert_eq!(words("écran ECRAN noir é-cran"), ["ecran", "noir"]);
    }

    #[test]
    fn case_counts_for_no_character_at_all() {
        let has_case = |c: &char| !c.to_uppercase().eq([*c]) || !c.to_lowercase().eq([*c]);
        // Below a Greek letter, iota is a mark; beside its capital, a letter.
        let has_iota = |c: &char| nfkd(&c.to_string()).contains('\u{345}');
        for c in ('\0'..=char::MAX).filter(has_case).filter(|c| !has_iota(c)) {
            let folded = fold(&c.to_string());
            for other in [c.to_uppercase().to_string(), c.to_lowercase().to_string()] {
                assert_eq!(fold(&other), folded, "{c:?} and {other:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_text_folds_to_what_its_characters_fold_to(text in any::<String>()) {
            let one_by_one: String = text.chars().map(|c| fold(c.encode_utf8(&mut [0; 4]))).collect();
            prop_assert_eq!(fold(&text), one_by_one);
        }

        #[test]
        fn the_tables_say_the_same(text in any::<String>(), plain in "[ -~\\t\\nàéœ]{0,40}") {
            prop_assert_eq!(fold(&text), fold_by_tables(&text));
            prop_assert_eq!(fold(&plain), fold_by_tables(&plain));
        }

        #[test]
        fn case_never_counts_for_what_people_type(text in "[a-zA-ZÀ-ÖØ-öø-ÿœŒ0-9 '-]{0,40}") {
            prop_assert_eq!(fold(&text.to_lowercase()), fold(&text));
            prop_assert_eq!(fold(&text.to_uppercase().to_lowercase()), fold(&text));
        }
    }
}
