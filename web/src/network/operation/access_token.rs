//! The tokens with which one's tools act for one.

use super::{UserError, schema, vocabulary::DateTime};

/// What a token may be used for.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessTokenScope {
    /// Looking and watching.
    Read,
    /// Changing things as well.
    Write,
}

/// One token; its secret is not among what can be read.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
pub struct AccessToken {
    /// Opaque and global.
    pub id: cynic::Id,
    /// What its owner knows it by.
    pub name: String,
    /// What it may be used for.
    pub scope: AccessTokenScope,
    /// When it ends.
    pub expires_at: DateTime,
    /// When it was last used, if it was.
    pub last_used_at: Option<DateTime>,
}

/// The viewer's tokens.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Query")]
pub struct MyAccessTokens {
    /// The viewer.
    pub viewer: Option<TokenOwner>,
}

/// A person who looks at its own tokens.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Person")]
pub struct TokenOwner {
    /// The newest, twice as many as may be in service.
    #[arguments(first: 100)]
    pub access_tokens: Option<TokenPage>,
}

/// One page of tokens.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "AccessTokenConnection")]
pub struct TokenPage {
    /// The rows, the newest first.
    pub nodes: Vec<AccessToken>,
}

/// What [`CreateAccessToken`] is asked with.
#[derive(cynic::QueryVariables)]
pub struct CreateAccessTokenVariables {
    /// The token to make.
    pub input: CreateAccessTokenInput,
}

/// The token to make.
#[derive(cynic::InputObject)]
pub struct CreateAccessTokenInput {
    /// What its owner will know it by.
    pub name: String,
    /// What it may be used for.
    pub scope: AccessTokenScope,
    /// When it ends.
    pub expires_at: Option<DateTime>,
    /// The same for each attempt at the same token, so that it is made once.
    pub idempotency_key: Option<String>,
}

/// Makes a token.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Mutation", variables = "CreateAccessTokenVariables")]
pub struct CreateAccessToken {
    /// The outcome.
    #[arguments(input: $input)]
    pub create_access_token: TokenCreated,
}

/// The outcome of [`CreateAccessToken`].
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "CreateAccessTokenPayload")]
pub struct TokenCreated {
    /// What the tool shows: told this once.
    pub secret: Option<String>,
    /// What was wrong.
    pub errors: Vec<UserError>,
}

/// What [`RevokeAccessToken`] is asked with.
#[derive(cynic::QueryVariables)]
pub struct RevokeAccessTokenVariables {
    /// The token to revoke.
    pub input: RevokeAccessTokenInput,
}

/// The token to revoke.
#[derive(cynic::InputObject)]
pub struct RevokeAccessTokenInput {
    /// Which.
    pub access_token_id: cynic::Id,
}

/// Revokes a token, for good.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Mutation", variables = "RevokeAccessTokenVariables")]
pub struct RevokeAccessToken {
    /// The outcome.
    #[arguments(input: $input)]
    pub revoke_access_token: TokenRevoked,
}

/// The outcome of [`RevokeAccessToken`].
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "RevokeAccessTokenPayload")]
pub struct TokenRevoked {
    /// What was wrong.
    pub errors: Vec<UserError>,
}
