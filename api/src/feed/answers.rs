//! What is told of an event, worked out once for all readers who ask alike and may see the same.

use super::queue::ChangeKind;
use crate::store::Scope;
use async_graphql::Value;
use guichet_domain::Role;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::OnceCell;

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

/// The answers about one event so far.
#[derive(Debug, Default)]
pub struct Answers(Mutex<ByAsker>);

type ByAsker = HashMap<(Asked, ChangeKind), Arc<OnceCell<Value>>>;

impl Answers {
    /// The answer to this question, if somebody has had it worked out.
    #[must_use]
    pub fn written(&self, asked: Asked, kind: ChangeKind) -> Option<Value> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&(asked, kind))?.get().cloned()
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
        let cell = {
            let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answers.entry((asked, kind)).or_default())
        };
        cell.get_or_try_init(|| answer).await.cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guichet_domain::id::PersonId;

    #[tokio::test]
    async fn an_answer_is_worked_out_once_for_those_who_may_see_the_same() {
        let answers = Answers::default();
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
        let answers = Answers::default();
        let asked = Asked { selection: 1, scope: Scope::Everything, role: Role::Seller };
        assert_eq!(answers.get(asked, ChangeKind::Entered, async { Err("away") }).await, Err("away"));
        let told = answers.get(asked, ChangeKind::Entered, async { Ok::<_, ()>(Value::from(1)) }).await;
        assert_eq!(told, Ok(Value::from(1)));
    }
}
