//! Documents that came before: read once, and validated once for all variables of the same shape.
//!
//! Tools and the client send the same few documents again and again. What is kept is the document as it was parsed, and
//! what shapes of variables it was found valid with. A document is kept only within the bounds that all documents have.

use super::{Bounds, Operation, read};
use crate::{graphql::written::Writings, http::params::Params};
use async_graphql::{
    ServerError, Value,
    parser::types::{BaseType, OperationType, Type},
};
use lru::LruCache;
use std::{
    collections::HashSet,
    hash::{BuildHasher, Hash, Hasher, RandomState},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Bytes that all that is kept may take.
const MOST_BYTES: usize = 6 * 1024 * 1024;
/// How many times its text a document takes once it is parsed, about, and how many bytes it takes at least.
const PARSED: usize = 24;
const LEAST: usize = 2 * 1024;
/// Shapes of variables that are kept of one document.
const MOST_SHAPES: usize = 32;

/// The documents of this server. Cheap to share.
#[derive(Debug)]
pub struct Documents {
    kept: Mutex<Kept>,
    /// Seeded at random: nobody can make two shapes look alike.
    hasher: RandomState,
}

#[derive(Debug)]
struct Kept {
    documents: LruCache<String, Arc<Known>>,
    bytes: usize,
}

/// A document that was read.
#[derive(Debug)]
pub struct Known {
    /// The operation of it to run.
    pub operation: Operation,
    shapes: Mutex<HashSet<u64>>,
    writings: Writings,
}

/// Variables, as far as their values decide whether they are valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape(u64);

impl Default for Documents {
    fn default() -> Self {
        Self { kept: Mutex::new(Kept { documents: LruCache::unbounded(), bytes: 0 }), hasher: RandomState::new() }
    }
}

impl Documents {
    /// Reads the document of a request, or finds it again.
    ///
    /// # Errors
    /// See [`read`]; nothing is kept of a document that is refused.
    pub fn read(&self, params: &Params, bounds: &Bounds) -> Result<Arc<Known>, ServerError> {
        let key = key_of(params);
        if let Some(known) = self.kept().documents.get(&key).map(Arc::clone) {
            known.operation.check_variables(params, bounds)?;
            return Ok(known);
        }
        let operation = read(params, bounds)?;
        let known = Arc::new(Known { operation, shapes: Mutex::default(), writings: Writings::default() });
        let mut kept = self.kept();
        kept.bytes += size(&key, &known);
        if let Some((key, replaced)) = kept.documents.push(key, Arc::clone(&known)) {
            kept.bytes -= size(&key, &replaced);
        }
        while kept.bytes > MOST_BYTES
            && let Some((key, oldest)) = kept.documents.pop_lru()
        {
            kept.bytes -= size(&key, &oldest);
        }
        Ok(known)
    }

    /// How many fields the document of a request has at its root, where it is known.
    pub fn root_fields(&self, params: &Params) -> Option<usize> {
        self.kept().documents.peek(&key_of(params)).map(|known| known.operation.root_fields)
    }

    /// The shape of these variables; `None` for a mutation, which is never asked twice alike, and for a subscription, which
    /// runs for long.
    pub fn shape(&self, operation: &Operation, params: &Params) -> Option<Shape> {
        if operation.kind != OperationType::Query {
            return None;
        }
        let mut hasher = self.hasher.build_hasher();
        for variable in &operation.variables {
            let variable = &variable.node;
            hash(params.variables.get(&variable.name.node), is_plain(&variable.var_type.node), &mut hasher);
        }
        Some(Shape(hasher.finish()))
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// How its lists are written, where the same is selected each time.
    pub fn writings(&self) -> Option<Writings> {
        self.operation.is_steady.then(|| self.writings.clone())
    }

    /// Whether it was found valid with such variables.
    pub fn is_valid_with(&self, shape: Shape) -> bool {
        self.shapes().contains(&shape.0)
    }

    /// It was found valid with such variables.
    pub fn found_valid_with(&self, shape: Shape) {
        let mut shapes = self.shapes();
        if shapes.len() >= MOST_SHAPES {
            shapes.clear();
        }
        shapes.insert(shape.0);
    }

    fn shapes(&self) -> MutexGuard<'_, HashSet<u64>> {
        self.shapes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// By what a document is found again.
fn key_of(params: &Params) -> String {
    match &params.operation_name {
        None => params.query.clone(),
        Some(name) => format!("{}\0{name}", params.query),
    }
}

/// What it takes to keep a document.
fn size(key: &str, known: &Known) -> usize {
    LEAST + PARSED * key.len() + known.operation.size()
}

/// Whether all values of one JSON type are as valid as each other: not those of enums, inputs and scalars with a form.
fn is_plain(declared: &Type) -> bool {
    match &declared.base {
        BaseType::Named(name) => matches!(name.as_str(), "String" | "ID" | "Int" | "Boolean"),
        BaseType::List(item) => is_plain(item),
    }
}

fn hash(value: Option<&Value>, is_plain: bool, hasher: &mut impl Hasher) {
    match value {
        None => 0_u8.hash(hasher),
        Some(Value::Null) => 1_u8.hash(hasher),
        Some(Value::String(_)) if is_plain => 2_u8.hash(hasher),
        Some(Value::Boolean(_)) if is_plain => 3_u8.hash(hasher),
        // Past 32 bits a number is no `Int`.
        Some(Value::Number(number)) if is_plain && number.as_i64().is_some_and(|n| i32::try_from(n).is_ok()) => {
            4_u8.hash(hasher);
        }
        Some(Value::List(items)) => {
            (5_u8, items.len()).hash(hasher);
            items.iter().for_each(|item| hash(Some(item), is_plain, hasher));
        }
        Some(value) => (6_u8, value.to_string()).hash(hasher),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::Variables;
    use serde_json::json;

    fn params(query: &str, variables: serde_json::Value) -> Params {
        Params { query: query.to_owned(), variables: Variables::from_json(variables), ..Params::default() }
    }

    #[test]
    fn a_document_is_read_once() {
        let (documents, bounds) = (Documents::default(), Bounds::default());
        let read = |query: &str| documents.read(&params(query, json!({})), &bounds).unwrap();
        let first = read("{ a }");
        assert!(Arc::ptr_eq(&first, &read("{ a }")) && !Arc::ptr_eq(&first, &read("{ b }")));
    }

    #[test]
    fn the_operation_that_was_chosen_is_the_one_found_again() {
        let (documents, bounds) = (Documents::default(), Bounds::default());
        let named = |name: &str| {
            let params = params("query A { a } mutation B { b }", json!({}));
            documents.read(&Params { operation_name: Some(name.to_owned()), ..params }, &bounds).unwrap().operation.kind
        };
        for _ in 0..2 {
            assert_eq!((named("A"), named("B")), (OperationType::Query, OperationType::Mutation));
        }
        assert!(documents.read(&params("query A { a } mutation B { b }", json!({})), &bounds).is_err());
    }

    #[test]
    fn a_variable_that_is_missing_the_second_time_is_missed() {
        let (documents, bounds) = (Documents::default(), Bounds::default());
        let query = "query($a: Int!) { a(a: $a) }";
        assert!(documents.read(&params(query, json!({ "a": 1 })), &bounds).is_ok());
        assert!(documents.read(&params(query, json!({})), &bounds).is_err());
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let (documents, bounds) = (Documents::default(), Bounds::default());
        for n in 0..2_000 {
            let query = format!("{{ a{n} {}}}", " ".repeat(1_000));
            documents.read(&params(&query, json!({})), &bounds).unwrap();
        }
        let kept = documents.kept();
        assert!(kept.bytes <= MOST_BYTES && kept.documents.len() < 300);
        assert_eq!(kept.bytes, kept.documents.iter().map(|(key, known)| size(key, known)).sum::<usize>());
    }

    #[test]
    fn values_count_where_they_decide_what_is_valid() {
        let documents = Documents::default();
        let shape = |declared: &str, value: serde_json::Value| {
            let params = params(&format!("query($v: {declared}) {{ a(v: $v) }}"), json!({ "v": value }));
            documents.shape(&documents.read(&params, &Bounds::default()).unwrap().operation, &params)
        };
        let alike = [
            ("String", json!("a"), json!("b")),
            ("ID!", json!("a"), json!("b")),
            ("Int", json!(1), json!(-7)),
            ("[ID!]", json!(["a", "b"]), json!(["c", "d"])),
            ("Boolean", json!(true), json!(false)),
        ];
        for (declared, one, other) in alike {
            assert_eq!(shape(declared, one.clone()), shape(declared, other.clone()), "{declared}: {one}, {other}");
        }
        let unlike = [
            ("String", json!("a"), json!(1)),
            ("String", json!("a"), json!(null)),
            ("Int", json!(1), json!(1.5)),
            ("Int", json!(1), json!(3_000_000_000_i64)),
            ("[ID!]", json!(["a"]), json!([null])),
            ("TicketStatus", json!("OPEN"), json!("CLOSED")),
            ("DateTime", json!("2026-01-01T00:00:00Z"), json!("2026-13-01T00:00:00Z")),
            ("TicketFilter", json!({ "status": ["OPEN"] }), json!({ "status": ["SHUT"] })),
        ];
        for (declared, one, other) in unlike {
            assert_ne!(shape(declared, one.clone()), shape(declared, other.clone()), "{declared}: {one}, {other}");
        }
    }
}
