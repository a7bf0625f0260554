//! What a selection is of, as far as its document and the schema tell.

use super::super::types;
use async_graphql::{
    Positioned,
    parser::types::{OperationType, TypeCondition},
};

/// What a selection is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parent {
    /// The type that it is stated to be of, which has its fields; none when there is no such type.
    pub stated: Option<&'static str>,
    /// The object that it is of in any case, whatever the type.
    pub object: Option<&'static str>,
}

impl Parent {
    /// At the root of an operation.
    pub fn root(kind: OperationType) -> Self {
        Self::of(match kind {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        })
    }

    /// Of a type by itself.
    pub fn of(name: &str) -> Self {
        Self { stated: types::named(name), object: types::object(name) }
    }

    /// Below a field.
    pub fn below(self, field: &str) -> Self {
        let to = |of| types::leads_to(of, field);
        let (stated, object) = (self.stated.and_then(to), self.object.and_then(to));
        Self { stated, object: object.or(stated).and_then(types::object) }
    }

    /// In a fragment.
    pub fn within(self, condition: Option<&Positioned<TypeCondition>>) -> Self {
        let Some(condition) = condition.map(|condition| condition.node.on.node.as_str()) else { return self };
        let object = self.object.filter(|object| types::is(object, condition));
        Self { stated: types::named(condition), object: object.or_else(|| types::object(condition)) }
    }

    /// Whether it is of this type in any case.
    pub fn is_always(self, name: &str) -> bool {
        self.stated == Some(name) || self.object.is_some_and(|object| types::is(object, name))
    }
}
