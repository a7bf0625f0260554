//! Which tickets may hold words.

use super::{
    block::Block,
    postings::{Postings, Span, within},
    rarity::Rarity,
    term::{Place, Term},
    ticket_set::{TicketSet, place_of},
};
use crate::{store::Store, ticket::searching::Searching};
use guichet_entity::ticket;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QuerySelect};
use std::collections::{BTreeSet, HashMap};

/// Of so many lists, as far as they are about one bucket, the time in which one ticket is read that they would have ruled out.
const LISTS_PER_READ: usize = 16;
/// How many pieces of a word are looked up in each place once it is known which are rare.
const RAREST: usize = 4;
/// Of how many buckets lists are read at once: of each, a list takes two kilobytes at most.
const BUCKETS: usize = 32;

/// What is known so far of which tickets may hold the words of a search. Lists are looked up bucket by bucket, when it takes them: first
/// those of the tickets that a list of tickets begins with, then, of the others, those of the rarest words.
#[derive(Debug, Default)]
pub struct Found {
    /// The tickets that may hold all words, of those that were looked up.
    pub all: TicketSet,
    words: Vec<Word>,
    buckets: BTreeSet<i64>,
    rarity: Rarity,
}

/// A word, and the tickets that may hold it.
#[derive(Debug, Default)]
struct Word {
    pieces: Vec<Piece>,
    /// Those of messages that are no longer looked up.
    spare: Vec<Piece>,
    head: TicketSet,
    about: TicketSet,
    /// Of the texts that wait: that it may be in a message of others is asked at once, and never again.
    body: TicketSet,
    /// Where it was looked up.
    buckets: BTreeSet<i64>,
    /// In how many tickets there it may be.
    seen: usize,
    /// Whether only its rarest pieces are left.
    is_reduced: bool,
}

/// A term of a word, and how many tickets its list named so far.
#[derive(Debug)]
struct Piece {
    place: Place,
    term: Term,
    named: usize,
}

/// Posting lists that were read.
type Lists<'b> = HashMap<Term, Vec<Block<'b>>>;

impl Word {
    fn of(word: &str) -> Self {
        let piece = |place| move |term| Piece { place, term, named: 0 };
        let of_place = |place| Term::some(place, word).into_iter().map(piece(place));
        Self { pieces: Place::ALL.into_iter().flat_map(of_place).collect(), ..Self::default() }
    }

    /// Puts aside all pieces but the rarest, if that is known of all.
    fn reduce(&mut self, rarity: &Rarity) {
        let Some(known) = rarity.of(self.terms()) else { return };
        for (piece, named) in self.pieces.iter_mut().zip(known) {
            piece.named = named;
        }
        self.keep_rarest();
    }

    /// In how many tickets of a bucket its pieces were met; of none unless all of them were looked up.
    fn met(&self) -> impl Iterator<Item = (Term, usize)> {
        let pieces = if self.is_reduced { &[] } else { self.pieces.as_slice() };
        pieces.iter().map(|piece| (piece.term, piece.named / self.buckets.len().max(1)))
    }

    fn terms(&self) -> impl Iterator<Item = Term> {
        self.pieces.iter().map(|piece| piece.term)
    }

    /// Puts aside all pieces but the rarest in each place, which tell nearly as much as all.
    fn keep_rarest(&mut self) {
        self.pieces.sort_by_key(|piece| piece.named);
        let mut kept = HashMap::new();
        let is_spare = |piece: &mut Piece| {
            let kept = kept.entry(piece.place).or_insert(0);
            *kept += 1;
            *kept > RAREST
        };
        self.spare = self.pieces.extract_if(.., is_spare).filter(|piece| piece.place == Place::Body).collect();
        self.is_reduced = true;
    }

    /// Rules out the tickets of some buckets that hold it in none of its places, as its spare pieces say.
    fn rule_out(&self, buckets: &[i64], lists: &Lists<'_>, all: &mut TicketSet) -> Result<(), DbErr> {
        if self.spare.is_empty() {
            return Ok(());
        }
        let mut anywhere = all.within(buckets);
        for piece in &self.spare {
            anywhere.intersect(&within(lists, piece.term, buckets)?);
        }
        self.places().for_each(|tickets| anywhere.unite(&tickets.within(buckets)));
        all.intersect_in(buckets, &anywhere);
        Ok(())
    }

    fn places(&self) -> impl Iterator<Item = &TicketSet> {
        [&self.head, &self.about, &self.body].into_iter()
    }

    const fn at(&mut self, place: Place) -> &mut TicketSet {
        match place {
            Place::Head => &mut self.head,
            Place::About => &mut self.about,
            Place::Body => &mut self.body,
        }
    }

    /// Takes in what lists say of some buckets. Gives the tickets that may hold it anywhere.
    fn take(&mut self, buckets: &[i64], lists: &Lists<'_>) -> Result<TicketSet, DbErr> {
        self.buckets.extend(buckets);
        let mut anywhere = TicketSet::default();
        for place in Place::ALL {
            let mut all: Option<TicketSet> = None;
            let mut pieces: Vec<_> = self.pieces.iter_mut().filter(|piece| piece.place == place).collect();
            // The shortest list first: of the others, no more is looked at than it leaves.
            pieces.sort_by_key(|piece| length(lists.get(&piece.term)));
            for piece in pieces {
                let named = match &all {
                    // Until it is known which are rare, all of each is counted.
                    Some(all) if self.is_reduced => within(lists, piece.term, &all.buckets())?,
                    _ => within(lists, piece.term, buckets)?,
                };
                piece.named += named.len();
                match &mut all {
                    None => all = Some(named),
                    Some(all) => all.intersect(&named),
                }
            }
            let all = all.unwrap_or_default();
            anywhere.unite(&all);
            if place != Place::Body {
                self.at(place).unite(&all);
            }
        }
        for tickets in self.places() {
            anywhere.unite(&tickets.within(buckets));
        }
        self.seen += anywhere.len();
        Ok(anywhere)
    }

    fn may_be_in(&self, tickets: &TicketSet, ticket: i64) -> bool {
        tickets.contains(ticket) || !self.buckets.contains(&place_of(ticket).0)
    }
}

impl Found {
    /// Begins with the texts that wait, for words that are long enough for the index. What does not wait any more is in the lists then.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn begin(base: Searching<'_>, words: &[&str]) -> Result<Self, DbErr> {
        let rarity = base.memory.rarity.clone();
        let mut found = Self { words: words.iter().map(|word| Word::of(word)).collect(), rarity, ..Self::default() };
        found.words.iter_mut().for_each(|word| word.reduce(&found.rarity));
        for (ticket, place, held) in base.memory.waiting.held(base.store, base.revision, words).await? {
            for (bit, word) in found.words.iter_mut().enumerate() {
                if held & 1 << bit != 0 {
                    word.at(place).insert(ticket);
                }
            }
        }
        Ok(found)
    }

    /// Looks up these tickets, and all others of their buckets.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn look_up(&mut self, store: &Store, tickets: &[i64]) -> Result<(), DbErr> {
        let buckets: BTreeSet<_> = tickets.iter().map(|ticket| place_of(*ticket).0).collect();
        let new: Vec<_> = buckets.into_iter().filter(|bucket| self.buckets.insert(*bucket)).collect();
        for buckets in new.chunks(BUCKETS) {
            let terms: BTreeSet<_> = self.words.iter().flat_map(Word::terms).collect();
            let read = Postings::read(&store.reader(), &spans(buckets, &terms)).await?;
            let lists = read.by_term()?;
            let mut all: Option<TicketSet> = None;
            for word in &mut self.words {
                let tickets = word.take(buckets, &lists)?;
                match &mut all {
                    None => all = Some(tickets),
                    Some(all) => all.intersect(&tickets),
                }
            }
            self.all.unite(&all.unwrap_or_default());
        }
        self.rarity.met(self.words.iter().flat_map(Word::met));
        Ok(())
    }

    /// Looks up all others: the rarest word, as far as is known by now, and each other one as long as that costs less than to
    /// read what it may rule out.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn look_up_rest(&mut self, store: &Store) -> Result<(), DbErr> {
        let newest = ticket::Entity::find().select_only().column_as(ticket::Column::Id.max(), "newest");
        let newest: Option<Option<i64>> = newest.into_tuple().one(&store.reader()).await?;
        let newest = newest.flatten().unwrap_or_default();
        if self.buckets.is_empty() {
            self.look_up(store, &[newest]).await?;
        }
        self.words.iter_mut().filter(|word| !word.is_reduced).for_each(Word::keep_rarest);
        let last = place_of(newest).0;
        let rest: Vec<_> = (0..=last).filter(|bucket| !self.buckets.contains(bucket)).collect();
        for buckets in rest.chunks(BUCKETS) {
            self.words.sort_by_key(|word| word.seen);
            let mut left: Option<TicketSet> = None;
            for word in &mut self.words {
                let within = left.as_ref().map_or_else(|| buckets.to_vec(), TicketSet::buckets);
                let candidates = left.as_ref().map_or(0, TicketSet::len);
                if left.is_some() && candidates * LISTS_PER_READ <= within.len() * word.pieces.len() {
                    break;
                }
                let read = Postings::read(&store.reader(), &spans(&within, &word.terms().collect())).await?;
                let tickets = word.take(&within, &read.by_term()?)?;
                match &mut left {
                    None => left = Some(tickets),
                    Some(left) => left.intersect(&tickets),
                }
            }
            self.all.unite(&left.unwrap_or_default());
        }
        self.buckets.extend(rest);
        Ok(())
    }

    /// The newest bucket that was looked up.
    pub fn last_bucket(&self) -> u64 {
        self.buckets.last().map_or(0, |bucket| bucket.unsigned_abs())
    }

    /// Looks up, where some may hold all words, the pieces that were put aside: for when many were read in vain.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn look_up_spare(&mut self, store: &Store) -> Result<(), DbErr> {
        let pieces = self.words.iter().flat_map(|word| &word.spare);
        let terms: BTreeSet<_> = pieces.map(|piece| piece.term).collect();
        if terms.is_empty() {
            return Ok(());
        }
        for buckets in self.all.buckets().chunks(BUCKETS) {
            let read = Postings::read(&store.reader(), &spans(buckets, &terms)).await?;
            let lists = read.by_term()?;
            self.words.iter().try_for_each(|word| word.rule_out(buckets, &lists, &mut self.all))?;
        }
        self.words.iter_mut().for_each(|word| word.spare.clear());
        Ok(())
    }

    /// Whether what a ticket is about may hold a word.
    pub fn is_about(&self, ticket: i64) -> bool {
        self.words.iter().any(|word| word.may_be_in(&word.about, ticket))
    }

    /// What each ticket that may hold all words may be worth at most, and the ticket, given what a word is worth where it
    /// stands best: in the head, or else in what the ticket is about.
    pub fn by_worth(&self, head: i64, about: i64) -> impl Iterator<Item = (i64, i64)> {
        let worth = move |word: &Word, ticket| match () {
            () if word.may_be_in(&word.head, ticket) => head,
            () if word.about.contains(ticket) => about,
            () => 0,
        };
        self.all.iter().map(move |ticket| (self.words.iter().map(|word| worth(word, ticket)).sum(), ticket))
    }
}

/// What lists say of some buckets.
fn spans(buckets: &[i64], terms: &BTreeSet<Term>) -> Vec<Span> {
    terms.iter().flat_map(|term| Span::of_buckets(*term, buckets)).collect()
}

/// How long a list is, as far as it was read.
fn length(blocks: Option<&Vec<Block<'_>>>) -> usize {
    blocks.into_iter().flatten().map(|block| block.bytes.len()).sum()
}
