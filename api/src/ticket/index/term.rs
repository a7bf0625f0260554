//! What the index knows of texts: which three characters follow each other.

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

    /// The key of its bitmap of these tickets.
    pub const fn key(self, bucket: i64) -> i64 {
        bucket << 32 | self.0 as i64
    }

    /// Of which tickets the bitmap with this key is.
    pub const fn bucket(key: i64) -> i64 {
        key >> 32
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
        assert_eq!(Place::ALL.map(|place| first(place).key(0)), [217_501_131, 1_291_242_955, 2_364_984_779]);
        assert_eq!(Term::bucket(first(Place::Body).key(61)), 61);
    }
}
