//! What a search of tickets asks for.

use crate::fold::words;

/// What stands before a ticket's number, as people write it and as screens show it.
const SIGNS: [&str; 3] = ["#", "n°", "no."];

/// The words that a ticket must hold, and its number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TicketSearch {
    /// Folded, each once.
    pub words: Vec<String>,
    /// The number that was typed, when nothing else was.
    pub number: Option<i64>,
}

impl TicketSearch {
    /// What a person typed. `42`, `#42`, `n°42` and `n° 42` are all the number; beside other words it is one of them, without its sign.
    #[must_use]
    pub fn parse(typed: &str) -> Self {
        // An ordinal would fold to a letter.
        let typed = words(&typed.replace('º', "°").replace('№', "n°")).into_iter().fold(Vec::new(), joined);
        if let [word] = typed.as_slice() {
            let number = digits(word).and_then(|digits| digits.parse().ok());
            return Self { words: typed, number };
        }
        let mut words = Vec::new();
        for word in &typed {
            let word = digits(word).unwrap_or(word);
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        Self { words, number: None }
    }
}

/// One word more: a number after its sign is one with it.
fn joined(mut words: Vec<String>, word: String) -> Vec<String> {
    match words.last_mut() {
        Some(sign) if SIGNS.contains(&sign.as_str()) && is_number(&word) => sign.push_str(&word),
        _ => words.push(word),
    }
    words
}

/// The digits of a word that is a number, with a sign or without.
fn digits(word: &str) -> Option<&str> {
    let without = SIGNS.iter().find_map(|sign| word.strip_prefix(sign)).unwrap_or(word);
    Some(without).filter(|rest| is_number(rest))
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(typed: &str) -> (Vec<String>, Option<i64>) {
        let TicketSearch { words, number } = TicketSearch::parse(typed);
        (words, number)
    }

    #[test]
    fn a_number_is_one_however_it_is_written() {
        for typed in ["42", "#42", "# 42", "n°42", "N° 42", "n°\u{A0}42", "nº 42", "№ 42", "no. 42", "« n° 42 »"]
        {
            assert_eq!(parsed(typed).1, Some(42), "{typed}");
        }
        for typed in ["", "n°", "#", "42a", "n° 42 écran", "42 43", "99999999999999999999"] {
            assert_eq!(parsed(typed).1, None, "{typed}");
        }
    }

    #[test]
    fn a_number_alone_is_looked_for_as_it_was_written_and_beside_words_without_its_sign() {
        assert_eq!(parsed("n° 42").0, ["n°42"]);
        assert_eq!(parsed("n° 42 Débit #7 n°7").0, ["42", "debit", "7"]);
        assert_eq!(parsed("no. de série").0, ["no.", "de", "serie"]);
    }
}
