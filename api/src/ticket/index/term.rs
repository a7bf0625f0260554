//! What the index knows of texts: which three characters follow each other.

use super::ticket_set::GROUP;

/// Where in a ticket a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Its number, title and serial number.
    Head,
    /// The product and the client that it is about.
    About,
    /// A message.
    Body,
}

impl Place {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Head, Self::About, Self::Body];
}

/// Three characters in a place, as a number that the base holds: it may not change. Few share one, and what a shared one finds
/// too much is no worse than a ticket that holds the pieces of a word and not the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(u32);

/// How many terms of a word are looked up at most: the rest hardly ever tells more.
const LOOKED_UP: usize = 10;

impl Term {
    fn of(place: Place, [a, b, c]: [char; 3]) -> Self {
        let together = u64::from(a) << 42 | u64::from(b) << 21 | u64::from(c);
        // Fibonacci hashing: the upper bits of a product with 2^64 divided by the golden ratio.
        let hash = together.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 34;
        Self(u32::try_from(hash).unwrap_or(u32::MAX) | (place as u32) << 30)
    }

    /// The key of the block of its list that begins at the group of this ticket: all of a list stands together, in the order of the
    /// tickets.
    pub const fn key(self, ticket: i64) -> i64 {
        ((self.0 as i64) << 31) | (ticket / GROUP)
    }

    /// Whose list the block with this key is of, and with which ticket it begins.
    pub fn of_key(key: i64) -> (Self, i64) {
        (Self(u32::try_from(key >> 31).unwrap_or(u32::MAX)), (key & 0x7FFF_FFFF) * GROUP)
    }

    /// What a folded text says, line by line; some of it more than once.
    pub fn all(place: Place, text: &str) -> impl Iterator<Item = Self> {
        let characters: Vec<char> = text.chars().collect();
        let triples = (2..characters.len()).filter_map(move |last| match characters.get(last - 2..=last) {
            Some(&[a, b, c]) => Some([a, b, c]),
            _ => None,
        });
        triples.filter(|triple| !triple.contains(&'\n')).map(move |triple| Self::of(place, triple))
    }

    /// Some of what a word says, from all over it.
    pub fn some(place: Place, word: &str) -> Vec<Self> {
        let all: Vec<_> = Self::all(place, word).collect();
        if all.len() <= LOOKED_UP {
            return all;
        }
        let spread = |n: usize| n * (all.len() - 1) / (LOOKED_UP - 1);
        (0..LOOKED_UP).filter_map(|n| all.get(spread(n)).copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_text_says_what_its_pieces_say() {
        let all = |text| Term::all(Place::Body, text).collect::<HashSet<_>>();
        assert_eq!(all("écran").len(), 3);
        assert!(all("ecr").is_subset(&all("lecran")) && all("ec").is_empty());
        assert_eq!(all("ab\ncd"), all(""), "nothing runs from one line into the next");
        assert!(all("abc").is_disjoint(&Term::all(Place::Head, "abc").collect()), "places are kept apart");
    }

    #[test]
    fn the_ends_of_a_word_are_looked_up() {
        let word = "anticonstitutionnellement";
        let some = Term::some(Place::Head, word);
        let end = |text| Term::all(Place::Head, text).next().unwrap();
        assert_eq!(some.len(), LOOKED_UP);
        assert_eq!((some[0], some[LOOKED_UP - 1]), (end("ant"), end("ent")));
        assert_eq!(Term::some(Place::Head, "abc").len(), 1);
    }

    #[test]
    fn the_number_of_a_term_does_not_change() {
        let first = |place| Term::all(place, "abc").next().unwrap();
        let numbers = [217_501_131, 1_291_242_955, 2_364_984_779];
        assert_eq!(Place::ALL.map(|place| first(place).key(0)), numbers.map(|number: i64| number << 31));
        for ticket in [0, 63, 64, 1_000_000, i64::from(i32::MAX) * GROUP] {
            let term = first(Place::Body);
            assert_eq!(Term::of_key(term.key(ticket)), (term, ticket / GROUP * GROUP));
        }
    }
}
