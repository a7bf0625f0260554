//! What of a text is shown to somebody who searched it: the piece where most was found, with what was found marked.
//!
//! A search compares folded texts; what is shown is the original. Positions are carried over character by character, a
//! character being what a reader takes for one: a letter with its accents, an emoji with what is joined to it.

use crate::fold::fold;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// How many code points an excerpt has at most, unless one match alone is longer.
pub const EXCERPT_LENGTH: usize = 200;

/// How many matches are marked in an excerpt at most: more show no more.
pub const EXCERPT_MARKS: usize = 8;
/// How many parts an excerpt has at most: the marks, and what stands around them.
pub const EXCERPT_PARTS: usize = 2 * EXCERPT_MARKS + 1;

/// A piece of a text, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The piece, in parts that follow each other: what was found, and what stands around it.
    pub parts: Vec<Part>,
    /// Whether the text begins before the first part.
    pub cut_before: bool,
    /// Whether the text goes on after the last part.
    pub cut_after: bool,
}

/// A part of an excerpt. It is plain text, whatever it looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// As it was written.
    pub text: String,
    /// Whether it is what was searched for.
    pub is_match: bool,
}

impl Excerpt {
    /// The piece of `text` that holds most of the folded `words`, the first of several; `None` when it holds none.
    ///
    /// It has at most `length` code points, is cut between words where it can be, and never within a character.
    #[must_use]
    pub fn of(text: &str, words: &[impl AsRef<str>], length: usize) -> Option<Self> {
        let text = Characters::of(text);
        let found = text.find(words);
        let core = densest(&text, &found, length)?;
        let window = text.around(&core, length);
        Some(Self {
            cut_before: window.start > 0,
            cut_after: window.end < text.characters.len(),
            parts: text.parts(&window, marks(&found, &window)),
        })
    }
}

/// A text as its reader counts it, beside what it folds to.
struct Characters<'a> {
    text: &'a str,
    characters: Vec<Character>,
    folded: String,
}

/// One character of the original.
struct Character {
    /// Where it begins in the text, in bytes.
    byte: usize,
    /// Where it begins in the text, in code points.
    point: usize,
    /// Where what it folds to begins, in bytes of the folded text. One that folds to nothing is where the next one is.
    folded: usize,
    is_space: bool,
}

/// Where a word was found, in characters of the original.
struct Found {
    word: usize,
    place: Range<usize>,
}

impl<'a> Characters<'a> {
    fn of(text: &'a str) -> Self {
        let (mut characters, mut folded, mut point) = (Vec::new(), String::with_capacity(text.len()), 0);
        for (byte, character) in text.grapheme_indices(true) {
            let is_space = character.chars().all(char::is_whitespace);
            characters.push(Character { byte, point, folded: folded.len(), is_space });
            folded.push_str(&fold(character));
            point += character.chars().count();
        }
        Self { text, characters, folded }
    }

    /// Every place of every word, in the order of the text.
    fn find(&self, words: &[impl AsRef<str>]) -> Vec<Found> {
        let mut found: Vec<_> = words
            .iter()
            .enumerate()
            .filter(|(_, word)| !word.as_ref().is_empty())
            .flat_map(|(index, word)| {
                let places = self.folded.match_indices(word.as_ref());
                places.map(move |(at, word)| Found { word: index, place: self.unfolded(at, at + word.len()) })
            })
            .collect();
        found.sort_by_key(|found| (found.place.start, found.place.end));
        found
    }

    /// The characters that folded to these bytes, which are not none.
    fn unfolded(&self, start: usize, end: usize) -> Range<usize> {
        let holding = |byte| self.characters.partition_point(|character| character.folded <= byte);
        holding(start).saturating_sub(1)..holding(end.saturating_sub(1))
    }

    /// How many code points stand before this character.
    fn point(&self, character: usize) -> usize {
        self.characters.get(character).map_or_else(|| self.text.chars().count(), |character| character.point)
    }

    fn byte(&self, character: usize) -> usize {
        self.characters.get(character).map_or(self.text.len(), |character| character.byte)
    }

    /// `core` and what stands around it, twice as much after it as before.
    fn around(&self, core: &Range<usize>, length: usize) -> Range<usize> {
        let (start, end, all) = (self.point(core.start), self.point(core.end), self.point(self.characters.len()));
        let room = length.saturating_sub(end - start);
        let after = (room - start.min(room / 3)).min(all - end);
        let before = (room - after).min(start);
        let first = self.characters.partition_point(|character| character.point < start - before);
        let next = self.characters.partition_point(|character| character.point < end + after);
        // The last one may reach over.
        let next = if self.point(next) > end + after { next - 1 } else { next };
        self.first_word(first..core.start)..self.last_word(core.end..next)
    }

    /// The first character of a word in this context, or of the context where it holds no end of a word.
    fn first_word(&self, context: Range<usize>) -> usize {
        let is_space = |at: usize| self.characters.get(at).is_some_and(|character| character.is_space);
        if context.start == 0 {
            return 0;
        }
        let from = context.start - 1;
        let Some(space) = (from..context.end).find(|at| is_space(*at)) else { return context.start };
        (space..context.end).find(|at| !is_space(*at)).unwrap_or(context.end)
    }

    /// The end of the last word of this context, or of the context where it holds none.
    fn last_word(&self, context: Range<usize>) -> usize {
        let is_space = |at: usize| self.characters.get(at).is_some_and(|character| character.is_space);
        if context.end == self.characters.len() {
            return context.end;
        }
        let Some(space) = (context.start..=context.end).rev().find(|at| is_space(*at)) else { return context.end };
        (context.start..space).rev().find(|at| !is_space(*at)).map_or(context.start, |last| last + 1)
    }

    /// The characters of a window, cut where marks begin and end.
    fn parts(&self, window: &Range<usize>, marks: Vec<Range<usize>>) -> Vec<Part> {
        let text = |range: Range<usize>| self.text.get(self.byte(range.start)..self.byte(range.end));
        let mut parts = Vec::new();
        let mut push = |range: Range<usize>, is_match| {
            parts.extend(
                text(range).filter(|text| !text.is_empty()).map(|text| Part { text: text.to_owned(), is_match }),
            );
        };
        let mut at = window.start;
        for mark in marks {
            push(at..mark.start, false);
            at = mark.end;
            push(mark, true);
        }
        push(at..window.end, false);
        parts
    }
}

/// The place that holds most different words within `length` code points, the first of several. One match is never cut.
fn densest(text: &Characters<'_>, found: &[Found], length: usize) -> Option<Range<usize>> {
    let mut best: Option<(usize, Range<usize>)> = None;
    for (first, begin) in found.iter().enumerate() {
        let limit = text.point(begin.place.start) + length;
        let (mut words, mut place) = (vec![begin.word], begin.place.clone());
        for next in found.get(first + 1..).unwrap_or_default() {
            if text.point(next.place.start) >= limit {
                break;
            }
            if text.point(next.place.end) <= limit && !words.contains(&next.word) {
                words.push(next.word);
                place.end = place.end.max(next.place.end);
            }
        }
        if best.as_ref().is_none_or(|(most, _)| words.len() > *most) {
            best = Some((words.len(), place));
        }
    }
    best.map(|(_, place)| place)
}

/// What is marked within a window: what was found there as a whole, one mark where several touch.
fn marks(found: &[Found], window: &Range<usize>) -> Vec<Range<usize>> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    for Found { place, .. } in found {
        if place.start < window.start || place.end > window.end {
            continue;
        }
        let is_last = marks.len() == EXCERPT_MARKS;
        match marks.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ if is_last => break,
            _ => marks.push(place.clone()),
        }
    }
    marks
}

#[cfg(test)]
mod tests;
