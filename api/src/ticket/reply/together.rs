//! Replies that come while others are written are written together, right after them: for a base, many answers are hardly more work than
//! one.

use super::{
    Answer, Decided, Replied, Reply, decide,
    handed_over::{Asked, Written},
    statements::{self, Known},
    unknown,
};
use crate::{
    Error,
    account::Actor,
    clock,
    store::{Store, Turn, idempotency::IdempotencyKey, is_refused},
};
use guichet_domain::id::TicketId;
use sea_orm::{DatabaseExecutor, DbErr};
use std::{
    collections::{HashMap, HashSet, VecDeque},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;
use tracing::{Instrument, Span};

/// How many are written together at most.
const MOST: usize = 64;

/// What somebody is told of its reply; `None` where it takes a transaction.
type Told = Result<Option<Replied>, Error>;

/// Posts replies. Cheap to clone.
#[derive(Clone)]
pub struct Replies(Arc<Shared>);

struct Shared {
    store: Store,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    replies: VecDeque<Order>,
    is_posting: bool,
}

/// A reply that waits.
struct Order {
    actor: Actor,
    ticket: TicketId,
    input: Arc<Reply>,
    key: Option<IdempotencyKey>,
    asker: oneshot::Sender<Told>,
    span: Span,
}

impl fmt::Debug for Replies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Replies")
    }
}

impl Replies {
    /// To tickets of this base.
    #[must_use]
    pub fn to(store: Store) -> Self {
        Self(Arc::new(Shared { store, waiting: Mutex::default() }))
    }

    /// Does what [`super::reply`] does, with others at once. `None` where nothing was done: something came between, or was there
    /// before, and it takes a transaction to see what.
    ///
    /// # Errors
    /// As [`super::reply`]; who acts is let in no more.
    pub async fn post(&self, actor: &Actor, input: &Arc<Reply>) -> Told {
        let (ticket, key) = (input.ticket.ok_or_else(unknown)?, input.key(actor)?);
        let (asker, told) = oneshot::channel();
        let begins = {
            let mut waiting = self.0.waiting();
            let (input, span) = (Arc::clone(input), Span::current());
            waiting.replies.push_back(Order { actor: *actor, ticket, input, key, asker, span });
            !std::mem::replace(&mut waiting.is_posting, true)
        };
        if begins {
            tokio::spawn(Arc::clone(&self.0).serve());
        }
        told.await.unwrap_or_else(|_| Err(Error::Internal("the server stops".to_owned())))
    }
}

impl Shared {
    async fn serve(self: Arc<Self>) {
        loop {
            // Whoever is ready to ask comes along.
            tokio::task::yield_now().await;
            if !self.waiting().goes_on() {
                return;
            }
            let turn = self.store.turn().await;
            let goes_on_meanwhile = matches!(turn, Ok(Some(_)));
            // Whoever came until now comes along as well.
            let batch = self.waiting().next();
            // Logged as the first one's, like whatever is done for several at once.
            let span = batch.first().map_or_else(Span::none, |order| order.span.clone());
            // What one of them breaks is not the end of all that come after.
            let posting = tokio::spawn(post(self.store.clone(), turn, batch).instrument(span));
            if !goes_on_meanwhile {
                let _ = posting.await;
            }
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Whether anybody waits: who comes later begins anew.
    fn goes_on(&mut self) -> bool {
        self.is_posting = !self.replies.is_empty();
        self.is_posting
    }

    /// Those that are written next: one to a ticket, and one with a key, since the next of either depends on the one before.
    fn next(&mut self) -> Vec<Order> {
        let (mut tickets, mut keys) = (HashSet::new(), HashSet::new());
        let (mut batch, mut later) = (Vec::new(), VecDeque::new());
        while batch.len() < MOST
            && let Some(order) = self.replies.pop_front()
        {
            if order.asker.is_closed() {
                continue;
            }
            let key = order.key.as_ref().map(|key| (order.actor.id, key.as_str().to_owned()));
            let is_next = !tickets.contains(&order.ticket) && key.as_ref().is_none_or(|key| !keys.contains(key));
            // What comes later to the same ticket stays behind.
            tickets.insert(order.ticket);
            keys.extend(key);
            if is_next { batch.push(order) } else { later.push_back(order) }
        }
        later.append(&mut self.replies);
        self.replies = later;
        batch
    }
}

/// What is to come of one of a batch.
enum Step {
    Tell(Told),
    Write(Box<Answer>),
}

/// Posts a batch, and tells each what came of its own.
async fn post(store: Store, turn: Result<Option<Turn>, DbErr>, batch: Vec<Order>) {
    let posted = match turn {
        Ok(Some(turn)) => in_turn(&store, turn, &batch).await,
        Ok(None) => store.answered(on_postgres(&store, &batch)).await,
        // Each waits as long as it may by itself.
        Err(_) => Ok(by_themselves(&batch)),
    };
    let told = match posted {
        Ok(told) => told,
        Err(error) if is_refused(&error) => by_themselves(&batch),
        Err(error) => batch.iter().map(|_| Err(error.clone().into())).collect(),
    };
    for (order, told) in batch.into_iter().zip(told) {
        // Whoever asked may be gone.
        let _ = order.asker.send(told);
    }
}

/// Where nothing was done: what is wrong with one of them is nothing to the others.
fn by_themselves(batch: &[Order]) -> Vec<Told> {
    batch.iter().map(|_| Ok(None)).collect()
}

async fn in_turn(store: &Store, turn: Turn, batch: &[Order]) -> Result<Vec<Told>, DbErr> {
    let Ok(steps) = steps(&turn.db().into(), batch).await else {
        turn.leave().await?;
        return Ok(by_themselves(batch));
    };
    let written = to_write(batch, &steps);
    if written.is_empty() {
        turn.leave().await?;
    } else {
        turn.write(&statements::in_turn(&written)?).await?;
        store.wake().committed();
    }
    Ok(steps.into_iter().map(|step| told(step, true)).collect())
}

async fn on_postgres(store: &Store, batch: &[Order]) -> Result<Vec<Told>, DbErr> {
    let base = store.writer();
    let Ok(steps) = steps(&(&base).into(), batch).await else { return Ok(by_themselves(batch)) };
    let written = to_write(batch, &steps);
    let mut kept = HashSet::new();
    if !written.is_empty() {
        kept = statements::write(&base, &written, store.keeps_positions()).await?;
    }
    if !kept.is_empty() {
        store.wake().committed();
    }
    Ok(steps.into_iter().enumerate().map(|(n, step)| told(step, kept.contains(&n))).collect())
}

/// Decides about each.
async fn steps(db: &DatabaseExecutor<'_>, batch: &[Order]) -> Result<Vec<Step>, DbErr> {
    if batch.is_empty() {
        return Ok(Vec::new());
    }
    let asked: Vec<_> = batch.iter().enumerate().map(|(n, order)| order.asked(n)).collect();
    let known = statements::read(db, &asked).await?;
    let mut known: HashMap<_, _> = known.into_iter().map(|known| (known.n.unsigned_abs(), known)).collect();
    let now = clock::now();
    Ok(batch.iter().zip(0..).map(|(order, n)| order.step(now, known.remove(&n))).collect())
}

fn to_write<'a>(batch: &'a [Order], steps: &'a [Step]) -> Vec<Written<'a>> {
    let all = batch.iter().zip(steps).enumerate();
    all.filter_map(|(n, (order, step))| match step {
        Step::Write(answer) => Some(Written { asked: order.asked(n), key: order.key.as_ref(), answer }),
        Step::Tell(_) => None,
    })
    .collect()
}

fn told(step: Step, is_kept: bool) -> Told {
    match step {
        Step::Tell(told) => told,
        Step::Write(answer) => Ok(is_kept.then(|| answer.posted())),
    }
}

impl Order {
    fn asked(&self, n: usize) -> Asked<'_> {
        Asked::new(n, self.ticket, &self.actor, self.key.as_ref())
    }

    fn step(&self, now: chrono::DateTime<chrono::Utc>, known: Option<Known>) -> Step {
        let Self { actor, input, .. } = self;
        let known = known.filter(|known| actor.scope().holds(known.ticket.client_id));
        let Some(Known { ticket, next_message_id, is_held, is_used, .. }) = known else {
            return Step::Tell(Err(unknown()));
        };
        if !is_held {
            return Step::Tell(Err(Error::Unauthenticated));
        }
        if is_used {
            return Step::Tell(Ok(None));
        }
        match decide(now, actor, input, ticket, next_message_id) {
            Ok(Decided::Answer(answer)) => Step::Write(answer),
            // Maybe by what it was told itself the first time, which was written since the key was read.
            _ if self.key.is_some() => Step::Tell(Ok(None)),
            Ok(Decided::Overtaken(ticket)) => Step::Tell(Ok(Some(Replied::Overtaken(ticket)))),
            Err(refused) => Step::Tell(Err(refused)),
        }
    }
}
