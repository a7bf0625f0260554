//! Making new inputs of known ones.

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};

/// No input is longer: what is beyond every bound has its own tests.
const MAX_LENGTH: usize = 48 * 1024;

/// What parsers trip over: brackets and quotes, the ends of numbers, half characters, marks, and words of the languages
/// that are spoken here.
const PIECES: [&[u8]; 76] = [
    b"{",
    b"}",
    b"[",
    b"]",
    b"(",
    b")",
    b"\"",
    b"\"\"\"",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"\\u{1F600}",
    b"#",
    b"\n",
    b"\r",
    b"\r\n",
    b"\t",
    b"\0",
    b" ",
    b",",
    b";",
    b":",
    b"::",
    b"...",
    b"@",
    b"$",
    b"!",
    b"|",
    b"&",
    b"=",
    b"-",
    b"-0",
    b"0",
    b"1",
    b"00",
    b"2147483647",
    b"2147483648",
    b"-2147483649",
    b"9223372036854775807",
    b"9223372036854775808",
    b"1e400",
    b"1e-400",
    b"0.1",
    b"NaN",
    b"null",
    b"true",
    b"false",
    b"{}",
    b"[]",
    b"on",
    b"query",
    b"mutation",
    b"subscription",
    b"fragment F on Query",
    b"...F",
    b"... on Client",
    b"@include(if: true)",
    b"@skip(if: false)",
    b"$v: [ID!]! = null",
    b"__typename",
    b"__schema",
    b"\"type\":\"subscribe\"",
    b"\"type\":\"complete\",\"id\":\"1\"",
    b"Bearer ",
    b"guichet_pat_",
    b"oui",
    b"\xff",
    b"\xc3",
    b"\xf0\x9f\x98\x80",
    b"\xed\xa0\x80",
    b"\xcc\x81",
    b"\xe2\x80\xae",
    b"\xc4\xb0",
    b"\xef\xbb\xbf",
    b"\xef\xac\x81",
    b"\xe2\x80\x8d",
];

/// Makes inputs from a pool, which grows with what is kept.
pub struct Mutator {
    pool: Vec<Vec<u8>>,
    random: StdRng,
}

impl Mutator {
    /// Begins from these; the same seed makes the same inputs.
    pub fn new(pool: Vec<Vec<u8>>, seed: u64) -> Self {
        Self { pool, random: StdRng::seed_from_u64(seed) }
    }

    /// Makes more from this one as well.
    pub fn keep(&mut self, input: Vec<u8>) {
        self.pool.push(input);
    }

    /// One of the pool, changed in a few places.
    pub fn next(&mut self) -> Vec<u8> {
        let mut input = self.one();
        for _ in 0..=self.random.random_range(0..4) {
            self.change(&mut input);
        }
        input.truncate(MAX_LENGTH);
        input
    }

    fn one(&mut self) -> Vec<u8> {
        self.pool.choose(&mut self.random).cloned().unwrap_or_default()
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let at = self.random.random_range(0..=input.len());
        let end = self.random.random_range(at..=input.len().min(at + 64));
        match self.random.random_range(0..9) {
            0 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << self.random.random_range(0..8);
                }
            }
            1 => input.insert(at, self.random.random()),
            2 | 3 => {
                let piece = PIECES.choose(&mut self.random).copied().unwrap_or_default();
                let replaced = if self.random.random() { at..end } else { at..at };
                input.splice(replaced, piece.iter().copied());
            }
            4 => drop(input.drain(at..end)),
            5 => {
                let again = input[at..end].repeat(self.random.random_range(1..20));
                input.splice(at..at, again);
            }
            6 => {
                let other = self.one();
                let from = self.random.random_range(0..=other.len());
                let to = self.random.random_range(from..=other.len());
                input.splice(at..end, other[from..to].iter().copied());
            }
            7 => input.truncate(at),
            _ => {
                let piece = PIECES.choose(&mut self.random).copied().unwrap_or_default();
                input.splice(at..at, piece.repeat(self.random.random_range(2..300)));
            }
        }
    }
}
