//! What is told of an event, worked out once for all readers who ask alike and may see the same.
//!
//! What a node keeps of it is bounded whatever is asked, and however long some reader takes to come to an event: what was asked for
//! least lately makes room, and is worked out again for whoever still asks for it.

use super::queue::ChangeKind;
use crate::store::Scope;
use async_graphql::Value;
use guichet_domain::Role;
use lru::LruCache;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::OnceCell;

/// Bytes of answers that a node keeps: some of the longest that there are, or what the client asks about thousands of events.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Bytes that it takes to keep an answer, beside its text.
const BESIDE: usize = 256;

/// All on which an answer depends but the event itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// What was selected.
    pub selection: u64,
    /// What the reader may see.
    pub scope: Scope,
    /// What the reader may do.
    pub role: Role,
}

/// The answers that a node keeps, about any event. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Kept(Arc<Mutex<All>>);

#[derive(Debug)]
struct All {
    answers: LruCache<Question, Answer>,
    bytes: usize,
    most: usize,
    /// How many events were told apart so far.
    events: u64,
}

/// Which event, told to whom and as what.
type Question = (u64, Asked, ChangeKind);

#[derive(Debug)]
struct Answer {
    /// Empty while it is worked out.
    cell: Arc<OnceCell<Value>>,
    bytes: usize,
}

impl Default for Kept {
    fn default() -> Self {
        Self::up_to(MOST_BYTES)
    }
}

impl Kept {
    fn up_to(most: usize) -> Self {
        Self(Arc::new(Mutex::new(All { answers: LruCache::unbounded(), bytes: 0, most, events: 0 })))
    }

    /// Those about an event of which none is known yet.
    pub fn about_another(&self) -> Answers {
        let mut all = self.all();
        all.events += 1;
        Answers { kept: Some(self.clone()), event: all.events }
    }

    fn cell(&self, question: Question) -> Arc<OnceCell<Value>> {
        let mut all = self.all();
        if let Some(answer) = all.answers.get(&question) {
            return Arc::clone(&answer.cell);
        }
        let cell = Arc::default();
        all.answers.put(question, Answer { cell: Arc::clone(&cell), bytes: BESIDE });
        all.bytes += BESIDE;
        all.make_room();
        cell
    }

    /// An answer has become so long.
    fn weigh(&self, question: &Question, length: usize) {
        let mut all = self.all();
        let bytes = BESIDE + length;
        if bytes > all.most {
            // It would take the place of all others.
            let known = all.answers.pop(question);
            all.bytes -= known.map_or(0, |answer| answer.bytes);
        } else if let Some(answer) = all.answers.get_mut(question) {
            let before = std::mem::replace(&mut answer.bytes, bytes);
            all.bytes = all.bytes - before + bytes;
            all.make_room();
        }
    }

    fn all(&self) -> MutexGuard<'_, All> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl All {
    fn make_room(&mut self) {
        while self.bytes > self.most
            && let Some((_, oldest)) = self.answers.pop_lru()
        {
            self.bytes -= oldest.bytes;
        }
    }
}

/// The answers about one event so far.
#[derive(Debug)]
pub struct Answers {
    kept: Option<Kept>,
    event: u64,
}

impl Answers {
    /// Of an event that is told to one reader alone: none is kept.
    pub(super) const fn to_one() -> Self {
        Self { kept: None, event: 0 }
    }

    /// The answer to this question, if somebody has had it worked out.
    #[must_use]
    pub fn written(&self, asked: Asked, kind: ChangeKind) -> Option<Value> {
        let mut all = self.kept.as_ref()?.all();
        all.answers.get(&(self.event, asked, kind))?.cell.get().cloned()
    }

    /// The answer to this question. Others who ask it meanwhile wait for the first one's; one that fails is not kept.
    ///
    /// # Errors
    /// What `answer` failed with.
    pub async fn get<E>(
        &self,
        asked: Asked,
        kind: ChangeKind,
        answer: impl Future<Output = Result<Value, E>>,
    ) -> Result<Value, E> {
        let Some(kept) = &self.kept else { return answer.await };
        let question = (self.event, asked, kind);
        let answer = async {
            let answer = answer.await?;
            kept.weigh(&question, length(&answer));
            Ok(answer)
        };
        kept.cell(question).get_or_try_init(|| answer).await.cloned()
    }
}

/// Bytes of an answer: most are JSON already.
#[must_use]
pub fn length(answer: &Value) -> usize {
    match answer {
        Value::Binary(json) => json.len(),
        other => other.to_string().len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guichet_domain::id::PersonId;

    #[tokio::test]
    async fn an_answer_is_worked_out_once_for_those_who_may_see_the_same() {
        let answers = Kept::default().about_another();
        let staff = Asked { selection: 1, scope: Scope::Everything, role: Role::Seller };
        let client = |id| Asked { scope: Scope::OwnedBy(PersonId(id)), role: Role::Client, ..staff };
        let told = async |asked, kind, text: &str| {
            let told = answers.get(asked, kind, async { Ok::<_, ()>(Value::from(text)) }).await.unwrap();
            told.to_string()
        };
        assert_eq!(answers.written(staff, ChangeKind::Entered), None);
        assert_eq!(told(staff, ChangeKind::Entered, "first").await, "\"first\"");
        assert_eq!(answers.written(staff, ChangeKind::Entered), Some(Value::from("first")));
        assert_eq!(told(staff, ChangeKind::Entered, "again").await, "\"first\"");
        for (asked, kind) in [
            (staff, ChangeKind::Left),
            (Asked { role: Role::Technician, ..staff }, ChangeKind::Entered),
            (Asked { selection: 2, ..staff }, ChangeKind::Entered),
            (client(1), ChangeKind::Entered),
            (client(2), ChangeKind::Entered),
        ] {
            let own = format!("{asked:?} {kind:?}");
            assert_eq!(told(asked, kind, &own).await, Value::from(own.as_str()).to_string());
        }
    }

    #[tokio::test]
    async fn what_fails_is_tried_again() {
        let answers = Kept::default().about_another();
        let asked = Asked { selection: 1, scope: Scope::Everything, role: Role::Seller };
        assert_eq!(answers.get(asked, ChangeKind::Entered, async { Err("away") }).await, Err("away"));
        let told = answers.get(asked, ChangeKind::Entered, async { Ok::<_, ()>(Value::from(1)) }).await;
        assert_eq!(told, Ok(Value::from(1)));
    }

    #[tokio::test]
    async fn what_is_kept_is_bounded_and_what_all_ask_for_stays() {
        let kept = Kept::up_to(100_000);
        let asked = |selection| Asked { selection, scope: Scope::Everything, role: Role::Seller };
        let told = async |answers: &Answers, selection, length: usize| {
            let answer = async { Ok::<_, ()>(Value::Binary(vec![b'x'; length].into())) };
            super::length(&answers.get(asked(selection), ChangeKind::Updated, answer).await.unwrap())
        };
        // Changes that a slow reader has not come to yet.
        let changes: Vec<Answers> = (0..50).map(|_| kept.about_another()).collect();
        for answers in &changes {
            assert_eq!(told(answers, 0, 1_000).await, 1_000);
            for selection in 1..20 {
                assert_eq!(told(answers, selection, 20_000).await, 20_000);
                assert_eq!(told(answers, 0, 7).await, 1_000, "what the others ask for is not worked out again");
            }
            // One that would take the place of all others is told and not kept.
            assert_eq!(told(answers, 20, 200_000).await, 200_000);
            assert_eq!(answers.written(asked(20), ChangeKind::Updated), None);
            assert!(answers.written(asked(0), ChangeKind::Updated).is_some());
        }
        {
            let all = kept.all();
            assert_eq!(all.bytes, all.answers.iter().map(|(_, answer)| answer.bytes).sum::<usize>());
            assert!(all.bytes <= all.most);
        }
        assert_eq!(told(&changes[0], 1, 20_000).await, 20_000, "whoever comes to it late is told all the same");
    }

    #[tokio::test]
    async fn what_one_reader_alone_is_told_is_not_kept() {
        let answers = Answers::to_one();
        let asked = Asked { selection: 1, scope: Scope::Everything, role: Role::Seller };
        for number in 1..3 {
            let told = answers.get(asked, ChangeKind::Entered, async { Ok::<_, ()>(Value::from(number)) }).await;
            assert_eq!((told, answers.written(asked, ChangeKind::Entered)), (Ok(Value::from(number)), None));
        }
    }
}
