//! Questions about one thing that are put for many things at once: the statements that a query takes do not depend on
//! how many rows it meets.

use super::{
    Store,
    gather::{Gather, Gathered},
};
use futures::future::try_join_all;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QuerySelect, Select, TryGetable, sea_query::Expr};
use std::{collections::HashMap, hash::Hash};
use tokio::sync::Semaphore;

/// How many kinds of questions of those that were asked together are put at once: others want connections as well.
const KINDS_AT_ONCE: usize = 3;

/// A question about one thing, such as the first messages of a ticket.
pub trait Question: Clone + Eq + Hash + Send + Sync + 'static {
    /// What those questions have in common that can be put together.
    type Kind: Eq + Hash + Send + Sync;
    /// What each of them is about.
    type About: Copy + Eq + Hash + Send + Sync;
    /// What is answered.
    type Answer: Clone + Send + Sync + 'static;

    /// The question, taken apart.
    fn parts(&self) -> (Self::Kind, Self::About);

    /// Puts the question for all of `about`, in as many statements as for one of them.
    fn answer(
        store: &Store,
        kind: &Self::Kind,
        about: &[Self::About],
    ) -> impl Future<Output = Result<HashMap<Self::About, Self::Answer>, DbErr>> + Send;
}

/// Gathers what is asked at the same time. Cheap to clone; keeps no answer.
#[derive(Clone, Debug)]
pub struct Questions(Gather<Asked>);

impl Questions {
    /// Questions to this base.
    #[must_use]
    pub fn new(store: &Store) -> Self {
        Self(Gather::of(Asked(store.clone())))
    }

    /// The answer to this question; `None` where there is nothing to say.
    ///
    /// # Errors
    /// The base did not answer.
    pub async fn ask<Q: Question>(&self, question: Q) -> Result<Option<Q::Answer>, DbErr> {
        self.0.ask(question).await
    }
}

/// The base.
struct Asked(Store);

impl<Q: Question> Gathered<Q> for Asked {
    type Found = Q::Answer;

    async fn read(&self, questions: &[Q]) -> Result<HashMap<Q, Q::Answer>, DbErr> {
        let mut kinds: HashMap<Q::Kind, Vec<(Q::About, &Q)>> = HashMap::new();
        for question in questions {
            let (kind, about) = question.parts();
            kinds.entry(kind).or_default().push((about, question));
        }
        let places = Semaphore::new(KINDS_AT_ONCE);
        let answers = kinds.into_iter().map(async |(kind, asked)| {
            // It is never closed.
            let _place = places.acquire().await;
            let about: Vec<_> = asked.iter().map(|(about, _)| *about).collect();
            // It goes on by itself, whoever asked.
            let mut found = self.0.unless_lost(Q::answer(&self.0, &kind, &about)).await?;
            let answers =
                asked.into_iter().filter_map(|(about, question)| Some((question.clone(), found.remove(&about)?)));
            Ok::<Vec<_>, DbErr>(answers.collect())
        });
        Ok(try_join_all(answers).await?.into_iter().flatten().collect())
    }
}

/// How many of these rows there are for each value of a column; a value without rows is left out.
///
/// # Errors
/// The base did not answer.
pub async fn count_by<E: EntityTrait, Value: TryGetable + Eq + Hash>(
    store: &Store,
    rows: Select<E>,
    column: impl ColumnTrait,
) -> Result<HashMap<Value, u64>, DbErr> {
    let counts: Vec<(Value, i64)> = rows
        .select_only()
        .column_as(column, "value")
        .column_as(Expr::cust("COUNT(*)"), "rows")
        .group_by(column)
        .into_tuple()
        .all(&store.reader())
        .await?;
    Ok(counts.into_iter().map(|(value, rows)| (value, rows.unsigned_abs())).collect())
}
