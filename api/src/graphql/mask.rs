//! Nothing leaves without a code, and nothing internal leaves at all.
//!
//! Errors of this server carry `extensions.code`. One without is either the library's own complaint about the request,
//! which becomes BAD_REQUEST, or something that nobody foresaw: that one is logged, and its reader is told INTERNAL.

use super::context::Outcome;
use async_graphql::{
    ErrorExtensionValues, Response, ServerError, ServerResult, ValidationResult, Variables,
    async_trait::async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery, NextValidation},
    parser::types::ExecutableDocument,
};
use std::sync::Arc;

/// As many errors of one document as are worth reading.
pub const MAX_ERRORS: usize = 20;

/// How the library words a value that an argument does not take.
const COERCIONS: [&str; 4] =
    ["Failed to parse \"", "Expected input type \"", "Invalid value for argument", "Variable "];

/// How the library words its own limits.
const LIMITS: [&str; 3] = ["Query is too complex", "Query is nested too deep", "The recursion depth of the query"];

/// Gives every error about a document its code.
#[derive(Clone, Copy, Debug)]
pub struct Mask;

impl ExtensionFactory for Mask {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(*self)
    }
}

#[async_trait]
impl Extension for Mask {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        next.run(ctx, query, variables).await.map_err(of_the_request)
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(ctx).await;
        result.map_err(|errors| errors.into_iter().take(MAX_ERRORS).map(of_the_request).collect())
    }

    async fn execute(&self, ctx: &ExtensionContext<'_>, operation: Option<&str>, next: NextExecute<'_>) -> Response {
        if let Some(outcome) = ctx.data_opt::<Outcome>() {
            outcome.begin();
        }
        next.run(ctx, operation).await
    }
}

/// Words what leaves: each error has its code, and there are as many as are worth reading.
#[must_use]
pub fn masked(mut response: Response) -> Response {
    response.errors.truncate(MAX_ERRORS);
    response.errors = response.errors.into_iter().map(masked_error).collect();
    response
}

/// An error raised while executing: the library's complaint about a value, or something nobody foresaw.
fn masked_error(error: ServerError) -> ServerError {
    if code_of(&error).is_some() {
        return error;
    }
    if error.source.is_none() && COERCIONS.iter().any(|start| error.message.starts_with(start)) {
        return coded(error, "BAD_REQUEST");
    }
    tracing::error!(error = %error.message, path = ?error.path, "a resolver failed");
    coded(ServerError { message: "internal error".into(), source: None, ..error }, "INTERNAL")
}

/// An error about the document itself.
fn of_the_request(error: ServerError) -> ServerError {
    if code_of(&error).is_some() {
        return error;
    }
    let code = if is_limit(&error) { "QUERY_TOO_COMPLEX" } else { "BAD_REQUEST" };
    coded(error, code)
}

fn is_limit(error: &ServerError) -> bool {
    LIMITS.iter().any(|start| error.message.starts_with(start))
}

/// The code that an error carries.
#[must_use]
pub fn code_of(error: &ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        async_graphql::Value::String(code) => Some(code),
        async_graphql::Value::Enum(code) => Some(code),
        _ => None,
    }
}

/// The error with this code on it.
#[must_use]
pub fn coded(mut error: ServerError, code: &str) -> ServerError {
    error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", code);
    error
}
