//! Which passages of a ticket are shown.

use super::{Field, MAX_MATCHES};
use guichet_domain::{excerpt::Excerpt, id::MessageId};

/// A set of the search's words, one bit each.
pub type WordSet = i64;

/// The set that misses no word.
pub const ALL_WORDS: WordSet = -1;

/// A passage that could be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The words that it holds.
    pub words: WordSet,
    /// The passage.
    pub passage: Passage,
}

/// What could be shown of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passage {
    /// What a field holds.
    Field(Field, Excerpt),
    /// A message, read once it is chosen.
    Message(MessageId),
}

impl Candidate {
    /// What a field holds.
    pub const fn in_field(words: WordSet, field: Field, excerpt: Excerpt) -> Self {
        Self { words, passage: Passage::Field(field, excerpt) }
    }

    /// Of passages that show as much, the greater one comes first.
    const fn weight(&self) -> (Option<Field>, MessageId) {
        match &self.passage {
            Passage::Field(field, _) => (Some(*field), MessageId(0)),
            Passage::Message(id) => (None, *id),
        }
    }
}

/// The passages to show, the best first: those that show the most words not shown yet, then the most words, then the
/// weightiest.
pub fn choose(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    let (mut chosen, mut shown) = (Vec::new(), 0);
    while chosen.len() < MAX_MATCHES {
        let worth = |it: &Candidate| ((it.words & !shown).count_ones(), it.words.count_ones(), it.weight());
        let Some(best) = (0..candidates.len()).max_by_key(|at| candidates.get(*at).map(worth)) else { break };
        let best = candidates.swap_remove(best);
        shown |= best.words;
        chosen.push(best);
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(words: WordSet, field: Field) -> Candidate {
        Candidate::in_field(words, field, Excerpt { parts: Vec::new(), cut_before: false, cut_after: false })
    }

    fn message(words: WordSet, id: i64) -> Candidate {
        Candidate { words, passage: Passage::Message(MessageId(id)) }
    }

    #[test]
    fn words_that_are_not_shown_yet_come_first() {
        let all = [message(0b001, 1), message(0b011, 2), message(0b100, 3), field(0b001, Field::Title)];
        let expected = [&all[1], &all[2], &all[3]].map(Clone::clone);
        assert_eq!(choose(all.to_vec()), expected);
    }

    #[test]
    fn of_equal_passages_fields_come_before_messages_and_newer_messages_first() {
        let all = [message(1, 5), field(1, Field::ClientName), message(1, 7), field(1, Field::Title)];
        let expected = [&all[3], &all[1], &all[2]].map(Clone::clone);
        assert_eq!(choose(all.to_vec()), expected);
    }

    #[test]
    fn what_is_not_there_is_not_chosen() {
        assert_eq!(choose(Vec::new()), []);
        assert_eq!(choose(vec![message(1, 1)]), [message(1, 1)]);
    }
}
