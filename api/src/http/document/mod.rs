//! The work that a document can cause is bounded before it is validated or run.
//!
//! Validation follows every spread of a fragment, so that a few hundred bytes of fragments spreading fragments would
//! unfold into millions of fields; parsing and validation recurse into every bracket. Hence, in this order: the text is
//! [scanned](scan) for size and nesting, parsed, and [weighed](weigh) with each fragment counted once and multiplied; then
//! fields that [overlap] are refused, and what the chosen operation [costs](cost).

mod arguments;
mod bounds;
mod cost;
mod count;
pub mod known;
mod overlap;
mod parts;
mod scan;
mod types;
mod weigh;
mod whole;

pub use bounds::Bounds;

use super::{
    error::{bad_request, too_complex, too_costly},
    order::Order,
    params::Params,
};
use crate::graphql::{is_input, mask::coded, told};
use arguments::{VALUE_BYTES, Weight, bytes_of};
use async_graphql::{
    Name, Pos, Positioned, ServerError, Variables,
    parser::{
        parse_query,
        types::{
            BaseType, DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection,
            VariableDefinition,
        },
    },
};
use cost::{Costs, Measured};

/// What a selection takes to keep, about, in bytes.
const SELECTION: usize = 400;

/// What it takes to remember how one is written, about, in bytes.
const WRITING: usize = 150;

/// A document within the bounds, and the operation of it to run.
#[derive(Debug)]
pub struct Operation {
    /// The document, parsed.
    pub document: ExecutableDocument,
    /// Query, mutation or subscription.
    pub kind: OperationType,
    /// The order that its answer comes in.
    pub order: Order,
    /// Fields at its root: each is a query or a mutation of its own.
    pub root_fields: usize,
    /// Whether nothing of its answer is its viewer's own, beside what the viewer may see and do.
    pub is_impersonal: bool,
    /// Whether something is selected in several parts still, of which one may be skipped.
    pub has_parts: bool,
    /// Whether each field has a place of its own, and at each the same is selected, whatever the variables: nothing was put together
    /// there, and nothing is skipped.
    pub is_steady: bool,
    variables: Vec<Positioned<VariableDefinition>>,
    /// A type of some variable of the document that there is not, and where it stands.
    unknown_type: Option<(Name, Pos)>,
    arguments: Weight,
    costs: Costs,
    /// The bytes that it is counted for where it is kept.
    bytes: usize,
    /// Bytes that it takes beyond what its text does.
    more: usize,
}

/// Reads the document of a request.
///
/// # Errors
/// QUERY_TOO_COMPLEX past a bound, telling what was asked and what is allowed; BAD_REQUEST when the text is no document, when
/// its fragments run in a circle or its fields overlap, when the operation can't be told, or when a variable without which it
/// can't run is missing.
pub fn read(params: &Params, bounds: &Bounds) -> Result<Operation, ServerError> {
    let pieces = scan::scan(&params.query, bounds)?;
    let mut document = parse_query(&params.query).map_err(|error| coded(error.into(), "BAD_REQUEST"))?;

    let operations = document.operations.iter().map(|(_, operation)| &operation.node);
    let variables: usize = operations.map(|operation| operation.variable_definitions.len()).sum();
    let definitions = document.operations.iter().len() + document.fragments.len() + variables;
    if definitions > bounds.definitions {
        return Err(too_complex("definitions of operations, fragments and variables", definitions, bounds.definitions));
    }
    let arguments = weigh::weigh(&document, bounds)?;
    // Before anything is made of them.
    if arguments.bytes() > bounds.arguments {
        return Err(too_complex("bytes of arguments", arguments.bytes(), bounds.arguments));
    }
    overlap::refuse(&document)?;

    let unknown_type = unknown_type(&document);
    // In the document's own order.
    let operation = chosen(&document, params.operation_name.as_deref())?;
    let order = Order::of(&operation.selection_set.node, &document);
    let is_changed = parts::put_together(&mut document)?;
    if is_changed {
        // What was below two fields is below one by now.
        overlap::refuse(&document)?;
    }
    let has_parts = is_changed && parts::has_parts(&document);
    let operation = chosen(&document, params.operation_name.as_deref())?;
    parts::refuse_twice(operation, &document.fragments)?;
    let fields = count::fields(&operation.selection_set.node, &document);
    if operation.ty == OperationType::Subscription && fields > bounds.subscription_fields {
        return Err(too_complex("fields in a subscription, fragments unfolded,", fields, bounds.subscription_fields));
    }
    let variables = operation.variable_definitions.clone();
    let root_fields = count::roots(&operation.selection_set.node, &document);
    if operation.ty == OperationType::Subscription && root_fields != 1 {
        return Err(bad_request("a subscription has one field at its root"));
    }
    // The library looks for it nowhere else.
    let is_field = |item: &Positioned<Selection>| matches!(item.node, Selection::Field(_));
    if operation.ty == OperationType::Subscription && !operation.selection_set.node.items.iter().all(is_field) {
        return Err(bad_request(
            "the field of a subscription stands at its root, or in a fragment on Subscription that is never skipped",
        ));
    }
    let costs = Costs::of(operation, &document);
    if costs.introspection > bounds.introspection {
        return Err(too_costly(costs.introspection, bounds.introspection));
    }
    let is_impersonal =
        operation.ty == OperationType::Query && told::is_impersonal(&operation.selection_set.node, &document.fragments);
    let kind = operation.ty;
    // A directive begins with it.
    let may_skip = params.query.contains('@');
    // The parser does not count the lines that end so: two fields could stand at one place.
    let has_places = !params.query.replace("\r\n", "\n").contains('\r');
    let is_steady = !is_changed && !may_skip && has_places;
    // What its fragments were written out for stands nowhere in its text.
    let written = if is_changed { count::written(&document) } else { 0 };
    let more = if is_changed { arguments.bytes() } else { 0 };
    whole::keep(&mut document);
    let operation = Operation {
        kind,
        order,
        is_impersonal,
        has_parts,
        is_steady,
        variables,
        unknown_type,
        arguments,
        costs,
        bytes: params.query.len() + VALUE_BYTES * (pieces + written) + more,
        more: SELECTION * written + more + if is_steady { WRITING * fields } else { 0 },
        root_fields,
        // It is kept: a copy has no room to spare, of which the parser leaves several times as much.
        document: document.clone(),
    };
    operation.check_variables(params, bounds)?;
    Ok(operation)
}

fn unknown_type(document: &ExecutableDocument) -> Option<(Name, Pos)> {
    let variables = document.operations.iter().flat_map(|(_, operation)| &operation.node.variable_definitions);
    let mut types = variables.map(|variable| (name_of(&variable.node.var_type.node.base), variable.node.var_type.pos));
    types.find(|(name, _)| !is_input(name)).map(|(name, at)| (name.clone(), at))
}

fn name_of(declared: &BaseType) -> &Name {
    match declared {
        BaseType::Named(name) => name,
        BaseType::List(item) => name_of(&item.base),
    }
}

fn chosen<'d>(document: &'d ExecutableDocument, name: Option<&str>) -> Result<&'d OperationDefinition, ServerError> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Multiple(operations), None) => match operations.values().next() {
            Some(operation) if operations.len() == 1 => Ok(&operation.node),
            _ => Err(bad_request("the document has several operations: `operationName` has to choose one")),
        },
        (DocumentOperations::Multiple(operations), Some(name)) if operations.contains_key(name) => {
            Ok(&operations[name].node)
        }
        (DocumentOperations::Single(_) | DocumentOperations::Multiple(_), Some(_)) => {
            Err(bad_request("the document has no operation named by `operationName`"))
        }
    }
}

impl Operation {
    /// What it costs with these variables, and what it may.
    pub fn cost(&self, variables: &Variables, bounds: &Bounds) -> (usize, usize) {
        let allowed = match self.kind {
            OperationType::Query | OperationType::Mutation => bounds.cost,
            OperationType::Subscription => bounds.event_cost,
        };
        (self.costs.data.with(&Measured::of(&self.variables, variables)), allowed)
    }

    /// Refuses variables of a type that there is not, as validation would, but for the panic.
    pub fn require_types(&self) -> Result<(), ServerError> {
        let Some((name, at)) = &self.unknown_type else { return Ok(()) };
        let mut error = bad_request(format!("there is no type `{name}` for a variable"));
        error.locations.push(*at);
        Err(error)
    }

    /// Bytes that it takes to keep, beside its text.
    pub fn size(&self) -> usize {
        self.costs.data.size() + self.more
    }

    /// What the answer of introspection takes, in what data costs: a description under a long alias has some 250 bytes, and a `body`
    /// six times as many for each of what it costs.
    pub const fn introspection_size(&self) -> usize {
        self.costs.introspection / 4
    }

    /// Leaves of a request's variables those that it has, and adds those that have a value unless told: the library looks for what
    /// is skipped among those that were told.
    pub fn settle(&self, variables: &mut Variables) {
        variables.retain(|name, _| self.variables.iter().any(|own| own.node.name.node == *name));
        for own in self.variables.iter().map(|own| &own.node) {
            if let Some(default) = &own.default_value {
                variables.entry(own.name.node.clone()).or_insert_with(|| default.node.clone());
            }
        }
    }

    /// Refuses variables that it can't run with, with which it would cost too much, or that would fill the memory where they are
    /// put in or kept.
    fn check_variables(&self, params: &Params, bounds: &Bounds) -> Result<(), ServerError> {
        self.require_variables(params)?;
        if self.kind == OperationType::Subscription {
            let kept = self.variables.iter().filter_map(|own| params.variables.get(&own.node.name.node));
            let kept = self.bytes + kept.map(bytes_of).sum::<usize>();
            if kept > bounds.subscription {
                return Err(too_complex("bytes of a subscription and its variables", kept, bounds.subscription));
            }
        }
        let bytes = self.arguments.bytes_with(&params.variables);
        if bytes > bounds.arguments {
            return Err(too_complex("bytes of arguments, variables put in,", bytes, bounds.arguments));
        }
        let (cost, allowed) = self.cost(&params.variables, bounds);
        if cost > allowed {
            return Err(too_costly(cost, allowed));
        }
        Ok(())
    }

    /// The executor would find a missing variable only where it is used, half the operation done.
    fn require_variables(&self, params: &Params) -> Result<(), ServerError> {
        for variable in self.variables.iter().map(|definition| &definition.node) {
            let given = params.variables.get(&variable.name.node);
            let is_absent = given.is_none_or(|value| *value == async_graphql::Value::Null);
            if is_absent && !variable.var_type.node.nullable && (given.is_some() || variable.default_value.is_none()) {
                let (name, expected) = (&variable.name.node, &variable.var_type.node);
                let mut error = bad_request(format!("variable `${name}` of type `{expected}` has no value"));
                error.locations.push(variable.name.pos);
                return Err(error);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
