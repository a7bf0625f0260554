//! What people's tools do.

use super::Caller;
use serde_json::{Value, json};
use std::ops::Deref;

/// A tool that acts with a personal access token.
#[derive(Clone, Debug)]
pub struct Tool {
    caller: Caller,
    token_id: String,
}

impl Deref for Tool {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl Tool {
    /// The global id of its token.
    #[must_use]
    pub fn token_id(&self) -> &str {
        &self.token_id
    }

    /// What it shows.
    #[must_use]
    pub fn secret(&self) -> &str {
        self.token().expect("a tool has a token")
    }
}

impl Caller {
    /// Makes a token of this scope and hands it to a tool.
    pub async fn access_token(&self, scope: &str) -> Tool {
        self.access_token_called("Outil", scope).await
    }

    /// Makes a token with a name of its own.
    pub async fn access_token_called(&self, name: &str, scope: &str) -> Tool {
        let payload = self.mutate("createAccessToken", json!({ "name": name, "scope": scope })).await;
        let made = payload.done();
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        let caller = self.with_token(Some(&text(&made["secret"]))).with_refresh_token(None);
        Tool { caller, token_id: text(&made["accessToken"]["id"]) }
    }

    /// Revokes a tool's token.
    pub async fn revoke(&self, tool: &Tool) {
        self.mutate("revokeAccessToken", json!({ "accessTokenId": tool.token_id })).await.done();
    }

    /// The tokens that it sees of its own.
    pub async fn access_tokens(&self) -> Vec<Value> {
        let document = "{ viewer { accessTokens(first: 100) { nodes { id name scope expiresAt lastUsedAt } } } }";
        let data = self.data(document, Value::Null).await;
        data["viewer"]["accessTokens"]["nodes"].as_array().expect("a list").clone()
    }
}
