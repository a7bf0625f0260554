//! What was answered while the base was as it is now, for whoever asks the same and may see the same.
//!
//! A request begins by asking where its session stands, and is told then what the base is like (`store/revision.rs`). An
//! answer is told again while that is the same: it is at least as new as the question, whoever wrote in between.

use crate::{account::Actor, store::Revision};
use axum::body::Bytes;
use lru::LruCache;
use std::{
    hash::{BuildHasher, Hash, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Bytes of answers that are kept.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// The answers of this server.
#[derive(Debug)]
pub struct Shared {
    kept: Mutex<Kept>,
    /// Seeded at random, twice: nobody can make two questions look alike.
    hashers: [RandomState; 2],
}

#[derive(Debug)]
struct Kept {
    answers: LruCache<Question, Bytes>,
    bytes: usize,
}

/// All on which an answer depends: what is asked, what the asker may see and do, and what the base is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Question([u64; 2]);

impl Default for Shared {
    fn default() -> Self {
        let kept = Mutex::new(Kept { answers: LruCache::unbounded(), bytes: 0 });
        Self { kept, hashers: [RandomState::new(), RandomState::new()] }
    }
}

impl Shared {
    /// The question of this asker: a document, which operation of it, and its variables.
    pub fn question(&self, asked: impl Hash, actor: &Actor, revision: &Revision) -> Question {
        let all = (asked, actor.scope(), actor.role, revision);
        Question(self.hashers.each_ref().map(|hasher| hasher.hash_one(&all)))
    }

    /// What was answered.
    pub fn get(&self, question: &Question) -> Option<Bytes> {
        self.kept().answers.get(question).cloned()
    }

    /// Keeps an answer, unless it would take the place of all others.
    pub fn keep(&self, question: Question, answer: Bytes) {
        if size(&answer) > MOST_BYTES {
            return;
        }
        let mut kept = self.kept();
        kept.bytes += size(&answer);
        if let Some((_, replaced)) = kept.answers.push(question, answer) {
            kept.bytes -= size(&replaced);
        }
        while kept.bytes > MOST_BYTES
            && let Some((_, oldest)) = kept.answers.pop_lru()
        {
            kept.bytes -= size(&oldest);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An answer with what it takes to keep it.
fn size(answer: &Bytes) -> usize {
    answer.len() + 128
}

#[cfg(test)]
mod tests {
    use super::*;
    use guichet_domain::{
        Credential, Role,
        id::{PersonId, SessionId},
    };

    #[test]
    fn a_question_is_another_for_whoever_may_see_or_do_something_else_and_once_something_was_written() {
        let shared = Shared::default();
        let actor = |id, role| Actor { id: PersonId(id), role, credential: Credential::Session(SessionId(id)) };
        let revision = |base: &str| Revision { base: base.into(), catalogue: 1 };
        let first = shared.question("asked", &actor(1, Role::Seller), &revision("7"));
        shared.keep(first, Bytes::from_static(b"{}"));
        assert!(shared.get(&shared.question("asked", &actor(2, Role::Seller), &revision("7"))).is_some());
        for (asked, actor, revision) in [
            ("asked", actor(1, Role::Technician), revision("7")),
            ("asked", actor(1, Role::Client), revision("7")),
            ("asked", actor(1, Role::Seller), revision("8")),
            ("else", actor(1, Role::Seller), revision("7")),
        ] {
            assert!(shared.get(&shared.question(asked, &actor, &revision)).is_none(), "{asked} {actor:?} {revision:?}");
        }
        let [one, other] = [1, 2].map(|id| shared.question("asked", &actor(id, Role::Client), &revision("7")));
        assert_ne!(one, other, "what a client sees is its own");
    }

    #[test]
    fn the_oldest_answers_make_room() {
        let (shared, actor) = (
            Shared::default(),
            Actor { id: PersonId(1), role: Role::Seller, credential: Credential::Session(SessionId(1)) },
        );
        let question = |n: usize| shared.question(n, &actor, &Revision { base: "7".into(), catalogue: 1 });
        for n in 0..10 {
            shared.keep(question(n), Bytes::from(vec![0; MOST_BYTES / 4 - 200]));
        }
        assert_eq!((0..10).filter(|n| shared.get(&question(*n)).is_some()).collect::<Vec<_>>(), [6, 7, 8, 9]);
    }
}
