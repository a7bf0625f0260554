//! What one subscription is told and no other, worked out when its asker has a turn.

use crate::feed::{Feed, Telling};
use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, Result, ServerResult, Value, parser::types::Field, registry::Registry,
};
use futures::{Stream, StreamExt, stream::BoxStream};
use guichet_domain::Asker;
use std::borrow::Cow;

/// An object with the turn to work out what is selected of it.
pub struct InTurn<Object> {
    object: Object,
    _turn: Option<Telling>,
}

impl<Object> InTurn<Object> {
    /// What is told to all who ask alike, and worked out once for them: it waits for nobody's turn.
    pub const fn of_all(object: Object) -> Self {
        Self { object, _turn: None }
    }
}

/// Each of these once there is a turn for it.
pub fn in_turn<Object: Send + 'static>(
    feed: &Feed,
    asker: Asker,
    objects: impl Stream<Item = Result<Object>> + Send + 'static,
) -> BoxStream<'static, Result<InTurn<Object>>> {
    let feed = feed.clone();
    let objects = objects.then(move |object| {
        let feed = feed.clone();
        // In a box while it lasts: whoever waits for an event is no larger for it.
        Box::pin(async move { Ok(InTurn { object: object?, _turn: Some(feed.telling(asker).await) }) })
    });
    objects.boxed()
}

impl<Object: OutputType> OutputType for InTurn<Object> {
    fn type_name() -> Cow<'static, str> {
        Object::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Object::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        self.object.resolve(ctx, field).await
    }
}
