//! One operation through the executor: bounded before, caught when it panics, and worded after.

use super::{
    Server,
    backend::Backend,
    document::{self, Operation},
    error::{forbidden, internal, unavailable},
    metrics,
    order::Order,
    params::Params,
};
use crate::graphql::{
    context::{Outcome, RequestContext},
    error::UNAVAILABLE,
    mask::code_of,
};
use async_graphql::{Executor, Request, Response, ServerError, Value, parser::types::OperationType};
use futures::{
    FutureExt, StreamExt,
    stream::{self, BoxStream},
};
use serde::Serialize;
use std::{collections::BTreeMap, panic::AssertUnwindSafe, sync::Arc};

/// The codes of operations that were not run.
const NOT_RUN: [&str; 4] = ["UNAUTHENTICATED", "FORBIDDEN", "RATE_LIMITED", UNAVAILABLE];

/// An operation ready to run.
pub struct Prepared {
    /// Query, mutation or subscription.
    pub kind: OperationType,
    request: Request,
    wording: Wording,
}

/// What makes an answer of a response.
struct Wording {
    outcome: Outcome,
    order: Order,
    wants_cost: bool,
    request_id: Arc<str>,
}

/// An answer, as it goes out.
#[derive(Debug, Default, Serialize)]
pub struct Answer {
    /// Left out when nothing was executed, as the specification wants it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    /// Each with its code and the id of the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ServerError>,
    /// What was asked beside the data.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub extensions: BTreeMap<String, Value>,
}

impl Answer {
    /// The answer to what was never executed.
    #[must_use]
    pub fn refused(mut error: ServerError, request_id: &str) -> Self {
        mark(&mut error, request_id);
        Self { data: None, errors: vec![error], extensions: BTreeMap::new() }
    }

    /// The code of the first error.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.errors.first().and_then(code_of)
    }

    /// Whether anything of it is missing because the server could not, for the moment.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        self.errors.iter().any(|error| code_of(error) == Some(UNAVAILABLE))
    }

    /// When to try again, in seconds, where an error says so.
    #[must_use]
    pub fn retry_after(&self) -> Option<u64> {
        self.errors.iter().find_map(|error| match error.extensions.as_ref()?.get("retryAfter")? {
            Value::Number(seconds) => seconds.as_u64(),
            _ => None,
        })
    }
}

fn mark(error: &mut ServerError, request_id: &str) {
    error.extensions.get_or_insert_default().set("requestId", request_id);
}

/// Reads the document and makes the request of it.
///
/// # Errors
/// Its asker has asked too often; see [`document::read`]; a mutation of somebody who may only look.
pub fn prepare<E: Executor, B: Backend>(
    server: &Server<E, B>,
    params: Params,
    mut context: RequestContext,
) -> Result<Prepared, ServerError> {
    server.quota.take(context.actor.as_ref(), context.peer)?;
    let Operation { document, kind, order } = document::read(&params, &server.settings.bounds)?;
    if kind == OperationType::Mutation && context.actor.is_some_and(|actor| !actor.credential.may_write()) {
        return Err(forbidden("an access token of scope READ runs no mutation"));
    }
    if kind != OperationType::Query {
        context.last_write = None;
    }
    let (outcome, request_id) = (Outcome::default(), Arc::clone(&context.request_id));
    let mut request = Request::new(params.query).variables(params.variables).data(context).data(outcome.clone());
    request.operation_name = params.operation_name;
    request.set_parsed_query(document);
    if !server.settings.introspection {
        request = request.disable_introspection();
    }
    Ok(Prepared { kind, request, wording: Wording { outcome, order, wants_cost: params.wants_cost, request_id } })
}

/// Runs a query or a mutation. One that the database has left alone is not waited for.
pub async fn execute<E: Executor, B: Backend>(server: &Server<E, B>, prepared: Prepared) -> Answer {
    let Prepared { kind, request, wording } = prepared;
    let response = tokio::select! {
        biased;
        () = server.backend.lost() => Response::from_errors(vec![unavailable()]),
        // What a panic leaves behind is the request's own, and is dropped with it.
        response = AssertUnwindSafe(server.executor.execute(request)).catch_unwind() => {
            response.unwrap_or_else(|_| wording.panicked())
        }
    };
    let answer = wording.answer(response);
    metrics::operation(kind, answer.code());
    if answer.is_unavailable() {
        server.backend.doubt();
    }
    answer
}

/// Runs an operation of any kind as a stream of answers: a query or a mutation gives one.
pub fn stream<E: Executor, B: Backend>(server: &Server<E, B>, prepared: Prepared) -> BoxStream<'static, Answer> {
    if prepared.kind != OperationType::Subscription {
        let server = server.clone();
        return stream::once(async move { execute(&server, prepared).await }).boxed();
    }
    let Prepared { kind, request, mut wording } = prepared;
    let responses = AssertUnwindSafe(server.executor.execute_stream(request, None)).catch_unwind();
    let mut first = true;
    responses
        .map(move |response| {
            let answer = wording.answer(response.unwrap_or_else(|_| wording.panicked()));
            if std::mem::take(&mut first) {
                // The cost of the whole is told once.
                wording.wants_cost = false;
                metrics::operation(kind, answer.code());
            } else {
                metrics::delivery();
            }
            answer
        })
        .boxed()
}

impl Wording {
    /// The panic itself was reported by the process's hook, within the request's span.
    fn panicked(&self) -> Response {
        self.outcome.begin();
        Response::from_errors(vec![internal()])
    }

    fn answer(&self, response: Response) -> Answer {
        let Response { mut data, mut errors, mut extensions, .. } = response;
        self.order.arrange(&mut data);
        for error in &mut errors {
            mark(error, &self.request_id);
        }
        let (asked, allowed) = self.outcome.cost();
        if self.wants_cost && allowed > 0 {
            extensions.insert("cost".into(), async_graphql::value!({ "asked": asked, "allowed": allowed }));
        }
        // Nothing of an operation that its asker may not run, or that can't be run, was executed, whatever the executor
        // thinks.
        let is_denied = data == Value::Null
            && !errors.is_empty()
            && errors.iter().all(|error| code_of(error).is_some_and(|code| NOT_RUN.contains(&code)));
        let data = (self.outcome.is_executed() && !is_denied).then_some(data);
        Answer { data, errors, extensions }
    }
}
