use super::*;
use crate::fold::words;
use proptest::prelude::*;

/// The excerpt as a line: matches in brackets, an ellipsis where it was cut.
fn shown(text: &str, search: &str, length: usize) -> String {
    let Some(excerpt) = Excerpt::of(text, &words(search), length) else { return "none".to_owned() };
    let parts: String = excerpt
        .parts
        .iter()
        .map(|part| if part.is_match { format!("[{}]", part.text) } else { part.text.clone() })
        .collect();
    let ellipsis = |cut| if cut { "…" } else { "" };
    format!("{}{parts}{}", ellipsis(excerpt.cut_before), ellipsis(excerpt.cut_after))
}

#[test]
fn what_was_found_is_marked_as_it_was_written() {
    for (text, search, expected) in [
        ("L'écran reste noir", "ECRAN noir", "L'[écran] reste [noir]"),
        ("Touche « Échap » bloquée", "echap bloq", "Touche « [Échap] » [bloq]uée"),
        ("Réf. CL-01 02", "cl0102", "Réf. [CL-01 02]"),
        ("Un cœur ﬁdèle", "oeur fid", "Un c[œur] [ﬁd]èle"),
        ("anana", "ana", "[ana]na"),
        ("ananas", "ana nas", "[ananas]"),
        ("Rien", "écran", "none"),
        ("", "écran", "none"),
    ] {
        assert_eq!(shown(text, search, 200), expected, "{search} in {text}");
    }
}

#[test]
fn a_character_is_never_cut() {
    // Decomposed accents, Hangul, a flag, and a family of joined emoji.
    assert_eq!(shown("pre\u{301}ve\u{301}nu", "even", 200), "pr[e\u{301}ve\u{301}n]u");
    assert_eq!(shown("한국어", "하", 200), "[한]국어");
    assert_eq!(shown("abc👩‍👩‍👧def", "abc👩", 200), "[abc👩‍👩‍👧]def");
    assert_eq!(shown("🇫🇷🇧🇪 ok", "🇷🇧", 200), "[🇫🇷🇧🇪] ok");
    assert_eq!(shown("straße", "tras", 200), "s[traß]e");
}

#[test]
fn a_long_text_is_cut_between_words() {
    let text = "Bonjour, depuis ce matin l'imprimante du bureau refuse de sortir de veille, merci d'avance.";
    assert_eq!(shown(text, "imprimante", 40), "…matin l'[imprimante] du bureau refuse de…");
    assert_eq!(shown(text, "bonjour", 30), "[Bonjour], depuis ce matin…");
    assert_eq!(shown(text, "avance", 30), "…de veille, merci d'[avance].");
    assert_eq!(shown(&"a".repeat(50), "aaaa", 10), format!("[{}]aa…", "a".repeat(8)));
}

#[test]
fn the_piece_that_holds_most_words_is_shown() {
    let text = format!("L'écran est là. {}L'écran est noir.", "Autre chose. ".repeat(30));
    assert_eq!(shown(&text, "écran noir", 40), "…chose. Autre chose. L'[écran] est [noir].");
    assert_eq!(shown(&text, "noir écran là", 40), "L'[écran] est [là]. Autre chose. Autre…");
}

#[test]
fn a_match_that_is_longer_than_an_excerpt_is_shown_as_a_whole() {
    let spread = format!("ab{}cd ef", " ".repeat(50));
    assert_eq!(shown(&spread, "abcd", 20), format!("[ab{}cd]…", " ".repeat(50)));
}

/// Words among which a search finds some, with what makes folding hard.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-c]{1,4}",
        Just("é".to_owned()),
        Just("e\u{301}".to_owned()),
        Just("œ".to_owned()),
        Just("ß".to_owned()),
        Just("👩\u{200D}👧".to_owned()),
        Just("🇫".to_owned()),
        Just("\r\n".to_owned()),
        Just("- ".to_owned()),
        Just(" ".to_owned()),
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn an_excerpt_is_a_piece_of_the_text(text in text(), search in "[a-ceœß ]{1,8}", length in 1..60_usize) {
        let words = words(&search);
        let found = words.iter().any(|word| fold(&text).contains(word.as_str()));
        let Some(excerpt) = Excerpt::of(&text, &words, length) else {
            prop_assert!(!found);
            return Ok(());
        };
        prop_assert!(found);

        let piece: String = excerpt.parts.iter().map(|part| part.text.as_str()).collect();
        prop_assert!(text.contains(&piece));
        prop_assert!(excerpt.cut_before || text.starts_with(&piece));
        prop_assert!(excerpt.cut_after || text.ends_with(&piece));
        prop_assert_eq!(!excerpt.cut_before && !excerpt.cut_after, piece == text);

        let holds = |part: &Part| words.iter().any(|word| fold(&part.text).contains(word.as_str()));
        prop_assert!(excerpt.parts.iter().any(|part| part.is_match));
        let all_are_marked = excerpt.parts.iter().filter(|part| part.is_match).count() < EXCERPT_MARKS;
        for part in &excerpt.parts {
            prop_assert!(!part.text.is_empty());
            prop_assert!(!part.is_match || holds(part), "{:?}", part);
            prop_assert!(!all_are_marked || part.is_match == holds(part), "{:?}", part);
        }
        prop_assert!(excerpt.parts.windows(2).all(|two| two[0].is_match != two[1].is_match));

        let size = piece.chars().count();
        prop_assert!(size <= length || excerpt.parts.len() == 1, "{} in {:?}", size, excerpt.parts);
    }

    #[test]
    fn characters_stay_whole(text in text(), search in "[a-ceœß ]{1,8}", length in 1..60_usize) {
        let Some(excerpt) = Excerpt::of(&text, &words(&search), length) else { return Ok(()) };
        let whole: Vec<_> = text.graphemes(true).collect();
        let pieces: Vec<_> = excerpt.parts.iter().flat_map(|part| part.text.graphemes(true)).collect();
        prop_assert!(whole.windows(pieces.len()).any(|window| window == pieces));
    }
}

#[test]
fn so_many_are_marked_and_no_more() {
    let excerpt = Excerpt::of(&"ab cd ".repeat(40), &["ab"], EXCERPT_LENGTH).unwrap();
    assert_eq!(excerpt.parts.iter().filter(|part| part.is_match).count(), EXCERPT_MARKS);
    assert!(excerpt.parts.len() <= EXCERPT_PARTS);
    let text: String = excerpt.parts.iter().map(|part| part.text.as_str()).collect();
    assert!(text.len() > 150, "the rest is shown as it is: {text}");
}
