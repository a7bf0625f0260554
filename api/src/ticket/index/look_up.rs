//! Which tickets may hold words.

use super::{
    bitmap::{Bitmap, TicketSet, place_of},
    rows::Bitmaps,
    term::{Place, Term},
    update::is_none,
};
use crate::{store::Store, ticket::searching::Searching};
use guichet_entity::ticket;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QuerySelect};
use std::collections::{BTreeSet, HashMap};

/// Of so many bitmaps, the time in which one ticket is read that they would have ruled out.
const BITMAPS_PER_READ: usize = 16;
/// How many pieces of a word are looked up in each place once it is known which are rare.
const RAREST: usize = 4;
/// Of how many buckets bitmaps are read at once: one takes two kilobytes.
const BUCKETS: usize = 16;

/// What is known so far of which tickets may hold the words of a search. Bitmaps are looked up when it takes them: first those
/// of the tickets that a list begins with, then, of the others, those of the rarest words.
#[derive(Debug, Default)]
pub struct Found {
    /// The tickets that may hold all words, of those that were looked up.
    pub all: TicketSet,
    words: Vec<Word>,
    buckets: BTreeSet<i64>,
}

/// A word, and the tickets that may hold it.
#[derive(Debug, Default)]
struct Word {
    pieces: Vec<Piece>,
    /// Those of messages that are no longer looked up.
    spare: Vec<Piece>,
    head: TicketSet,
    about: TicketSet,
    /// Of the backlog: that it may be in a message of others is asked at once, and never again.
    body: TicketSet,
    /// Where it was looked up.
    buckets: BTreeSet<i64>,
    /// In how many tickets there it may be.
    seen: usize,
}

/// A term of a word, and how long its bitmaps were so far: the rarer it is, the shorter they are.
#[derive(Debug)]
struct Piece {
    place: Place,
    term: Term,
    length: usize,
}

impl Word {
    fn of(word: &str) -> Self {
        let piece = |place| move |term| Piece { place, term, length: 0 };
        let of_place = |place| Term::some(place, word).into_iter().map(piece(place));
        Self { pieces: Place::ALL.into_iter().flat_map(of_place).collect(), ..Self::default() }
    }

    fn terms(&self) -> impl Iterator<Item = Term> {
        self.pieces.iter().map(|piece| piece.term)
    }

    /// Puts aside all pieces but the rarest in each place, which tell nearly as much as all.
    fn keep_rarest(&mut self) {
        self.pieces.sort_by_key(|piece| piece.length);
        let mut kept = HashMap::new();
        let is_spare = |piece: &mut Piece| {
            let kept = kept.entry(piece.place).or_insert(0);
            *kept += 1;
            *kept > RAREST
        };
        self.spare = self.pieces.extract_if(.., is_spare).filter(|piece| piece.place == Place::Body).collect();
    }

    /// Rules out the tickets of a bucket that hold it in none of its places, as its spare pieces say.
    fn rule_out(&self, bucket: i64, bitmaps: &HashMap<i64, &[u8]>, all: &mut Bitmap) -> Result<(), DbErr> {
        let mut anywhere = all.clone();
        for key in self.spare.iter().map(|piece| piece.term.key(bucket)) {
            match bitmaps.get(&key) {
                Some(bytes) => anywhere.intersect_encoded(bytes).ok_or_else(|| is_none(key))?,
                None => anywhere = Bitmap::empty(),
            }
        }
        for tickets in [&self.head, &self.about, &self.body].into_iter().filter_map(|tickets| tickets.of(bucket)) {
            anywhere.unite(tickets);
        }
        all.intersect(&anywhere);
        Ok(())
    }

    const fn at(&mut self, place: Place) -> &mut TicketSet {
        match place {
            Place::Head => &mut self.head,
            Place::About => &mut self.about,
            Place::Body => &mut self.body,
        }
    }

    /// Takes in what the bitmaps of a bucket say. Gives the tickets that may hold it anywhere.
    fn take(&mut self, bucket: i64, bitmaps: &HashMap<i64, &[u8]>) -> Result<Bitmap, DbErr> {
        self.buckets.insert(bucket);
        let mut anywhere = Bitmap::empty();
        for place in Place::ALL {
            let (mut known, mut is_anywhere) = (Vec::new(), true);
            for piece in self.pieces.iter_mut().filter(|piece| piece.place == place) {
                let key = piece.term.key(bucket);
                match bitmaps.get(&key) {
                    Some(bytes) => {
                        piece.length += bytes.len();
                        known.push((key, *bytes));
                    }
                    None => is_anywhere = false,
                }
            }
            if !is_anywhere {
                continue;
            }
            // The shortest first: it is all that has to be made.
            known.sort_unstable_by_key(|(_, bytes)| bytes.len());
            let mut known = known.into_iter();
            let Some((key, bytes)) = known.next() else { continue };
            let mut all = Bitmap::decode(bytes).ok_or_else(|| is_none(key))?;
            for (key, bytes) in known {
                if all.len() == 0 {
                    break;
                }
                all.intersect_encoded(bytes).ok_or_else(|| is_none(key))?;
            }
            anywhere.unite(&all);
            if place != Place::Body && all.len() > 0 {
                self.at(place).add(bucket, all);
            }
        }
        for tickets in [&self.head, &self.about, &self.body].into_iter().filter_map(|tickets| tickets.of(bucket)) {
            anywhere.unite(tickets);
        }
        self.seen += anywhere.len();
        Ok(anywhere)
    }

    fn may_be_in(&self, tickets: &TicketSet, ticket: i64) -> bool {
        tickets.contains(ticket) || !self.buckets.contains(&place_of(ticket).0)
    }
}

impl Found {
    /// Begins with the backlog, for words that are long enough for it. What leaves it meanwhile is in the bitmaps then.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn begin(base: Searching<'_>, words: &[&str]) -> Result<Self, DbErr> {
        let mut found = Self { words: words.iter().map(|word| Word::of(word)).collect(), ..Self::default() };
        for (ticket, place, held) in base.memory.backlog.held(base.store, base.revision, words).await? {
            for (bit, word) in found.words.iter_mut().enumerate() {
                if held & 1 << bit != 0 {
                    word.at(place).insert(ticket);
                }
            }
        }
        Ok(found)
    }

    /// Looks up these tickets, and all that share bitmaps with them.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn look_up(&mut self, store: &Store, tickets: &[i64]) -> Result<(), DbErr> {
        let buckets: BTreeSet<_> = tickets.iter().map(|ticket| place_of(*ticket).0).collect();
        let new: Vec<_> = buckets.into_iter().filter(|bucket| self.buckets.insert(*bucket)).collect();
        for buckets in new.chunks(BUCKETS) {
            let terms = self.words.iter().flat_map(Word::terms).collect();
            let read = Bitmaps::read(&store.reader(), keys(buckets, &terms)).await?;
            let bitmaps = read.by_key()?;
            for bucket in buckets {
                let mut all: Option<Bitmap> = None;
                for word in &mut self.words {
                    let tickets = word.take(*bucket, &bitmaps)?;
                    match &mut all {
                        None => all = Some(tickets),
                        Some(all) => all.intersect(&tickets),
                    }
                }
                if let Some(all) = all.filter(|all| all.len() > 0) {
                    self.all.add(*bucket, all);
                }
            }
        }
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
        self.words.iter_mut().for_each(Word::keep_rarest);
        let last = place_of(newest).0;
        let rest: Vec<_> = (0..=last).filter(|bucket| !self.buckets.contains(bucket)).collect();
        for buckets in rest.chunks(BUCKETS) {
            self.words.sort_by_key(|word| word.seen);
            let mut left: Option<Vec<(i64, Bitmap)>> = None;
            for word in &mut self.words {
                let within: Vec<_> = match &left {
                    None => buckets.to_vec(),
                    Some(left) => left.iter().map(|(bucket, _)| *bucket).collect(),
                };
                let candidates = left.iter().flatten().map(|(_, tickets)| tickets.len()).sum::<usize>();
                if left.is_some() && candidates * BITMAPS_PER_READ <= within.len() * word.pieces.len() {
                    break;
                }
                let read = Bitmaps::read(&store.reader(), keys(&within, &word.terms().collect())).await?;
                let bitmaps = read.by_key()?;
                let mut before = left.take().into_iter().flatten();
                let mut after = Vec::new();
                for bucket in within {
                    let mut tickets = word.take(bucket, &bitmaps)?;
                    if let Some((_, before)) = before.next() {
                        tickets.intersect(&before);
                    }
                    if tickets.len() > 0 {
                        after.push((bucket, tickets));
                    }
                }
                left = Some(after);
            }
            left.into_iter().flatten().for_each(|(bucket, tickets)| self.all.add(bucket, tickets));
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
        let buckets: Vec<_> = self.all.buckets().collect();
        for buckets in buckets.chunks(BUCKETS) {
            let read = Bitmaps::read(&store.reader(), keys(buckets, &terms)).await?;
            let bitmaps = read.by_key()?;
            for bucket in buckets {
                let Some(all) = self.all.of_mut(*bucket) else { continue };
                self.words.iter().try_for_each(|word| word.rule_out(*bucket, &bitmaps, all))?;
            }
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

/// Those of some buckets for these terms.
fn keys(buckets: &[i64], terms: &BTreeSet<Term>) -> impl Iterator<Item = i64> {
    buckets.iter().flat_map(|bucket| terms.iter().map(|term| term.key(*bucket)))
}
