//! One operation through the executor: bounded before, caught when it panics, and worded after.

use super::{
    Server,
    answer::{Answer, mark},
    backend::Backend,
    budget::Share,
    document::known::{Known, Shape},
    error::{forbidden, internal, unavailable},
    json, metrics,
    order::Failed,
    params::Params,
    places::Holder,
    server::Executors,
    shared::Question,
};
use crate::{
    feed::queue::QueueChange,
    graphql::{
        context::{Outcome, RequestContext},
        cost::SEARCH,
        error::UNAVAILABLE,
        mask::{MAX_ERRORS, code_of, masked},
        told::OneChange,
    },
};
use async_graphql::{Executor, Pos, Request, Response, ServerError, Value, parser::types::OperationType};
use axum::body::Bytes;
use futures::{FutureExt, StreamExt};
use std::{collections::BTreeMap, panic::AssertUnwindSafe, sync::Arc};
use tracing::Instrument;

/// What a visitor's mutation may cost, such as a sign-in's, without a share of the budget of all who have its address.
const FREE: usize = 1_000;
/// The codes of operations that were not run.
const NOT_RUN: [&str; 4] = ["UNAUTHENTICATED", "FORBIDDEN", "RATE_LIMITED", UNAVAILABLE];

/// An operation ready to run.
pub struct Prepared {
    /// Query, mutation or subscription.
    pub kind: OperationType,
    document: Arc<Known>,
    /// Where this can be asked again alike.
    shape: Option<Shape>,
    params: Params,
    context: RequestContext,
    may_introspect: bool,
    outcome: Outcome,
    /// What it costs and what it may.
    cost: (usize, usize),
    /// What it takes of its asker's budget.
    takes: usize,
    /// Whether its cost is told.
    tells_cost: bool,
    /// Where its answer is one for all who ask the same and may see the same.
    question: Option<Question>,
}

/// Reads the document and makes an operation of it.
///
/// # Errors
/// Its asker has asked too often; see [`super::document::read`]; a mutation of somebody who may only look.
pub async fn prepare<E: Executor, B: Backend>(
    server: &Server<E, B>,
    mut params: Params,
    mut context: RequestContext,
) -> Result<Prepared, ServerError> {
    let most = server.settings.bounds.root_fields;
    let more = || server.documents.root_fields(&params).unwrap_or(most).saturating_sub(1);
    server.quota.take(context.actor.as_ref(), context.peer, 1, 0, more)?;
    let document = server.documents.read(&params, &server.settings.bounds)?;
    let others = document.operation.root_fields.saturating_sub(1);
    server.quota.take(context.actor.as_ref(), context.peer, others, 1, || 0)?;
    document.operation.require_types()?;
    let kind = document.operation.kind;
    if kind == OperationType::Mutation
        && let Some(actor) = context.actor.filter(|actor| !actor.credential.may_write())
    {
        server.backend.overreached(actor, context.origin(), "a mutation with scope READ").await;
        return Err(forbidden("an access token of scope READ runs no mutation"));
    }
    if kind != OperationType::Query {
        context.last_write = None;
    }
    // What else came along would be kept for as long as a subscription lasts.
    document.operation.settle(&mut params.variables);
    context.has_parts = document.operation.has_parts;
    context.writings = document.writings();
    let (cost, tells_cost) = (document.operation.cost(&params.variables, &server.settings.bounds), params.wants_cost);
    // Whoever wants in waits for nobody's introspection.
    let is_free = context.actor.is_none() && kind == OperationType::Mutation && cost.0 <= FREE;
    let takes = if is_free { 0 } else { cost.0.saturating_add(document.operation.introspection_size()) };
    let shape = server.documents.shape(&document.operation, &params);
    let question = question(server, &document, &params, &context);
    // Parsed, it is not needed any more.
    params.query = String::new();
    let (may_introspect, outcome) = (server.settings.introspection, Outcome::default());
    Ok(Prepared { kind, document, shape, params, context, may_introspect, outcome, cost, takes, tells_cost, question })
}

/// What is asked, where others may be told the same. A replica may be behind what was asked of the base.
fn question<E, B: Backend>(
    server: &Server<E, B>,
    document: &Known,
    params: &Params,
    context: &RequestContext,
) -> Option<Question> {
    let is_shared = server.settings.shares_answers && document.operation.is_impersonal && !params.wants_cost;
    let (actor, revision) = (context.actor.as_ref()?, context.revision.as_ref()?);
    is_shared.then(|| {
        // Written as JSON, variables that say the same look the same.
        let variables = serde_json::to_string(&params.variables).unwrap_or_default();
        let asked = (&params.query, &params.operation_name, variables, server.backend.doubts());
        server.shared.question(asked, actor, revision)
    })
}

/// Runs a query or a mutation. One that the database has left alone is not waited for.
pub async fn execute<E: Executor, B: Backend>(server: &Server<E, B>, prepared: Prepared) -> Answer {
    let share = tokio::select! {
        biased;
        () = server.backend.lost() => Err(unavailable()),
        share = server.budget.take(prepared.holder(), prepared.takes) => share,
    };
    let share = match share {
        Ok(share) => share,
        Err(refused) => {
            let answer = prepared.refused(refused);
            metrics::operation(prepared.kind, answer.code());
            return answer;
        }
    };
    if prepared.cost.0 < SEARCH {
        return executed(server, prepared, share).await;
    }
    // Where nobody waits any longer for a search, the base does not know and goes on. As long, it keeps its turn and its share.
    let (server, request_id) = (server.clone(), Arc::clone(&prepared.context.request_id));
    let executed = tokio::spawn(async move { executed(&server, prepared, share).await }.in_current_span());
    executed.await.unwrap_or_else(|_| Answer::refused(internal(), &request_id))
}

async fn executed<E: Executor, B: Backend>(server: &Server<E, B>, prepared: Prepared, share: Share) -> Answer {
    if let Some(data) = prepared.question.as_ref().and_then(|question| server.shared.get(question)) {
        metrics::operation(prepared.kind, None);
        return Answer { data: Some(Value::Binary(data)), share: Some(share), ..Answer::default() };
    }
    let response = tokio::select! {
        biased;
        () = server.backend.lost() => Response::from_errors(vec![unavailable()]),
        response = prepared.run(&server.executors) => response,
    };
    let response = masked(response);
    if let Some(actor) = prepared.context.actor
        && response.errors.iter().any(|error| code_of(error) == Some("FORBIDDEN"))
    {
        // Not what was asked: aliases are words of whoever wrote them. The request is found by its id.
        server.backend.overreached(actor, prepared.context.origin(), "beyond the role").await;
    }
    let mut answer = Answer { share: Some(share), ..prepared.answer(response) };
    metrics::operation(prepared.kind, answer.code());
    if answer.doubts_base() {
        server.backend.doubt();
    }
    if let Some(question) = prepared.question
        && let Some(data) = answer.data.as_mut().filter(|_| answer.errors.is_empty())
    {
        let json = Bytes::from(json::data(data));
        server.shared.keep(question, json.clone());
        *data = Value::Binary(json);
    }
    answer
}

impl Prepared {
    fn holder(&self) -> Holder {
        self.context.actor.as_ref().map_or_else(|| Holder::at(self.context.peer), Holder::of)
    }

    /// What its asker may watch, of which a subscription takes what each of its events costs.
    ///
    /// # Errors
    /// Not as much is left.
    pub fn watches<E, B>(&self, server: &Server<E, B>) -> Result<Share, ServerError> {
        server.watching.take_now(self.holder(), self.cost.0)
    }

    /// Refuses it.
    pub fn refused(&self, error: ServerError) -> Answer {
        self.answer(masked(Response::from_errors(vec![error])))
    }

    /// The executor that need not look at the operation again, where it was found valid before.
    fn trusted<'e, E>(&self, executors: &'e Executors<E>) -> Option<&'e E> {
        let is_known = self.shape.is_some_and(|shape| self.document.is_valid_with(shape));
        is_known.then_some(&executors.trusting)
    }

    /// What it costs, where that was asked: told once.
    pub fn cost_once(&mut self) -> BTreeMap<String, Value> {
        let cost = self.cost_alone();
        self.tells_cost = false;
        cost
    }

    /// One change, written; or what its reader alone is told.
    pub async fn tell<E: Executor>(&self, executor: &E, change: QueueChange) -> Result<Value, Answer> {
        self.outcome.begin();
        let responses = executor.execute_stream(self.request().data(OneChange(change)), None);
        let response = AssertUnwindSafe(responses).catch_unwind().boxed().next().await;
        let response = response.and_then(Result::ok).unwrap_or_else(|| self.panicked());
        let mut answer = self.answer(masked(response));
        match answer.data.take().filter(|_| answer.errors.is_empty()) {
            Some(data) => Ok(Value::Binary(json::data(&data).into())),
            None => Err(answer),
        }
    }

    /// The feed could not be read.
    pub fn failed(&self, error: crate::Error) -> Answer {
        let error = async_graphql::Error::from(error).into_server_error(Pos::default());
        self.answer(masked(Response::from_errors(vec![error])))
    }

    /// A response as the executor gives it, worded.
    pub fn answer_to(&self, response: std::thread::Result<Response>) -> Answer {
        self.answer(masked(response.unwrap_or_else(|_| self.panicked())))
    }

    /// What the executor is asked.
    pub fn request(&self) -> Request {
        let mut request = Request::new(self.params.query.clone())
            .variables(self.params.variables.clone())
            .data(self.context.clone())
            .data(self.outcome.clone());
        request.operation_name.clone_from(&self.params.operation_name);
        request.set_parsed_query(self.document.operation.document.clone());
        if self.may_introspect { request } else { request.disable_introspection() }
    }

    async fn run<E: Executor>(&self, executors: &Executors<E>) -> Response {
        if let Some(executor) = self.trusted(executors) {
            self.outcome.begin();
            return self.run_by(executor).await.unwrap_or_else(|_| self.panicked());
        }
        let response = self.run_by(&executors.checking).await;
        if response.is_ok() {
            self.remember();
        }
        response.unwrap_or_else(|_| self.panicked())
    }

    /// What a panic leaves behind is the request's own, and is dropped with it.
    async fn run_by<E: Executor>(&self, executor: &E) -> std::thread::Result<Response> {
        AssertUnwindSafe(executor.execute(self.request())).catch_unwind().await
    }

    /// Keeps that it was valid, if it was.
    fn remember(&self) {
        if let Some(shape) = self.shape.filter(|_| self.outcome.is_executed()) {
            self.document.found_valid_with(shape);
        }
    }

    /// The panic itself was reported by the process's hook, within the request's span.
    fn panicked(&self) -> Response {
        self.outcome.begin();
        Response::from_errors(vec![internal()])
    }

    /// What it costs, where that was asked.
    fn cost_alone(&self) -> BTreeMap<String, Value> {
        if !self.tells_cost {
            return BTreeMap::new();
        }
        let (asked, allowed) = self.cost;
        BTreeMap::from([("cost".into(), async_graphql::value!({ "asked": asked, "allowed": allowed }))])
    }

    fn answer(&self, response: Response) -> Answer {
        let Response { mut data, mut errors, mut extensions, .. } = response;
        // Of more errors the rest is told by nobody: any of them may have been anywhere.
        let failed = if errors.len() < MAX_ERRORS {
            Failed::At(errors.iter().map(|error| error.path.as_slice()).collect())
        } else {
            Failed::Somewhere
        };
        self.document.operation.order.arrange(&mut data, &failed);
        for error in &mut errors {
            mark(error, &self.context.request_id);
        }
        if let Some(code) = errors.first().and_then(code_of) {
            metrics::refused(code);
        }
        extensions.extend(self.cost_alone());
        // Nothing of an operation that its asker may not run, or that can't be run, was executed, whatever the executor
        // thinks.
        let is_denied = data == Value::Null
            && !errors.is_empty()
            && errors.iter().all(|error| code_of(error).is_some_and(|code| NOT_RUN.contains(&code)));
        let data = (self.outcome.is_executed() && !is_denied).then_some(data);
        Answer { data, errors, extensions, share: None }
    }
}
